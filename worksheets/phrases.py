"""The phrase check: which lists a text touches. Pure, nothing kept, nothing logged (R-02, R-03).

The same algorithm stands in static/worksheets/help-panel.js, which looks while she types; a test
holds both to the same answers. Its cost grows with the text and the lists, whatever the words are.
A pattern is a row of items, all of them data:

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
# What the server looks at of one answer: more than any box of the library takes.
MOST_WORDS = 10_000
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
class Pattern:
    """A row of items, and the words that it can begin with."""

    items: list[Item]
    first_words: frozenset[str]


@dataclass(frozen=True)
class Phrases:
    """The lists of one language, ready to match; made by `compile_phrases`."""

    rewrites: dict[str, str]
    respellings: dict[str, str]
    patterns: dict[str, list[Pattern]]


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
    compiled: dict[str, list[Pattern]] = {}
    for name, row in patterns:
        items = [read_item(raw, data["sets"], rewrites) for raw in row.split(" ")]
        if items[0].optional or items[0].gap:
            raise ValueError(f"A pattern begins with a word that must be there: {row}")
        first_words = frozenset(word[0] for word in items[0].words)
        compiled.setdefault(name, []).append(Pattern(items, first_words))
    return Phrases(rewrites, respellings, compiled)


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


class Text:
    """The words of a text, and where each of them stands: place n is bit n of one number.

    So one step of a pattern is done for all places at once, by a few operations on numbers.
    """

    def __init__(self, found: Word) -> None:
        self.words = found
        self.everywhere = (1 << (len(found) + 1)) - 1
        self.at: dict[str, int] = {}
        for place, word in enumerate(found):
            self.at[word] = self.at.get(word, 0) | 1 << place
        self.inside = (self.everywhere >> 1) & ~self.at.get(END, 0)

    def where(self, word: Word) -> int:
        """The places at which these words stand, one after the other."""
        places = self.at.get(word[0], 0)
        for further, part in enumerate(word[1:], start=1):
            places &= self.at.get(part, 0) >> further
        return places

    def before(self, item: Item, rest: int) -> int:
        """The places from which the item leads to a place of `rest`. A gap crosses no END."""
        if item.gap:
            for _step in range(item.gap):
                rest |= self.inside & (rest >> 1)
            return rest
        found = rest if item.optional else 0
        for word in item.words:
            if word[0] in self.at:
                found |= self.where(word) & (rest >> len(word))
        return found

    def fits(self, items: list[Item]) -> list[int]:
        """For each item the places from which it and all after it fit; empty where none does."""
        rests = [self.everywhere]
        for item in reversed(items):
            rests.append(self.before(item, rests[-1]))
            if not rests[-1]:
                return []
        return rests[::-1]

    def spans(self, patterns: list[Pattern]) -> Iterator[Span]:
        """Where the patterns stand, each from its first word to its end, pattern by pattern."""
        for pattern in patterns:
            if pattern.first_words.isdisjoint(self.at):
                continue
            fits = self.fits(pattern.items)
            for at in bits(fits[0] if fits else 0):
                yield at, self.end(pattern.items, fits, at)

    def end(self, items: list[Item], fits: list[int], at: int) -> int:
        """Where the row of items ends when it is read from `at`: the nearest way that fits."""
        for item, rest in zip(items, fits[1:], strict=True):
            at = next(p for p in next_places(item, self.words, at) if rest >> p & 1)
        return at


def bits(number: int) -> Iterator[int]:
    """The places that are set, lowest first."""
    while number:
        yield (number & -number).bit_length() - 1
        number &= number - 1


def next_places(item: Item, text: Word, at: int) -> Iterator[int]:
    """Where the text may go on after the item, nearest first."""
    if item.gap:
        yield from range(at, at + item.gap + 1)
        return
    for word in item.words:
        if text[at : at + len(word)] == word:
            yield at + len(word)
    if item.optional:
        yield at


def open_places(name: str, text: Text, phrases: Phrases) -> Iterator[int]:
    """The places that touch a list. Negation never cancels; an idiom cancels only the places that
    it touches itself (R-08)."""
    covered: int | None = None
    for at, end in text.spans(phrases.patterns[name]):
        if covered is None:
            covered = 0
            for first, last in text.spans(phrases.patterns.get(NOT + name, [])):
                covered |= (1 << last) - (1 << first)
        if not covered & ((1 << end) - (1 << at)):
            yield at


def read(text: str, phrases: Phrases, most: int | None = None) -> Text:
    """The first words of a text, ready to be looked at."""
    return Text([*words(text, phrases.rewrites, phrases.respellings)[:most], END])


def counts(text: str, phrases: Phrases) -> dict[str, int]:
    """How many places of the text touch each list."""
    looked = read(text, phrases)
    places = {name: set(open_places(name, looked, phrases)) for name in kinds(phrases)}
    return {name: len(found) for name, found in places.items() if found}


def match(text: str, phrases: Phrases) -> set[str]:
    """The names of the lists that the text touches: self, others, harmed (R-06).

    Looks at the first MOST_WORDS words, and no further in a list than to the first place.
    """
    looked = read(text, phrases, MOST_WORDS)
    return {
        name for name in kinds(phrases) if any(True for _ in open_places(name, looked, phrases))
    }


def kinds(phrases: Phrases) -> list[str]:
    """The names of the lists, without those of their idioms."""
    return [name for name in phrases.patterns if not name.startswith(NOT)]
