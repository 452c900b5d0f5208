"""Whether a version may be published, and in plain words what stands in the way."""

from collections.abc import Collection, Iterator

from worksheets.prompts.base import Note
from worksheets.prompts.conditions import Condition, prompts_in, tests_in
from worksheets.prompts.schema import Prompt, WorksheetSchema

CHOICES = {"single_choice", "multi_choice", "checklist", "mood_words"}
MANY = CHOICES - {"single_choice"}
# Which types each derivation can read (content.md 1.9).
DERIVED_FROM = {
    "value": {"scale_0_10"},
    "mean": {"table"},
    "mean_gap": {"table"},
    "share": {"table"},
    "words": {"mood_words"},
}
TENDER_COLUMNS = {"event", "date", "hard", "help"}


class NotPublishable(ValueError):  # noqa: N818 - read as a sentence
    """The version cannot be published; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


def check(
    schema: WorksheetSchema, measures: Collection[str], before: WorksheetSchema | None = None
) -> None:
    """Raises NotPublishable unless the schema may be published after `before`."""
    found = problems(schema, measures, before)
    if found:
        raise NotPublishable(found)


def problems(
    schema: WorksheetSchema, measures: Collection[str], before: WorksheetSchema | None = None
) -> list[str]:
    """Everything that stands in the way of publishing, empty when nothing does.

    `measures` are the known measure keys; `before` is the version this one follows.
    """
    return [
        *_repeated_keys(schema),
        *_circles(schema),
        *_references(schema),
        *_options(schema),
        *_measures(schema, measures),
        *_marks(schema),
        *_notes(schema),
        *(_changed_types(schema, before) if before else []),
    ]


def conditions_of(prompt: Prompt) -> list[Condition]:
    """The conditions that decide what is shown: the prompt's and its options'."""
    options = getattr(prompt, "options", ())
    conditions = [prompt.show_if, *(option.hidden_when for option in options)]
    return [condition for condition in conditions if condition is not None]


def _repeated_keys(schema: WorksheetSchema) -> Iterator[str]:
    for key in sorted({key for key in schema.keys if schema.keys.count(key) > 1}):
        yield f"two prompts have the key {key}"


def _circles(schema: WorksheetSchema) -> Iterator[str]:
    edges = {
        prompt.key: {key for one in conditions_of(prompt) for key in prompts_in(one)}
        for prompt in schema.prompts
    }
    for key in schema.keys:
        seen: set[str] = set()
        ahead = set(edges[key])
        while ahead:
            seen |= ahead
            ahead = {further for near in ahead for further in edges.get(near, ())} - seen
        if key in seen:
            yield f"whether {key} shows depends on itself, in a circle"


def _references(schema: WorksheetSchema) -> Iterator[str]:
    earlier: set[str] = set()
    for prompt in schema.prompts:
        for condition in conditions_of(prompt):
            yield from _wrong_tests(schema, prompt.key, condition)
            for key in sorted(prompts_in(condition) & set(schema.keys) - earlier):
                yield f"{prompt.key} looks ahead at {key}, which comes no earlier"
        earlier.add(prompt.key)


def _wrong_tests(schema: WorksheetSchema, where: str, condition: Condition) -> Iterator[str]:
    for test in tests_in(condition):
        for key in test.rise or (test.prompt or "",):
            prompt = schema.prompt(key)
            if prompt is None:
                yield f"{where} looks at {key}, which is not there"
            elif prompt.ephemeral:
                yield f"{where} looks at {key}, whose ticks are not saved"
            elif not _fits(test, prompt):
                yield f"{where} asks of {key} what a {prompt.type} cannot answer"


def _fits(test: Condition, prompt: Prompt) -> bool:
    if test.empty is not None:
        return prompt.type != "passage"
    if test.column is not None:
        columns = {column.key: column for column in getattr(prompt, "columns", ())}
        return _has_option(columns.get(test.column), test.includes)
    if test.equals is not None and prompt.type == "single_choice":
        return _has_option(prompt, test.equals)
    if test.includes is not None:
        return prompt.type in MANY and _has_option(prompt, test.includes)
    return prompt.type == "scale_0_10"


def _has_option(choice: object, key: object) -> bool:
    return key in [option.key for option in getattr(choice, "options", ())]


def _options(schema: WorksheetSchema) -> Iterator[str]:
    for prompt in schema.prompts:
        for choice in (prompt, *getattr(prompt, "columns", ())):
            options = [*getattr(choice, "options", ()), *getattr(choice, "offered", ())]
            keys = [option.key for option in options]
            for key in sorted({key for key in keys if keys.count(key) > 1}):
                yield f"two options of {prompt.key} have the key {key}"


def _measures(schema: WorksheetSchema, measures: Collection[str]) -> Iterator[str]:
    for prompt in schema.prompts:
        measure = prompt.measure
        if measure is None:
            continue
        if measure.key not in measures:
            yield f"{prompt.key} feeds {measure.key}, which is no known measure"
        if prompt.type not in DERIVED_FROM[measure.by]:
            yield f"{prompt.key}: {measure.by} cannot be worked out from a {prompt.type}"
            continue
        columns = {column.key: column for column in getattr(prompt, "columns", ())}
        needed = {"mean": [measure.column], "share": [measure.column]}
        needed["mean_gap"] = [measure.column, measure.against]
        kind = "single_choice" if measure.by == "share" else "scale_0_10"
        for key in needed.get(measure.by, []):
            if getattr(columns.get(key), "type", "") != kind:
                yield f"{prompt.key}: {measure.by} needs a {kind} column, and {key!r} is none"
        for key in sorted(measure.weights):
            if not _has_option(columns.get(measure.column), key):
                yield f"{prompt.key}: {key} is weighed but is no answer of {measure.column}"


def _marks(schema: WorksheetSchema) -> Iterator[str]:
    for prompt in schema.prompts:
        if prompt.ephemeral and prompt.type not in {"single_choice", "checklist"}:
            yield f"{prompt.key}: only ticks and choices can be ephemeral"
        if prompt.ephemeral and getattr(prompt, "own", False):
            yield f"{prompt.key}: an ephemeral prompt takes no words of her own"
        columns = {column.key for column in getattr(prompt, "columns", ())}
        if prompt.feeds == "tender_dates" and not columns >= TENDER_COLUMNS:
            yield f"{prompt.key}: tender dates need the columns {sorted(TENDER_COLUMNS)}"


def _notes(schema: WorksheetSchema) -> Iterator[str]:
    notes: list[tuple[str, Note]] = [("the done page", note) for note in schema.done_notes]
    notes += [(prompt.key, note) for prompt in schema.prompts for note in prompt.nudges]
    for where, note in notes:
        yield from _wrong_tests(schema, where, note.when)


def _changed_types(schema: WorksheetSchema, before: WorksheetSchema) -> Iterator[str]:
    for prompt in before.prompts:
        now = schema.prompt(prompt.key)
        if now is not None and now.type != prompt.type:
            yield f"{prompt.key} was a {prompt.type}; a key never changes its type"
