// Arrow keys move about a map, which is then one stop of the Tab key. Without it, every number is a stop.
"use strict";

for (const map of document.querySelectorAll(".map-cells")) {
  const cells = [...map.querySelectorAll("a")];
  if (!cells.length) continue;
  const placed = cells.map((cell) => {
    const box = cell.querySelector("rect");
    return { cell, x: Number(box.getAttribute("x")), y: Number(box.getAttribute("y")) };
  });
  const nearest = (found, far) => found.sort((a, b) => far(a) - far(b))[0];
  // From a place, where each key leads: along the row, or to the nearest number of the next row that has one.
  const ways = {
    ArrowRight: (at) => nearest(placed.filter((each) => each.y === at.y && each.x > at.x), (each) => each.x),
    ArrowLeft: (at) => nearest(placed.filter((each) => each.y === at.y && each.x < at.x), (each) => -each.x),
    ArrowDown: (at) => nearest(placed.filter((each) => each.y > at.y), (each) => each.y * 1e6 + Math.abs(each.x - at.x)),
    ArrowUp: (at) => nearest(placed.filter((each) => each.y < at.y), (each) => -each.y * 1e6 + Math.abs(each.x - at.x)),
    Home: (at) => nearest(placed.filter((each) => each.y === at.y), (each) => each.x),
    End: (at) => nearest(placed.filter((each) => each.y === at.y), (each) => -each.x),
  };
  const only = (stop) => cells.forEach((cell) => cell.setAttribute("tabindex", cell === stop ? "0" : "-1"));

  only(cells[0]);
  map.addEventListener("focusin", (event) => only(event.target.closest("a")));
  map.addEventListener("keydown", (event) => {
    const at = placed.find((each) => each.cell === event.target.closest("a"));
    if (!at || !ways[event.key] || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const next = ways[event.key](at);
    next?.cell.focus();
    next?.cell.scrollIntoView({ block: "nearest", inline: "center" });
  });
}
for (const words of document.querySelectorAll(".map-keys")) words.hidden = false;

// Where a map is wider than the screen, the newest years are what a reader looks for first.
for (const years of document.querySelectorAll(".map-year .map-scroll")) years.scrollLeft = years.scrollWidth;
