// Says two minutes ahead that the session is about to end, with one button to stay (I-13). Typing and
// touching count as signs of life and are passed on; looking for the time left does not (rulings 21).

const box = document.querySelector("dialog[data-stay]");
const AHEAD = 120; // seconds
let alive = false;

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

function over(signIn) {
  box.querySelector("[data-soon]").hidden = true;
  box.querySelector("[data-over]").hidden = false;
  // Back to this page, whatever a browser told the server of where the question came from.
  const url = new URL(signIn, location.href);
  url.searchParams.set("next", location.pathname + location.search);
  box.querySelector("[data-over] a").href = url.href;
  if (!box.open) box.showModal();
}

if (box) {
  box.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    alive = true;
    box.close();
    ask(true).catch(() => {});
    alive = false;
  });
  wait(Number(box.dataset.minutes) * 60 - AHEAD);
}
