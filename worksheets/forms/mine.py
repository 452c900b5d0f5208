"""Forms of her pages: what was posted, and how a prompt stands on a page.

A prompt's controls are named by its key and a colon, which no key can hold: `noticed:` with
`noticed:_revision`, `noticed:_once`, `noticed:_after`. Script posts one prompt, a plain form posts
those of its page; both are read here, the same way. `noticed:_share` is its sharing switch, and
`noticed:_was` how the page showed it.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from worksheets import prompts
from worksheets.models import Assignment, Round, Said, TalkRequest
from worksheets.prompts import Prompt, WorksheetSchema
from worksheets.saving import Entry
from worksheets.sheets import Sheet


def prefix_of(prompt: Prompt) -> str:
    """How the names of a prompt's controls begin."""
    return f"{prompt.key}:"


def posted(schema: WorksheetSchema, post: QueryDict) -> list[Entry]:
    """The prompts of this post, in their order; unknown names are not read.

    What came in a wrong shape counts as a page without it: nothing is refused for its marks.
    """
    return [
        _entry(prompt, post)
        for prompt in schema.answerable
        if f"{prefix_of(prompt)}_revision" in post
    ]


def _entry(prompt: Prompt, post: QueryDict) -> Entry:
    name = prefix_of(prompt)
    return Entry(
        prompt_key=prompt.key,
        raw=prompts.from_post(prompt, post, name),
        base_revision=revision(post.get(f"{name}_revision")),
        key=as_uuid(post.get(f"{name}_once")) or uuid4(),
        after=as_uuid(post.get(f"{name}_after")),
        keep=bool(post.get(f"{name}_keep")),
    )


def switched(schema: WorksheetSchema, post: QueryDict) -> dict[str, bool]:
    """The sharing switches of these prompts that stand otherwise than their page showed them.

    One that stands as it was shown is no choice: it may have been moved on another device since.
    """
    found = {}
    for prompt in schema.answerable:
        name = prefix_of(prompt)
        is_on = f"{name}_share" in post
        if post.get(f"{name}_was", as_switch(is_on)) != as_switch(is_on):
            found[prompt.key] = is_on
    return found


def as_switch(is_on: bool) -> str:
    """How a page says how a switch stood."""
    return "on" if is_on else "off"


def revision(text: str | None) -> int:
    """The number that came, or -1, which no answer has: such a save is kept beside, not refused."""
    if text and text.isascii() and text.isdigit() and len(text) < 10:
        return int(text)
    return -1


def as_uuid(text: str | None) -> UUID | None:
    """The key that came, or None."""
    with suppress(ValueError, AttributeError, TypeError):
        return UUID(text)
    return None


def standing(sheet: Sheet, prompt: Prompt, *, refused: Mapping[str, Any] = {}) -> dict[str, Any]:  # noqa: B006
    """A prompt as it stands on her page: its field, who will see it, what the next save names.

    `refused` holds what came in a save that could not be kept: her words stay in the box, and the
    next save names the revision that they were written on.
    """
    row = sheet.answers.get(prompt.key)
    name = prefix_of(prompt)
    field_id = f"p-{prompt.key.replace('.', '-')}"
    is_kept = bool(row and row.value is not None and not refused)
    seen = sheet.visibility[prompt.key]
    return {
        "prompt": prompt,
        "prefix": name,
        "id": field_id,
        "takes_answer": prompt.type != "passage",
        "who": "page" if prompt.ephemeral else seen,
        "was": as_switch(seen == "shared"),
        "is_shared": refused.get("is_shared", seen == "shared"),
        "revision": refused.get("revision", row.revision if row else 0),
        "once": refused.get("once") or uuid4(),
        "after": refused.get("after"),
        "saved_at": row.saved_at if row and is_kept else None,
        "saved_state": "saved" if is_kept else "",
        "other_id": sheet.other_of(prompt.key),
        "field": prompts.form_context(
            prompt,
            refused.get("raw", sheet.values.get(prompt.key)),
            answers=sheet.values,
            flags=sheet.flags,
            prefix=name,
            error=refused.get("error", ""),
            described_by=f"{field_id}-who",
        ),
    }


class NotNowForm(forms.Form):
    """Not now: every reason is offered, none is needed (rulings 17)."""

    reason = forms.ChoiceField(
        label=_("If you like, say why"),
        required=False,
        choices=[choice for choice in Assignment.Reason.choices if choice[0] != "none"],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Anything you would like to add"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "dir": "auto"}),
    )

    def clean_reason(self) -> str:
        """None given is a reason too."""
        return self.cleaned_data["reason"] or Assignment.Reason.NONE


def _line(label: str, help_text: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"})
    return forms.CharField(
        label=label, required=False, max_length=200, widget=widget, help_text=help_text
    )


class PlanForm(forms.Form):
    """When and where, how doable it feels, what could get in the way: nothing is needed (E-02)."""

    when = _line(_("When …"), _("For example: breakfast is over on Tuesday."))
    where = _line(_("… I will do it at …"), _("For example: the kitchen table."))
    doable = forms.TypedChoiceField(
        label=_("How doable does it feel, 0 to 10?"),
        required=False,
        choices=[(str(number), str(number)) for number in range(11)],
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
    )
    obstacle = forms.CharField(
        label=_("What could get in the way?"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "dir": "auto"}),
    )
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)

    @property
    def said(self) -> Said:
        """What came, once it is valid."""
        said = {name: self.cleaned_data[name] for name in ("when", "where", "obstacle", "doable")}
        return Said(**said)


class SendForm(forms.Form):
    """The two buttons of a submit (E-21), and the key that makes a second press the first."""

    done_as = forms.ChoiceField(choices=Round.DoneAs.choices)
    submit_key = forms.UUIDField()


def reviewed(post: QueryDict) -> tuple[dict[str, int], dict[str, bool]]:
    """What the sharing review showed, as revisions by prompt key, and how its switches stood."""
    seen = {
        name.removeprefix("seen:"): revision(post.get(name))
        for name in post
        if name.startswith("seen:")
    }
    return seen, {key: f"share:{key}" in post for key in seen}


def moved(post: QueryDict) -> dict[str, bool]:
    """The switches of the sharing review that stand otherwise than it showed them."""
    _seen, switches = reviewed(post)
    return {
        key: is_on
        for key, is_on in switches.items()
        if post.get(f"was:{key}", "") != as_switch(is_on)
    }


class ReplyForm(forms.Form):
    """Her words under a comment."""

    body = forms.CharField(
        label=_("Your reply"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "dir": "auto"}),
    )
    prompt_key = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    request_key = forms.UUIDField(widget=forms.HiddenInput)


class UpToForm(forms.Form):
    """The newest words that stood on her page."""

    up_to = forms.UUIDField()


class TalkForm(forms.Form):
    """One line that goes by itself."""

    kind = forms.ChoiceField(choices=TalkRequest.Kind.choices)


class ChooseForm(forms.Form):
    """Which of two texts stays: the one that stood, the other, both, or one written from both."""

    pick = forms.ChoiceField(
        choices=[("standing", ""), ("other", ""), ("both", ""), ("own", "")],
    )
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
    key = forms.UUIDField()
    beside = forms.UUIDField()
