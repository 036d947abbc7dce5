// Topics: chosen by typing. The boxes to tick below stay what is sent.
"use strict";

(() => {
  const field = document.querySelector(".topics");
  if (!field) return;
  const boxes = [...field.querySelectorAll("input[type=checkbox]")];
  const label = (box) => box.nextElementSibling.textContent;
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const details = field.querySelector("details");
  details.open = false;

  const chips = document.createElement("ul");
  chips.className = "chips";
  const choose = document.createElement("div");
  choose.className = "choose";
  const input = document.createElement("input");
  Object.assign(input, { type: "text", autocomplete: "off", placeholder: field.dataset.add });
  const list = document.createElement("ul");
  Object.assign(list, { id: "topic-choices", className: "choices", hidden: true });
  const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id, "aria-label": field.dataset.add };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.add);
  choose.append(input, list);
  details.before(chips, choose);

  let offered = [];
  let at = -1;

  function draw() {
    chips.replaceChildren(...boxes.filter((box) => box.checked).map((box) => {
      const item = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.textContent = label(box);
      button.setAttribute("aria-label", field.dataset.remove.replace("{topic}", label(box)));
      button.addEventListener("click", () => { set(box, false); input.focus(); });
      item.append(button);
      return item;
    }));
  }

  function set(box, checked) {
    if (box.checked === checked) return;
    box.checked = checked;
    draw();
    document.dispatchEvent(new Event("writing-changed"));
  }

  function matching(typed) {
    const words = plain(typed).split(/\s+/).filter(Boolean);
    const rank = (box) => {
      const name = plain(label(box));
      if (name.startsWith(words[0] || "")) return 0;
      return words.every((word) => name.includes(word)) ? 1 : 2;
    };
    return boxes
      .filter((box) => !box.checked && words.every((word) => plain(`${label(box)} ${box.dataset.names}`).includes(word)))
      .sort((one, other) => rank(one) - rank(other))
      .slice(0, 12);
  }

  function open() {
    offered = matching(input.value);
    at = offered.length && input.value.trim() ? 0 : -1;
    const items = offered.map((box, place) => {
      const item = document.createElement("li");
      item.id = `topic-choice-${place}`;
      item.setAttribute("role", "option");
      item.append(label(box));
      const typed = plain(input.value.trim());
      const other = typed && !plain(label(box)).includes(typed) ? box.dataset.names.split("; ").find((name) => plain(name).includes(typed)) : "";
      if (other) { const small = document.createElement("small"); small.textContent = other; item.append(small); }
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(place); });
      return item;
    });
    if (!items.length) {
      const none = document.createElement("li");
      Object.assign(none, { className: "none", textContent: field.dataset.none });
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      items.push(none);
    }
    list.replaceChildren(...items);
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark();
  }

  function mark() {
    [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === at)));
    if (at >= 0) { input.setAttribute("aria-activedescendant", `topic-choice-${at}`); list.children[at].scrollIntoView({ block: "nearest" }); }
    else input.removeAttribute("aria-activedescendant");
  }

  function shut() {
    list.hidden = true;
    at = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function take(place) {
    const box = offered[place];
    input.value = "";
    shut();
    if (box) set(box, true);
  }

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", shut);
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) { open(); return; }
      if (offered.length) at = (at + (event.key === "ArrowDown" ? 1 : -1) + offered.length) % offered.length;
      mark();
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (!list.hidden && at >= 0) take(at);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      shut();
    } else if (event.key === "Backspace" && !input.value) {
      const last = boxes.filter((box) => box.checked).pop();
      if (last) set(last, false);
    }
  });
  details.addEventListener("change", draw);

  // What the text suggests
  document.getElementById("suggestions").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    const next = item.nextElementSibling?.querySelector("button") || item.previousElementSibling?.querySelector("button") || input;
    const { topic, type } = button.dataset;
    if (topic) {
      const box = boxes.find((each) => each.value === topic);
      if (box) set(box, true);
    } else {
      document.getElementById("research_type").value = type;
      document.dispatchEvent(new Event("writing-changed"));
    }
    item.remove();
    next.focus();
  });
  draw();
})();
