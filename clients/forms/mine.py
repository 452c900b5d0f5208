"""What she says about herself: hard days and settings."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import PlaceForm, a_day, words
from clients.models import TenderDate


class DayForm(forms.Form):
    """A hard day. `without` names fields that are not asked: staff mark for both, and how
    reminders behave is hers to say.
    """

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

    def __init__(
        self, *args: object, today: date, without: tuple[str, ...] = (), **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for name in without:
            del self.fields[name]

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

    hides_opened = forms.BooleanField(
        label=_("Do not show when I open a sheet."),
        help_text=_("Your counselor then sees only what you send, and when."),
        required=False,
    )
    field_order = ("time_zone", "country", "hides_opened")
