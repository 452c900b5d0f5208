"""How well the phrase lists do (R-08, R-09), on lines that made them and on lines that did not."""

import json
import sys
from pathlib import Path

import pytest

from worksheets.help import FOLDER
from worksheets.phrases import MOST_WORDS, compile_phrases, counts, match, words

LINES = Path(__file__).parent / "fixtures" / "help"
DATA = json.loads((FOLDER / "phrases.en.json").read_text())
PHRASES = compile_phrases(DATA)
BOTH = pytest.mark.parametrize("name", ["dev", "held-out"])


def read(name: str) -> dict:
    return json.loads((LINES / f"lines.{name}.en.json").read_text())


def rate(lines: list[str], kind: str) -> float:
    return sum(kind in match(line, PHRASES) for line in lines) / len(lines)


def everything(name: str) -> set[str]:
    """Every line of a file, as words, so that a comma makes no difference."""
    lines = read(name)
    all_lines = [line for found in lines["explicit"].values() for line in found]
    return {" ".join(words(line, {}, {})).strip(" .") for line in [*all_lines, *lines["harmless"]]}


@BOTH
def test_explicit_lines_are_caught_and_harmless_ones_let_be(name, capsys):
    lines = read(name)

    explicit = {kind: rate(found, kind) for kind, found in lines["explicit"].items()}
    indirect = {kind: rate(found, kind) for kind, found in lines["indirect"].items()}
    harmless = sum(bool(match(line, PHRASES)) for line in lines["harmless"])
    share = harmless / len(lines["harmless"])

    with capsys.disabled():
        print(f"\nphrase check, {name} lines, version {DATA['version']}, not clinician-made")
        for kind, found in lines["explicit"].items():
            print(f"  {kind}: explicit {explicit[kind]:.3f} of {len(found)} (0.95 wanted)")
            print(f"  {kind}: indirect {indirect[kind]:.3f}, no claim")
        print(f"  harmless lines that show a panel: {share:.3f} of {len(lines['harmless'])}")
    assert min(explicit.values()) >= 0.95
    assert share <= 0.10


@BOTH
def test_there_are_enough_lines_and_none_twice(name):
    lines = read(name)
    explicit = [line for found in lines["explicit"].values() for line in found]

    assert len(explicit) >= 100
    assert len(lines["harmless"]) >= 200
    assert len(set(explicit)) == len(explicit)
    assert set(explicit) & set(lines["harmless"]) == set()


def test_held_out_lines_made_no_pattern():
    dev, held_out = everything("dev"), everything("held-out")

    assert dev & held_out == set()


@pytest.mark.parametrize(
    "line",
    [
        "dying to see her",
        "I would die for my kids",
        "dead tired",
        "she is dead to me",
        "part of me died",
        "it killed me to hear that",
        "drop-dead tired",
        "my phone died",
        "over my dead body",
        "scared to death",
        "worried to death",
        "love her to death",
        "the silence is killing me",
    ],
)
def test_an_idiom_alone_shows_nothing(line):
    assert match(line, PHRASES) == set()


@pytest.mark.parametrize(
    "line",
    [
        "I'm dead tired and I want to die.",
        "It killed me to hear that, and I am thinking of killing myself.",
        "I am dying to see her, but I wish I were dead.",
    ],
)
def test_an_idiom_cancels_nothing_but_itself(line):
    assert match(line, PHRASES) == {"self"}


@pytest.mark.parametrize(
    "line",
    [
        "I don't want to die.",
        "I don’t want to die",
        "i dont want to die",
        "I DO NOT WANT TO DIE",
        "I dön’t wánt to díe",
        "I want\n to   diiiie",
        "I w​ant to die",
        "ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "I want ... to die",
    ],
)
def test_spelling_and_negation_hide_nothing(line):
    assert match(line, PHRASES) == {"self"}


def test_a_sentence_end_is_not_crossed():
    assert match("He wants to. Kill time with me.", PHRASES) == set()


def test_each_further_place_counts():
    once = counts("I want to die.", PHRASES)["self"]

    assert counts("I want to die. He called. I want to die.", PHRASES)["self"] == 2 * once


@pytest.mark.parametrize("row", ["~2 die", "die?", "want ~0 die", "want (to) die", "want  die"])
def test_a_pattern_that_cannot_be_read_is_refused(row):
    data = {"rewrites": {}, "sets": {}, "lists": {"self": [row]}, "idioms": {}}

    with pytest.raises(ValueError, match="pattern"):
        compile_phrases(data)


def steps(work) -> int:
    """How many calls it takes: a cost that no busy machine changes."""
    taken = 0

    def count(_frame, event, _argument) -> None:
        nonlocal taken
        taken += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return taken


@pytest.mark.parametrize(
    "words_of_hers", ["i ", "i not want to ", "he she they hits me ", "i die "]
)
def test_a_long_text_costs_little_whatever_its_words_are(words_of_hers):
    text = (words_of_hers * 5000)[:10_000]
    few = 10 * len(text.split())

    taken = steps(lambda: match(text, PHRASES))

    assert taken < few


def test_a_text_beyond_all_boxes_is_looked_at_up_to_a_limit():
    most = "so " * (MOST_WORDS - 4) + "I want to die."
    beyond = "so " + most

    assert (match(most, PHRASES), match("so " + beyond, PHRASES)) == ({"self"}, set())
    assert list(counts(beyond, PHRASES)) == ["self"]
