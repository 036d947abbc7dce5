// The studies of a summary: found while one types, put in order, looked up at Crossref; all in place.
"use strict";

(() => {
  const form = document.getElementById("writing");
  const data = form.dataset;
  const list = document.getElementById("cited");
  const box = document.getElementById("find");
  const found = document.getElementById("found");
  const WAIT = 250; // milliseconds after the last key
  let timer = null;
  let turn = 0;

  function tell() {
    document.getElementById("no-studies").hidden = list.children.length > 0;
    document.dispatchEvent(new Event("writing-changed"));
  }

  async function fetched(address, options) {
    const mine = ++turn;
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, options);
      const html = await answer.text();
      if (mine !== turn) return null; // only the last question is answered
      if (answer.ok || answer.status === 422) return { ok: answer.ok, html };
      complain();
    } catch {
      if (mine === turn) complain();
    } finally {
      if (mine === turn) found.removeAttribute("aria-busy");
    }
  }

  function complain(html = "") {
    const holder = document.createElement("template");
    const said = document.createElement("p");
    Object.assign(said, { className: "failure-said", textContent: data.saidNoAnswer });
    said.setAttribute("role", "alert");
    holder.innerHTML = html || said.outerHTML;
    found.querySelector(".failure-said")?.remove();
    found.prepend(holder.content);
  }

  // What is asked for outright (pasted, or with Enter) needs no second word to be looked up.
  async function find(outright = false) {
    clearTimeout(timer);
    const answer = await fetched(`${data.find}?${new URLSearchParams({ q: box.value })}`);
    if (!answer) return;
    found.innerHTML = answer.html;
    const unknown = found.querySelector("[data-look-up]");
    if (outright && unknown) await lookUp(unknown.dataset.lookUp);
    else if (outright) found.querySelector("button")?.focus();
  }

  async function lookUp(doi) {
    const answer = await fetched(`${data.lookUp}?${new URLSearchParams({ doi })}`);
    if (!answer) return;
    found.innerHTML = answer.html;
    found.querySelector("[data-bring], [data-cite]")?.focus();
  }

  function cite(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const item = holder.content.querySelector("li");
    const key = item.querySelector("[name=cites]").value;
    if (![...list.querySelectorAll("[name=cites]")].some((each) => each.value === key)) {
      list.append(item);
      tell();
    }
    found.replaceChildren();
    box.value = "";
    // The study it is about is named: now the text. Of one that has a title, more studies may follow.
    (form.elements.title.value ? box : form.elements.title).focus();
  }

  async function citeKey(key) {
    const answer = await fetched(`${data.cited}?${new URLSearchParams({ key })}`);
    if (answer?.ok) cite(answer.html);
  }

  async function bring(doi) {
    const answer = await fetched(data.bring, { method: "POST", body: new URLSearchParams({ doi }), headers: { "X-CSRFToken": form.elements.csrf_token.value } });
    if (answer?.ok) cite(answer.html); else if (answer) complain(answer.html);
  }

  function move(button) {
    const item = button.closest("li");
    const next = item.nextElementSibling || item.previousElementSibling;
    switch (button.dataset.move) {
      case "up": item.previousElementSibling?.before(item); break;
      case "down": item.nextElementSibling?.after(item); break;
      default:
        item.remove();
        (next?.querySelector("[data-move=drop]") || box).focus();
    }
    if (item.isConnected) {
      // A first one has no way up: the focus must not go with the button.
      const there = getComputedStyle(button).visibility === "hidden" ? item.querySelector("[data-move=drop]") : button;
      there.focus();
    }
    tell();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const { cite: key, lookUp: doi, bring: wanted, move: where } = button.dataset;
    if (key) citeKey(key);
    else if (doi) lookUp(doi);
    else if (wanted) { button.disabled = true; bring(wanted).finally(() => { button.disabled = false; }); }
    else if (where) move(button);
    else if ("findNow" in button.dataset) find(true);
    else return;
    event.preventDefault();
  });
  box.addEventListener("input", (event) => {
    clearTimeout(timer);
    const pasted = event.inputType === "insertFromPaste" && /10\.\d{4,9}\//.test(box.value);
    if (pasted) find(true); else timer = setTimeout(find, WAIT, false);
  });
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    find(true);
  });
})();
