"""What a page of notes sends: words as they were typed, and the marks of the saving protocol."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.http import HttpRequest, QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware

LARGEST = 2**31 - 1
MOST_SAVES = 20


@dataclass(frozen=True)
class Written:
    """One note or draft. Marks that make no sense are as on a page that has seen nothing."""

    body: str = ""
    revision: int = 0
    key: UUID = field(default_factory=uuid4)
    after: UUID | None = None
    saves: tuple[UUID, ...] = ()


def written(post: QueryDict) -> Written:
    """The words and marks of one box."""
    return Written(
        body=post.get("body", ""),
        revision=number(post.get("revision", "")),
        key=mark(post.get("key", "")) or uuid4(),
        after=mark(post.get("after", "")),
        saves=marks(post.getlist("saves")[:MOST_SAVES]),
    )


def upto(request: HttpRequest) -> datetime | None:
    """Up to when somebody says that she has read."""
    try:
        at = parse_datetime(request.POST.get("upto", "").strip()[:40])
    except ValueError:
        return None
    return at if at is not None and is_aware(at) else None


def number(text: str) -> int:
    """A revision; 0 where it is none."""
    is_one = text.isascii() and text.isdecimal() and len(text) <= 10
    return min(int(text), LARGEST) if is_one else 0


def mark(text: str) -> UUID | None:
    """A key, None where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return None


def marks(texts: Iterable[str]) -> tuple[UUID, ...]:
    """Those that are keys."""
    return tuple(one for one in map(mark, texts) if one)
