"""How she wants to be reached, and until when not."""

from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from practice import clock

DAYS = [(number + 1, name) for number, name in sorted(WEEKDAYS.items())]
# Every half hour of the day that is not night (E-13).
HOURS = [time(hour, minute) for hour in range(8, 21) for minute in (0, 30)]
FAR = timedelta(days=366 * 2)


class WishesForm(forms.Form):
    """Days and hour, on the clock `there`. The hour that stands is offered too, half or not."""

    days = forms.TypedMultipleChoiceField(
        label=_("On these days"),
        choices=DAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Please choose one day or more."),
            "invalid_choice": _("Please choose from these days."),
        },
    )
    at = forms.TypedChoiceField(
        label=_("At this time"),
        coerce=time.fromisoformat,
        error_messages={
            "required": _("Please choose a time."),
            "invalid_choice": _("Please choose a time from the list."),
        },
    )

    def __init__(self, *args: Any, at: time, there: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hours = sorted({*HOURS, at})
        said = _("By your own clock: %(there)s. Nothing comes at night.")
        self.fields["at"].help_text = said % {"there": there}
        self.fields["at"].choices = [(f"{hour:%H:%M}", clock.time_of_day(hour)) for hour in hours]

    def clean_days(self) -> list[int]:
        """Each once."""
        return sorted(set(self.cleaned_data["days"]))


class PauseForm(forms.Form):
    """The first day on which reminders may come again."""

    until = forms.DateField(
        label=_("Pause until"),
        help_text=_("On that day they may come again."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Please choose a day."),
            "invalid": _("Please choose a day from the calendar."),
        },
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_until(self) -> date:
        """A day ahead, within two years."""
        until: date = self.cleaned_data["until"]
        if until <= self.today:
            raise ValidationError(_("That is not ahead. Please choose tomorrow or later."))
        if until > self.today + FAR:
            raise ValidationError(_("That is more than two years away. Please look again."))
        return until


class WordForm(forms.Form):
    """Her yes or no to reminders, and the version of the words that stood on her screen."""

    word = forms.ChoiceField(choices=[("yes", ""), ("no", "")])
    text = forms.UUIDField()
    yes = forms.BooleanField(required=False)
