// Completions while typing in a search box: a combobox with a list, as the ARIA Authoring Practices have it.
"use strict";
{
  const WAIT = 120; // milliseconds after the last key
  const LEAST = 2; // letters
  const { dataset: words, lang: written } = document.getElementById("completion-words");
  let boxes = 0;

  const complete = (box) => {
    const list = document.createElement("ul");
    list.id = `completions-${++boxes}`;
    list.className = "completions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", words.label);
    box.form.classList.add("completing");
    box.form.append(list);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", list.id);

    let found = [];
    let at = -1;
    let asked;
    let waiting;

    const point = (to) => {
      list.children[at]?.setAttribute("aria-selected", "false");
      at = to;
      const option = list.children[at];
      if (option) {
        option.setAttribute("aria-selected", "true");
        option.scrollIntoView({ block: "nearest" });
        box.setAttribute("aria-activedescendant", option.id);
      } else {
        box.removeAttribute("aria-activedescendant");
      }
    };

    const show = (open) => {
      list.hidden = !open;
      box.setAttribute("aria-expanded", String(open));
      point(-1);
    };

    const forget = () => {
      clearTimeout(waiting);
      asked?.abort();
      found = [];
      show(false);
    };

    const draw = (typed) => {
      list.replaceChildren(...found.map((each, number) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${number}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const text = document.createElement("span");
        if (written) text.lang = written;
        text.append(...marked(each.text, typed));
        const kind = document.createElement("span");
        kind.className = "completion-kind";
        kind.textContent = words[each.kind];
        option.append(text, " ", kind);
        return option;
      }));
    };

    const ask = async () => {
      const typed = box.value.trim();
      asked = new AbortController();
      const address = new URL(box.dataset.complete, location.href);
      address.searchParams.set("q", typed.slice(0, 100));
      try {
        const answer = await fetch(address, { signal: asked.signal });
        if (!answer.ok) return;
        found = (await answer.json()).suggestions;
      } catch {
        return; // Typed on meanwhile, or no connection: the search still works.
      }
      if (document.activeElement !== box) return;
      draw(typed);
      show(found.length > 0);
      const count = found.length ? words.count.replace("{count}", found.length) : words.none;
      document.dispatchEvent(new CustomEvent("say", { detail: { words: count } }));
    };

    const choose = (each) => {
      forget();
      if (each.kind === "phrase") {
        box.value = each.text;
        box.form.requestSubmit();
      } else {
        location.assign(each.href);
      }
    };

    box.addEventListener("input", () => {
      clearTimeout(waiting);
      asked?.abort();
      if (box.value.trim().length < LEAST) forget();
      else waiting = setTimeout(ask, WAIT);
    });

    box.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      const open = !list.hidden;
      const last = found.length - 1;
      const moves = {
        ArrowDown: () => (event.altKey ? at : at === last ? -1 : at + 1),
        ArrowUp: () => (at === -1 ? last : at - 1),
      };
      if (event.key in moves && found.length) {
        event.preventDefault();
        if (!open) show(true);
        point(moves[event.key]());
      } else if (event.key === "Enter" && open && at >= 0) {
        event.preventDefault();
        choose(found[at]);
      } else if (event.key === "Escape") {
        if (open) show(false);
        else if (box.value) box.value = "";
        else return;
        event.preventDefault();
      } else if (["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
        point(-1);
      }
    });

    // A click on the list leaves the focus in the box.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) choose(found[[...list.children].indexOf(option)]);
    });
    box.addEventListener("blur", forget);
    box.form.addEventListener("submit", forget);
    addEventListener("pageshow", forget);
  };

  // The text with what was typed in bold where a word begins so.
  const marked = (text, typed) => {
    const lower = text.toLocaleLowerCase();
    let place = lower.indexOf(typed.toLocaleLowerCase());
    while (place > 0 && /[\p{L}\p{N}]/u.test(text[place - 1])) {
      place = lower.indexOf(typed.toLocaleLowerCase(), place + 1);
    }
    if (place < 0 || lower.length !== text.length) return [text];
    const bold = document.createElement("b");
    bold.textContent = text.slice(place, place + typed.length);
    return [text.slice(0, place), bold, text.slice(place + typed.length)];
  };

  const decorate = () => {
    for (const box of document.querySelectorAll("input[data-complete]:not([role=combobox])")) complete(box);
  };
  decorate();
  document.addEventListener("results-replaced", decorate);
}
