// Copies a digest with its looks, as a mail program takes it, and as plain text beside that.
"use strict";

const button = document.querySelector("[data-mail-html]");
const said = document.querySelector("[data-mail-said]");

const fetched = async (address) => {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.text();
};

// What stands in the body. It is not parsed: this page's policy would keep the styles from it.
const inBody = (html) =>
  html.slice(html.indexOf(">", html.indexOf("<body")) + 1, html.lastIndexOf("</body>")).trim();

// navigator.clipboard parses HTML before it writes it, and so loses the styles; this way takes it as it is.
const copied = (kinds) => {
  const put = (event) => {
    for (const [kind, text] of Object.entries(kinds)) event.clipboardData.setData(kind, text);
    event.preventDefault();
  };
  const selection = getSelection();
  selection.selectAllChildren(button.closest("main").querySelector("h1")); // Safari copies only a selection
  document.addEventListener("copy", put, { once: true });
  try {
    return document.execCommand("copy");
  } finally {
    document.removeEventListener("copy", put);
    selection.removeAllRanges();
  }
};

const offer = async () => {
  // Fetched now: a browser lets a page copy only while a click is being answered.
  const { mailHtml, mailText, done, failed } = button.dataset;
  const [html, text] = await Promise.all([fetched(mailHtml), fetched(mailText)]);
  const kinds = { "text/html": inBody(html), "text/plain": text };
  const words = button.textContent;
  button.addEventListener("click", () => {
    button.textContent = said.textContent = copied(kinds) ? done : failed;
    setTimeout(() => {
      button.textContent = words;
      said.textContent = "";
    }, 2500);
  });
  button.hidden = false;
};

if (button) offer().catch(() => {});
