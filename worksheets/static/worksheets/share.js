// The sharing review: a switch is kept the moment it is moved, so that a reload never undoes it.
// Without this file the ways off the page keep the switches, and the send button counts.

const form = document.querySelector("form[data-choices]");
const line = document.querySelector("[data-choices-kept]");
let turn = Promise.resolve();

async function keep() {
  try {
    const answer = await fetch(form.dataset.choices, {
      method: "POST",
      body: new FormData(form),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: true,
    });
    line.textContent = answer.ok ? form.dataset.kept : form.dataset.trouble;
  } catch {
    line.textContent = form.dataset.trouble;
  }
}

// One after the other, so that the last state of the switches is the one that stays.
form?.addEventListener("change", (event) => {
  if (event.target.matches("input[type=checkbox]")) turn = turn.then(keep);
});
