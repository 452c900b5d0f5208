// Sharing switches, in the review and where she writes: one is kept the moment it is moved, so that
// a reload never undoes it. Only moved ones are sent: the others may have been moved elsewhere.
// Without this file the ways off the page keep the switches, and the send button counts.

const form = document.querySelector("form[data-choices]");
const places = [...(form?.querySelectorAll("[data-choice]") ?? [])];
const box = (place) => place.querySelector("input[type=checkbox]");
const was = (place) => place.querySelector("[data-was]");
const stands = (place) => (box(place).checked ? "on" : "off");
let turn = Promise.resolve();

// Each place has a line of its own to tell in, or the page has one for all.
function say(place, words) {
  const line = place.querySelector("[data-choices-kept]");
  (line ?? form.querySelector("[data-choices-kept]")).textContent = words;
}

// A sign-in in another tab gave the browser a new token; the one on this page would be refused.
function renew() {
  const token = document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]+)/)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
}

function post(moved) {
  renew();
  const body = new URLSearchParams();
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  for (const [place, state] of moved) {
    body.set(`seen:${place.dataset.choice}`, "0");
    if (state === "on") body.set(`share:${place.dataset.choice}`, "on");
  }
  const headers = { Accept: "application/json" };
  return fetch(form.dataset.choices, { method: "POST", body, headers, keepalive: true });
}

// What hangs on an answer that she keeps is kept with it: such switches move along.
function settle(sent, shared) {
  for (const place of places) {
    const state = shared.includes(place.dataset.choice) ? "on" : "off";
    const isHers = stands(place) !== (sent.get(place) ?? was(place).value);
    if (!isHers) box(place).checked = state === "on";
    was(place).value = state;
  }
}

async function keep(place) {
  const moved = places.filter((one) => stands(one) !== was(one).value);
  const sent = new Map(moved.map((one) => [one, stands(one)]));
  if (!sent.size) return say(place, "");
  try {
    const answer = await post(sent);
    if (!answer.ok) throw new Error("not kept");
    settle(sent, (await answer.json()).shared);
    say(place, form.dataset.kept);
  } catch {
    say(place, form.dataset.trouble);
  }
}

// One after the other, so that the last state of a switch is the one that stays.
form?.addEventListener("change", (event) => {
  const place = event.target.closest("[data-choice]");
  if (place) turn = turn.then(() => keep(place));
});
