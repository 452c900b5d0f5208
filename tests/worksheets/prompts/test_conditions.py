"""When a prompt, an option or a note shows."""

import pytest
from pydantic import ValidationError

from tests.worksheets.prompts.samples import OPTIONS, a_prompt, a_schema
from worksheets import prompts
from worksheets.prompts.conditions import Condition, holds

ROWS = [{"often": "rarely"}, {"often": "none"}]
TRUE = [
    ({"prompt": "own", "equals": "yes"}, {"own": "yes"}),
    ({"prompt": "size", "equals": 0}, {"size": 0}),
    ({"prompt": "ticks", "includes": "often"}, {"ticks": {"keys": ["often"], "own": []}}),
    ({"prompt": "log", "column": "often", "includes": "none"}, {"log": ROWS}),
    ({"prompt": "own", "empty": True}, {}),
    ({"prompt": "size", "empty": False}, {"size": 0}),
    ({"prompt": "size", "at_least": 7}, {"size": 7}),
    ({"prompt": "size", "at_least": 3, "at_most": 5}, {"size": 4}),
    ({"not": {"prompt": "own", "equals": "yes"}}, {}),
    ({"any": [{"prompt": "own", "equals": "yes"}, {"flag": "contact_off"}]}, {}),
    ({"all": [{"prompt": "size", "at_most": 3}, {"flag": "contact_off"}]}, {"size": 3}),
    ({"rise": ["before", "after"], "at_least": 3}, {"before": 2, "after": 5}),
]
FALSE = [
    ({"prompt": "own", "equals": "yes"}, {"own": "no"}),
    ({"prompt": "size", "equals": 1}, {"size": True}),
    ({"prompt": "ticks", "includes": "often"}, {"ticks": {"keys": [], "own": ["often"]}}),
    ({"prompt": "log", "column": "often", "includes": "often"}, {"log": ROWS}),
    ({"prompt": "size", "empty": True}, {"size": 0}),
    ({"prompt": "size", "at_least": 7}, {}),
    ({"prompt": "size", "at_least": 7}, {"size": "eight"}),
    ({"flag": "heavy_off"}, {}),
    ({"rise": ["before", "after"], "at_least": 3}, {"before": 2, "after": 4}),
    ({"rise": ["before", "after"], "at_least": 3}, {"after": 9}),
]


@pytest.mark.parametrize(("condition", "answers"), TRUE)
def test_condition_holds(condition, answers):
    held = holds(Condition.model_validate(condition), answers, {"contact_off"})

    assert held is True


@pytest.mark.parametrize(("condition", "answers"), FALSE)
def test_condition_does_not_hold(condition, answers):
    held = holds(Condition.model_validate(condition), answers, {"contact_off"})

    assert held is False


@pytest.mark.parametrize(
    "condition",
    [
        {},
        {"prompt": "own"},
        {"prompt": "own", "equals": "yes", "empty": True},
        {"prompt": "own", "equals": "yes", "flag": "contact_off"},
        {"rise": ["before", "after"]},
        {"prompt": "own", "is": "yes"},
    ],
)
def test_condition_is_one_clear_thing(condition):
    with pytest.raises(ValidationError):
        Condition.model_validate(condition)


def test_shown_forgets_the_answer_of_a_hidden_prompt():
    schema = a_schema(
        {"key": "own", "type": "single_choice", "options": OPTIONS},
        {"key": "line", "show_if": {"prompt": "own", "equals": "often"}},
        {"key": "more", "show_if": {"prompt": "line", "empty": False}},
    )
    answers = {"own": "rarely", "line": "what I wrote before"}

    showing = [prompt.key for prompt in prompts.shown(schema, answers)]

    assert showing == ["own"]


def test_options_are_hidden_by_an_answer_or_a_flag():
    hidden = {"any": [{"prompt": "status", "equals": "no_contact"}, {"flag": "contact_off"}]}
    options = [{"key": "wait", "label": "Wait"}, {"key": "note", "label": "Write"}]
    options[1]["hidden_when"] = hidden
    prompt = a_prompt("single_choice", options=options)

    offered = [
        [c["option"].key for c in prompts.form_context(prompt, **world)["choices"]]
        for world in ({}, {"answers": {"status": "no_contact"}}, {"flags": {"contact_off"}})
    ]

    assert offered == [["wait", "note"], ["wait"], ["wait"]]
    assert prompts.depends_on(prompt) == {"status"}
