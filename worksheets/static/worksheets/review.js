// The review page: drafts kept a moment after typing, previous and next by Alt+K and Alt+J.
// Without this file the same form keeps drafts with its button.

const PAUSE = 900;
const form = document.getElementById("review");

function say(box, state, words) {
  const line = document.getElementById(`s-${box.id}`);
  if (!line) return;
  line.dataset.state = state;
  line.textContent = words;
}

async function keep(box) {
  const sent = box.value;
  const revision = document.getElementById(box.dataset.draft);
  if (box.dataset.kept === sent) return;
  const body = new FormData();
  body.set(box.name, sent);
  body.set(revision.name, revision.value);
  body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
  say(box, "saving", form.dataset.saving);
  try {
    const answer = await fetch(form.dataset.drafts, {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      credentials: "same-origin",
      keepalive: sent.length < 20000,
    });
    const told = await answer.json();
    const mine = told.kept ? told.kept[box.name] : {};
    if (answer.ok) {
      revision.value = mine.revision;
      box.dataset.kept = sent;
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      say(box, "saved", `${form.dataset.saved} ${time}`);
    } else if (mine && mine.other !== undefined) {
      say(box, "kept", `${form.dataset.other} “${mine.other}”`);
      revision.value = mine.revision;
    } else {
      say(box, "kept", (mine && mine.refused) || told.refused || form.dataset.trouble);
    }
  } catch {
    say(box, "kept", form.dataset.trouble);
  }
}

const queues = new Map();

// One save at a time for each box: the next one waits, so that revisions follow each other.
function queue(box) {
  const turn = (queues.get(box) || Promise.resolve()).then(() => keep(box));
  queues.set(box, turn);
}

if (form) {
  for (const box of form.querySelectorAll("textarea[data-draft]")) {
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
}

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey) return;
  const wanted = { KeyJ: "j", KeyK: "k" }[event.code];
  const link = wanted && document.querySelector(`a[data-key="${wanted}"]`);
  if (link) {
    event.preventDefault();
    link.click();
  }
});
