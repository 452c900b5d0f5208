// Reads prompts, passages and options aloud, and her own words where she presses the button for
// those. Only with a voice of the device itself: another would send the words away (rulings 10).
// What is read is what stands on the page, also where a browser has translated it.

const speech = globalThis.speechSynthesis;
const page = document.documentElement;
const rows = [...document.querySelectorAll("[data-aloud]")];
const written = page.lang; // before a browser translates the page: her words stay as they are
const BLOCKS = "legend, label, p, li, summary, .ends span";
const SILENT =
  "[hidden], [role=status], .visually-hidden, .errors, .scale, textarea, select, svg, details:not([open]) > :not(summary)";
// A sentence; without an end of one, as much as every engine takes at once.
const SENTENCE = /.{1,600}?(?:[.!?…]+(?=\s)|$)|.{1,600}(?=\s)|.{1,600}/gm;
let reading = null; // the button, and what is said: a browser forgets what nobody holds

const code = (language) => language.toLowerCase().replace("_", "-");

function voiceFor(language) {
  const [wanted] = code(language).split("-");
  const near = speech.getVoices().filter(
    (voice) => voice.localService && code(voice.lang).split("-")[0] === wanted,
  );
  const same = near.find((voice) => code(voice.lang) === code(language));
  return same ?? near.find((voice) => voice.default) ?? near[0];
}

const place = (row) => row.closest(".answer");

function ownWords(row) {
  const boxes = [...place(row).querySelectorAll("textarea[dir=auto], input[dir=auto]")];
  return boxes.map((box) => box.value.trim()).filter(Boolean);
}

function asked(row) {
  const lines = new Map();
  const texts = document.createTreeWalker(place(row).querySelector("[data-prompt]"), NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const { parentElement: holder, data } = texts.currentNode;
    if (holder.closest(SILENT)) continue;
    const block = holder.closest(BLOCKS) ?? holder;
    lines.set(block, (lines.get(block) ?? "") + data);
  }
  return [...lines.values()].map((line) => line.replace(/[\s·]+/g, " ").trim()).filter(Boolean);
}

function show(button, isRead) {
  for (const words of button.querySelectorAll("[data-when]")) {
    words.hidden = (words.dataset.when === "reading") !== isRead;
  }
}

function hush() {
  if (!reading) return;
  show(reading.button, false);
  reading = null;
  speech.cancel();
}

function read(button) {
  const isStop = reading?.button === button;
  hush();
  if (isStop) return;
  const row = button.closest("[data-aloud]");
  const isOwn = "own" in button.dataset;
  const language = isOwn ? written : page.lang;
  const voice = voiceFor(language);
  const lines = isOwn ? ownWords(row) : asked(row);
  const said = lines.flatMap((line) => line.match(SENTENCE) ?? []).map((text) => text.trim());
  if (!voice || !said.length) return;
  const now = { button };
  now.all = said.map((text) => {
    const one = Object.assign(new SpeechSynthesisUtterance(text), { voice, lang: voice.lang });
    one.onerror = () => reading === now && hush();
    return one;
  });
  now.all.at(-1).onend = now.all[0].onerror;
  reading = now;
  show(button, true);
  now.all.forEach((one) => speech.speak(one));
}

// Buttons are there where a voice is, and those for her own words where she has written some.
function look() {
  const [here, hers] = [voiceFor(page.lang), voiceFor(written)];
  for (const row of rows) {
    const [prompted, own] = row.querySelectorAll("button");
    prompted.hidden = !here;
    own.hidden = reading?.button !== own && !(hers && ownWords(row).length);
    row.hidden = prompted.hidden && own.hidden;
  }
}

function start() {
  rows.forEach((row, number) => {
    const named = place(row).querySelector("legend, .prompt-text");
    if (named) named.id ||= `aloud-${number}`;
    for (const button of row.querySelectorAll("button")) {
      if (named) button.setAttribute("aria-describedby", named.id);
      button.addEventListener("click", () => read(button));
    }
  });
  speech.addEventListener?.("voiceschanged", look);
  document.addEventListener("input", look);
  document.addEventListener("tend:leave", hush);
  document.addEventListener("submit", hush, true);
  document.addEventListener("visibilitychange", () => document.hidden && hush());
  addEventListener("pagehide", hush);
  new MutationObserver(look).observe(page, { attributeFilter: ["lang"] });
  // Nothing is read on behind the question whether she is still there.
  const cover = document.querySelector("dialog[data-stay]");
  if (cover) new MutationObserver(hush).observe(cover, { attributeFilter: ["open"] });
  look();
}

if (speech && rows.length) start();
