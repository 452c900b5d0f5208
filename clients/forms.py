"""What people type about people. Forms clean words; who it is about comes from the view."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clients import agreements, places
from clients.emails import address_of
from clients.models import CareLink, Client, Flag, TenderDate
from practice.models import Membership, Practice, User
from practice.zones import to_utc

EMAIL = {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
REQUIRED = {"required": _("Please fill this in.")}
FAR = timedelta(days=366 * 2)


class DateInput(forms.DateInput):
    """The device's own calendar."""

    input_type = "date"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class TimeInput(forms.TimeInput):
    """The device's own clock."""

    input_type = "time"

    def __init__(self, **kwargs: object) -> None:
        super().__init__(format="%H:%M", **kwargs)


def words(label: str, longest: int, **kwargs: object) -> forms.CharField:
    """One line of text that says how long it may be when it is too long."""
    kwargs.setdefault("error_messages", {}).update(
        REQUIRED | {"max_length": _("Please use at most %(limit_value)d letters here.")}
    )
    return forms.CharField(label=label, max_length=longest, **kwargs)


def a_day(label: str, **kwargs: object) -> forms.DateField:
    """A day from the calendar."""
    told = REQUIRED | {"required": _("Please choose a day.")}
    return forms.DateField(
        label=label,
        widget=DateInput(),
        error_messages=told | {"invalid": _("Please choose a day from the calendar.")},
        **kwargs,
    )


def not_over(day: date, today: date) -> date:
    """The day, if it is today or lies ahead within two years; ValidationError otherwise."""
    if day < today:
        raise ValidationError(_("That day is over. Please choose today or a day ahead."))
    if day > today + FAR:
        raise ValidationError(_("That is more than two years away. Please look again."))
    return day


class PlaceForm(forms.Form):
    """Time zone and country of help lines."""

    def __init__(self, *args: object, country: str, time_zone: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=places.zone_choices(country, time_zone),
            initial=time_zone,
            error_messages={"invalid_choice": _("Choose a time zone from the list.")},
        )
        self.fields["country"] = forms.ChoiceField(
            label=_("Country of help lines"),
            help_text=_("The numbers on the help page come from there."),
            choices=places.country_choices(country),
            initial=country,
            error_messages={"invalid_choice": _("Choose a country from the list.")},
        )
        self.order_fields(self.field_order)


