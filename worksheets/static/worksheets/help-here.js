// "Get help now" without a network: the numbers that stand in every page open instead.

document.addEventListener("click", (event) => {
  const lines = document.querySelector("details.help-lines");
  if (navigator.onLine || !lines || !event.target.closest?.(".help-link")) return;
  event.preventDefault();
  lines.open = true;
  lines.scrollIntoView();
  lines.querySelector("summary").focus();
});
