// Offers help to the writer when her words touch a list. The lists come once with the
// page; typing sends nothing, keeps nothing, counts nothing. Same algorithm as worksheets/phrases.py.

const PAUSE = 400; // ms after the last key
const TWICE = 2; // a panel comes back once, not more
const FIELDS = "[data-help-check], [data-answer] textarea, [data-answer] input[type=text]";
const ORDER = ["self", "harmed", "others"];
const END = ".";
const NOT = "not ";

const squeezed = (word) => word.replace(/(.)\1+/gu, "$1");

export function plain(text) {
  return text.replace(/[’‘ʼ′`´＇]/g, "'").toLowerCase().normalize("NFKD").replace(/[\p{M}\p{Cf}]/gu, "");
}

function words(text, rewrites, respellings) {
  const found = [];
  const pieces = plain(text).match(/[\p{L}\p{N}]+(?:'[\p{L}\p{N}]+)*|[.!?;]+|\n\s*\n/gu) || [];
  for (let piece of pieces) {
    if (!/^[\p{L}\p{N}]/u.test(piece)) {
      if (!/^\.\.+$/.test(piece)) found.push(END);
      continue;
    }
    if (/(.)\1\1/u.test(piece)) piece = respellings.get(squeezed(piece)) ?? piece;
    const bare = piece.replaceAll("'", "");
    found.push(...(rewrites.get(piece) ?? rewrites.get(bare) ?? bare).split(" "));
  }
  return found;
}

function readItem(raw, sets, rewrites) {
  if (raw.startsWith("~")) return { words: [], gap: Number(raw.slice(1)) };
  const entries = raw.replace(/\?$/, "").split("|");
  const all = entries.flatMap((entry) => (entry.startsWith("@") ? sets[entry.slice(1)] : [entry]));
  return {
    words: all.map((entry) => words(entry.replaceAll("_", " "), rewrites, new Map())),
    optional: raw.endsWith("?"),
  };
}

export function compile(data) {
  const rewrites = new Map(Object.entries(data.rewrites));
  const patterns = [data.lists, data.idioms].flatMap((lists, isIdiom) =>
    Object.entries(lists).flatMap(([name, rows]) => rows.map((row) => [(isIdiom ? NOT : "") + name, row])),
  );
  const vocabulary = Object.values(data.sets).flat().flatMap((entry) => entry.split("_"));
  vocabulary.push(...patterns.flatMap(([, row]) => row.split(/[ |_?]/)), ...Object.keys(data.rewrites));
  const respellings = new Map();
  for (const word of vocabulary) {
    if (!respellings.has(squeezed(word))) respellings.set(squeezed(word), word);
  }
  const byFirst = new Map();
  for (const [name, row] of patterns) {
    const items = row.split(" ").map((raw) => readItem(raw, data.sets, rewrites));
    for (const first of new Set(items[0].words.map(([word]) => word))) {
      if (!byFirst.has(first)) byFirst.set(first, []);
      byFirst.get(first).push([name, items]);
    }
  }
  return { rewrites, respellings, byFirst };
}

function* nextPlaces(item, text, at) {
  if (item.gap) {
    yield at;
    for (let place = at; place < Math.min(at + item.gap, text.length) && text[place] !== END; place++) yield place + 1;
    return;
  }
  for (const word of item.words) {
    if (word.every((part, i) => text[at + i] === part)) yield at + word.length;
  }
  if (item.optional) yield at;
}

function endOf(items, index, text, at) {
  if (index === items.length) return at;
  for (const place of nextPlaces(items[index], text, at)) {
    const end = endOf(items, index + 1, text, place);
    if (end >= 0) return end;
  }
  return -1;
}

// How many places of the text touch each list.
export function counts(text, phrases) {
  const read = [...words(text, phrases.rewrites, phrases.respellings), END];
  const spans = {};
  read.forEach((word, at) => {
    for (const [name, items] of phrases.byFirst.get(word) ?? []) {
      const end = endOf(items, 0, read, at);
      if (end >= 0) (spans[name] ??= []).push([at, end]);
    }
  });
  const found = {};
  for (const name of Object.keys(spans).filter((key) => !key.startsWith(NOT))) {
    const idioms = spans[NOT + name] ?? [];
    const open = spans[name].filter(([a, b]) => !idioms.some(([x, y]) => a < y && x < b));
    if (open.length) found[name] = new Set(open.map(([at]) => at)).size;
  }
  return found;
}

class Check {
  constructor(phrases) {
    this.phrases = phrases;
    this.shown = {}; // how often each panel came, on this page alone
    this.before = new WeakMap(); // what a field touched when it was looked at last
    this.timers = new WeakMap();
    document.addEventListener("focusin", ({ target }) => target.matches?.(FIELDS) && this.slotOf(target));
    document.addEventListener("input", ({ target }) => target.matches?.(FIELDS) && this.soon(target));
    document.addEventListener("focusout", ({ target }) => target.matches?.(FIELDS) && this.look(target));
  }

  soon(field) {
    clearTimeout(this.timers.get(field));
    this.timers.set(field, setTimeout(() => this.look(field), PAUSE));
  }

  // New words on a list bring the panel; the same words do not bring it twice.
  look(field) {
    clearTimeout(this.timers.get(field));
    const before = this.before.get(field) ?? {};
    const now = counts(field.value, this.phrases);
    this.before.set(field, now);
    for (const kind of ORDER) {
      if ((now[kind] ?? 0) > (before[kind] ?? 0)) this.show(kind, field);
    }
  }

  show(kind, field) {
    const template = document.querySelector(`[data-help-template="${kind}"]`);
    const isOpen = document.querySelector(`[data-help-slot] [data-help-panel="${kind}"]`);
    if (!template || isOpen || (this.shown[kind] ?? 0) >= TWICE) return;
    this.shown[kind] = (this.shown[kind] ?? 0) + 1;
    const panel = template.content.firstElementChild.cloneNode(true);
    const stop = panel.querySelector("[data-help-stop]");
    if (stop && !field.form?.querySelector('button[name="go"][value="stop"]')) stop.remove();
    for (const button of panel.querySelectorAll("[data-help-close]")) {
      button.addEventListener("click", () => {
        panel.remove();
        field.focus();
      });
    }
    this.slotOf(field).append(panel);
  }

  // Where a field's panels stand: a polite live region, there before it has something to say.
  slotOf(field) {
    const next = field.nextElementSibling;
    if (next?.matches("[data-help-slot]")) return next;
    const slot = document.createElement("div");
    slot.setAttribute("aria-live", "polite");
    slot.dataset.helpSlot = "";
    field.after(slot);
    return slot;
  }
}

async function begin(place) {
  try {
    const response = await fetch(place.dataset.helpPhrases);
    if (!response.ok) throw new Error("no list");
    new Check(compile(await response.json()));
    place.dataset.helpReady = "";
  } catch {
    // Without the list the numbers stand in the page instead.
    document.querySelector("[data-help-box]")?.removeAttribute("hidden");
  }
}

const place = globalThis.document?.querySelector("[data-help-phrases]");
if (place) begin(place);
