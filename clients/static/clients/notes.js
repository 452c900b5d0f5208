// A thread of notes: how long the box is, the minute in which a note can be undone, and that she has
// read it. Drafts are kept by save.js. Without this script buttons do the same.

const SIGNS = ["keydown", "pointerdown", "pointermove", "wheel"];
const NEAR = 0.9; // of the limit: before, no number is shown

function spoken(words, figures) {
  return words.replace(/\{(\w+)\}/g, (all, name) => figures[name] ?? all);
}

// Characters as the server counts them, after its line ends.
const length = (text) => [...text.trim().replace(/\r\n?/g, "\n")].length;

function count(box) {
  const line = document.getElementById("note-body-count");
  const limit = Number(box.dataset.limit);
  const tell = () => {
    const n = length(box.value);
    const words = n > limit ? line.dataset.overWords : line.dataset.countWords;
    line.textContent = n < limit * NEAR ? "" : spoken(words, { n, limit, over: n - limit });
  };
  box.addEventListener("input", tell);
  tell();
}

// The server says how long is left: the clock of this device may be another.
function countDown(form) {
  if ("runs" in form.dataset) return;
  form.dataset.runs = "";
  const left = form.querySelector("[data-undo-left]");
  const lasts = Date.parse(form.dataset.undo) - Date.parse(form.dataset.now);
  const over = performance.now() + lasts;
  const tick = () => {
    const n = Math.ceil((over - performance.now()) / 1000);
    if (n > 0) {
      left.textContent = spoken(left.dataset.words, { n });
      return;
    }
    clearInterval(timer);
    const later = form.parentElement.querySelector("[data-recall]");
    if (later) later.hidden = false;
    form.hidden = true;
  };
  const timer = setInterval(tick, 1000);
  tick();
}

// Says once that she has read so far; the button stays where that did not arrive.
async function tellRead(form) {
  const headers = { Accept: "application/json" };
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers });
    form.hidden = answer.ok;
  } catch {
    form.hidden = false;
  }
}

function whenSeen(form) {
  if (document.visibilityState === "visible") tellRead(form);
  else document.addEventListener("visibilitychange", () => tellRead(form), { once: true });
}

// Puts a row where its hour belongs, or in place of what stood there.
function place(list, row) {
  const there = document.getElementById(row.id);
  if (there) {
    there.replaceWith(row);
    return false;
  }
  const at = Date.parse(row.dataset.at);
  const later = [...list.children].find((other) => Date.parse(other.dataset.at) > at);
  list.insertBefore(row, later ?? null);
  return true;
}

// Asks for what has come since, and puts it in. The box, and where she is in it, stay as they are.
export async function fetchNew() {
  const list = document.querySelector("[data-notes]");
  if (!list) return;
  const since = new URLSearchParams({ since: list.dataset.since });
  const headers = { "X-Tend-Quiet": "1" };
  const answer = await fetch(`${list.dataset.notes}?${since}`, { headers }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = [...page.querySelectorAll("[data-note]")];
  const isNew = rows.filter((row) => place(list, row)).length > 0;
  start(list);
  goOn(list, answer.headers);
  if (!isNew) return;
  const said = document.querySelector("[data-notes-said]");
  said.textContent = said.dataset.notesSaid;
}

// How to ask on, and up to where it is read by now.
function goOn(list, headers) {
  list.dataset.since = headers.get("X-Since") ?? list.dataset.since;
  list.dataset.live = headers.get("X-Tend-Live") ?? list.dataset.live;
  const form = document.querySelector("[data-read-notes]");
  const upto = headers.get("X-Read-Up-To");
  if (!form || !upto) return;
  form.elements.upto.value = upto;
  whenThere(form);
}

// What comes to an open page is read once somebody moves there: a page that was left open reads
// nothing, and keeps no session alive.
function whenThere(form) {
  if ("waits" in form.dataset) return;
  form.dataset.waits = "";
  const there = new AbortController();
  const tell = () => {
    there.abort();
    delete form.dataset.waits;
    tellRead(form);
  };
  for (const sign of SIGNS) document.addEventListener(sign, tell, { signal: there.signal });
}

function start(root) {
  root.querySelectorAll("[data-undo]").forEach(countDown);
}

start(document);
document.querySelectorAll("[data-read-notes]:not([hidden])").forEach(whenSeen);
document.querySelectorAll("textarea[data-limit]").forEach(count);
