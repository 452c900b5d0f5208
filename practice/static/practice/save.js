// Saves what she writes: within a second of a pause, on leaving a field, and when the page hides.
// Every change is an entry with its own key. Entries of one answer go in order, each again with the
// same key until the server has answered; the words in the field are never touched. Without this
// script the form's own buttons do the same.

const PAUSE = 800; // ms after the last key
const TOUCH = 150; // ms after a tick or a choice
const AGAIN = [1000, 2000, 5000, 10000, 30000];
const KEEPALIVE_BYTES = 60000; // browsers refuse more than 64 KiB while a page goes away
const SLOW = 700; // ms before "Saving…" is said at all
const PATIENCE = 4000; // ms that a button waits for what is under way
// Names that are not her words: the marks of the protocol, and the sharing switch (share.js).
const MARKS = ["_revision", "_once", "_after", "_share", "_was"];

// Not randomUUID: it is missing where a practice runs this without TLS in its own house.
function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

// A sign-in in another tab gave the browser a new token; the one on this page would be refused.
function renew(form) {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

// Whether she was quicker than this script: on a slow line the boxes are there before it.
function isTouched(control) {
  if (control.type === "checkbox" || control.type === "radio") {
    return control.checked !== control.defaultChecked;
  }
  if (control.options) {
    const served = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(served, 0);
  }
  const isUnread = control.type === "date" && !control.value; // half typed, or none of its days
  return "defaultValue" in control && !isUnread && control.value !== control.defaultValue;
}

let isLeaving = false; // by a button whose post carries the words, or at once (leave-fast.js)

const wait = (ms) => new Promise((done) => setTimeout(done, ms));

class Answer {
  constructor(form, place) {
    this.form = form;
    this.place = place;
    this.prefix = place.dataset.prefix;
    this.status = place.querySelector("[data-saved]");
    this.queue = []; // what the server has not acknowledged, oldest first
    const isAsServed = ![...place.querySelectorAll("[name]:not([type=hidden])")].some(isTouched);
    this.acknowledged = isAsServed ? this.read().words : "";
    this.beside = ""; // key of the text that is kept beside the answer
    this.running = null; // settles when the queue is empty, or cannot go on
    this.isWaiting = false; // for the network, or for a server in trouble
    this.wake = () => {}; // ends that wait
    this.isClosed = false;
    this.isSignedOut = false;
    this.isHeld = false; // signed out, and the words that went wait on the server
    this.isRefused = false; // the page is not of whom this browser is signed in as
    this.isTroubled = false; // the newest try brought nothing in
    this.isOffline = false; // the newest try met no server
    this.stays = false; // a button was pressed that waits for this
    this.day = new Date().toDateString(); // of what the line says
  }

  field(name) {
    return this.form.elements[this.prefix + name];
  }

  // What the form would send for this answer, without what is not her words.
  read() {
    const marks = MARKS.map((name) => this.prefix + name);
    const entries = [...new FormData(this.form)].filter(
      ([name]) => name.startsWith(this.prefix) && !marks.includes(name),
    );
    return { entries, words: JSON.stringify(entries) };
  }

  soon(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), ms);
  }

  save() {
    clearTimeout(this.timer);
    this.note();
    return this.drain();
  }

  // Puts the words as they are now at the end of the queue, if they are news.
  note() {
    const now = this.read();
    const last = this.queue.at(-1);
    if (this.isClosed || now.words === (last ? last.words : this.acknowledged)) return;
    if (last && !last.isSent) Object.assign(last, now);
    else this.queue.push({ ...now, key: newKey(), isSent: false });
  }

  drain() {
    this.running ??= this.run().finally(() => (this.running = null));
    return this.running;
  }

  // Something changed for the better: a network, a sign-in, or she is back. What waits goes now; a
  // try that is under way may still hear the old answer, so one follows it.
  again() {
    this.wake();
    return (this.running ?? Promise.resolve()).then(() => this.drain());
  }

  async run() {
    for (let tries = 0; this.queue.length; ) {
      if (this.isSignedOut) this.newestOnly();
      const slow = setTimeout(() => this.say("saving", this.form.dataset.wordsSaving), SLOW);
      const entry = this.queue[0];
      const response = await this.post(entry);
      clearTimeout(slow);
      this.isTroubled = true;
      if (response && (await this.heard(entry, response))) {
        tries = 0;
        continue;
      }
      if (!this.queue.length || this.isClosed) return;
      if (response && response.status < 500 && response.status !== 429) return;
      const { wordsRetry, wordsOffline } = this.form.dataset;
      this.isOffline = !response;
      this.say("kept", this.stays && this.isOffline ? wordsOffline : wordsRetry);
      this.isWaiting = true;
      const woken = new Promise((wake) => (this.wake = wake));
      await Promise.race([wait(AGAIN[Math.min(tries, AGAIN.length - 1)]), woken]);
      this.isWaiting = false;
      tries += 1;
    }
  }

  // A page without a good token is told so once; then the browser has one that can be read.
  async post(entry) {
    const response = await this.send(entry, this.beside);
    return response?.status === 403 ? this.send(entry, this.beside) : response;
  }

  async send(entry, after) {
    renew(this.form);
    const headers = { Accept: "application/json" };
    // Only what she writes keeps the session alive, not a page that tries again (rulings 21).
    if (entry.isSent) headers["X-Tend-Quiet"] = "1";
    entry.isSent = true;
    const body = new URLSearchParams(entry.entries);
    body.set(`${this.prefix}_revision`, this.field("_revision").value);
    body.set(`${this.prefix}_once`, entry.key);
    if (after) body.set(`${this.prefix}_after`, after);
    for (const name of ["csrfmiddlewaretoken", "slip"]) {
      body.set(name, this.form.elements[name]?.value ?? "");
    }
    const keepalive = body.toString().length < KEEPALIVE_BYTES;
    try {
      return await fetch(this.form.action, { method: "POST", body, headers, keepalive });
    } catch {
      return null;
    }
  }

  // Takes in the server's answer; true where the entry is settled.
  async heard(entry, response) {
    const isJson = response.headers.get("Content-Type")?.startsWith("application/json");
    const said = isJson ? await response.json() : null;
    this.isRefused = [403, 404].includes(response.status);
    this.isHeld = Boolean(said?.is_held);
    if (response.status === 401 && said) return this.signedOut(said);
    if (this.isRefused && this.isHeld) return this.another(said);
    if (!said || ![200, 409, 422].includes(response.status)) {
      if (response.status < 500) this.say("kept", this.form.dataset.wordsKept);
      return false;
    }
    this.isSignedOut = this.isTroubled = this.stays = false;
    this.queue.shift();
    this.acknowledged = entry.words;
    if (response.ok) {
      this.beside = "";
      this.field("_revision").value = said.revision;
      // "Saved" is said of what stands in the field, never of less.
      const isAll = !this.queue.length && this.read().words === entry.words;
      this.say(isAll ? "saved" : "saving", isAll ? said.saved_words : this.form.dataset.wordsSaving);
      if (isAll) this.status?.setAttribute("data-later", said.later_words);
    } else if (response.status === 409) {
      this.beside = entry.key;
      this.say("kept", said.message, said.choose, this.form.dataset.wordsLook);
    } else {
      this.isClosed = "closed" in said;
      this.say("kept", said.message);
    }
    return true;
  }

  // What was written while the answer was under way goes next: only words that came can be held.
  signedOut(said) {
    const { wordsSignedOut, wordsSignIn } = this.form.dataset;
    this.say("kept", wordsSignedOut, said.sign_in, wordsSignIn);
    this.isSignedOut = true;
    return this.queue.length > 1;
  }

  // Somebody else has signed in in this browser: the same, but there is no way from here.
  another(said) {
    this.say("kept", said.message);
    this.isSignedOut = true;
    return this.queue.length > 1;
  }

  // A button was pressed. Without a network the line says why the page stays, now or at the next try.
  stay() {
    this.stays = true;
    if (this.isWaiting && this.isOffline) this.say("kept", this.form.dataset.wordsOffline);
  }

  // Whether words would be gone with the page. A first try that is under way leaves with it.
  isAtRisk() {
    if (this.isTroubled || !navigator.onLine) this.note();
    const last = this.queue.at(-1);
    if (!last || (this.isHeld && this.queue.length === 1)) return false;
    const isLong = new URLSearchParams(last.entries).toString().length > KEEPALIVE_BYTES - 2000;
    return this.isTroubled || isLong || !navigator.onLine;
  }

  // The server holds one text per answer for her, so only the newest goes on.
  newestOnly() {
    const before = this.queue.at(-2);
    if (!before) return;
    this.beside ||= before.key;
    this.queue = this.queue.slice(-1);
  }

  say(state, words, href, link) {
    // A link stays the same while it is pressed: leaving the field for it asks the server again.
    const isThere = href && this.status?.querySelector("a")?.getAttribute("href") === href;
    if (!this.status || isThere) return;
    const line = document.createElement("span");
    line.textContent = words;
    if (href) {
      const way = Object.assign(document.createElement("a"), { href, textContent: link });
      line.append(" ", way);
    }
    this.status.dataset.state = state;
    this.status.replaceChildren(line);
    this.day = new Date().toDateString();
  }

  // A page that was left open past midnight: "Saved 18:00" was yesterday.
  nameTheDay() {
    const { state, later } = this.status?.dataset ?? {};
    if (state === "saved" && later && this.day !== new Date().toDateString()) this.say(state, later);
  }

  // The page goes away: everything leaves now, each entry naming the one before it.
  hide() {
    clearTimeout(this.timer);
    this.note();
    const [first, ...rest] = this.queue;
    if (!first) return;
    if (!this.running) this.drain();
    else if (this.isWaiting) this.send(first, this.beside);
    let before = first.key;
    for (const entry of rest) {
      if (!entry.isSent || this.isWaiting) this.send(entry, before);
      before = entry.key;
    }
  }

  // A plain submit goes on from here, with the marks that a script's save would have.
  handOver() {
    clearTimeout(this.timer);
    renew(this.form);
    this.note();
    const last = this.queue.at(-1);
    if (!last) return;
    this.field("_once").value = last.key;
    const before = this.queue.at(-2)?.key ?? this.beside;
    let after = this.field("_after");
    if (!after) {
      after = Object.assign(document.createElement("input"), { type: "hidden" });
      after.name = `${this.prefix}_after`;
      this.place.append(after);
    }
    after.value = before;
  }
}

