// The reminders of a sheet follow the day that is chosen for it. Nothing is kept by looking. Without
// this file, and whenever a look does not come back, the button shows them.

const PAUSE = 300;
const place = document.querySelector("[data-ahead]");
const form = place?.closest("form");
const button = place?.querySelector("[data-ahead-button]");
const day = form?.elements.due_on;
let looks = 0;
let timer = 0;

// Out of the page, not out of sight: Enter presses the first button of a form.
const hide = () => button.remove();
const bring = () => place.append(button);

function question() {
  const body = new FormData();
  body.set("due_on", day.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return { method: "POST", body, headers: { Accept: "application/json" } };
}

function element(tag, words, css = "") {
  const made = document.createElement(tag);
  made.textContent = words;
  made.className = css;
  return made;
}

function listed(line) {
  const item = element("li", line.words);
  if (line.reason) item.append(" ", element("span", `· ${line.reason}`, "soft small"));
  return item;
}

function show({ note, lines }) {
  const list = document.createElement("ul");
  list.append(...lines.map(listed));
  const notes = note ? [element("p", note, "soft")] : [];
  place.querySelector("[data-ahead-lines]").replaceChildren(...notes, ...(lines.length ? [list] : []));
}

async function look() {
  looks += 1;
  const mine = looks;
  try {
    const answer = await fetch(`${form.action}?show=rows`, question());
    if (!answer.ok) throw new Error("not now");
    const told = await answer.json();
    if (mine !== looks) return;
    show(told);
    hide();
  } catch {
    if (mine === looks) bring();
  }
}

if (day) {
  hide();
  day.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  // Back brings the day that was typed, not the lines that stood under it.
  addEventListener("pageshow", () => {
    if (day.value !== day.defaultValue) look();
  });
}
