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
  const compiled = new Map();
  for (const [name, row] of patterns) {
    if (!compiled.has(name)) compiled.set(name, []);
    compiled.get(name).push(row.split(" ").map((raw) => readItem(raw, data.sets, rewrites)));
  }
  return { rewrites, respellings, patterns: compiled };
}

// The words of a text, and where each of them stands: place n is bit n of one number. So one step of a
// pattern is done for all places at once, and the cost does not depend on what the words are.
class Text {
  constructor(found) {
    this.words = found;
    this.at = new Map();
    found.forEach((word, place) => this.at.set(word, (this.at.get(word) ?? 0n) | (1n << BigInt(place))));
    this.everywhere = (1n << BigInt(found.length + 1)) - 1n;
    this.inside = (this.everywhere >> 1n) & ~(this.at.get(END) ?? 0n);
  }

  where(word) {
    return word.reduce((places, part, further) => places & ((this.at.get(part) ?? 0n) >> BigInt(further)), this.everywhere);
  }

  // The places from which the item leads to a place of `rest`. A gap crosses no END.
  before(item, rest) {
    if (item.gap) {
      for (let step = 0; step < item.gap; step++) rest |= this.inside & (rest >> 1n);
      return rest;
    }
    return item.words
      .filter(([first]) => this.at.has(first))
      .reduce((found, word) => found | (this.where(word) & (rest >> BigInt(word.length))), item.optional ? rest : 0n);
  }

  // For each item the places from which it and all after it fit; null where none does.
  fits(items) {
    const rests = [this.everywhere];
    for (const item of [...items].reverse()) {
      rests.push(this.before(item, rests.at(-1)));
      if (!rests.at(-1)) return null;
    }
    return rests.reverse();
  }

  // Where the patterns stand, each from its first word to its end.
  *spans(patterns) {
    for (const items of patterns ?? []) {
      const fits = items[0].words.some(([first]) => this.at.has(first)) && this.fits(items);
      for (const at of fits ? bits(fits[0]) : []) yield [at, this.end(items, fits, at)];
    }
  }

  // The nearest way through the items that fits.
  end(items, fits, at) {
    return items.reduce((place, item, i) => {
      for (const next of nextPlaces(item, this.words, place)) if ((fits[i + 1] >> BigInt(next)) & 1n) return next;
    }, at);
  }
}

function bits(number) {
  return [...number.toString(2)].reverse().flatMap((bit, place) => (bit === "1" ? [place] : []));
}

function* nextPlaces(item, text, at) {
  if (item.gap) {
    for (let place = at; place <= at + item.gap; place++) yield place;
    return;
  }
  for (const word of item.words) {
    if (word.every((part, i) => text[at + i] === part)) yield at + word.length;
  }
  if (item.optional) yield at;
}

// How many places of the text touch each list.
export function counts(text, phrases) {
  const read = new Text([...words(text, phrases.rewrites, phrases.respellings), END]);
  const found = {};
  for (const [name, patterns] of phrases.patterns) {
    const places = name.startsWith(NOT) ? [] : [...read.spans(patterns)];
    const idioms = new Set();
    for (const [from, to] of places.length ? read.spans(phrases.patterns.get(NOT + name)) : []) {
      for (let place = from; place < to; place++) idioms.add(place);
    }
    const touches = ([from, to]) => read.words.slice(from, to).some((_, i) => idioms.has(from + i));
    const open = new Set(places.filter((span) => !touches(span)).map(([at]) => at));
    if (open.size) found[name] = open.size;
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