// Only asked where the browser says that there is no network: a server on this machine answers.
async function isReachable() {
  const headers = { "X-Tend-Quiet": "1" };
  return fetch(location.href, { method: "HEAD", headers }).then(() => true, () => false);
}

// A button goes on when her words are safe. Without a network it stays: the page it would open
// could not come, and this one would be gone. It stays too where the page is another sign-in's, for
// that answer shows none of her words. All else is for the plain post to settle.
function leaveWith(event, form, answers) {
  answers.forEach((answer) => answer.note());
  const open = answers.filter((answer) => answer.queue.length);
  if ("going" in form.dataset || (!open.length && navigator.onLine)) {
    answers.forEach((answer) => answer.handOver());
    isLeaving = true;
    return;
  }
  event.preventDefault();
  goOnceSaved(event.submitter, form, answers, open);
}

async function goOnceSaved(button, form, answers, open) {
  const saved = Promise.all(open.map((answer) => answer.save()));
  open.forEach((answer) => answer.stay());
  await Promise.race([saved, wait(PATIENCE)]);
  if (open.some((answer) => answer.isWaiting || answer.isRefused)) return;
  if (!navigator.onLine && !(await isReachable())) {
    answers[0]?.say("kept", form.dataset.wordsStays);
    return;
  }
  form.dataset.going = "";
  form.requestSubmit(button);
  delete form.dataset.going;
}

