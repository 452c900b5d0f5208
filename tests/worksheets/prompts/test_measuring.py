"""From an answer to its point on a chart."""

import pytest

from tests.worksheets.prompts.samples import a_prompt
from worksheets.prompts.measuring import point, words

GAP = [
    {"key": key, "type": "scale_0_10", "label": key, "low": "no room", "high": "a lot"}
    for key in ("have", "want")
]
MEAN = {"key": "m.x", "by": "mean", "column": "size"}
SHARE = {"key": "m.x", "by": "share", "column": "often", "weights": {"often": 1, "rarely": 0.5}}
SHARE["weights"]["none"] = 0


@pytest.mark.parametrize(
    ("prompt", "value", "number"),
    [
        (a_prompt("scale_0_10", measure={"key": "m.x"}), 0, 0.0),
        (a_prompt("scale_0_10", measure={"key": "m.x"}), None, None),
        (a_prompt("scale_0_10"), 4, None),
        (a_prompt("table", measure=MEAN), [{"size": 2}, {"what": "a"}, {"size": 5}], 3.5),
        (a_prompt("table", measure=MEAN), [{"what": "a"}], None),
        (
            a_prompt(
                "table",
                columns=GAP,
                measure={"key": "m.x", "by": "mean_gap", "column": "want", "against": "have"},
            ),
            [{"have": 2, "want": 8}, {"have": 9, "want": 7}, {"want": 10}],
            4.0,
        ),
        (
            a_prompt("table", measure=SHARE),
            [{"often": "often"}, {"often": "rarely"}, {"often": "none"}, {"size": 1}],
            0.5,
        ),
    ],
)
def test_point_follows_its_derivation(prompt, value, number):
    found = point(prompt, value)

    assert found == number


def test_mood_words_are_counted_without_her_own():
    prompt = a_prompt("mood_words", measure={"key": "mood", "by": "words"})

    counted = words(prompt, {"keys": ["sad"], "own": ["blue"]})

    assert counted == ("sad",)
