"""The library, what was assigned from it, what was written, and what was shared and said back."""

from worksheets.models.answering import AddedLine, Answer, OtherText, TalkRequest
from worksheets.models.assigning import Assignment, GateCheck, Round
from worksheets.models.library import Theme, Version, Worksheet, schema_of, warm_schemas
from worksheets.models.notes import ThreadSheet
from worksheets.models.planning import OwnPlan, Said
from worksheets.models.reviewing import Comment, SharedAnswer, Submission

__all__ = [
    "AddedLine",
    "Answer",
    "Assignment",
    "Comment",
    "GateCheck",
    "OtherText",
    "OwnPlan",
    "Round",
    "Said",
    "SharedAnswer",
    "Submission",
    "TalkRequest",
    "Theme",
    "ThreadSheet",
    "Version",
    "Worksheet",
    "schema_of",
    "warm_schemas",
]
