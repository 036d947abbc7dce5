// Searches in place: what a link or form of the search page leads to is fetched, and its parts put where
// the old ones were. Addresses stay the same; without this file, or when a fetch fails, links are links.
"use strict";

(() => {
  const main = document.getElementById("main");
  const box = main.querySelector(".ask");
  const found = main.querySelector("[data-found-here]");
  const drawer = document.getElementById("drawer");
  const where = new URL(box.action).pathname;
  const places = new Map(); // by entry of the history: how far down a reader was, and on which control
  let entry = history.state?.entry ?? 0;
  let newest = entry;
  let shown = location.pathname + location.search;
  let request = null;

  const controlOf = (element) => element?.closest?.("[data-key], [id]");
  const withKey = (key) => key && (document.querySelector(`[data-key="${CSS.escape(key)}"]`) ?? document.getElementById(key));
  const keyOf = (element) => controlOf(element)?.dataset.key ?? controlOf(element)?.id;
  const scroller = () => (drawer.open ? drawer.querySelector(".drawer-body") : window);
  const remember = (key) => places.set(entry, { y: window.scrollY, key });

  async function fetched(address) {
    request?.abort();
    request = new AbortController();
    const { signal } = request;
    found.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!answer.ok || !page.getElementById("results")) throw new Error("no results");
      return { page, address: answer.url };
    } catch {
      if (!signal.aborted) location.assign(address);
      return null;
    }
  }

  // Puts the parts of a page in place. The focus goes to the control with the key, or else to the results.
  function put(page, key) {
    const focused = document.activeElement;
    const open = [...document.querySelectorAll("details[data-key][open]")].map((each) => each.dataset.key);
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (fresh) part.replaceChildren(...fresh.childNodes);
    }
    for (const each of open) withKey(each)?.setAttribute("open", "");
    // The page's feed, and the languages to read it in.
    for (const outside of ["head link[rel=alternate]", ".languages"]) {
      const fresh = page.querySelectorAll(outside);
      document.querySelectorAll(outside).forEach((each, place) => fresh[place] && each.replaceWith(fresh[place]));
    }
    document.title = page.title;
    found.removeAttribute("aria-busy");
    document.dispatchEvent(new Event("results-replaced"));
    if (focused.isConnected && !key) return;
    const refuge = drawer.open ? drawer.querySelector("h2") : document.getElementById("results");
    (withKey(key) ?? refuge).focus({ preventScroll: true });
  }

  async function go(address, { key = null, stay = false }) {
    remember(key);
    const answer = await fetched(address);
    if (!answer) return;
    const top = withKey(key)?.getBoundingClientRect().top;
    const typed = box.q.value;
    put(answer.page, key);
    const asked = answer.page.getElementById("q").value;
    if (document.activeElement !== box.q || typed === "") box.q.value = asked;
    history.scrollRestoration = "manual";
    entry = newest += 1;
    history.pushState({ entry }, "", answer.address);
    shown = location.pathname + location.search;
    // What was clicked stays under the finger, whatever came or went above it.
    const control = withKey(key);
    if (stay && control && top !== undefined) scroller().scrollBy({ top: control.getBoundingClientRect().top - top, behavior: "instant" });
    else if (!drawer.open && !stay) window.scrollTo({ top: Math.min(window.scrollY, box.offsetTop), behavior: "instant" });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("main a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const address = new URL(link.getAttribute("href"), location.href);
    if (address.origin !== location.origin || address.pathname !== where || address.hash) return;
    if (link.hasAttribute("download") || link.hasAttribute("target")) return;
    event.preventDefault();
    go(address, { key: link.dataset.key, stay: Boolean(link.closest(".facets, .chips")) });
  });

  document.addEventListener("submit", (event) => {
    const form = event.target;
    const address = new URL(form.getAttribute("action") ?? "", location.href);
    if (event.defaultPrevented || !main.contains(form) || form.method !== "get" || address.pathname !== where) return;
    event.preventDefault();
    address.search = new URLSearchParams([...new FormData(form)].filter(([, value]) => value.trim()));
    go(address, { key: keyOf(document.activeElement), stay: form !== box });
  });

  window.addEventListener("popstate", async (event) => {
    if (location.pathname + location.search === shown) return; // only the part of the page changed
    remember(keyOf(document.activeElement));
    entry = event.state?.entry ?? 0;
    shown = location.pathname + location.search;
    const answer = await fetched(location.href);
    if (!answer) return;
    const place = places.get(entry);
    put(answer.page, place?.key);
    box.q.value = answer.page.getElementById("q").value;
    window.scrollTo({ top: place?.y ?? 0, behavior: "instant" });
  });

  // A page that is left whole and come back to is the browser's to restore.
  window.addEventListener("pagehide", () => { history.scrollRestoration = "auto"; });
})();
