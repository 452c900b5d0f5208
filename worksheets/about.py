"""What a thread of notes is about, for the lists and pages of notes."""

from collections.abc import Collection
from uuid import UUID

from django.urls import reverse

from clients.notes.threads import About
from worksheets.models import ThreadSheet, schema_of, warm_schemas
from worksheets.prompts import Prompt


def threads(*, thread_ids: Collection[UUID]) -> dict[UUID, About]:
    """The sheet, or the part of it, by thread; one query and that of the schemas."""
    links = list(
        ThreadSheet.objects.filter(thread__in=thread_ids)
        .select_related("assignment__version")
        .only("thread", "client", "prompt_key", "assignment__version__title")
    )
    warm_schemas(link.assignment.version_id for link in links if link.prompt_key)
    return {link.thread_id: _about(link) for link in links}


def _about(link: ThreadSheet) -> About:
    sheet = [link.assignment_id]
    return About(
        title=title_of(link),
        url_for_staff=reverse("worksheets:assignment", args=[link.client_id, *sheet]),
        url_for_client=reverse("worksheets:read", args=sheet),
    )


def title_of(link: ThreadSheet) -> str:
    """The sheet's title, with the words of its part where it is about one."""
    title = link.assignment.version.title
    part = part_of(link.assignment.version_id, link.prompt_key) if link.prompt_key else None
    return f"{title}: {part.text}" if part else title


def part_of(version_id: UUID, key: str) -> Prompt | None:
    """The prompt that a thread may be about by name, or None.

    One that is asked of everybody: that another was there for her would tell what she answered
    before it (rulings 2).
    """
    prompt = schema_of(version_id).prompt(key)
    if prompt is None or prompt.frame or prompt.type == "passage" or prompt.show_if:
        return None
    return prompt
