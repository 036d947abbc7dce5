// The answer to a form is shown below it. Without this file the browser goes to the answer instead.
"use strict";

const SHOWN = ["content-type", "etag", "last-modified", "link", "cache-control"];

for (const form of document.querySelectorAll("form.try")) {
  const state = form.querySelector(".try-state");
  const shown = form.querySelector(".answer");

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const asked = new URLSearchParams(new FormData(form));
    const began = performance.now();
    state.textContent = "…";
    try {
      const answer = await fetch(`${form.getAttribute("action")}?${asked}`, { headers: { Accept: "application/json" } });
      const text = await answer.text();
      const took = Math.round(performance.now() - began);
      const size = (new Blob([text]).size / 1000).toFixed(1);
      const address = new URL(answer.url);
      const headers = SHOWN.filter((name) => answer.headers.has(name));
      shown.querySelector(".answer-address").textContent = address.pathname + address.search;
      shown.querySelector(".answer-headers").textContent =
        headers.map((name) => `${name}: ${answer.headers.get(name)}`).join("\n");
      shown.querySelector(".answer-body").textContent = readable(text);
      shown.hidden = false;
      state.textContent = `${answer.status} ${answer.statusText} · ${size} kB · ${took} ms`;
    } catch {
      state.textContent = form.dataset.failed;
      shown.hidden = true;
    }
  });
}

function readable(text) {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
