// Niceties of the pages about references: how names are read, saving by keyboard, a word before typed text
// is lost, nothing sent twice.
"use strict";

{
  const kindOf = (line) => {
    if (/^\{.*\}$/.test(line)) return ["organisation", line.slice(1, -1).trim()];
    if (!line.includes(",")) return ["organisation", line];
    const [family, ...rest] = line.split(",").map((part) => part.trim());
    return ["person", [...rest.slice(0, 1), family, ...rest.slice(1)].filter(Boolean).join(" ")];
  };

  const readAs = (box, list) => {
    const lines = box.value.split("\n").map((line) => line.trim()).filter(Boolean);
    list.hidden = lines.length === 0;
    const label = document.createElement("li");
    label.className = "read-as-label";
    label.textContent = box.dataset.names;
    const names = lines.slice(0, 40).map((line) => {
      const [kind, words] = kindOf(line);
      const item = document.createElement("li");
      const said = document.createElement("span");
      said.className = "kind";
      said.textContent = kind === "person" ? "" : ` (${box.dataset.organisation})`;
      item.append(words, said);
      return item;
    });
    list.replaceChildren(label, ...names);
  };

  for (const box of document.querySelectorAll("textarea[data-names]")) {
    const list = document.createElement("ul");
    list.className = "read-as";
    box.after(list);
    readAs(box, list);
    box.addEventListener("input", () => readAs(box, list));
  }

  for (const form of document.querySelectorAll("form[data-unsaved]")) {
    const fields = [...form.querySelectorAll("input:not([type=hidden]), textarea, select")];
    const stand = (field) => (field.type === "checkbox" ? String(field.checked) : field.value);
    const before = new Map(fields.map((field) => [field, stand(field)]));
    const refused = form.querySelector("[aria-invalid]") !== null; // what was typed then is not saved either
    let leaving = false;
    form.addEventListener("submit", () => { leaving = true; });
    window.addEventListener("pageshow", () => { leaving = false; });
    window.addEventListener("beforeunload", (event) => {
      const changed = fields.some((field) => stand(field) !== before.get(field));
      if (!leaving && (changed || refused)) event.preventDefault();
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  // A button pressed twice in a row sends once.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const now = Date.now();
    if (form.method === "post" && now - Number(form.dataset.sent || 0) < 2000) event.preventDefault();
    else form.dataset.sent = now;
  });

  // A link to a field that is folded away opens what hides it.
  const reveal = () => {
    const field = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const folded = field?.closest("details");
    if (folded) folded.open = true;
    field?.focus({ preventScroll: false });
  };
  window.addEventListener("hashchange", reveal);
}
