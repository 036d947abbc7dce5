// Changes the style of citations in place, and closes menus one looks away from. Without this file the
// links load the page in that style.
"use strict";

(() => {
  const links = [...document.querySelectorAll("a[data-style]")];
  let asked = new AbortController();

  const show = (page, chosen) => {
    for (const old of document.querySelectorAll("[data-styled]")) {
      const styled = page.getElementById(old.id);
      if (styled) old.replaceChildren(...styled.childNodes);
    }
    for (const link of links) {
      if (link === chosen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    document.dispatchEvent(new CustomEvent("say", { detail: { words: chosen.dataset.style } }));
    history.replaceState(history.state, "", chosen.href);
  };

  const choose = async (link) => {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(link.href, { signal: asked.signal });
      if (!answer.ok) throw new Error(answer.statusText);
      show(new DOMParser().parseFromString(await answer.text(), "text/html"), link);
    } catch (error) {
      if (error.name !== "AbortError") location.assign(link.href);
    }
  };

  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      choose(link);
    });
  }

  const menus = [...document.querySelectorAll("details.downloads")];
  document.addEventListener("click", (event) => {
    for (const menu of menus) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && event.target.closest("details.downloads[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
})();
