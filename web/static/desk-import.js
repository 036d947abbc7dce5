// The import desk: files can be dropped, rows fill in as Crossref answers, and a decision keeps the page.
// All of it works without this file, a page at a time.
"use strict";

const items = document.getElementById("items");
const told = document.getElementById("told");

function fromHtml(html) {
  const holder = document.createElement("template");
  holder.innerHTML = html;
  return holder.content.firstElementChild;
}

function showStanding(html) {
  const old = document.getElementById("standing");
  if (old.contains(document.activeElement)) return; // nobody's button is taken away under their finger
  old.replaceWith(fromHtml(html));
}

function inUse(row) {
  return row.contains(document.activeElement) || row.querySelector("details.refuse[open]");
}

let following = false;

// Rows wait on this page or on others: one look a second until all of them are looked up.
async function follow() {
  if (following) return;
  following = true;
  try {
    for (let pause = await look(); pause; pause = await look()) await new Promise((go) => setTimeout(go, pause));
  } finally {
    following = false;
  }
}

async function look() {
  const waiting = [...items.querySelectorAll('[data-state="waiting"]')];
  const standing = document.getElementById("standing");
  if (!Number(standing.dataset.waiting) && !waiting.length) return 0;
  try {
    const rows = waiting.map((row) => row.dataset.position).join(",");
    const answer = await fetch(`${items.dataset.progress}?rows=${rows}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.statusText);
    const now = await answer.json();
    showStanding(now.standing);
    for (const row of waiting) {
      const html = now.rows[row.dataset.position];
      if (html && !inUse(row)) row.replaceWith(fromHtml(html));
    }
    if (!now.waiting) told.textContent = document.getElementById("standing").querySelector(".numbers").textContent.trim().replace(/\s+/g, " ");
  } catch {
    return 5000; // the site is being restarted, or the network is gone: go on when it is back
  }
  return 1000;
}

// Only what is clean has its button at hand: nobody accepts a retracted work by pressing Enter once more.
function goOnFrom(row) {
  let next = row.nextElementSibling;
  while (next && next.dataset.state !== "ready") next = next.nextElementSibling;
  const clean = next && "clean" in next.dataset;
  (clean ? next.querySelector(".actions button") : next || row).focus({ preventScroll: !next });
}

async function decide(form, submitter) {
  const row = form.closest("article");
  if (row.classList.contains("busy")) return;
  const data = new FormData(form, submitter);
  row.classList.add("busy");
  row.querySelector(".row-failure")?.remove();
  let answer, now;
  try {
    answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "application/json" } });
    now = await answer.json();
  } catch {
    now = {};
  }
  if (now.onward) {
    location.assign(now.onward);
    return;
  }
  if (!now.row) {
    row.classList.remove("busy");
    fail(row, now.detail || items.dataset.lost);
    return;
  }
  const fresh = fromHtml(now.row);
  row.replaceWith(fresh);
  showStanding(now.standing);
  told.textContent = now.said;
  if (!answer.ok) {
    keepTyped(fresh, data);
    fail(fresh, now.said);
    fresh.focus();
  } else if (fresh.dataset.state === "ready") {
    fresh.focus();
  } else {
    goOnFrom(fresh);
  }
  if (fresh.dataset.state === "waiting") follow();
}

function keepTyped(row, data) {
  for (const name of ["reason", "doi"]) {
    const field = row.querySelector(`input[name="${name}"]`);
    if (!field || !data.has(name)) continue;
    field.value = data.get(name);
    field.closest("details")?.setAttribute("open", "");
  }
}

function fail(row, words) {
  const line = document.createElement("p");
  line.className = "row-failure";
  line.setAttribute("role", "alert");
  line.textContent = words;
  row.querySelector(".actions").before(line);
}

if (items && told) {
  items.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-row]")) return;
    event.preventDefault();
    decide(event.target, event.submitter);
  });
  follow();
}

const paste = document.querySelector("form[data-drop]");
if (paste) {
  const files = paste.querySelector('input[type="file"]');
  const carriesFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  paste.addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    paste.classList.add("dropping");
  });
  paste.addEventListener("dragleave", (event) => {
    if (!paste.contains(event.relatedTarget)) paste.classList.remove("dropping");
  });
  paste.addEventListener("drop", (event) => {
    paste.classList.remove("dropping");
    if (!carriesFiles(event)) return;
    event.preventDefault();
    files.files = event.dataTransfer.files;
    paste.requestSubmit();
  });
  // Pressed twice it would be two imports.
  let sent = false;
  paste.addEventListener("submit", (event) => {
    if (sent) event.preventDefault();
    sent = true;
    paste.querySelector(".reading").textContent = paste.dataset.reading;
  });
  window.addEventListener("pageshow", () => {
    sent = false;
    paste.querySelector(".reading").textContent = "";
  });
  paste.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) paste.requestSubmit();
  });
}
