// Writing a summary: beside the text stands what readers will see of it.
"use strict";

(() => {
  const form = document.getElementById("writing");
  const data = form.dataset;
  const SHOW = 250; // milliseconds after the last key
  let timer = null;
  let turn = 0;

  async function show() {
    const mine = ++turn;
    const body = new URLSearchParams();
    for (const name of ["body", "implications"]) body.set(name, form.elements[name].value);
    try {
      const answer = await fetch(data.previewAt, { method: "POST", body, headers: { "X-CSRFToken": form.elements.csrf_token.value } });
      if (!answer.ok || mine !== turn) return;
      const html = await answer.json();
      for (const place of form.querySelectorAll("[data-preview]")) place.innerHTML = html[place.dataset.preview];
    } catch { /* the next key tries again */ }
  }

  for (const name of ["body", "implications"]) {
    const box = form.elements[name];
    const place = form.querySelector(`[data-count="${name}"]`);
    box.addEventListener("input", () => {
      const number = box.value.split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
      place.textContent = number === 1 ? data.word : data.words.replace("{number}", number);
      clearTimeout(timer);
      timer = setTimeout(show, SHOW);
    });
  }

  const text = document.getElementById("text");
  const tabs = text.querySelectorAll(".tab");
  text.querySelector(".tabs").hidden = false;
  text.dataset.shown = "write";
  for (const tab of tabs) {
    tab.addEventListener("click", () => {
      text.dataset.shown = tab.dataset.show;
      for (const each of tabs) each.setAttribute("aria-pressed", String(each === tab));
    });
  }

  // A title has one line.
  form.elements.title.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { event.preventDefault(); form.elements.body.focus(); }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=then][value=save]"));
  });

  const goOn = form.querySelector("[data-go-on]");
  if (goOn) {
    goOn.hidden = false;
    goOn.addEventListener("click", () => { goOn.closest(".unsaved").remove(); form.elements.body.focus(); });
  }

  // Where something is missing, one goes on.
  const refused = form.querySelector(".publication .failure-said");
  const lacking = form.querySelector(".checks .lacking a")?.hash;
  const wrong = form.querySelector("[aria-invalid=true]")
    ?? (refused && form.querySelector(lacking || ".publication :is([name=ack]:not(:checked), [name=then])"));
  if (wrong) {
    wrong.focus({ preventScroll: true });
    wrong.scrollIntoView({ block: "center" });
  }
})();
