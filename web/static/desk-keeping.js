// What is typed into the form of a summary is kept while it is typed, and nothing typed is lost: not when
// the page closes, the network fails, the session ends, or another window has the same summary.
"use strict";

(() => {
  const form = document.getElementById("writing");
  if (!form) return;
  const data = form.dataset;
  const meta = document.querySelector('meta[name="csrf-token"]');
  const said = document.getElementById("kept");
  const KEEP = 1500; // milliseconds after the last key
  const AGAIN = 8000;
  const PATIENCE = 15000; // for an answer
  const LARGEST = 60000; // what a browser sends for a page that is going

  let dirty = data.typed === "yes";
  let leaving = false;
  let sending = null; // what is being kept now
  let ended = false; // the session
  let lost = false; // another window has the pen
  let unanswered = []; // what was sent, and perhaps kept, without an answer
  let timer = null;

  function say(words, at, failed = false) {
    const [before, after = ""] = words.split("{time}");
    said.classList.toggle("failed", failed);
    said.replaceChildren(before);
    if (!at) return;
    const time = document.createElement("time");
    time.dateTime = at;
    time.dataset.moment = "";
    said.append(time, after);
    document.dispatchEvent(new Event("moments-came"));
  }

  function typed() {
    const body = new FormData(form);
    for (const each of unanswered) body.append("unanswered", each);
    return body;
  }

  function sizeOf(body) {
    return [...body.values()].reduce((sum, each) => sum + new Blob([each]).size, 0);
  }

  // Kept after a while, one after the other.

  function soon(wait) {
    clearTimeout(timer);
    timer = setTimeout(keep, wait);
  }

  async function keep() {
    clearTimeout(timer);
    if (!dirty || leaving || lost) return;
    if (sending) { await sending; return keep(); }
    dirty = false;
    sending = send();
    await sending;
    sending = null;
  }

  async function send() {
    if (ended) await renew();
    const body = typed();
    const whole = new URLSearchParams(new FormData(form)).toString();
    if (whole.length < LARGEST) unanswered = [...unanswered, whole].slice(-2);
    try {
      const options = { method: "POST", body, headers: { "X-CSRFToken": meta.content }, signal: AbortSignal.timeout(PATIENCE) };
      const answer = await fetch(data.keepAt, { ...options, keepalive: sizeOf(body) < LARGEST });
      const told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : {};
      if (answer.status === 409) {
        lost = dirty = true;
        say(told.words, null, true);
      } else if (answer.status === 401 || answer.status === 400) {
        dirty = true;
        signIn(told.detail);
      } else if (answer.ok) took(told);
      else throw new Error(String(answer.status));
    } catch {
      dirty = true;
      say(data.saidFailed, null, true);
      soon(AGAIN);
    }
  }

  // The session has ended: once there is another one, in whatever window, the writing goes on.
  function signIn(words) {
    say(`${words} `, null, true);
    const link = document.createElement("a");
    Object.assign(link, { href: data.signIn, target: "_blank", textContent: data.saidSignIn });
    said.append(link);
    ended = true;
    soon(AGAIN);
  }

  async function renew() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
      const token = page.querySelector("#writing [name=csrf_token]")?.value;
      if (!token) return;
      meta.content = token;
      for (const each of document.querySelectorAll("[name=csrf_token]")) each.value = token;
    } catch { /* the next time */ }
  }

  function took(answer) {
    ended = false;
    unanswered = [];
    form.elements.kept.value = answer.kept;
    if (dirty) say(data.saidTyping);
    else if (answer.kept) say(data.saidKept, answer.kept);
    else say(data.saidSame);
    form.elements.slug.placeholder = answer.slug;
    for (const id of ["checks", "suggestions", "others"]) put(document.getElementById(id), answer[id]);
    document.dispatchEvent(new Event("moments-came"));
    // Loaded again, the page shows what is kept, not an empty form.
    if (answer.kept && !location.pathname.endsWith(data.id)) history.replaceState(null, "", data.address);
  }

  function put(place, html) {
    if (!place || place.dataset.html === html) return;
    const ticked = new Set([...place.querySelectorAll("input:checked")].map((each) => each.value));
    const value = place.contains(document.activeElement) ? document.activeElement.value : null;
    place.dataset.html = html;
    place.innerHTML = html;
    for (const box of place.querySelectorAll("input[type=checkbox]")) box.checked ||= ticked.has(box.value);
    if (value !== null) [...place.querySelectorAll("input, button")].find((each) => each.value === value)?.focus();
  }

  function changed(event) {
    if (event.target.matches?.("#find, [role=combobox], [name=ack]")) return;
    dirty = true;
    if (!lost && !said.classList.contains("failed")) say(data.saidTyping);
    soon(KEEP);
  }

  // A page that is going cannot wait for an answer; a browser sends for it what is not too long.
  function leave() {
    if (!dirty || leaving || lost) return;
    const body = typed();
    body.set("csrf_token", meta.content);
    if (sizeOf(body) < LARGEST && navigator.sendBeacon(data.keepAt, body)) dirty = false;
  }

  // Saved once, and not before what is on its way has arrived: it would come after, as unsaved text.
  async function submit(event) {
    if (leaving) { event.preventDefault(); return; }
    leaving = true;
    clearTimeout(timer);
    if (sending) {
      event.preventDefault();
      await Promise.race([sending, new Promise((done) => { setTimeout(done, 3000); })]);
      sending = null;
      leaving = false;
      form.requestSubmit(event.submitter);
      return;
    }
    for (const each of unanswered) {
      const box = document.createElement("textarea");
      Object.assign(box, { name: "unanswered", value: each, hidden: true });
      form.append(box);
    }
  }

  form.addEventListener("input", changed);
  document.addEventListener("writing-changed", changed);
  form.addEventListener("submit", submit);
  for (const other of document.querySelectorAll("#discard, #undo")) {
    other.addEventListener("submit", () => { leaving = other.id === "discard"; });
  }
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
  window.addEventListener("focus", () => { if (ended) keep(); });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
  window.addEventListener("beforeunload", (event) => {
    // Only when what stands here might be lost.
    if (!leaving && dirty && said.classList.contains("failed")) event.preventDefault();
  });
  if (dirty) keep();
})();
