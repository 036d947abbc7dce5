// The reader's selection: summaries and references kept in this browser, across pages and tabs.
"use strict";
{
  const KEY = "selection";
  const words = document.getElementById("selection-words").dataset;
  const most = Number(words.most);
  let own = []; // what is kept where the browser keeps nothing for us

  const kept = () => {
    try {
      const list = JSON.parse(localStorage.getItem(KEY)) ?? [];
      return list.filter((each) => typeof each?.id === "string").slice(0, most);
    } catch {
      return own;
    }
  };
  const ids = () => kept().map((each) => each.id);

  const keep = (list) => {
    own = list.slice(0, most);
    try {
      localStorage.setItem(KEY, JSON.stringify(own));
    } catch {
      say(words.unkept);
    }
    if (list.length > most) say(words.full);
    draw();
  };
  const add = (items) => {
    const known = new Set(ids());
    keep([...kept(), ...items.filter((each) => !known.has(each.id))]);
  };
  const drop = (gone) => keep(kept().filter((each) => !gone.includes(each.id)));

  const say = (text) =>
    document.dispatchEvent(new CustomEvent("say", { detail: { words: text, seen: true } }));

  // What the buttons of this page keep.
  const offered = () => {
    const items = [...document.querySelectorAll("main [data-keep]")]
      .map((button) => ({ id: button.dataset.keep, title: button.dataset.title }));
    return [...new Map(items.map((each) => [each.id, each])).values()];
  };

  const link = document.querySelector("[data-selection-link]");
  const page = link.getAttribute("href");
  const address = (list) => page + list.map((id, at) => `${at ? "&" : "?"}id=${encodeURIComponent(id)}`).join("");

  const draw = () => {
    const list = ids();
    const chosen = new Set(list);
    link.href = address(list);
    for (const each of document.querySelectorAll("[data-selection-count]")) {
      each.textContent = list.length ? `(${list.length})` : "";
    }
    for (const button of document.querySelectorAll("[data-keep]")) {
      const on = chosen.has(button.dataset.keep);
      button.hidden = false;
      button.setAttribute("aria-pressed", String(on));
      button.querySelector(".keep-words").textContent = on ? button.dataset.selected : button.dataset.select;
    }
    const here = offered();
    const all = here.every((each) => chosen.has(each.id));
    for (const button of document.querySelectorAll("[data-keep-all]")) {
      button.hidden = here.length === 0;
      button.textContent = all ? button.dataset.unselect : button.dataset.select;
    }
    for (const choice of document.querySelectorAll("[data-selection-choice]")) {
      choice.hidden = list.length === 0;
      const radio = choice.querySelector("input");
      if (choice.hidden && radio.checked) radio.form.querySelector("[name=scope]:enabled").checked = true;
    }
    drawPage();
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-keep]");
    if (button) {
      const { keep: id, title } = button.dataset;
      if (ids().includes(id)) drop([id]);
      else add([{ id, title }]);
    } else if (event.target.closest("[data-keep-all]")) {
      const here = offered();
      const chosen = new Set(ids());
      if (here.every((each) => chosen.has(each.id))) drop(here.map((each) => each.id));
      else add(here);
    } else if (event.target.closest("[data-adopt]")) {
      add(listed());
    } else if (event.target.closest("[data-clear]") && isOwn()) {
      keep([]);
    }
  });

  // Only the form knows whether the selection is wanted; its names are sent along then.
  document.addEventListener("formdata", (event) => {
    const takeaway = event.target.matches("[data-takeaway]") && event.target.querySelector("[type=radio][name=scope]");
    if (takeaway && event.formData.get("scope") === "selection") {
      for (const id of ids()) event.formData.append("id", id);
    }
  });

  // The page of a selection: the reader's own, or one that somebody sent them.
  const listed = () =>
    [...document.querySelectorAll("[data-item]")].map((each) => ({ id: each.dataset.item, title: each.dataset.title }));
  const isOwn = () => {
    const [here, list] = [listed().map((each) => each.id), ids()];
    return here.length === list.length && here.every((id) => list.includes(id));
  };
  const drawPage = () => {
    const page = document.querySelector("[data-selection-list]");
    if (!page) return;
    document.querySelector("[data-foreign]").hidden = isOwn();
    document.querySelector("[data-clear]").hidden = !isOwn();
  };

  const open = () => {
    const shown = document.querySelector("[data-selection-page]");
    if (!shown) return;
    const gone = shown.querySelector("[data-gone]")?.dataset.gone.split(" ") ?? [];
    if (gone.some((id) => ids().includes(id))) drop(gone);
    if (location.search === "" && ids().length) location.replace(address(ids()));
  };

  // An item is taken out without leaving the page; the next one's button has the focus then.
  let asking = new AbortController();
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-selection-list]") || event.submitter?.name !== "without") return;
    event.preventDefault();
    const buttons = [...form.elements.without.length ? form.elements.without : [form.elements.without]];
    const place = buttons.indexOf(event.submitter);
    const id = event.submitter.value;
    const left = new URL(location.href);
    const names = left.searchParams.getAll("id").filter((each) => each !== id);
    left.searchParams.delete("id");
    for (const each of names) left.searchParams.append("id", each);
    if (isOwn()) drop([id]);
    event.submitter.closest("[data-item]")?.removeAttribute("data-item");
    // At once: the next item taken out must start from this address and outrun this answer.
    history.replaceState(null, "", left);
    asking.abort();
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(left, { signal });
      if (!answer.ok) throw new Error(answer.statusText);
      const next = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.querySelector("[data-selection-page]").replaceWith(next.querySelector("[data-selection-page]"));
    } catch {
      if (!signal.aborted) location.assign(left);
      return;
    }
    document.dispatchEvent(new Event("results-replaced"));
    const remaining = document.querySelectorAll("[name=without]");
    (remaining[Math.min(place, remaining.length - 1)] ?? document.getElementById("selection")).focus();
  });

  addEventListener("storage", (event) => {
    if (event.key === KEY || event.key === null) draw();
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) draw();
  });
  document.addEventListener("results-replaced", draw);
  open();
  draw();
}
