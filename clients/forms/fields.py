"""Fields that several forms share: words, days, times, places."""

from datetime import date, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from practice import places
from practice.models import Membership

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
    kwargs.setdefault("error_messages", {}).update(REQUIRED)
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


def an_address(label: str, **kwargs: object) -> forms.EmailField:
    """Somebody's e-mail address, typed by somebody else."""
    return forms.EmailField(
        label=label,
        max_length=254,
        widget=forms.EmailInput(attrs=EMAIL),
        error_messages=REQUIRED | {"invalid": _("Please write an address like name@example.org.")},
        **kwargs,
    )


def not_over(day: date, today: date) -> date:
    """The day, if it is today or lies ahead within two years; ValidationError otherwise."""
    if day < today:
        raise ValidationError(_("That day is over. Please choose today or a day ahead."))
    if day > today + FAR:
        raise ValidationError(_("That is more than two years away. Please look again."))
    return day


def name_of(membership: Membership) -> str:
    """A colleague by name."""
    return membership.user.shown_name


class ClockForm(forms.Form):
    """Knows the instant at which it is shown; time is an argument."""

    def __init__(self, *args: object, now: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.now = now


class PlaceForm(ClockForm):
    """Time zone and country of help lines. The practice's own zone stands in the short list."""

    def __init__(
        self, *args: object, country: str, time_zone: str, own_zone: str = "", **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"),
            choices=places.zone_choices(country, time_zone, own=own_zone, now=self.now),
            initial=time_zone,
            help_text=places.clock_there(time_zone, self.now),
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
