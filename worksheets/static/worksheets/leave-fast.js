// Leaves at once: the words go from the screen, the session ends behind us, and the neutral
// site takes this page's place in the history. Nothing is waited for (rulings 14). Whoever keeps
// unsent words on the device listens for "tend:leave", which comes first.

const away = () => document.querySelector("[data-leave-to]");

export function leave(form) {
  const target = away().dataset.leaveTo;
  const body = new URLSearchParams(new FormData(document.querySelector("#leave-fast") || form));
  body.set("gone", "1");
  document.dispatchEvent(new CustomEvent("tend:leave"));
  fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {});
  document.title = "…";
  document.body.replaceChildren();
  location.replace(target);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-leave]") || !away()) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  leave(event.target);
}, true);
