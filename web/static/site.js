// Niceties only: every page works without this file.
"use strict";

for (const button of document.querySelectorAll("button[data-copy]")) {
  const citation = document.getElementById(button.dataset.copy);
  if (!citation || !navigator.clipboard) continue;
  const words = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(citation.textContent.trim().replace(/\s+/g, " "));
      button.textContent = "Copied";
    } catch {
      button.textContent = "Could not copy";
    }
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}

// "/" goes to the search box, as in most places where people search all day.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
  const box = document.querySelector("[data-slash], .quick input");
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});
