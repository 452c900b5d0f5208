"""Whatever comes in: a value or a kind refusal; a value stays itself; reading never raises."""

import json

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.worksheets.prompts.samples import EVERY_KIND
from worksheets import prompts
from worksheets.prompts.measuring import point, words

KEYS = ["often", "rarely", "none", "sad", "what", "day", "size", "keys", "own", "often"]
SCRAPS = [
    "2026-03-12",
    "2026-13",
    "--04",
    "not_sure",
    "7",
    "11",
    "\0",
    "\r\n",
    "👩‍👧",
    "שלום",
    "\ud800",
]
TEXT = st.one_of(st.sampled_from(KEYS), st.sampled_from(SCRAPS), st.text(max_size=400))
LONG = st.builds(lambda part, times: part * times, TEXT, st.integers(1, 2000))
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), TEXT, LONG),
    lambda inner: st.one_of(
        st.lists(inner, max_size=6),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), TEXT), inner, max_size=5),
    ),
    max_leaves=12,
)
EVERY_PROMPT = pytest.mark.parametrize("prompt", EVERY_KIND, ids=lambda prompt: prompt.type)
SOME = settings(max_examples=50, deadline=None)


def cleaned(prompt, raw):
    """The value and the refusal, one of which is None when there was something to keep."""
    try:
        return prompts.clean(prompt, raw), None
    except prompts.CannotKeep as refusal:
        return None, refusal


@EVERY_PROMPT
@SOME
@given(raw=ANYTHING)
def test_clean_keeps_or_refuses_and_keeping_is_stable(prompt, raw):
    value, refusal = cleaned(prompt, raw)

    stored = json.loads(json.dumps(value).encode())
    assert stored == value
    assert cleaned(prompt, stored) == (value, None)
    assert refusal is None or (refusal.message != "" and refusal.raw is raw)


@EVERY_PROMPT
@SOME
@given(value=ANYTHING)
def test_reading_and_rendering_never_raise(prompt, value):
    prompts.display(prompt, value)
    prompts.plain(prompt, value)
    prompts.form_context(prompt, value)
    point(prompt, value)
    words(prompt, value)


@EVERY_PROMPT
@SOME
@given(raw=ANYTHING)
def test_a_kept_answer_reads_as_something(prompt, raw):
    value, _ = cleaned(prompt, raw)

    assert (prompts.plain(prompt, value) == "") == (value is None)


@EVERY_PROMPT
@SOME
@given(
    fields=st.dictionaries(
        st.sampled_from(
            ["value", "value_own", "value_0", "value_0_what", "value_0_day", "value_1_size"]
            + ["value_year", "value_month", "value_not_sure", "value_offered", "value_999_often"]
        ),
        TEXT,
    )
)
def test_any_posted_form_is_kept_or_refused(prompt, fields):
    post = QueryDict(mutable=True)
    post.update(fields)

    raw = prompts.from_post(prompt, post)
    _, refusal = cleaned(prompt, raw)

    assert refusal is None or refusal.raw is raw
