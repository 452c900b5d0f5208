// An opening goes into the box below, after what stands there, and is kept like anything typed.
// Without this file the page comes again with it.

const form = document.querySelector("form[data-openings]");
const box = document.getElementById("note-body");

form?.addEventListener("submit", (event) => {
  const words = form.elements.start.selectedOptions[0]?.dataset.words;
  if (!box || !words) return;
  event.preventDefault();
  if (!box.value.includes(words)) {
    const before = box.value.trim() ? `${box.value.trimEnd()}\n\n` : "";
    box.value = `${before}${words}`;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
  box.focus();
  box.setSelectionRange(box.value.length, box.value.length);
});
