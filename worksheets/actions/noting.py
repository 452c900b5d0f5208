"""Notes about a sheet: the thread of the whole, or of one part."""

from django.db import transaction

from clients.actions.noting import MayNotWrite
from clients.models import Client, Thread
from clients.permissions import why_no_note
from practice.access import Actor
from worksheets.about import part_of
from worksheets.models import Assignment, ThreadSheet


@transaction.atomic
def open_about(*, by: Actor, assignment: Assignment, prompt_key: str = "") -> Thread:
    """The thread about it, made if it is not there yet. Raises MayNotWrite.

    A part that the sheet does not have, or that cannot be named, is the whole of it.
    """
    client = Client.objects.locked(assignment.client_id)
    part = part_of(assignment.version_id, prompt_key)
    key = part.key if part else ""
    links = ThreadSheet.objects.filter(assignment=assignment, prompt_key=key)
    link = links.select_related("thread").first()
    why = why_no_note(by, client, link.thread if link else None)
    if link and why != "not_theirs":
        return link.thread
    if why:
        raise MayNotWrite(why)
    thread = Thread.objects.create(client=client, opened_at=by.now)
    ThreadSheet.objects.create(thread=thread, client=client, assignment=assignment, prompt_key=key)
    return thread
