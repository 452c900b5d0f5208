"""From an answer to its point on a chart (content.md 1.9). No totals, and no answer is no point."""

from collections.abc import Sequence
from typing import Any

from worksheets.prompts.base import Measure
from worksheets.prompts.conditions import members
from worksheets.prompts.schema import Prompt


def point(prompt: Prompt, value: Any) -> float | None:
    """The number this cleaned answer gives to the prompt's measure, or None.

    0 to 10, except for `share`, which lies between 0 and 1.
    """
    measure = prompt.measure
    if measure is None or value is None or measure.by == "words":
        return None
    if measure.by == "value":
        return float(value) if _is_rating(value) else None
    if measure.by == "mean_gap":
        return _mean(_gaps(measure, value))
    cells = members(value, measure.column)
    if measure.by == "share":
        return _mean([measure.weights[cell] for cell in cells if cell in measure.weights])
    return _mean([cell for cell in cells if _is_rating(cell)])


def words(prompt: Prompt, value: Any) -> tuple[str, ...]:
    """The mood keys to count, () for every other measure."""
    if prompt.measure is None or prompt.measure.by != "words" or value is None:
        return ()
    return tuple(key for key in members(value) if isinstance(key, str))


def _gaps(measure: Measure, value: Any) -> list[float]:
    rows = [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
    pairs = [(row.get(measure.column), row.get(measure.against)) for row in rows]
    return [abs(one - two) for one, two in pairs if _is_rating(one) and _is_rating(two)]


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _is_rating(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10
