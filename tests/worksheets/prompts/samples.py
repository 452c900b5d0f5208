"""One prompt of every type, for the tests of what types promise."""

from pydantic import TypeAdapter

from worksheets.prompts.schema import Prompt, WorksheetSchema

ADAPTER = TypeAdapter(Prompt)
OPTIONS = [
    {"key": "often", "label": "Often"},
    {"key": "rarely", "label": "Rarely"},
    {"key": "none", "label": "None", "exclusive": True},
]


def a_prompt(type: str, **fields) -> Prompt:
    """A prompt of this type with what the type needs, and nothing else."""
    needs = {
        "single_choice": {"options": OPTIONS},
        "multi_choice": {"options": OPTIONS},
        "checklist": {"options": OPTIONS, "own": True},
        "scale_0_10": {"low": "hardly there", "high": "all day"},
        "table": {"columns": COLUMNS, "rows": 3},
        "mood_words": {"options": [{"key": "sad", "label": "sad", "group": "Heavy"}]},
        "letter_unsent": {"privacy": "locked"},
    }
    given = {"key": "it", "type": type, "text": "What is it?"} | needs.get(type, {}) | fields
    return ADAPTER.validate_python(given)


COLUMNS = [
    {"key": "what", "type": "short_text", "label": "What"},
    {"key": "day", "type": "date", "label": "Day"},
    {"key": "size", "type": "scale_0_10", "label": "Size", "low": "small", "high": "big"},
    {"key": "often", "type": "single_choice", "label": "Often?", "options": OPTIONS},
]
TYPES = [
    "passage",
    "short_text",
    "long_text",
    "single_choice",
    "multi_choice",
    "checklist",
    "scale_0_10",
    "table",
    "date",
    "mood_words",
    "letter_unsent",
]
BLANKS = [{"before": "If", "after": "happens,"}, {"before": "then I will"}]
EVERY_KIND = [
    *(a_prompt(type) for type in TYPES),
    a_prompt("short_text", blanks=BLANKS),
    a_prompt("multi_choice", at_most=1),
    a_prompt("date", precision="month"),
]


def a_schema(*prompts: dict, **fields) -> WorksheetSchema:
    """A schema of prompts given as data; each is a short text unless it says otherwise."""
    plain = {"type": "short_text", "text": "What is it?"}
    return WorksheetSchema.model_validate({"prompts": [plain | p for p in prompts]} | fields)
