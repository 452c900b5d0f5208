"""Forms of the counselor's desk. None of them carries whose client or which sheet it is."""

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from worksheets.actions.assigning import FAR
from worksheets.gates import Verdict
from worksheets.models import Round, Theme, Version

MINUTES = [("", _("Any length")), ("5", _("5 minutes")), ("10", _("10 minutes")), ("15", _("15"))]

# The id of the line that asks once for a reason.
ASKS = "reason-asked"


def ahead(day: date | None, today: date) -> date | None:
    """A day that may be given; ValidationError in words where it may not."""
    if day and day < today:
        raise forms.ValidationError(
            _("That day has gone by where she lives. Choose today or later.")
        )
    if day and day > today + FAR:
        raise forms.ValidationError(_("That is more than two years away. Please look again."))
    return day


class KnownChoices(forms.MultipleChoiceField):
    """Several of the choices; what is not among them is left out, not complained about."""

    def valid_value(self, value: str) -> bool:
        """Anything may come; `clean` keeps what is known."""
        return True

    def clean(self, value: Any) -> list[str]:
        """The known ones, in the order they were posted."""
        return [one for one in super().clean(value) if super(KnownChoices, self).valid_value(one)]


class RequestKey(forms.CharField):
    """The hidden key that makes a form safe against a double press; a spoilt one is replaced."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> UUID:
        """The posted key, or a new one."""
        try:
            return UUID(str(value))
        except ValueError:
            return uuid4()


class Ticks(forms.CheckboxSelectMultiple):
    """A list of ticks of which only the first takes the focus."""

    def create_option(self, name: str, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """One tick of the list."""
        option: dict[str, Any] = super().create_option(name, *args, **kwargs)
        if option["index"] != "0":
            option["attrs"].pop("autofocus", None)
        return option


class LibraryFilter(forms.Form):
    """What to look for in the library. Nonsense in the address shows everything."""

    words = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    theme = forms.ChoiceField(label=_("Theme"), required=False)
    weight = forms.ChoiceField(
        label=_("Weight"),
        required=False,
        choices=[("", _("Any weight")), *Version.Weight.choices],
    )
    minutes = forms.TypedChoiceField(
        label=_("At most"), required=False, choices=MINUTES, coerce=int, empty_value=None
    )

    def __init__(self, *args: Any, themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = [  # type: ignore[attr-defined]
            ("", _("Every theme")),
            *((theme.slug, theme.name) for theme in themes),
        ]

    @property
    def wanted(self) -> dict[str, Any]:
        """What `Version.objects.matching` takes; only what could be understood."""
        self.is_valid()
        return self.cleaned_data


class AssignForm(forms.Form):
    """Giving a sheet: why, by when, what stays with her at first, and a tick per gate (E-01)."""

    reason = forms.CharField(
        help_text=_("She reads it first, above the sheet. One or two lines from you."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    due_on = forms.DateField(
        label=_("Good to have by"),
        required=False,
        help_text=_("A day on her calendar. Leave it empty for no day at all."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    kept_private = KnownChoices(
        label=_("Start these as private"),
        help_text=_("She can still share them. What is marked private stays private."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confirmed = KnownChoices(label=_("Before you give it"), required=False, widget=Ticks)
    without_reason = forms.BooleanField(
        label=_("Give it without a reason"), required=False, widget=forms.HiddenInput
    )
    request_key = RequestKey()

    def __init__(
        self,
        *args: Any,
        version: Version,
        verdict: Verdict,
        today: date,
        call_name: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today, self.verdict = today, verdict
        line = _("A line for %(name)s: why this sheet, why now")
        self.fields["reason"].label = line % {"name": call_name}
        self.asks_for_reason = False
        self.fields["kept_private"].choices = [  # type: ignore[attr-defined]
            (p.key, p.text) for p in version.sheet.answerable if p.privacy == "shared"
        ]
        asks = [(state.key, state.gate.text) for state in verdict.gates if state.asks]
        self.fields["confirmed"].choices = asks  # type: ignore[attr-defined]
        if not asks:
            del self.fields["confirmed"]
        if not self.is_bound:
            self.initial.setdefault("request_key", uuid4())

    def full_clean(self) -> None:
        """Puts the focus where the first thing to look at is, in the order of the page."""
        super().full_clean()
        wrong = [name for name in ("confirmed", "due_on") if name in self.errors]
        if self.asks_for_reason:
            wrong = ["reason"]
            self.fields["reason"].widget.attrs["aria-describedby"] = f"{ASKS} id_reason_helptext"
        for name in wrong[:1]:
            self.fields[name].widget.attrs["autofocus"] = True

    def clean_due_on(self) -> date | None:
        """Today or later on her calendar, within two years."""
        return ahead(self.cleaned_data["due_on"], self.today)

    def clean_confirmed(self) -> list[str]:
        """Every gate that asks for it needs its tick (G-01)."""
        ticked: list[str] = self.cleaned_data["confirmed"]
        if self.verdict.to_confirm - set(ticked):
            raise forms.ValidationError(_("Please tick each line, or choose another sheet."))
        return ticked

    def clean(self) -> dict[str, Any]:
        """An empty reason is possible, but only with a second press (E-01). It is no mistake."""
        cleaned = super().clean() or {}
        if not cleaned.get("reason") and not cleaned.get("without_reason") and not self.errors:
            self.asks_for_reason = True
            self.data = self.data.copy()
            self.data[self.add_prefix("without_reason")] = "on"
        return cleaned

    def is_settled(self) -> bool:
        """Nothing to look at, and no reason only where that was said twice."""
        return self.is_valid() and not self.asks_for_reason


class RescheduleForm(forms.Form):
    """Another day, or none."""

    due_on = forms.DateField(
        label=_("Good to have by"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_due_on(self) -> date | None:
        """Today or later on her calendar, within two years."""
        return ahead(self.cleaned_data["due_on"], self.today)


class CommentForm(forms.Form):
    """A draft comment on one part or on the whole, and the revision that it is based on."""

    body = forms.CharField(required=False, max_length=4000, strip=False)
    revision = forms.IntegerField(min_value=0, required=False)

    def __init__(self, *, body: str, revision: str | None) -> None:
        # A null byte comes from a broken paste, never from a person: PostgreSQL cannot keep it.
        super().__init__({"body": body.replace("\x00", ""), "revision": revision})

    @property
    def based_on(self) -> int:
        """The revision; 0 where there is none or nonsense, so that nothing is overwritten."""
        return self.cleaned_data.get("revision") or 0


class ClosingForm(forms.Form):
    """How a review ends, and the parts to look at again."""

    closing = forms.ChoiceField(choices=Round.Closing.choices)
    reopened = KnownChoices(required=False)

    def __init__(self, *args: Any, parts: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [(key, key) for key in parts]
        self.fields["reopened"].choices = known  # type: ignore[attr-defined]


class KindWordForm(forms.Form):
    """One warm line about a sheet that she put aside (rulings 17)."""

    message = forms.CharField(
        label=_("A kind word"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    request_key = RequestKey()
