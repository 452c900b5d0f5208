// The review page: drafts kept a moment after typing.
// Without this file the same form keeps drafts with its button.

const PAUSE = 900;
const PATIENCE = 4000;
const form = document.getElementById("review");
const boxes = form ? [...form.querySelectorAll("textarea[data-draft]")] : [];
const queues = new Map();

// Boxes that keep the page: no network, signed out, or somebody else's sign-in.
const stays = new Set();
const offline = new Set();
const troubled = new Set(); // boxes whose newest save brought nothing in
const held = new Map(); // what waits on the server for her sign-in

const isNew = (box) => box.dataset.kept !== box.value;

function say(box, state, words, address) {
  const line = document.getElementById(`s-${box.id}`);
  // A link stays the same while it is pressed: leaving the box for it asks the server again.
  if (!line || (address && line.querySelector("a")?.getAttribute("href") === address)) return;
  line.dataset.state = state;
  const text = document.createElement("span");
  text.textContent = words;
  line.replaceChildren(text);
  if (!address) return;
  const way = Object.assign(document.createElement("a"), { href: address, target: "_blank" });
  text.append(" ", Object.assign(way, { rel: "noopener", textContent: form.dataset.signIn }));
}

// A sign-in in another tab gave the browser a new token; the one on this page would be refused.
function renew() {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

function letter(box, revision) {
  renew();
  const body = new FormData();
  body.set(box.name, box.value);
  body.set(revision.name, revision.value);
  body.set("round", form.elements.round.value);
  body.set("slip", form.elements.slip.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return body;
}

const isShort = (words) => words.length < 20000; // what may still leave with the page

function send(box, revision) {
  return fetch(form.dataset.drafts, {
    method: "POST",
    body: letter(box, revision),
    headers: { Accept: "application/json" },
    credentials: "same-origin",
    keepalive: isShort(box.value),
  });
}

async function keep(box) {
  const sent = box.value;
  const revision = document.getElementById(box.dataset.draft);
  if (!isNew(box)) return;
  if (!stays.has(box)) say(box, "saving", form.dataset.saving);
  troubled.add(box);
  const answer = await send(box, revision).catch(() => null);
  if (!answer) {
    offline.add(box);
    return stay(box, form.dataset.trouble);
  }
  offline.delete(box);
  const isJson = answer.headers.get("Content-Type")?.startsWith("application/json");
  hear(box, sent, revision, answer, isJson ? await answer.json() : {});
}

function stay(box, words, address) {
  stays.add(box);
  say(box, "kept", words, address);
}

function hear(box, sent, revision, answer, told) {
  const mine = (told.kept && told.kept[box.name]) || {};
  if (told.is_held) held.set(box, sent);
  if (told.sign_in) return stay(box, form.dataset.signedOut, told.sign_in);
  if (told.message) return stay(box, told.message);
  stays.delete(box);
  if (answer.ok) {
    troubled.delete(box);
    revision.value = mine.revision;
    box.dataset.kept = sent;
    document.querySelector(`[data-refused="${box.name}"]`)?.remove();
    say(box, "saved", told.words);
  } else if (mine.other !== undefined) {
    // Both texts are in sight now; the next save is based on the other one.
    say(box, "kept", `${form.dataset.other} “${mine.other}”`);
    revision.value = mine.revision;
  } else {
    say(box, "kept", mine.refused || told.refused || form.dataset.trouble);
  }
}

// One save at a time for each box: the next one waits, so that revisions follow each other.
function queue(box) {
  const turn = (queues.get(box) || Promise.resolve()).then(() => keep(box));
  queues.set(box, turn);
  return turn;
}

for (const box of boxes) {
  let timer = 0;
  box.dataset.kept = box.defaultValue;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => queue(box), PAUSE);
  });
  box.addEventListener("blur", () => {
    clearTimeout(timer);
    queue(box);
  });
  // She may have been quicker than this script.
  if (isNew(box)) timer = setTimeout(() => queue(box), PAUSE);
}

// A save on its way must arrive before the form does, or the form would come with an old revision.
// Where one could not be sent at all the page stays: the one behind the button would take its words.
let isSettled = false;
form?.addEventListener("submit", async (event) => {
  if (isSettled) return;
  boxes.filter(isNew).forEach(queue);
  if (!queues.size) return;
  event.preventDefault();
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  await Promise.race([Promise.all(queues.values()), late]);
  offline.forEach((box) => say(box, "kept", form.dataset.offline));
  if (stays.size) return;
  isSettled = true;
  // Once this event is over: within it, a browser ignores a second submit without a word.
  setTimeout(() => form.requestSubmit(event.submitter));
});

// She comes back from the sign-in in the other tab, or the network is there again.
function again() {
  if (document.visibilityState === "visible") [...stays].filter(isNew).forEach(queue);
}
document.addEventListener("visibilitychange", again);
addEventListener("online", again);

// Words that would be gone with the page. A first save that is under way leaves with it.
const isAtRisk = (box) =>
  isNew(box) &&
  held.get(box) !== box.value &&
  (troubled.has(box) || !isShort(box.value) || !navigator.onLine);

addEventListener("beforeunload", (event) => {
  if (!isSettled && boxes.some(isAtRisk)) event.preventDefault();
});

addEventListener("pagehide", () => {
  if (!isSettled) boxes.filter(isNew).forEach(queue);
});

// A link to a closed part of the page opens it; without this it leads there.
document.querySelector("a[data-opens]")?.addEventListener("click", (event) => {
  const part = document.querySelector(event.currentTarget.hash);
  part.open = true;
  part.querySelector("input")?.focus();
});
