"""Who sees what: the whole truth table, and what no choice can do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worksheets import sharing
from worksheets.prompts import WorksheetSchema

# mark, her choice, tightened by the counselor, leans on a kept answer -> who sees it
TABLE = [
    ("shared", "", False, False, "shared"),
    ("shared", "", True, False, "private"),
    ("shared", "", False, True, "private"),
    ("shared", "", True, True, "private"),
    ("shared", "shared", True, True, "shared"),
    ("shared", "private", False, False, "private"),
    ("private", "", False, False, "private"),
    ("private", "", True, True, "private"),
    ("private", "shared", False, False, "shared"),
    ("private", "shared", True, True, "shared"),
    ("private", "private", False, False, "private"),
    ("locked", "", False, False, "locked"),
    ("locked", "shared", False, False, "locked"),
    ("locked", "private", True, True, "locked"),
]


@pytest.mark.parametrize(("mark", "choice", "tightened", "leans", "seen"), TABLE)
def test_who_sees_follows_the_table(mark, choice, tightened, leans, seen):
    assert sharing.who_sees(mark, choice, is_tightened=tightened, leans_on_kept=leans) == seen


def prompt(key: str, privacy: str = "shared", **more) -> dict:
    return {"key": key, "type": "short_text", "text": "Say a little.", "privacy": privacy} | more


CHAIN = WorksheetSchema.model_validate(
    {
        "prompts": [
            prompt("first", "private"),
            prompt("second", show_if={"prompt": "first", "empty": False}),
            prompt("third", show_if={"prompt": "second", "empty": False}),
            prompt("apart"),
            prompt("closed", "locked"),
        ]
    }
)


def test_prompts_that_show_because_of_a_private_answer_are_private_themselves():
    assert sharing.visibility(CHAIN, {}, []) == {
        "first": "private",
        "second": "private",
        "third": "private",
        "apart": "shared",
        "closed": "locked",
    }


def test_sharing_the_first_frees_those_that_lean_on_it():
    assert sharing.visibility(CHAIN, {"first": "shared"}, ["apart"]) == {
        "first": "shared",
        "second": "shared",
        "third": "shared",
        "apart": "private",
        "closed": "locked",
    }


def test_switches_left_as_they_stood_are_no_choice():
    switches = {"first": False, "second": False, "third": True, "apart": True, "closed": True}

    assert sharing.as_chosen(CHAIN, switches, [], {"apart": "private"}) == {
        "first": "",
        "second": "",
        "third": "shared",
        "apart": "",
    }


def test_only_shared_answers_on_show_are_copied():
    values = {"first": "a", "second": "b", "third": None, "apart": "d", "closed": "e"}
    hidden = {"first": None, "second": "b", "third": "c", "apart": 0, "closed": "e"}
    seen = sharing.visibility(CHAIN, {"first": "shared"}, [])

    assert sharing.to_share(CHAIN, values, seen) == {"first": "a", "second": "b", "apart": "d"}
    assert sharing.to_share(CHAIN, hidden, seen) == {"apart": 0}


KEYS = [p.key for p in CHAIN.prompts]
CHOICES = st.dictionaries(
    st.sampled_from(KEYS), st.sampled_from(["", "shared", "private", "locked", "x"])
)


@given(CHOICES, st.sets(st.sampled_from(KEYS)))
def test_no_choice_ever_shares_what_is_locked_or_kept(choices, kept_private):
    seen = sharing.visibility(CHAIN, choices, kept_private)

    shared = {key for key, who in seen.items() if who == "shared"}
    assert "closed" not in shared
    assert {key for key in shared if choices.get(key) == "private"} == set()
    assert {key for key in shared & kept_private if choices.get(key) != "shared"} == set()


@given(CHOICES, st.sets(st.sampled_from(KEYS)), st.sets(st.sampled_from(KEYS)))
def test_tightening_more_never_shares_more(choices, kept_private, more):
    loose = sharing.visibility(CHAIN, choices, kept_private)
    tight = sharing.visibility(CHAIN, choices, kept_private | more)

    assert {k for k, who in tight.items() if who == "shared"} <= {
        k for k, who in loose.items() if who == "shared"
    }


@given(
    st.dictionaries(st.sampled_from(KEYS), st.booleans()),
    st.sets(st.sampled_from(KEYS)),
    CHOICES,
)
def test_what_the_switches_say_is_what_is_shared(switches, kept_private, before):
    choices = sharing.as_chosen(CHAIN, switches, kept_private, before)
    seen = sharing.visibility(CHAIN, choices, kept_private)

    set_by_her = {key: on for key, on in switches.items() if key != "closed"}
    assert {key: seen[key] == "shared" for key in set_by_her} == set_by_her
    assert seen["closed"] == "locked"
