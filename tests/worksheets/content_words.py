"""The words of the shipped library as a client or a counselor reads them, and their measures."""

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from worksheets import library
from worksheets.library.files import CONTENT
from worksheets.library.shapes import Sheet
from worksheets.prompts.schema import Prompt

SHINGLES = Path(__file__).parent / "fixtures" / "article-shingles.txt"
NOT_WORDS = {"key", "type", "slug", "shelf", "prompt", "column", "where", "sources", "feeds"}
SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")
VOWELS = re.compile(r"[aeiouy]+")


def client_texts(sheet: Sheet) -> list[str]:
    """Everything on a sheet that the client reads, prompt by prompt."""
    schema = library.schema_of(sheet)
    texts = [sheet.title, sheet.purpose]
    for prompt in schema.prompts:
        texts += prompt_texts(prompt)
    return texts + [note.text for note in schema.done_notes]


def prompt_texts(prompt: Prompt) -> list[str]:
    """What the client reads around one control."""
    texts = [prompt.text, prompt.help, *(note.text for note in prompt.nudges)]
    for choice in (prompt, *getattr(prompt, "columns", ())):
        texts += [getattr(choice, name, "") for name in ("label", "low", "high", "own_label")]
        for option in (*getattr(choice, "options", ()), *getattr(choice, "offered", ())):
            texts += [option.label, option.note]
        texts += [*getattr(choice, "examples", ()), *getattr(choice, "starts", ())]
        texts += [f"{blank.before} … {blank.after}" for blank in getattr(choice, "blanks", ())]
    return [text for text in texts if text]


def prose(texts: list[str]) -> list[str]:
    """Only whole sentences: labels of one word would make any sheet look easy (C-02)."""
    return [text for text in texts if text.rstrip("”)").endswith((".", "!", "?", "…"))]


def sheets() -> list[Sheet]:
    """The sheets of the nine themes, then the check-in and the look back."""
    return [sheet for theme in library.themes() for sheet in theme.worksheets]


def everything_written() -> list[str]:
    """Every text of every content file of the library, for clients and counselors."""
    files = [*CONTENT.glob("*.json"), *CONTENT.glob("themes/*"), *CONTENT.glob("pathways/*")]
    return [text for path in files for text in _strings(json.loads(path.read_text("utf-8")))]


def _strings(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, list):
        for one in part:
            yield from _strings(one)
    elif isinstance(part, dict):
        for key, one in part.items():
            if key not in NOT_WORDS:
                yield from _strings(one)


def shingles(text: str, size: int = 8) -> set[str]:
    """SHA-256 of every run of `size` words, in lower case without punctuation (C-01)."""
    plain = re.sub(r"[^a-z0-9]+", " ", re.sub("[’'‘]", "", text.lower())).split()
    runs = [" ".join(plain[start : start + size]) for start in range(len(plain) - size + 1)]
    return {hashlib.sha256(run.encode()).hexdigest() for run in runs}


def sentences(texts: list[str]) -> list[list[str]]:
    """Sentences as lists of words. A label without a full stop counts as one."""
    found = [
        re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", part)
        for text in texts
        for part in SENTENCE.findall(text)
    ]
    return [words for words in found if words]


def syllables(word: str) -> int:
    """A fair guess: groups of vowels, without a silent e."""
    word = re.sub("[^a-z]", "", word.lower())
    count = len(VOWELS.findall(word))
    if word.endswith(("e", "es", "ed")) and not word.endswith(("le", "les", "ted", "ded")):
        count -= 1
    return max(count, 1)


def grade(texts: list[str]) -> float:
    """Flesch-Kincaid grade level."""
    said = sentences(texts)
    words = [word for sentence in said for word in sentence]
    total = sum(syllables(word) for word in words)
    return 0.39 * len(words) / len(said) + 11.8 * total / len(words) - 15.59


def mean_sentence(texts: list[str]) -> float:
    """Words per sentence."""
    said = sentences(texts)
    return sum(len(sentence) for sentence in said) / len(said)