class SessionForm(forms.Form):
    """The next session, on the practice's own clock; both empty means that none is agreed."""

    session_on = a_day(_("Next session"), required=False)
    session_time = forms.TimeField(
        label=_("Time"),
        required=False,
        widget=TimeInput(),
        error_messages={"invalid": _("Please write the time as 15:30.")},
    )

    def __init__(self, *args: object, zone: ZoneInfo, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = zone, now
        self.fields["session_time"].help_text = _("On your clock, %(zone)s.") % {"zone": zone.key}

    def session_at(self) -> datetime | None:
        """The instant in UTC, None while nothing is agreed."""
        day, at = self.cleaned_data.get("session_on"), self.cleaned_data.get("session_time")
        return to_utc(day, at, self.zone) if day and at else None

    def clean(self) -> dict[str, object]:
        """A day goes with a time, and both lie ahead."""
        cleaned = super().clean()
        day, at = cleaned.get("session_on"), cleaned.get("session_time")
        if day and not at and "session_time" not in self.errors:
            self.add_error("session_time", _("Please add a time, so that it is clear which day."))
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
    email = forms.EmailField(
        label=_("Her e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs=EMAIL),
        help_text=_("The invitation goes there. It says nothing about why."),
        error_messages=REQUIRED | {"invalid": _("Please write an address like name@example.org.")},
    )
    is_adult = forms.BooleanField(
        label=_("She is 18 or older."),
        error_messages={"required": _("Only adults can be invited. Please tick if she is one.")},
    )
    request_key = forms.UUIDField(widget=forms.HiddenInput(), initial=uuid4)

    field_order = (
        "call_name", "email", "time_zone", "country", "session_on", "session_time", "is_adult",
    )  # fmt: skip


class EditForm(PlaceForm):
    """How to call and reach her. Once she has come in, her address is hers alone to change."""

    call_name = words(_("Name to call her by"), 80)
    email = forms.EmailField(
        label=_("Her e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages=REQUIRED | {"invalid": _("Please write an address like name@example.org.")},
    )
    field_order = ("call_name", "email", "time_zone", "country")

    def __init__(self, *args: object, client: Client, **kwargs: object) -> None:
        initial = {"call_name": client.call_name, "email": address_of(client)}
        super().__init__(
            *args,
            country=client.country,
            time_zone=client.time_zone,
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

    email = forms.EmailField(
        label=_("Her new e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages=REQUIRED | {"invalid": _("Please write an address like name@example.org.")},
    )
    is_sure = forms.BooleanField(
        label=_("I spoke with her, and I am sure it is her."),
        error_messages={"required": _("Please speak with her first, in a session if you can.")},
    )


class TeamForm(forms.Form):
    """A colleague with a part in the care."""

    ROLES = (CareLink.Role.SECOND, CareLink.Role.COVER, CareLink.Role.SUPERVISOR)

    member = forms.ModelChoiceField(
        label=_("Colleague"),
        queryset=Membership.objects.none(),
        error_messages=REQUIRED | {"invalid_choice": _("Choose a colleague from the list.")},
    )
    role = forms.ChoiceField(
        label=_("Part in the care"),
        choices=[(role.value, role.label) for role in ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )
    until = a_day(
        _("Until"), required=False, help_text=_("Only for cover, to the end of that day.")
    )

    def __init__(self, *args: object, colleagues: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["member"].queryset = colleagues
        self.fields["member"].label_from_instance = name_of

    def clean_until(self) -> date | None:
        """Today or a day ahead."""
        day = self.cleaned_data["until"]
        return not_over(day, self.today) if day else None

    def clean(self) -> dict[str, object]:
        """Cover is time-boxed (B-06)."""
        cleaned = super().clean()
        is_cover = cleaned.get("role") == CareLink.Role.COVER
        if is_cover and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", _("Cover has an end. Please choose its last day."))
        return cleaned


class HandOverForm(forms.Form):
    """Who leads from when on."""

    member = forms.ModelChoiceField(
        label=_("Who leads then"),
        queryset=Membership.objects.none(),
        error_messages=REQUIRED | {"invalid_choice": _("Choose a colleague from the list.")},
    )
    from_on = a_day(_("From"), help_text=_("From the morning of that day; today means now."))

    def __init__(self, *args: object, colleagues: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["member"].queryset = colleagues
        self.fields["member"].label_from_instance = name_of

    def clean_from_on(self) -> date:
        """Today or a day ahead: a slip of the pen must not hand over at once."""
        return not_over(self.cleaned_data["from_on"], self.today)


class FlagForm(forms.Form):
    """One flag to set; what it means stands beside it, never in words of anybody's own (G-01)."""

    kind = forms.ChoiceField(
        choices=Flag.Kind.choices,
        error_messages={"required": _("Please choose one.")},
    )


class DischargeForm(forms.Form):
    """One tick between the page and the deed."""

    is_sure = forms.BooleanField(
        label=_("Yes, her care here ends now."),
        error_messages={"required": _("Please tick this, so that it does not happen by chance.")},
    )


class DayForm(forms.Form):
    """A hard day. Without `may_keep` there is nothing to keep private: staff mark for both."""

    on_date = a_day(_("Which day"))
    words = words(
        _("What would you call it?"),
        120,
        required=False,
        help_text=_("A word is enough. You can leave it empty."),
    )
    is_yearly = forms.BooleanField(label=_("It comes every year."), required=False)
    quiet = forms.ChoiceField(
        label=_("Reminders on that day and the day before"),
        choices=TenderDate.Quiet.choices,
        widget=forms.RadioSelect,
        initial=TenderDate.Quiet.PAUSE,
        error_messages={"required": _("Please choose one.")},
    )
    is_shared = forms.BooleanField(
        label=_("Let my counselor see this day and what I call it."), required=False
    )

    def __init__(self, *args: object, may_keep: bool = True, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        if not may_keep:
            del self.fields["is_shared"]

    def clean_on_date(self) -> date:
        """A day that a plan can hold."""
        day = self.cleaned_data["on_date"]
        if not self.today.year - 100 <= day.year <= self.today.year + 10:
            raise ValidationError(_("Please look at the year again."))
        return day

    def clean(self) -> dict[str, object]:
        """A single day that is over can no longer be made gentler."""
        cleaned = super().clean()
        day = cleaned.get("on_date")
        if day and day < self.today and not cleaned.get("is_yearly"):
            self.add_error(
                "on_date", _("That day is over. If it comes every year, please tick that too.")
            )
        return cleaned


class SettingsForm(PlaceForm):
    """Her own settings."""

    hides_opened = forms.BooleanField(label=_("Do not show when I open a sheet."), required=False)
    field_order = ("time_zone", "country", "hides_opened")


class SlotsForm(forms.Form):
    """The practice's own words in its agreements; empty ones can be kept, not published (K-07)."""

    def __init__(self, *args: object, practice: Practice, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for key, (label, help_text) in agreements.SLOTS.items():
            self.fields[key] = words(
                label,
                agreements.MAX_SLOT,
                required=False,
                help_text=help_text,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial=practice.consent_slots.get(key, ""),
            )


class PublishForm(forms.Form):
    """A first version needs nothing more; a later one says what is different (K-02)."""

    MEANS = (("yes", _("Yes: clients are asked again.")), ("no", _("No: only the words.")))

    changes = words(
        _("What is different, in plain words?"), 1000, widget=forms.Textarea(attrs={"rows": 3})
    )
    meaning_changed = forms.ChoiceField(
        label=_("Did the meaning change?"),
        choices=MEANS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one.")},
    )

    def __init__(self, *args: object, is_first: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        if is_first:
            self.fields.clear()


class WelcomeForm(forms.Form):
    """What she says when she comes in. No box is ticked beforehand (K-06)."""

    is_adult = forms.BooleanField(
        label=_("I am 18 or older."),
        error_messages={"required": _("This place is for adults. Please tick if you are one.")},
    )
    agree_1 = forms.BooleanField(
        label=_("I have read how this works, and I agree."),
        error_messages={
            "required": _("Without this there is no account. You can read it and take your time.")
        },
    )
    agree_3 = forms.BooleanField(
        label=_("I agree that my counselor may give me sheets and read what I share."),
        help_text=_(
            "You can leave this empty and say yes later. Until then no sheets can come to you."
        ),
        required=False,
    )
    texts = forms.CharField(widget=forms.HiddenInput(), max_length=400)

    def seen(self) -> list[UUID]:
        """The versions that stood on her screen."""
        return [UUID(text) for text in self.cleaned_data["texts"].split(",")]


class WayInForm(WelcomeForm):
    """Also how she will sign in: the letter's address, or a name of her own (rulings 3)."""

    BY_ADDRESS, BY_NAME = "address", "name"

    sign_in_by = forms.ChoiceField(
        label=_("How would you like to sign in?"),
        choices=((BY_ADDRESS, ""), (BY_NAME, _("With a name I choose"))),
        widget=forms.RadioSelect,
        initial=BY_ADDRESS,
        error_messages={"required": _("Please choose one.")},
    )
    sign_in_name = words(
        _("Sign-in name"),
        60,
        required=False,
        validators=[
            RegexValidator(
                r"^[\w.-]{3,60}$", _("Please use 3 letters or more; digits, dots and dashes too.")
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_("If you share your mailbox with somebody, choose this. Write the name down."),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("15 letters or more. Four or five words that only you put together are good."),
        error_messages={"required": _("Please choose a password.")},
    )

    def __init__(self, *args: object, address: str, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.address = address
        by_address = (self.BY_ADDRESS, _("With %(address)s") % {"address": address})
        self.fields["sign_in_by"].choices = [by_address, self.fields["sign_in_by"].choices[1]]

    def chosen_name(self) -> str:
        """The name she signs in with; empty where it is the address."""
        said = self.cleaned_data
        return said["sign_in_name"] if said["sign_in_by"] == self.BY_NAME else ""

    def clean(self) -> dict[str, object]:
        """A name where she wants one, and a password that holds."""
        cleaned = super().clean()
        by_name = cleaned.get("sign_in_by") == self.BY_NAME
        if by_name and not cleaned.get("sign_in_name") and "sign_in_name" not in self.errors:
            self.add_error("sign_in_name", _("Please choose a name to sign in with."))
        if password := cleaned.get("password"):
            likely = User(
                email=None if by_name else self.address,
                sign_in_name=cleaned.get("sign_in_name") if by_name else None,
            )
            try:
                cleaned["password"] = get_adapter().clean_password(password, user=likely)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned


def name_of(membership: Membership) -> str:
    """A colleague by name."""
    return membership.user.name or membership.user.email or ""
