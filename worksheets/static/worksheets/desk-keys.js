// Without a mouse: Alt+J and Alt+K lead to the next and the previous page where this page has them
// (a[data-key]), else to the next and the previous row (a[data-row]). In a row the arrows, j and k do
// so too, and a letter presses the button of that row which names it (button[data-press]). Without
// this file Tab goes the same way.

const rows = [...document.querySelectorAll("a[data-row]")];
const STEPS = { KeyJ: 1, KeyK: -1, ArrowDown: 1, ArrowUp: -1 };

// To the row that lies one step from the one in focus, from outside to the first or the last.
function go(step) {
  const tr = document.activeElement.closest("tr, li");
  const at = tr ? rows.findIndex((row) => tr.contains(row)) : -1;
  const next = at < 0 ? rows.at(step > 0 ? 0 : -1) : rows[at + step];
  next?.focus();
}

// The button that this letter stands for in the row in focus.
function pressed(event) {
  if (event.altKey || event.repeat || !document.activeElement.matches("a[data-row]")) return null;
  const letter = event.key?.toUpperCase();
  const buttons = document.activeElement.closest("tr, li").querySelectorAll("button[data-press]");
  return [...buttons].find((button) => button.dataset.press === letter);
}

document.addEventListener("keydown", (event) => {
  const step = STEPS[event.code];
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (!step) return pressed(event)?.click();
  const isLetter = event.code.startsWith("Key");
  const link = event.altKey && document.querySelector(`a[data-key="${step > 0 ? "j" : "k"}"]`);
  // A letter or an arrow alone acts only where a row is in focus, never while somebody types.
  const isOnRow = !event.altKey && document.activeElement.matches("a[data-row]");
  if (!(event.altKey && isLetter) && !isOnRow) return;
  if (!link && !rows.length) return;
  event.preventDefault();
  if (link) link.click();
  else go(step);
});

for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
