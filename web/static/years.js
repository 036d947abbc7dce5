// Dragging across the years: the bars from where it began to where it ends become the range asked for.
"use strict";

(() => {
  let drag = null;

  const barAt = (bars, x) => {
    const { left, width } = bars.getBoundingClientRect();
    const links = [...bars.querySelectorAll("a")];
    const at = ((x - left) / width) * bars.viewBox.baseVal.width;
    const middle = (link) => link.firstElementChild.nextElementSibling.x.baseVal.value + 5;
    return links.reduce((best, each) => (Math.abs(middle(each) - at) < Math.abs(middle(best) - at) ? each : best));
  };
  const yearsOf = (link) => link.dataset.key.slice("year:".length).split("-");
  const saying = (bars) => bars.closest(".histogram").querySelector("[data-years]");

  function draw() {
    const { bars, from, to } = drag;
    const links = [...bars.querySelectorAll("a")];
    const [first, last] = [links.indexOf(from), links.indexOf(to)].sort((a, b) => a - b);
    const chosen = links.slice(first, last + 1);
    for (const each of links) each.classList.toggle("dragged", chosen.includes(each));
    drag.years = [yearsOf(chosen[0])[0], yearsOf(chosen.at(-1)).at(-1)];
    saying(bars).textContent = drag.years[0] === drag.years[1] ? drag.years[0] : drag.years.join("–");
  }

  document.addEventListener("pointerdown", (event) => {
    const bars = event.target.closest("[data-bars]");
    if (!bars || event.button) return;
    const from = barAt(bars, event.clientX);
    drag = { bars, from, to: from, far: false };
  });
  document.addEventListener("pointermove", (event) => {
    if (!drag) return;
    drag.to = barAt(drag.bars, event.clientX);
    drag.far ||= drag.to !== drag.from;
    if (drag.far) draw();
  });
  document.addEventListener("pointerup", () => {
    if (drag?.far) {
      const form = drag.bars.closest(".facet").querySelector("form");
      [form.elements.from.value, form.elements.to.value] = drag.years;
      // The click that follows on a bar is the end of the drag and no choice of that year.
      const refuse = (event) => event.preventDefault();
      window.addEventListener("click", refuse, { capture: true });
      setTimeout(() => window.removeEventListener("click", refuse, { capture: true }), 0);
      form.requestSubmit();
    }
    drag = null;
  });
  document.addEventListener("pointercancel", () => {
    if (drag?.far) saying(drag.bars).textContent = "";
    for (const each of drag?.bars.querySelectorAll(".dragged") ?? []) each.classList.remove("dragged");
    drag = null;
  });
  // Links can be dragged away; these are for choosing.
  document.addEventListener("dragstart", (event) => {
    if (event.target.closest?.("[data-bars]")) event.preventDefault();
  });
})();
