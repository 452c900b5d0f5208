"""What each type keeps, how it reads back, and what it says when it cannot keep an answer."""

import pytest
from django.http import QueryDict

from tests.worksheets.prompts.samples import BLANKS, a_prompt
from worksheets import prompts

OFFERED = [{"key": "nothing", "label": "Nothing I can see today"}]

KEPT = [
    ("short_text", {}, " a call\r\nfrom the bus \0", "a call from the bus"),
    ("short_text", {}, " \n ", None),
    ("short_text", {}, None, None),
    ("short_text", {"blanks": BLANKS}, ["he calls", ""], ["he calls", ""]),
    ("short_text", {"blanks": BLANKS}, ["", " "], None),
    ("short_text", {"blanks": BLANKS}, ["a", "b", "c"], ["a", "b c"]),
    ("long_text", {}, "one\r\ntwo\rthree\0", "one\ntwo\nthree"),
    ("long_text", {}, "\n\n", None),
    ("long_text", {}, "كل يوم 🌱", "كل يوم 🌱"),
    ("long_text", {}, "half a pair \ud83d", "half a pair"),
    ("letter_unsent", {}, "You,\n\nthen", "You,\n\nthen"),
    ("single_choice", {}, "often", "often"),
    ("single_choice", {}, "", None),
    ("multi_choice", {}, ["rarely", "often"], {"keys": ["often", "rarely"], "own": []}),
    ("multi_choice", {}, ["none", "often"], {"keys": ["often"], "own": []}),
    ("multi_choice", {}, ["none"], {"keys": ["none"], "own": []}),
    ("multi_choice", {}, {"keys": [], "own": ["", " "]}, None),
    ("checklist", {}, {"keys": [], "own": [" a ", "a"]}, {"keys": [], "own": ["a"]}),
    ("checklist", {}, {"keys": ["none"], "own": ["a"]}, {"keys": [], "own": ["a"]}),
    ("mood_words", {}, {"keys": ["sad"], "own": ["blue"]}, {"keys": ["sad"], "own": ["blue"]}),
    ("scale_0_10", {}, "0", 0),
    ("scale_0_10", {}, 10, 10),
    ("scale_0_10", {}, "", None),
    ("date", {}, "2026-03-12", "2026-03-12"),
    ("date", {}, "2026-03~", "2026-03~"),
    ("date", {}, "2015", "2015"),
    ("date", {}, "not_sure", "not_sure"),
    ("table", {}, [{}, {"what": " a ", "size": "7"}], [{"what": "a", "size": 7}]),
    ("table", {}, [{"what": "", "day": ""}], None),
    ("passage", {}, "anything", None),
]


@pytest.mark.parametrize(("type", "settings", "raw", "value"), KEPT)
def test_clean_keeps_what_she_meant(type, settings, raw, value):
    prompt = a_prompt(type, **settings)

    kept = prompts.clean(prompt, raw)

    assert kept == value


REFUSED = [
    ("short_text", {}, "a" * 301),
    ("long_text", {"max_length": 1200}, "a" * 1201),
    ("letter_unsent", {}, "a" * 10_001),
    ("short_text", {}, {"no": "text"}),
    ("single_choice", {}, "sometimes"),
    ("multi_choice", {"at_most": 1}, ["often", "rarely"]),
    ("multi_choice", {}, {"keys": [], "own": ["mine"]}),
    ("checklist", {}, {"keys": [], "own": ["a" * 81]}),
    ("checklist", {}, {"keys": [], "own": [str(n) for n in range(21)]}),
    ("scale_0_10", {}, "11"),
    ("scale_0_10", {}, True),
    ("scale_0_10", {}, 7.5),
    ("date", {}, "2026-02-30"),
    ("date", {}, "--03"),
    ("date", {}, "12/03/2026"),
    ("table", {}, [{"what": "a"}] * 4),
    ("table", {}, [{"what": "a" * 301}]),
    ("table", {}, [{"who": "a"}]),
    ("table", {}, "a"),
]


@pytest.mark.parametrize(("type", "settings", "raw"), REFUSED)
def test_clean_gives_back_what_it_cannot_keep(type, settings, raw):
    prompt = a_prompt(type, **settings)

    with pytest.raises(prompts.CannotKeep) as refusal:
        prompts.clean(prompt, raw)

    assert refusal.value.raw == raw
    assert refusal.value.message[-1] in ".?"


