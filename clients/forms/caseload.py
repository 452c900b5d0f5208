"""Who she is, where letters go, when you meet."""

from datetime import datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.caseload import own_client_at
from clients.emails import address_of
from clients.forms.fields import (
    FAR,
    ClockForm,
    PlaceForm,
    TimeInput,
    a_day,
    an_address,
    words,
)
from clients.models import Client
from practice import places
from practice.access import Actor
from practice.zones import to_utc


class SessionForm(ClockForm):
    """The next session, on the practice's own clock: a day and a time together, or neither."""

    session_on = a_day(_("Day of the next session"), required=False)
    session_time = forms.TimeField(
        label=_("Time of the next session"),
        required=False,
        widget=TimeInput(),
        error_messages={"invalid": _("Please write the time as 15:30.")},
    )

    def __init__(self, *args: object, zone: ZoneInfo, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone

    def clock(self) -> str:
        """Whose clock the time is on, and what it shows."""
        return places.clock_there(self.zone.key, self.now)

    def session_at(self) -> datetime | None:
        """The instant in UTC, None while nothing is agreed."""
        day, at = self.cleaned_data.get("session_on"), self.cleaned_data.get("session_time")
        return to_utc(day, at, self.zone) if day and at else None

    def clean(self) -> dict[str, object]:
        """A day goes with a time, and both lie ahead."""
        cleaned = super().clean()
        day, at = cleaned.get("session_on"), cleaned.get("session_time")
        if day and not at and "session_time" not in self.errors:
            self.add_error("session_time", _("Please add the time too."))
        if at and not day and "session_on" not in self.errors:
            self.add_error("session_on", _("Please add the day."))
        if day and day > (self.now + FAR).date():
            self.add_error("session_on", _("That is more than two years away. Please look again."))
        elif (session := self.session_at()) and session <= self.now:
            self.add_error("session_on", _("That is in the past. Please choose a time ahead."))
        return cleaned


class InviteForm(PlaceForm, SessionForm):
    """What is needed to write to somebody, and nothing more: no date of birth (safety.md 2.9)."""

    call_name = words(
        _("Name to call her by"), 80, help_text=_("A first name or nickname is enough.")
    )
    email = an_address(
        _("Her e-mail address"),
        help_text=_("The invitation goes there. It says nothing about why."),
    )
    is_adult = forms.BooleanField(
        label=_("She is 18 or older."),
        error_messages={"required": _("Only adults can be invited. Please tick if she is one.")},
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)

    field_order = (
        "call_name", "email", "is_shared", "time_zone", "country", "session_on", "session_time",
        "is_adult",
    )  # fmt: skip

    def __init__(self, *args: object, actor: Actor, **kwargs: object) -> None:
        super().__init__(*args, now=actor.now, **kwargs)
        self.actor = actor

    def clean_email(self) -> str:
        """Her address. ValidationError for who types her own."""
        email: str = self.cleaned_data["email"]
        own = self.actor.user.email if self.actor.user else None
        if own and own.casefold() == email.casefold():
            raise forms.ValidationError(
                _("This is your own address. The letter is for your client: please type hers.")
            )
        return email

    def clean(self) -> dict[str, object]:
        """Asks once more where one of her own clients has the address; of others not a word."""
        cleaned = super().clean()
        email, key = cleaned.get("email"), cleaned.get("request_key")
        held = own_client_at(self.actor, str(email), besides=key) if email else None
        if held is None:
            return cleaned
        self.fields["is_shared"] = forms.BooleanField(
            label=_("They share this mailbox. Send the letter there."), required=False
        )
        self.order_fields(self.field_order)
        if not self.data.get("is_shared"):
            words = _("%(name)s, whom you care for, has this address. Is it the right one?")
            self.add_error("email", words % {"name": held.call_name})
        return cleaned


class EditForm(PlaceForm):
    """How to call and reach her. Once she has come in, her address is hers alone to change."""

    call_name = words(_("Name to call her by"), 80)
    email = an_address(_("Her e-mail address"))
    field_order = ("call_name", "email", "time_zone", "country")

    def __init__(self, *args: object, client: Client, **kwargs: object) -> None:
        initial = {"call_name": client.call_name, "email": address_of(client)}
        super().__init__(
            *args,
            country=client.country,
            time_zone=client.time_zone,
            own_zone=client.practice.time_zone,
            initial=initial,
            **kwargs,
        )
        if client.membership_id is None:
            self.fields["email"].help_text = _(
                "A new address gets a new letter, and the link in the old one stops working."
            )
        else:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = _("She changes it herself, on her settings page.")


class WayBackForm(forms.Form):
    """Where the letter goes, and the one promise that no machine can check."""

    email = an_address(_("Her new e-mail address"))
    is_sure = forms.BooleanField(
        label=_("I spoke with her, and I am sure it is her."),
        error_messages={"required": _("Please speak with her first, in a session if you can.")},
    )
