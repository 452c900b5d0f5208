// A private note saves itself a moment after typing, by the protocol of docs/saving.md.
// Without this file the same form saves with its button.

const PAUSE = 900; // ms after the last key
const PATIENCE = 4000; // ms that the button waits for a save under way
const KEEPALIVE = 20000; // letters that may still leave with the page
const form = document.querySelector("form[data-private-note]");
const line = form?.querySelector("[data-saved]");

let acknowledged = form && words("defaultValue"); // what the server has, in the note or beside it
let tried = ""; // the words of the newest try, and its key
let turn = Promise.resolve();
let timer = 0;
let stays = false; // the newest try brought nothing in
let held = ""; // words that wait on the server for her sign-in
let isSettled = false; // the form itself is under way

function words(from = "value") {
  return JSON.stringify([form.elements.body[from], form.elements.session_on[from]]);
}

// Not randomUUID: it is missing where a practice runs this without TLS in its own house.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function say(state, text, address, label) {
  line.dataset.state = state;
  line.textContent = text;
  if (!address) return;
  const way = Object.assign(document.createElement("a"), { href: address, textContent: label });
  line.append(" ", way);
  if (label === form.dataset.signIn) Object.assign(way, { target: "_blank", rel: "noopener" });
}

// A sign-in in another tab gave the browser a new token; the one on this page would be refused.
function renew() {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

// Other words than those of the last try get a key of their own, and name the one before.
function mark(now) {
  if (now === tried) return;
  if (tried && tried !== acknowledged) form.elements.after.value = form.elements.key.value;
  form.elements.key.value = newKey();
  tried = now;
}

async function keep() {
  const now = words();
  if (now === acknowledged || isSettled) return;
  mark(now);
  renew();
  if (!stays) say("saving", form.dataset.saving);
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    keepalive: now.length < KEEPALIVE,
  }).catch(() => null);
  const isJson = answer?.headers.get("Content-Type")?.startsWith("application/json");
  hear(answer, now, isJson ? await answer.json() : {});
}

function hear(answer, now, told) {
  stays = true;
  if (told.is_held) held = now;
  if (told.sign_in) return say("kept", form.dataset.signedOut, told.sign_in, form.dataset.signIn);
  if (told.choose) return beside(now, told);
  if (!answer?.ok) return say("kept", told.message || form.dataset.trouble);
  stays = false;
  acknowledged = now;
  form.elements.after.value = "";
  form.elements.revision.value = told.revision;
  if (told.address) history.replaceState(history.state, "", told.address);
  say("saved", told.words);
}

// Both texts are kept. What she writes on replaces the one beside the note, not the note.
function beside(now, told) {
  stays = false;
  acknowledged = now;
  form.elements.after.value = form.elements.key.value;
  tried = "";
  say("kept", told.message, told.choose, form.dataset.look);
}

// One save at a time, so that revisions follow each other.
function queue() {
  clearTimeout(timer);
  turn = turn.then(keep);
  return turn;
}

form?.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(queue, PAUSE);
});
form?.addEventListener("focusout", queue);
if (form) queue(); // what was typed before this file was there

// What is under way arrives before the form does, or the form would come with an old revision.
form?.addEventListener("submit", async (event) => {
  if (isSettled) return;
  event.preventDefault();
  await Promise.race([queue(), new Promise((done) => setTimeout(done, PATIENCE))]);
  if (stays) return;
  isSettled = true;
  mark(words());
  renew();
  // Once this event is over: within it, a browser ignores a second submit without a word.
  setTimeout(() => form.requestSubmit(event.submitter));
});

// She comes back from the sign-in in the other tab, or the network is there again.
const again = () => document.visibilityState === "visible" && stays && queue();
document.addEventListener("visibilitychange", again);
addEventListener("online", again);
addEventListener("pageshow", () => { isSettled = false; });
addEventListener("pagehide", () => form && !isSettled && queue());

const isAtRisk = () =>
  form && !isSettled && words() !== acknowledged && words() !== held &&
  (stays || words().length >= KEEPALIVE || !navigator.onLine);
addEventListener("beforeunload", (event) => {
  if (isAtRisk()) event.preventDefault();
});