function start(form) {
  const answers = new Map();
  for (const place of form.querySelectorAll("[data-answer]")) {
    answers.set(place, new Answer(form, place));
  }
  answers.forEach((answer) => answer.acknowledged || answer.soon(PAUSE));
  const of = (target) => answers.get(target.closest?.("[data-answer]"));
  // The field she is in goes first: what may leave with a page is limited.
  const inOrder = () => {
    const first = of(document.activeElement ?? form);
    const all = [...answers.values()];
    return first ? [first, ...all.filter((answer) => answer !== first)] : all;
  };

  form.addEventListener("input", (event) => {
    isLeaving = false;
    const isText = event.target.matches("textarea, input:not([type=checkbox], [type=radio])");
    of(event.target)?.soon(isText ? PAUSE : TOUCH);
  });
  form.addEventListener("change", (event) => of(event.target)?.soon(TOUCH));
  form.addEventListener("focusout", (event) => {
    const answer = of(event.target);
    if (answer && answer !== of(event.relatedTarget ?? form)) answer.save();
  });
  form.addEventListener("submit", (event) => leaveWith(event, form, inOrder()));
  addEventListener("beforeunload", (event) => {
    if (!isLeaving && inOrder().some((answer) => answer.isAtRisk())) event.preventDefault();
  });
  const hide = () => inOrder().forEach((answer) => answer.hide());
  addEventListener("pagehide", hide);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") hide();
    else inOrder().forEach((answer) => (answer.nameTheDay(), answer.again()));
  });
  const again = () => inOrder().forEach((answer) => answer.again());
  addEventListener("online", again);
  document.addEventListener("tend:signed-in", again);
}

document.addEventListener("tend:leave", () => (isLeaving = true));
document.querySelectorAll("form[data-save]").forEach(start);
