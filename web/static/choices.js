// Finding a value of a long facet while typing. The names come from the page that lists them all.
"use strict";

(() => {
  const before = new WeakMap(); // the values a facet shows when nothing is sought
  let waiting = 0;
  let request = null;

  async function find(form) {
    const list = form.parentElement.querySelector("[data-choices]");
    const status = form.parentElement.querySelector("[data-found]");
    if (!before.has(form)) before.set(form, [...list.childNodes]);
    request?.abort();
    if (!form.find.value.trim()) {
      list.replaceChildren(...before.get(form));
      status.textContent = "";
      return;
    }
    request = new AbortController();
    try {
      const address = `${form.action}?${new URLSearchParams(new FormData(form))}`;
      const answer = await fetch(address, { signal: request.signal });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      list.replaceChildren(...page.querySelector("[data-choices]").childNodes);
      status.textContent = page.querySelector("[data-total]").textContent;
    } catch {
      // Typing went on, or the server is away: the form still leads to the page of all values.
    }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest(".facet [data-find]");
    if (!form) return;
    clearTimeout(waiting);
    waiting = setTimeout(find, 150, form);
  });
})();
