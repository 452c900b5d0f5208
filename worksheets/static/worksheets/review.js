// The review page: drafts kept a moment after typing.
// Without this file the same form keeps drafts with its button.

const PAUSE = 900;
const PATIENCE = 4000;
const form = document.getElementById("review");
const boxes = form ? [...form.querySelectorAll("textarea[data-draft]")] : [];
const queues = new Map();

function say(box, state, words) {
  const line = document.getElementById(`s-${box.id}`);
  if (!line) return;
  line.dataset.state = state;
  line.textContent = words;
}

function letter(box, revision) {
  const body = new FormData();
  body.set(box.name, box.value);
  body.set(revision.name, revision.value);
  body.set("round", form.elements.round.value);
  body.set("slip", form.elements.slip.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  return body;
}

async function keep(box) {
  const sent = box.value;
  const revision = document.getElementById(box.dataset.draft);
  if (box.dataset.kept === sent) return;
  say(box, "saving", form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.drafts, {
      method: "POST",
      body: letter(box, revision),
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: sent.length < 20000,
    });
    const told = await answer.json();
    const mine = (told.kept && told.kept[box.name]) || {};
    if (answer.ok) {
      revision.value = mine.revision;
      box.dataset.kept = sent;
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      say(box, "saved", `${form.dataset.saved} ${time}`);
    } else if (mine.other !== undefined) {
      // Both texts are in sight now; the next save is based on the other one.
      say(box, "kept", `${form.dataset.other} “${mine.other}”`);
      revision.value = mine.revision;
    } else {
      say(box, "kept", mine.refused || told.refused || form.dataset.trouble);
    }
  } catch {
    say(box, "kept", form.dataset.trouble);
  }
}

// One save at a time for each box: the next one waits, so that revisions follow each other.
function queue(box) {
  const turn = (queues.get(box) || Promise.resolve()).then(() => keep(box));
  queues.set(box, turn);
  return turn;
}

for (const box of boxes) {
  let timer = 0;
  box.dataset.kept = box.value;
  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => queue(box), PAUSE);
  });
  box.addEventListener("blur", () => {
    clearTimeout(timer);
    queue(box);
  });
}

// A save on its way must arrive before the form does, or the form would come with an old revision.
let isSettled = false;
form?.addEventListener("submit", async (event) => {
  if (isSettled || !queues.size) return;
  event.preventDefault();
  const late = new Promise((done) => setTimeout(done, PATIENCE));
  await Promise.race([Promise.all(queues.values()), late]);
  isSettled = true;
  // Once this event is over: within it, a browser ignores a second submit without a word.
  setTimeout(() => form.requestSubmit(event.submitter));
});

addEventListener("pagehide", () => {
  if (!isSettled) boxes.filter((box) => box.dataset.kept !== box.value).forEach(queue);
});

// A link to a closed part of the page opens it; without this it leads there.
document.querySelector("a[data-opens]")?.addEventListener("click", (event) => {
  const part = document.querySelector(event.currentTarget.hash);
  part.open = true;
  part.querySelector("input")?.focus();
});
