"""The phrase check: which lists a text touches. Pure, nothing kept, nothing logged (R-02, R-03).

The same algorithm stands in static/worksheets/help-panel.js, and a test holds both to the same
answers. A pattern is a row of items, all of them data:

    kill|killing    one of these words          put_an_end_to   words that belong together
    @kin            a named set of words        to?             may be missing
    ~3              up to three words between   .               the end of a sentence
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

END = "."
NOT = "not "  # before the name of a list: its idioms
APOSTROPHES = re.compile("[’‘ʼ′`´＇]")
PIECES = re.compile(r"[^\W_]+(?:'[^\W_]+)*|[.!?;]+|\n\s*\n")
ELLIPSIS = re.compile(r"\.\.+")
LONG_RUN = re.compile(r"(.)\1\1")
RUN = re.compile(r"(.)\1+")

Word = list[str]
Span = tuple[int, int]


@dataclass(frozen=True)
class Item:
    """One place in a pattern: one of `words` (maybe missing), or a gap of up to `gap` words."""

    words: list[Word] = field(default_factory=list)
    optional: bool = False
    gap: int = 0


@dataclass(frozen=True)
class Phrases:
    """The lists of one language, ready to match; made by `compile_phrases`."""

    rewrites: dict[str, str]
    respellings: dict[str, str]
    by_first_word: dict[str, list[tuple[str, list[Item]]]]


def plain(text: str) -> str:
    """Lower case, straight apostrophes, no accents, no invisible characters (R-07)."""
    text = unicodedata.normalize("NFKD", APOSTROPHES.sub("'", text).lower())
    return "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"})


def words(text: str, rewrites: dict[str, str], respellings: dict[str, str]) -> Word:
    """The text as words: contractions opened, stretched words respelled, sentence ends as `.`."""
    found = []
    for piece in PIECES.findall(plain(text)):
        if not piece[0].isalnum():
            if not ELLIPSIS.fullmatch(piece):
                found.append(END)
            continue
        if LONG_RUN.search(piece):
            piece = respellings.get(RUN.sub(r"\1", piece), piece)
        bare = piece.replace("'", "")
        found += rewrites.get(piece, rewrites.get(bare, bare)).split()
    return found


def compile_phrases(data: dict) -> Phrases:
    """Ready lists from the data of one language file. Raises ValueError on an unusable pattern."""
    rewrites, respellings = data["rewrites"], {}
    vocabulary = [w for group in data["sets"].values() for entry in group for w in entry.split("_")]
    patterns = [(name, row) for name, rows in data["lists"].items() for row in rows]
    patterns += [(NOT + name, row) for name, rows in data["idioms"].items() for row in rows]
    vocabulary += [w for _, row in patterns for w in re.split(r"[ |_?]", row)]
    for word in vocabulary + list(rewrites):
        respellings.setdefault(RUN.sub(r"\1", word), word)
    by_first_word: dict[str, list[tuple[str, list[Item]]]] = {}
    for name, row in patterns:
        items = [read_item(raw, data["sets"], rewrites) for raw in row.split(" ")]
        if items[0].optional or items[0].gap:
            raise ValueError(f"A pattern begins with a word that must be there: {row}")
        for first in dict.fromkeys(word[0] for word in items[0].words):
            by_first_word.setdefault(first, []).append((name, items))
    return Phrases(rewrites, respellings, by_first_word)


def read_item(raw: str, sets: dict[str, list[str]], rewrites: dict[str, str]) -> Item:
    """One item of a pattern from its written form."""
    if re.fullmatch("~[1-9][0-9]?", raw):
        return Item(gap=int(raw[1:]))
    if not re.fullmatch(r"@?[\w.]+(\|@?[\w.]+)*\??", raw):
        raise ValueError(f"Not an item of a pattern: {raw!r}")
    entries = []
    for entry in raw.removesuffix("?").split("|"):
        entries += sets[entry[1:]] if entry.startswith("@") else [entry]
    return Item(
        words=[words(entry.replace("_", " "), rewrites, {}) for entry in entries],
        optional=raw.endswith("?"),
    )


def next_places(item: Item, text: Word, at: int) -> Iterator[int]:
    """Where the text may go on after the item, nearest first."""
    if item.gap:
        yield at
        for place in range(at, min(at + item.gap, len(text))):
            if text[place] == END:
                return
            yield place + 1
        return
    for word in item.words:
        if text[at : at + len(word)] == word:
            yield at + len(word)
    if item.optional:
        yield at


def end_of(items: list[Item], text: Word, at: int) -> int:
    """Where the row of items ends when it is read from `at`; -1 where it does not fit."""
    if not items:
        return at
    for place in next_places(items[0], text, at):
        end = end_of(items[1:], text, place)
        if end >= 0:
            return end
    return -1


def counts(text: str, phrases: Phrases) -> dict[str, int]:
    """How many places of the text touch each list. Negation never cancels; an idiom cancels only
    the places that it touches itself (R-08)."""
    read = [*words(text, phrases.rewrites, phrases.respellings), END]
    spans: dict[str, list[Span]] = {}
    for at, word in enumerate(read):
        for name, items in phrases.by_first_word.get(word, ()):
            end = end_of(items, read, at)
            if end >= 0:
                spans.setdefault(name, []).append((at, end))
    found = {}
    for name, places in spans.items():
        if not name.startswith(NOT):
            idioms = spans.get(NOT + name, [])
            open_places = {a for a, b in places if not any(a < y and x < b for x, y in idioms)}
            found |= {name: len(open_places)} if open_places else {}
    return found


def match(text: str, phrases: Phrases) -> set[str]:
    """The names of the lists that the text touches: self, others, harmed (R-06)."""
    return set(counts(text, phrases))
