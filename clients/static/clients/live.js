// While a thread stands open, asks every few seconds whether it looks different by now. The question
// goes without her session: it neither needs it nor keeps it alive. Without this script a reload
// shows what is new.

import { fetchNew } from "./notes.js";

const EVERY = 14_000;
const list = document.querySelector("[data-live]");
let mark = "";
let isRenewed = false;
let timer;

// Asks once as herself for a new ticket. False where none came though an answer did: the thread is
// not hers any more, or she is not signed in, and what is new shows when she comes back to it.
async function renew() {
  const old = list.dataset.live;
  if (isRenewed) return false;
  const isAnswered = await fetchNew();
  isRenewed = list.dataset.live !== old;
  mark = "";
  return isRenewed || !isAnswered;
}

async function ask() {
  clearTimeout(timer);
  if (document.visibilityState !== "visible") return;
  const headers = { "X-Tend-Live": list.dataset.live };
  if (mark) headers["If-None-Match"] = mark;
  const question = { headers, credentials: "omit", cache: "no-store" };
  const answer = await fetch(list.dataset.liveAt, question).catch(() => null);
  // Not hers any more, or open for too long.
  if (answer?.status === 404 && !(await renew())) return;
  if (answer?.ok || answer?.status === 304) isRenewed = false;
  if (answer?.status === 204) {
    // The first answer tells how things stood; notes may have come since the page was made.
    mark = answer.headers.get("ETag") ?? "";
    // What could not be fetched is asked for again.
    if (!(await fetchNew())) mark = "";
  }
  timer = setTimeout(ask, EVERY * (0.965 + Math.random() * 0.07));
}

if (list) {
  document.addEventListener("visibilitychange", ask);
  timer = setTimeout(ask, EVERY / 4);
}
