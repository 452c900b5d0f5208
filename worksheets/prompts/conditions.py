"""Conditions as data: when a prompt, an option or a note shows.

A condition is one small JSON object: a test of one answer, a flag of the client, or `any`, `all`,
`not` around others. Evaluating never raises: an answer of an unexpected shape counts as no match.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Frozen(BaseModel):
    """What every part of a version is: immutable, and unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Condition(Frozen):
    """One of: a test of `prompt`, a `flag`, a `rise` between two scales, `any`, `all`, `not`."""

    prompt: str | None = None
    column: str | None = None
    equals: str | int | None = None
    includes: str | None = None
    empty: bool | None = None
    at_least: int | None = None
    at_most: int | None = None
    flag: str | None = None
    rise: tuple[str, str] | None = None
    any: tuple["Condition", ...] | None = None
    all: tuple["Condition", ...] | None = None
    not_: "Condition | None" = Field(default=None, alias="not")

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        kinds = [self.prompt, self.flag, self.rise, self.any, self.all, self.not_]
        if sum(kind is not None for kind in kinds) != 1:
            raise ValueError("a condition is one of prompt, flag, rise, any, all, not")
        tests = [self.equals, self.includes, self.empty, self._range]
        if self.prompt is not None and sum(test is not None for test in tests) != 1:
            raise ValueError("a prompt is tested by one of equals, includes, empty or a range")
        if self.rise is not None and self.at_least is None:
            raise ValueError("a rise needs at_least")
        return self

    @property
    def _range(self) -> bool | None:
        return None if self.at_least is None and self.at_most is None else True


def holds(
    condition: Condition, answers: Mapping[str, Any], flags: Collection[str] = frozenset()
) -> bool:
    """Whether a condition is true of these cleaned answers and client flags. Never raises."""
    if condition.any is not None:
        return any(holds(part, answers, flags) for part in condition.any)
    if condition.all is not None:
        return all(holds(part, answers, flags) for part in condition.all)
    if condition.not_ is not None:
        return not holds(condition.not_, answers, flags)
    if condition.flag is not None:
        return condition.flag in flags
    if condition.rise is not None:
        return _has_risen(condition, answers)
    return _answer_matches(condition, answers.get(condition.prompt or ""))


def tests_in(condition: Condition | None) -> Iterator[Condition]:
    """Every test of an answer inside a condition, however deep."""
    if condition is None:
        return
    if condition.prompt is not None or condition.rise is not None:
        yield condition
    for part in (*(condition.any or ()), *(condition.all or ()), condition.not_):
        yield from tests_in(part)


def prompts_in(condition: Condition | None) -> frozenset[str]:
    """The keys of the prompts that a condition looks at."""
    return frozenset(
        key for test in tests_in(condition) for key in (test.rise or (test.prompt or "",))
    )


def members(value: Any, column: str | None = None) -> list[Any]:
    """What an answer holds: chosen keys, or the cells of one column, or the value itself."""
    if column is not None:
        rows = value if isinstance(value, list) else []
        return [row[column] for row in rows if isinstance(row, dict) and column in row]
    if isinstance(value, dict):
        keys = value.get("keys")
        return keys if isinstance(keys, list) else []
    return value if isinstance(value, list) else [value]


def _answer_matches(condition: Condition, value: Any) -> bool:
    if condition.empty is not None:
        return (value in (None, "", [], {})) == condition.empty
    if condition.equals is not None:
        return value == condition.equals and not isinstance(value, bool)
    if condition.includes is not None:
        return condition.includes in members(value, condition.column)
    if not _is_number(value):
        return False
    low = condition.at_least if condition.at_least is not None else value
    high = condition.at_most if condition.at_most is not None else value
    return low <= value <= high


def _has_risen(condition: Condition, answers: Mapping[str, Any]) -> bool:
    before, after = (answers.get(key) for key in condition.rise or ("", ""))
    return _is_number(before) and _is_number(after) and after - before >= condition.at_least


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
