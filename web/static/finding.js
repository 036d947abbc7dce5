// Finds names in a list while one types. Without it, the button of the form asks for the same page.
"use strict";

for (const form of document.querySelectorAll("form[data-finding]")) {
  const box = form.elements.find;
  const said = document.getElementById(`${form.dataset.finding}-found`);
  let waiting;
  let asked;

  const find = async () => {
    const words = box.value.trim();
    const address = new URL(form.action);
    if (words) address.searchParams.set("find", words);
    asked?.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const id = form.dataset.finding;
      document.getElementById(id).replaceWith(page.getElementById(id));
      said.textContent = page.getElementById(said.id).textContent;
      said.className = page.getElementById(said.id).className;
      history.replaceState(null, "", address);
    } catch {
      // Typed on meanwhile, or no connection: the button still works.
    }
  };

  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(find, 150);
  });
}
