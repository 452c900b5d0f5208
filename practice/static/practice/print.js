// The print button shows only where script can work it. It prints what is shown: once something else
// is chosen, it waits until that is shown.
const choices = document.querySelector("[data-print-choices]");
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
  choices?.addEventListener("change", () => {
    button.hidden = true;
  });
}
