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

const sentAt = (row) => Date.parse(row.querySelector("time").dateTime);

// Puts a row where its hour belongs, or in place of what stood there.
function place(list, row) {
  const there = document.getElementById(row.id);
  if (there) {
    there.replaceWith(row);
    return false;
  }
  const later = [...list.children].find((other) => sentAt(other) > sentAt(row));
  list.insertBefore(row, later ?? null);
  return true;
}

// What she undid on another page was never sent, so it stands nowhere. The box stays as it is.
function takeAway(list, { sentAfter, standing }) {
  const stands = new Set(standing.split(" "));
  const hers = [...list.querySelectorAll(".mine")];
  const recent = hers.filter((row) => sentAt(row) > Date.parse(sentAfter));
  const gone = recent.filter((row) => !stands.has(row.dataset.note));
  for (const row of gone) row.remove();
  return gone.length > 0;
}

// Asks for what has come since, and puts it in. The box, and where she is in it, stay as they are.
// False where the answer did not arrive, and is to be asked for again.
export async function fetchNew() {
  const list = document.querySelector("[data-notes]");
  if (!list) return true;
  const since = new URLSearchParams({ since: list.dataset.since });
  const headers = { "X-Tend-Quiet": "1" };
  const answer = await fetch(`${list.dataset.notes}?${since}`, { headers }).catch(() => null);
  if (!answer || answer.status >= 500) return false;
  if (!answer.ok || answer.redirected) return true;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const rows = [...page.querySelectorAll("[data-note]")];
  const isNew = rows.filter((row) => place(list, row)).length > 0;
  const standing = page.querySelector("[data-standing]");
  const isUndone = standing !== null && takeAway(list, standing.dataset);
  start(list);
  goOn(list, answer.headers);
  document.querySelector("[data-no-notes]").hidden = list.children.length > 0;
  if (isNew) say("notesSaid", "[data-notes-said]");
  if (isUndone) say("notesUndone", "[data-notes-undone]");
  return answer.headers.get("X-More") ? fetchNew() : true;
}

function say(words, where) {
  const line = document.querySelector(where);
  line.textContent = line.dataset[words];
}

// How to ask on, and up to where it is read by now.
function goOn(list, headers) {
  list.dataset.since = headers.get("X-Since") ?? list.dataset.since;
  list.dataset.live = headers.get("X-Tend-Live") ?? list.dataset.live;
  const form = document.querySelector("[data-read-notes]");
  const upto = headers.get("X-Read-Up-To");
  // Never back to a note that came before: what is newer would stay unread.
  if (!form || !upto || Date.parse(upto) < Date.parse(form.elements.upto.value)) return;
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
