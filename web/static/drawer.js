// On a narrow screen the filters are a drawer: the same filters, moved into a dialog while it is open.
"use strict";

(() => {
  const filters = document.getElementById("filters");
  const drawer = document.getElementById("drawer");
  const link = document.querySelector("[data-drawer]");
  const beside = filters.parentElement;
  const button = document.createElement("button");
  button.type = "button";
  button.className = link.className;
  button.setAttribute("aria-haspopup", "dialog");
  button.append(...link.childNodes);
  link.replaceWith(button);

  button.addEventListener("click", () => {
    drawer.querySelector(".drawer-body").append(filters);
    drawer.showModal();
  });
  drawer.addEventListener("close", () => beside.append(filters));
  drawer.addEventListener("click", (event) => {
    if (event.target === drawer || event.target.closest("[data-close]")) drawer.close();
  });
  window.matchMedia("(min-width: 48rem)").addEventListener("change", () => drawer.close());
})();
