// A button beside each password that shows what was typed (I-04). Without script nothing changes.
// The words come from the script's own tag, so that they can be translated.
const words = document.currentScript.dataset;

function span(className, text) {
  const made = document.createElement("span");
  made.className = className;
  made.textContent = text;
  return made;
}

function beside(input) {
  const word = span("", words.show);
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button plain";
  button.setAttribute("aria-controls", input.id);
  // Two passwords on one page: each button says whose it is.
  const whose = input.labels[0]?.firstChild.textContent.trim() ?? "";
  button.append(word, span("visually-hidden", ` ${whose}`));

  const show = (isShown) => {
    input.type = isShown ? "text" : "password";
    word.textContent = isShown ? words.hide : words.show;
  };
  button.addEventListener("click", () => show(input.type === "password"));
  // Covered again before it is sent or kept for the way back, so that no browser keeps it as text.
  input.form?.addEventListener("submit", () => show(false));
  addEventListener("pagehide", () => show(false));
  show(false);
  return button;
}

for (const input of document.querySelectorAll('input[type="password"]')) {
  // Shown letters go to no spelling service, and no keyboard changes them.
  input.spellcheck = false;
  input.autocapitalize = "none";
  const both = document.createElement("div");
  both.className = "secret";
  input.before(both);
  both.append(input, beside(input));
}
