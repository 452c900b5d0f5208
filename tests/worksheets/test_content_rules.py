"""Content rules C-01 to C-11 over the shipped library, and the rulings on words."""

import re
from pathlib import Path

import pytest
from django.http import QueryDict

from tests.worksheets.content_words import (
    SHINGLES,
    client_texts,
    everything_written,
    grade,
    mean_sentence,
    prose,
    sentences,
    sheets,
    shingles,
    syllables,
)
from worksheets import library, prompts

TEMPLATES = Path(__file__).parents[2] / "templates" / "worksheets" / "prompts"
THEMES = library.themes()[:-1]
SHEETS = sheets()
EACH_SHEET = pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.slug)
EACH_THEME = pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.slug)

BLAME = """toxic, narcissis, codependent, enmeshed, dysfunctional, disorder, borderline,
    your fault, failed, should have, just, closure"""
CONTACT_GOALS = "win back, reconcil, get them to, reunion, reunit, come back to you"
# Beginnings of words that the rulings keep off the screen, and whole words.
NOT_ON_SCREEN = """therap, homework, overdue, invalid, monitored, best before, kept by, response,
    score, incorrect"""
NOT_THIS_WORD = "late, failed, patients, raise in session"
ABOUT_THE_CHILD = """real name, full name, their name, address, where they live, workplace,
    where do they work, employer, diagnos, phone number"""
ONE_KIND_OF_MOTHER = """birth, gave birth, pregnant, pregnancy, biological, womb, mom, mum, son,
    daughter, he, she, his, her, him, hers"""
# The old messages that sheet 6.2 quotes, and the younger self of 7.2, who is the client.
ALLOWED = {
    "wa-messages": {"A child’s life shows her worth", "Distance means she failed"},
    "wc-younger-me": {"What did she need?", "What can you give her now?", "Write her a few lines."},
}


def said(text: str, words: str) -> list[str]:
    """Which of these beginnings of words, listed with commas, the text says."""
    listed = [re.escape(word) for word in re.split(r",\s+", words)]
    return re.findall(rf"\b(?:{'|'.join(listed)})", text.lower())


def whole(text: str, words: str) -> list[str]:
    """Which of these whole words, listed with commas, the text says."""
    listed = [re.escape(word) for word in re.split(r",\s+", words)]
    return re.findall(rf"\b(?:{'|'.join(listed)})\b", text.lower())


def read_by_clients() -> list[tuple[str, str]]:
    """(where, text) for every text a client reads, without the quoted ones."""
    found = [(theme.slug, theme.client_intro) for theme in library.themes()]
    for sheet in SHEETS:
        allowed = ALLOWED.get(sheet.slug, set())
        found += [(sheet.slug, text) for text in client_texts(sheet) if text not in allowed]
    frame = library.frame()
    around = [*frame.pause.texts, frame.pause.title, frame.heads_up.text, frame.daylight.text]
    around += [option.label for part in (frame.heads_up, frame.daylight) for option in part.choices]
    around += [measure.label for measure in library.measures().values()]
    return found + [("frame", text) for text in around]


def test_c01_shares_no_run_of_eight_words_with_the_article():
    article = set(SHINGLES.read_text().split())

    shared = [text for text in everything_written() if shingles(text) & article]

    assert shared == []


def test_c01_finds_a_run_of_eight_words_that_is_shared():
    text = "One two three, four five six seven eight nine."

    found = shingles("ONE TWO “three” four five six seven eight") & shingles(text)

    assert (len(found), len(shingles(text)), len(SHINGLES.read_text().split())) == (1, 2, 299)


@EACH_SHEET
def test_c02_a_sheet_reads_at_grade_eight_or_below(sheet):
    texts = prose(client_texts(sheet))

    assert grade(texts) <= 8
    assert mean_sentence(texts) <= 17


@EACH_SHEET
def test_c02_no_hard_sentence_hides_among_easy_ones(sheet):
    hard = [text for text in prose(client_texts(sheet)) if len(text.split()) >= 8 < grade([text])]

    assert hard == []


@EACH_THEME
def test_c02_an_intro_reads_at_grade_eight_or_below(theme):
    texts = [theme.client_intro]

    assert grade(texts) <= 8
    assert mean_sentence(texts) <= 17


def test_c02_counts_syllables_and_sentences_fairly():
    words = ["care", "little", "noticed", "ended", "year", "mother", "family", "a"]

    counted = [syllables(word) for word in words]

    assert counted == [1, 2, 2, 2, 1, 2, 3, 1]
    assert sentences(["One. Two words!", "A label"]) == [["One"], ["Two", "words"], ["A", "label"]]
    assert grade(["The utilisation of multidimensional instrumentation necessitates care."]) > 20


@pytest.mark.parametrize("rule", [BLAME, CONTACT_GOALS], ids=["c03", "c04"])
def test_c03_c04_no_blame_no_diagnosis_no_goal_of_contact(rule):
    found = [(where, said(text, rule), text) for where, text in read_by_clients()]

    assert [one for one in found if one[1]] == []


@EACH_THEME
def test_c05_an_intro_names_one_reason_and_others(theme):
    intro = theme.client_intro.lower()

    assert "one possible reason" in intro
    assert whole(intro, "hurt, hurts, growing up, busy life, busy lives, hard times")


@EACH_SHEET
def test_c06_a_sheet_can_be_handed_in_empty(sheet):
    schema = library.schema_of(sheet)

    values = [prompts.clean(p, prompts.from_post(p, QueryDict(""))) for p in schema.prompts]

    assert values == [None] * len(schema.prompts)


def test_c06_no_control_is_required():
    demanding = [path for path in TEMPLATES.rglob("*.html") if "required" in path.read_text()]

    assert demanding == []


@EACH_SHEET
def test_c07_nothing_asks_who_the_child_is(sheet):
    asked = [text for text in client_texts(sheet) if said(text, ABOUT_THE_CHILD)]

    assert asked == []


def test_c08_fits_every_mother_and_every_child():
    found = [(where, whole(text, ONE_KIND_OF_MOTHER), text) for where, text in read_by_clients()]

    assert [one for one in found if one[1]] == []


def test_c09_takes_five_to_fifteen_minutes():
    outside = [sheet.slug for sheet in SHEETS if not 5 <= sheet.minutes <= 15]

    assert outside == ["weekly-check-in"]


@EACH_THEME
def test_c10_c11_tells_the_counselor_how_sure_it_is(theme):
    told = [theme.evidence, theme.cautions, theme.gain, theme.place, *theme.harms]

    assert all(told)
    assert all(fact.sources or "Limit" in fact.text for fact in theme.facts)
    assert {ref for fact in theme.facts for ref in fact.sources} <= set(library.sources())


def test_screens_never_say_what_the_rulings_forbid():
    found = [
        (said(text, NOT_ON_SCREEN) + whole(text, NOT_THIS_WORD), text)
        for _, text in read_by_clients()
    ]

    assert [one for one in found if one[0]] == []


def test_nobody_is_called_a_therapist():
    found = [text for text in everything_written() if said(text, "therapist")]

    assert found == []


def test_t03_the_heads_up_is_short_and_offers_three_ways():
    heads_up = library.frame().heads_up

    assert len(heads_up.text.split()) <= 40
    assert [option.key for option in heads_up.choices] == ["start", "lighter", "not_today"]
