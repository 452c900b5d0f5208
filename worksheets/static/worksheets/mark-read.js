// Says once that she has read what was written back, so that her lists stop naming it. The button
// stays where that did not arrive.

const form = document.querySelector("[data-mark-read]");

async function tell() {
  try {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    form.hidden = answer.ok;
  } catch {
    form.hidden = false;
  }
}

if (form) tell();