def test_a_text_that_is_too_long_says_by_how_much():
    prompt = a_prompt("short_text")

    with pytest.raises(prompts.CannotKeep) as refusal:
        prompts.clean(prompt, "a" * 301)

    assert refusal.value.message == (
        "This box holds 300 characters, and you wrote 301. All of it is still here on the page. "
        "Shorten it a little, or carry on in another box."
    )


POSTED = [
    ("short_text", {}, "value=a", "a"),
    ("short_text", {"offered": OFFERED}, "value=&value_offered=nothing", "Nothing I can see today"),
    ("short_text", {"offered": OFFERED}, "value=a&value_offered=nothing", "a"),
    ("short_text", {"blanks": BLANKS}, "value_0=a&value_1=b", ["a", "b"]),
    ("long_text", {}, "value=a%0D%0Ab", "a\r\nb"),
    ("single_choice", {}, "value=often", "often"),
    ("multi_choice", {}, "value=often&value=rarely", {"keys": ["often", "rarely"], "own": []}),
    ("checklist", {}, "value_own=a&value_own=", {"keys": [], "own": ["a", ""]}),
    ("scale_0_10", {}, "value=0", "0"),
    ("date", {}, "value=2026-03-12", "2026-03-12"),
    ("date", {}, "value=2026-03-12&value_not_sure=1", "2026-03-12~"),
    ("date", {}, "value=&value_not_sure=1", "not_sure"),
    ("date", {}, "value_year=2015&value_month=3", "2015-03"),
    ("date", {}, "value_year=&value_month=03", "--03"),
    ("letter_unsent", {}, "value=You", "You"),
    ("passage", {}, "value=a", None),
]


@pytest.mark.parametrize(("type", "settings", "body", "raw"), POSTED)
def test_from_post_reads_the_controls(type, settings, body, raw):
    prompt = a_prompt(type, **settings)

    posted = prompts.from_post(prompt, QueryDict(body))

    assert posted == raw


def test_rows_are_read_in_order_whatever_their_numbers():
    prompt = a_prompt("table")
    post = QueryDict("t_7_what=later&t_0_size=3&t_0_day=&t_0_day_not_sure=1")

    value = prompts.clean(prompt, prompts.from_post(prompt, post, prefix="t"))

    assert value == [{"day": "not_sure", "size": 3}, {"what": "later"}]


READS = [
    ("short_text", {}, "a call", "a call"),
    ("short_text", {"blanks": BLANKS}, ["he calls", ""], "If he calls happens, then I will …"),
    ("long_text", {}, "one\ntwo", "one\ntwo"),
    ("single_choice", {}, "often", "Often"),
    ("checklist", {}, {"keys": ["often"], "own": ["mine"]}, "Often\nmine"),
    ("mood_words", {}, {"keys": ["sad"], "own": ["blue"]}, "sad, blue"),
    ("scale_0_10", {}, 0, "0 (0: hardly there, 10: all day)"),
    ("date", {}, "2026-03-02", "2 March 2026"),
    ("date", {}, "2026-03~", "March 2026, or about then"),
    ("date", {}, "2015", "2015"),
    ("date", {}, "not_sure", "Not sure"),
    ("table", {}, [{"what": "a", "size": 0}, {"often": "none"}], "What: a; Size: 0\nOften?: None"),
    ("passage", {}, None, ""),
    ("checklist", {}, None, ""),
    ("table", {}, None, ""),
]


@pytest.mark.parametrize(("type", "settings", "value", "text"), READS)
def test_plain_reads_an_answer_as_text(type, settings, value, text):
    prompt = a_prompt(type, **settings)

    read = prompts.plain(prompt, value)

    assert read == text


def test_ticks_of_an_ephemeral_prompt_are_read_only_with_her_leave():
    prompt = a_prompt("checklist", ephemeral=True, privacy="locked")

    without = prompts.from_post(prompt, QueryDict("value=often"))
    with_leave = prompts.from_post(prompt, QueryDict("value=often&value_keep=1"))

    assert without is None
    assert with_leave == {"keys": ["often"], "own": []}


def test_exact_date_is_only_a_day_she_is_sure_of():
    said = ["2026-03-12", "2026-03-12~", "2026-03", "not_sure", None, "2026-02-30"]

    days = [str(prompts.exact_date(value)) for value in said]

    assert days == ["2026-03-12", "None", "None", "None", "None", "None"]


def test_zero_is_an_answer_and_none_is_not():
    empty = [prompts.is_empty(value) for value in (0, None)]

    assert empty == [False, True]
