"""Private notes: the note itself, two texts, who may read, the search, an authorisation."""

import re
from datetime import date
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import a_day, name_of, words
from clients.models.private_notes import LONGEST
from practice.models import Membership

EARLIEST = date(1900, 1, 1)
AREA = {"autocomplete": "off"}


class PrivateNoteForm(forms.Form):
    """One note as the page sends it, with what the saving protocol asks for."""

    session_on = a_day(_("Day of the session"), required=False)
    body = forms.CharField(
        label=_("Your note"),
        required=False,
        strip=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs=AREA | {"rows": 14}),
    )
    note = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.CharField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, required=False)
    after = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_session_on(self) -> date | None:
        """A day of this age."""
        day = self.cleaned_data["session_on"]
        if day and day < EARLIEST:
            raise ValidationError(_("Please choose a day from the calendar."))
        return day

    def clean_body(self) -> str:
        """Lines end as they do everywhere, whichever way they were sent."""
        return self.cleaned_data["body"].replace("\r\n", "\n").replace("\r", "\n")

    def clean_revision(self) -> int:
        """What cannot be a revision is none that stands: both texts are kept."""
        said = self.cleaned_data["revision"]
        return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else -1

    def clean_key(self) -> UUID:
        """Odd ones are replaced, never refused."""
        return known(self.cleaned_data["key"]) or uuid4()

    def clean_after(self) -> UUID | None:
        """The save before it, if the page names one."""
        return known(self.cleaned_data["after"])


def known(said: str) -> UUID | None:
    """The id in these letters; None where there is none."""
    try:
        return UUID(said)
    except ValueError:
        return None


class ChooseTextForm(forms.Form):
    """Which of two texts stays."""

    pick = forms.ChoiceField(choices=[(pick, pick) for pick in ("standing", "other", "both")])
    other = forms.CharField(max_length=64)
    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class RemoveForm(forms.Form):
    """One tick between the page and the deed."""

    is_sure = forms.BooleanField(
        label=_("Yes, remove this note for good."),
        error_messages={"required": _("Please tick this, so that it does not happen by chance.")},
    )


class ReaderForm(forms.Form):
    """One of the supervisors of this client's care."""

    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"),
        empty_label=_("Choose a supervisor"),
        queryset=Membership.objects.none(),
        error_messages={"invalid_choice": _("Choose a supervisor from the list.")},
    )

    def __init__(self, *args: object, supervisors: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = supervisors
        self.fields["supervisor"].label_from_instance = name_of


class SearchForm(forms.Form):
    """Words to look for; `start` is where the press before stopped."""

    words = words(
        _("Words in your notes"), 200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    client = forms.UUIDField(required=False, widget=forms.HiddenInput)
    start = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )


class AuthorisationForm(forms.Form):
    """What was signed: the day, to whom, where, and what for (PN-04, AD-03)."""

    signed_on = a_day(_("Signed on"))
    to_whom = words(_("To whom the notes go"), 200)
    address = words(
        _("Address"), 500, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )
    reason = words(
        _("What for"), 1000, widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"})
    )
    has_it = forms.BooleanField(
        label=_("I hold an authorisation for these private notes, signed and apart from others."),
        error_messages={"required": _("Without a signed authorisation nothing is handed out.")},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_signed_on(self) -> date:
        """Today or before."""
        day = self.cleaned_data["signed_on"]
        if day > self.today:
            raise ValidationError(_("That day lies ahead. Please choose the day of the signature."))
        if day < EARLIEST:
            raise ValidationError(_("Please choose a day from the calendar."))
        return day
