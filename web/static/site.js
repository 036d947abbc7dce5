// What every page can do beyond HTML: say things, copy things, and go to the search box with "/".
// Every page works without this file.
"use strict";
{
  // Other scripts say something by an event "say" with the words; `seen` shows them as well.
  const said = document.getElementById("said");
  let silence;
  const say = ({ words, seen = false }) => {
    clearTimeout(silence);
    said.classList.toggle("spoken-seen", seen);
    said.textContent = words;
    silence = setTimeout(() => { said.textContent = ""; }, 6000);
  };
  document.addEventListener("say", (event) => say(event.detail));

  // Copying: data-copy="<id>" the text of an element with its italics, data-copy-text="<words>" words,
  // data-copy-from="<address>" the text at an address, with data-copy-rich="<address>" also as HTML.
  const COPIES = "[data-copy], [data-copy-text], [data-copy-from]";
  const fetched = new Map();

  const plain = (text) => text.trim().replace(/\s+/g, " ");

  const wanted = (button) => {
    const { copy, copyText, copyFrom, copyRich } = button.dataset;
    if (copyText !== undefined) return { text: copyText };
    if (copyFrom !== undefined) return fetched.get(copyFrom) ?? taken(copyFrom, copyRich);
    const source = document.getElementById(copy);
    if (source.matches("pre, textarea, :has(pre)")) return { text: source.value ?? source.textContent };
    return { text: plain(source.textContent), html: source.innerHTML.trim() };
  };

  const textAt = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.statusText);
    return answer.text();
  };

  const taken = async (address, rich) => {
    const [text, html] = await Promise.all([textAt(address), rich && textAt(rich)]);
    // A browser takes no style sheet into the clipboard.
    fetched.set(address, { text, html: html?.slice(html.indexOf("<body>") + 6, html.lastIndexOf("</body>")) });
    return fetched.get(address);
  };

  const blob = (content, type, key) => content.then((found) => new Blob([found[key] ?? ""], { type }));

  const put = async (button) => {
    const content = wanted(button);
    if (navigator.clipboard?.write && window.ClipboardItem) {
      // What is still to come is given as a promise: Safari lets nothing be copied after a wait.
      const coming = Promise.resolve(content);
      const parts = { "text/plain": blob(coming, "text/plain", "text") };
      if (content.html || button.dataset.copyRich) parts["text/html"] = blob(coming, "text/html", "html");
      await navigator.clipboard.write([new ClipboardItem(parts)]);
    } else {
      putByCommand(await content);
    }
  };

  // Without TLS, as on a practice's own network, browsers have no navigator.clipboard.
  const putByCommand = ({ text, html }) => {
    const box = document.createElement("textarea");
    box.className = "unseen";
    box.value = text;
    const before = document.activeElement;
    document.body.append(box);
    box.select();
    const fill = (event) => {
      event.clipboardData.setData("text/plain", text);
      if (html) event.clipboardData.setData("text/html", html);
      event.preventDefault();
    };
    document.addEventListener("copy", fill);
    const done = document.execCommand("copy");
    document.removeEventListener("copy", fill);
    box.remove();
    before?.focus();
    if (!done) throw new Error("The browser did not copy.");
  };

  const told = new WeakMap();
  const tell = (button, words) => {
    const before = told.get(button) ?? { words: button.textContent };
    clearTimeout(before.waiting);
    // The button keeps its width, so that nothing beside it moves.
    button.style.minWidth = `${button.offsetWidth}px`;
    button.textContent = words;
    say({ words });
    const waiting = setTimeout(() => {
      button.textContent = before.words;
      button.style.minWidth = "";
      told.delete(button);
    }, 2000);
    told.set(button, { words: before.words, waiting });
  };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest(COPIES);
    if (!button) return;
    try {
      await put(button);
      tell(button, said.dataset.copied);
    } catch {
      tell(button, said.dataset.copyFailed);
    }
  });

  const decorate = () => {
    for (const button of document.querySelectorAll(COPIES)) {
      button.hidden = "copy" in button.dataset && !document.getElementById(button.dataset.copy);
    }
  };
  decorate();
  document.addEventListener("results-replaced", decorate);

  // "/" goes to the search box, as in most places where people search all day.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const box = document.querySelector("[data-slash], .quick input");
    if (!box) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
