"""A line of hers under words that she wrote before. They stay as they were."""

from django.db import transaction

from clients import permissions as care
from practice.access import Actor
from worksheets.models import AddedLine, Assignment, Round


class MayNotAdd(Exception):
    """Not hers, or her care has ended."""


class StaleLine(Exception):
    """The line was changed on another page since; `current` is what is kept there now."""

    def __init__(self, current: AddedLine) -> None:
        super().__init__("stale")
        self.current = current


@transaction.atomic
def add_line(
    *, by: Actor, round_: Round, prompt_key: str, body: str, revision: int
) -> AddedLine | None:
    """Keeps her line under her answer of that round; an empty one takes it away (None).

    `revision` is that of the line she saw, 0 for none. The same words again change nothing. Raises
    MayNotAdd, StaleLine. Not audited: like a draft it is hers alone.
    """
    given = Assignment.objects.select_for_update(no_key=True).get(pk=round_.assignment_id)
    is_hers = care.is_herself(by, given.client)
    if not is_hers or (body.strip() and not care.may_write(by, given.client)):
        raise MayNotAdd
    line = AddedLine.objects.filter(round=round_, prompt_key=prompt_key).first()
    if line and line.body == body:
        return line
    if line and line.revision != revision:
        raise StaleLine(line)
    if not body.strip():
        if line:
            line.delete()
        return None
    if line is None:
        line = AddedLine(
            client_id=round_.client_id, round=round_, prompt_key=prompt_key, revision=0
        )
    line.body, line.revision, line.saved_at = body, line.revision + 1, by.now
    line.save()
    return line
