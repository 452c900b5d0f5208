"""What a page of notes posts: the words with the marks of the saving protocol (docs/saving.md)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.dateparse import parse_datetime

# How the names in the page begin; "body" stands for the box itself.
BOX = "note:"
# Of a moment that a page can name.
YEARS = range(2000, 2100)
NAMES = {"body": BOX, "revision": f"{BOX}_revision", "once": f"{BOX}_once", "after": f"{BOX}_after"}


class NoteForm(forms.Form):
    """A note or its draft. Marks that are missing or odd are replaced, never refused."""

    body = forms.CharField(required=False, strip=False)
    revision = forms.IntegerField(required=False, min_value=0, max_value=2**31)
    once = forms.UUIDField(required=False)
    after = forms.UUIDField(required=False)
    key = forms.UUIDField(required=False)
    for_session = forms.BooleanField(required=False)

    def __init__(self, post: QueryDict) -> None:
        words = {name: post.get(box, "") for name, box in NAMES.items()}
        # A null byte comes from a broken paste, never from a person.
        words["body"] = words["body"].replace("\x00", "")
        super().__init__(words | {name: post.get(name, "") for name in ("key", "for_session")})
        self.is_valid()

    @property
    def words(self) -> str:
        """As they were typed."""
        return str(self.cleaned_data["body"])

    @property
    def revision_seen(self) -> int:
        """On which revision they were written."""
        return self.cleaned_data.get("revision") or 0

    @property
    def saves(self) -> list[UUID]:
        """The keys of saves whose answer the page may not have heard."""
        return [key for name in ("once", "after") if (key := self.cleaned_data.get(name))]

    @property
    def draft(self) -> dict[str, Any]:
        """What `noting.keep_draft` takes."""
        return {
            "body": self.words,
            "revision": self.revision_seen,
            "key": self.cleaned_data.get("once") or uuid4(),
            "after": self.cleaned_data.get("after"),
        }

    @property
    def note(self) -> dict[str, Any]:
        """What `noting.send` takes."""
        return {
            "body": self.words,
            "key": self.cleaned_data.get("key") or uuid4(),
            "is_for_session": bool(self.cleaned_data.get("for_session")),
            "revision": self.revision_seen,
            "saves": self.saves,
        }


class ChoiceForm(forms.Form):
    """Her word on two texts: which button, and what the page had shown."""

    choice = forms.ChoiceField(choices=[(one, one) for one in ("standing", "other", "both")])
    other = forms.CharField(max_length=32)
    revision = forms.IntegerField(min_value=0, max_value=2**31)


def instant(text: str) -> datetime | None:
    """A moment as our pages write it; None for anything else, or one too far off to reckon with."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    is_ours = found and found.tzinfo and found.year in YEARS
    return found if is_ours else None
