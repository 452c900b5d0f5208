// Says two minutes ahead that the session is about to end, with one button to stay (I-13). Typing and
// touching count as signs of life and are passed on; looking for the time left does not (rulings 21).
// After the end: the way to sign in, in a tab of its own where words on this page would be lost.

const box = document.querySelector("dialog[data-stay]");
const AHEAD = 120; // seconds
let alive = false;
let isOver = false;

for (const sign of ["input", "keydown", "pointerdown"]) {
  document.addEventListener(sign, () => { alive = true; }, { passive: true });
}

async function ask(stay) {
  const form = box.querySelector("form");
  const headers = { Accept: "application/json", ...(stay ? {} : { "X-Tend-Quiet": "1" }) };
  const options = stay ? { method: "POST", body: new FormData(form), headers } : { headers };
  const answer = await fetch(form.action, options);
  return answer.ok ? answer.json() : answer.status === 401 ? { over: await answer.json() } : null;
}

async function look() {
  const staying = alive;
  alive = false;
  const told = await ask(staying).catch(() => null);
  if (told?.over) return over(told.over.sign_in);
  if (told && told.seconds <= AHEAD && !box.open) box.showModal();
  if (told && told.seconds > AHEAD && box.open) box.close();
  wait(told ? told.seconds - AHEAD : 60);
}

function wait(seconds) {
  setTimeout(look, Math.max(seconds, 20) * 1000);
}

// Words that are on this page alone: typed since it came, or put back into a box that waits.
function hasWords() {
  const texts = [...document.querySelectorAll("main textarea, main input[type=text]")];
  return texts.some((field) => {
    const waits = field.value && field.closest("form:has([name=slip]):not([data-save])");
    return field.value !== field.defaultValue || waits;
  });
}

function say(ended) {
  isOver = ended;
  box.querySelector("[data-soon]").hidden = ended;
  box.querySelector("[data-over]").hidden = !ended;
}

function over(signIn) {
  say(true);
  // Back to this page, whatever a browser told the server of where the question came from.
  const url = new URL(signIn, location.href);
  url.searchParams.set("next", location.pathname + location.search);
  const keeps = hasWords();
  const link = Object.assign(box.querySelector("[data-over] a"), { href: url.href });
  link.target = keeps ? "_blank" : "";
  link.rel = keeps ? "noopener" : "";
  box.querySelector("[data-words]").hidden = !keeps;
  if (!box.open) box.showModal();
}

// A sign-in in another tab gave the browser a new token; those on this page would be refused.
function renew() {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (!token) return;
  document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
}

// She comes back from the other tab: once she is signed in, the page goes on as it was.
async function back() {
  if (!isOver || document.visibilityState === "hidden") return;
  const told = await ask(false).catch(() => null);
  if (!told || told.over || !isOver) return;
  say(false);
  renew();
  box.close();
  document.dispatchEvent(new Event("tend:signed-in"));
  wait(told.seconds - AHEAD);
}

if (box) {
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    alive = true;
    box.close();
    ask(true).catch(() => {});
    alive = false;
  });
  document.addEventListener("visibilitychange", back);
  addEventListener("focus", back);
  wait(Number(box.dataset.minutes) * 60 - AHEAD);
}
