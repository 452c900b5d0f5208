"""What stands in the way of publishing a version."""

import pytest
from pydantic import ValidationError

from tests.worksheets.prompts.samples import COLUMNS, OPTIONS, a_schema
from worksheets.prompts.publishing import NotPublishable, check, problems
from worksheets.prompts.schema import Gate

CHOICE = {"key": "own", "type": "single_choice", "options": OPTIONS}
TABLE = {"key": "log", "type": "table", "columns": COLUMNS, "rows": 3}
SCALE = {"key": "size", "type": "scale_0_10", "low": "small", "high": "big"}
SAFETY = {"key": "risk", "type": "single_choice", "options": OPTIONS}
SAFETY |= {"ephemeral": True, "privacy": "locked"}


def when(prompt: str, **test) -> dict:
    return {"key": "line", "show_if": {"prompt": prompt} | test}


def derived(prompt: dict, **measure) -> dict:
    return prompt | {"measure": {"key": "m.size"} | measure}


IN_THE_WAY = [
    ([{"key": "one"}, {"key": "one"}], "two prompts have the key one"),
    ([when("gone", empty=True)], "line looks at gone, which is not there"),
    ([when("own", equals="often"), CHOICE], "line looks ahead at own, which comes no earlier"),
    ([CHOICE, when("own", equals="maybe")], "line asks of own what a single_choice cannot answer"),
    ([CHOICE, when("own", at_least=3)], "line asks of own what a single_choice cannot answer"),
    ([SCALE, when("size", includes="often")], "line asks of size what a scale_0_10 cannot answer"),
    (
        [TABLE, when("log", column="what", includes="a")],
        "line asks of log what a table cannot answer",
    ),
    ([SAFETY, when("risk", equals="often")], "line looks at risk, whose ticks are not saved"),
    ([CHOICE | {"options": OPTIONS[:1] * 2}], "two options of own have the key often"),
    ([derived(SCALE, key="m.gone")], "size feeds m.gone, which is no known measure"),
    ([derived(CHOICE)], "own: value cannot be worked out from a single_choice"),
    (
        [derived(TABLE, by="mean", column="what")],
        "log: mean needs a scale_0_10 column, and 'what' is none",
    ),
    (
        [derived(TABLE, by="share", column="often", weights={"maybe": 1})],
        "log: maybe is weighed but is no answer of often",
    ),
    (
        [SCALE | {"ephemeral": True, "privacy": "locked"}],
        "size: only ticks and choices can be ephemeral",
    ),
    (
        [SAFETY | {"type": "checklist", "own": True}],
        "risk: an ephemeral prompt takes no words of her own",
    ),
    (
        [TABLE | {"feeds": "tender_dates"}],
        "log: tender dates need the columns ['date', 'event', 'hard', 'help']",
    ),
]


@pytest.mark.parametrize(("given", "problem"), IN_THE_WAY)
def test_problem_is_named(given, problem):
    schema = a_schema(*given)

    found = problems(schema, {"m.size"})

    assert found == [problem]


def test_a_circle_is_named_for_each_prompt_in_it():
    schema = a_schema(
        {"key": "one", "show_if": {"prompt": "two", "empty": False}},
        {"key": "two", "show_if": {"not": {"prompt": "one", "empty": True}}},
    )

    found = problems(schema, set())

    assert found == [
        "whether one shows depends on itself, in a circle",
        "whether two shows depends on itself, in a circle",
        "one looks ahead at two, which comes no earlier",
    ]


def test_a_note_may_only_look_at_prompts_that_are_there():
    note = {"when": {"prompt": "gone", "at_least": 7}, "text": "Big pulls often ease."}
    schema = a_schema({"key": "one"}, done_notes=[note])

    found = problems(schema, set())

    assert found == ["the done page looks at gone, which is not there"]


def test_a_key_never_changes_its_type():
    before, after = a_schema({"key": "one"}), a_schema(SCALE | {"key": "one"})

    with pytest.raises(NotPublishable) as refusal:
        check(after, set(), before)

    assert refusal.value.problems == ["one was a short_text; a key never changes its type"]


def test_a_sound_schema_may_be_published():
    schema = a_schema(
        CHOICE,
        {"key": "line", "show_if": {"prompt": "own", "equals": "often"}},
        derived(TABLE, by="mean", column="size"),
        gates=[{"kind": "talked_through", "sheet": "wc-family-map", "text": "We did."}],
    )

    found = problems(schema, {"m.size"}, before=schema)

    assert found == []


@pytest.mark.parametrize(
    "prompt",
    [
        {"key": "Bad Key"},
        {"key": "one", "type": "essay"},
        {"key": "one", "colour": "red"},
        {"key": "one", "type": "letter_unsent"},
        {"key": "one", "type": "single_choice"},
        {"key": "one", "type": "single_choice", "options": []},
        {"key": "one", "type": "scale_0_10", "low": "small"},
        SCALE | {"privacy": "locked", "measure": {"key": "m.size"}},
        SAFETY | {"privacy": "private"},
        TABLE | {"columns": COLUMNS[:1] * 2},
        TABLE | {"columns": [{"key": "a", "label": "A", "type": "long_text"}]},
    ],
)
def test_schema_refuses_what_makes_no_sense(prompt):
    with pytest.raises(ValidationError):
        a_schema(prompt)


@pytest.mark.parametrize(
    "gate",
    [
        {"kind": "sheet_done"},
        {"kind": "stable_now", "sheet": "wc-family-map"},
        {"kind": "session_within_days"},
        {"kind": "safety_talk", "days": 7},
        {"kind": "full_moon"},
    ],
)
def test_gate_says_all_it_needs_and_no_more(gate):
    with pytest.raises(ValidationError):
        Gate.model_validate(gate | {"text": "We did."})


def test_gate_key_names_the_gate_on_record():
    gates = [
        Gate(kind="stable_now", text="We did."),
        Gate(kind="talked_through", sheet="wc-family-map", text="We did."),
        Gate(kind="session_within_days", days=7, text="We do."),
    ]

    named = [(gate.key, gate.is_confirmed) for gate in gates]

    assert named == [
        ("stable_now", True),
        ("talked_through:wc-family-map", True),
        ("session_within_days:7", False),
    ]
