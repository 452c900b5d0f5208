"""What an owner says about the days on which the practice is closed."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice import holidays, places
from practice.models import Practice


class HolidaysForm(forms.Form):
    """Whose public holidays it keeps; the part of the country, once that is known."""

    country = forms.ChoiceField(
        label=gettext_lazy("Public holidays of"),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Please choose a country from the list.")},
    )
    region = forms.ChoiceField(
        label=gettext_lazy("In which part of it"),
        help_text=gettext_lazy("Many holidays are kept in one part of a country alone."),
        required=False,
        error_messages={"invalid_choice": gettext_lazy("Please choose a part from the list.")},
    )

    def __init__(self, *args: Any, practice: Practice, **kwargs: Any) -> None:
        country, _dash, region = practice.holidays_of.partition("-")
        super().__init__(*args, initial={"country": country, "region": region}, **kwargs)
        known = places.country_choices(country or practice.country)
        self.fields["country"].choices = [("", _("None")), *known]
        chosen = self.data.get(self.add_prefix("country"), country) if self.is_bound else country
        # What was chosen beside another country is no part of this one.
        parts = holidays.regions(country) if chosen == country else {}
        if parts:
            everywhere = ("", _("Only what holds in the whole country"))
            self.fields["region"].choices = [everywhere, *parts.items()]
        else:
            del self.fields["region"]

    @property
    def place(self) -> str:
        """ "US", "US-NY" or "", once it is valid."""
        country, region = self.cleaned_data["country"], self.cleaned_data.get("region", "")
        return f"{country}-{region}" if country and region else country


class SomeOf(forms.MultipleChoiceField):
    """Ticks of a list that may have changed since the page was made: what is not on it is none."""

    def validate(self, value: list[str]) -> None:
        """Whatever was posted; `KeepForm` looks at the days that it shows."""


class KeepForm(forms.Form):
    """On which of the next public holidays it is closed. `shown` are those of the page."""

    closed = SomeOf(
        label=gettext_lazy("Closed on"),
        help_text=gettext_lazy("Take the tick off where you work all the same."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, practice: Practice, days: Sequence[tuple[date, str]], **kwargs: Any
    ) -> None:
        self.days = {str(day): day for day, _name in days}
        kept = [said for said, day in self.days.items() if holidays.is_closed(practice, day)]
        initial = {"closed": kept, "shown": " ".join(self.days)}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["closed"].choices = [(str(day), _label(day, name)) for day, name in days]

    def chosen(self) -> dict[str, list[date]]:
        """`closed` and `works`, each of what the page showed and still is a holiday."""
        ticked = set(self.cleaned_data["closed"])
        shown = [one for one in self.cleaned_data["shown"].split() if one in self.days]
        return {
            "closed": [self.days[one] for one in shown if one in ticked],
            "works": [self.days[one] for one in shown if one not in ticked],
        }


class CloseForm(forms.Form):
    """One day, or several in a row, on which the practice is closed too."""

    first = forms.DateField(
        label=gettext_lazy("First day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    last = forms.DateField(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("Leave it empty for one day."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=gettext_lazy("What your colleagues read"),
        help_text=gettext_lazy("A word or two, for example: between the years."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Please write a word for your colleagues.")},
    )

    def clean(self) -> dict[str, Any]:
        """One day where no last one was given; told with all else that is open."""
        wanted = super().clean() or self.cleaned_data
        first, last = wanted.get("first"), wanted.get("last")
        wanted["last"] = last or first
        if first and last and last < first:
            words = _("The last day comes before the first. Please look at both.")
            self.add_error("last", ValidationError(words))
        return wanted


class ReopenForm(forms.Form):
    """Which days of its own are taken out."""

    first = forms.DateField()
    last = forms.DateField()


def _label(day: date, name: str) -> str:
    return f"{date_format(day, _('l j F Y'))}: {name}"
