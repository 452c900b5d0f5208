"""What a counselor says about her own time: her clock, her mails, her days away."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from practice import clock, places
from practice.forms import REMINDER_HOURS, WEEKDAYS, ProfileForm, hours
from practice.models import Leave, Membership
from practice.models.leave import FURTHEST

SUMMARY_HOURS = [time(hour, minute) for hour in range(6, 21) for minute in (0, 30)]
WORK_HOURS = [time(hour, minute) for hour in range(5, 23) for minute in (0, 30)]
# What she says beside her name and working days: of her mails and clients, and of her work.
MAILS = ("summary_at", "is_told_of_notes", "time_zone", "reminder_days", "reminder_at")
WORK = ("works_from", "works_until")
HOURS = (*MAILS, *WORK)


class CounselorForm(ProfileForm):
    """Her name and days, her clock and daily mail, and when reminders come to her clients."""

    summary_at = forms.TypedChoiceField(
        label=gettext_lazy("A mail when something is new"),
        help_text=gettext_lazy(
            "Once a day at most, on your working days and not while you are away. It says only "
            "that something is new."
        ),
        required=False,
        coerce=time.fromisoformat,
        empty_value=None,
    )
    is_told_of_notes = forms.TypedChoiceField(
        label=gettext_lazy("Notes from your clients"),
        help_text=gettext_lazy(
            "A mail of its own comes once a note has waited for a quarter of an hour, only in "
            "your working hours, and not again before you have opened your notes."
        ),
        required=False,
        choices=[
            ("", gettext_lazy("In the mail of the day")),
            ("soon", gettext_lazy("In a mail of its own as well")),
        ],
        coerce=bool,
        empty_value=False,
    )
    works_from = forms.TypedChoiceField(
        label=gettext_lazy("You work from"),
        required=False,
        coerce=time.fromisoformat,
        empty_value=None,
    )
    works_until = forms.TypedChoiceField(
        label=gettext_lazy("You work until"),
        help_text=gettext_lazy("On your own clock. Outside these hours no mail tells of a note."),
        required=False,
        coerce=time.fromisoformat,
        empty_value=None,
    )
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Your clock"),
        help_text=gettext_lazy("For these mails, your hours and your days away."),
        required=False,
    )
    reminder_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days for your clients' reminders"),
        help_text=gettext_lazy(
            "Where a client chose none herself. With no day ticked, the practice's days hold."
        ),
        required=False,
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
    )
    reminder_at = forms.TypedChoiceField(
        label=gettext_lazy("Hour for your clients' reminders"),
        help_text=gettext_lazy("On each client's own clock, where she chose none herself."),
        required=False,
        coerce=time.fromisoformat,
        empty_value=None,
    )

    def __init__(self, *args: Any, of: Membership, now: datetime, **kwargs: Any) -> None:
        initial = _times(of) | kwargs.pop("initial", {})
        super().__init__(*args, initial=initial, **kwargs)
        practice, self.of = of.practice, of
        for name in WORK:
            self.fields[name].choices = hours(WORK_HOURS, getattr(of, name))
        never = ("", _("No mail"))
        self.fields["summary_at"].choices = [never, *hours(SUMMARY_HOURS, of.summary_at)]
        own = ("", _("As the practice: %(zone)s") % {"zone": places.zone_label(practice.time_zone)})
        zones = places.zone_choices(practice.country, of.time_zone, now=now)
        self.fields["time_zone"].choices = [own, *zones]
        at = clock.time_of_day(practice.reminder_at)
        usual = ("", _("As in the practice: %(time)s") % {"time": at})
        self.fields["reminder_at"].choices = [usual, *hours(REMINDER_HOURS, of.reminder_at)]

    @property
    def hers(self) -> list[forms.BoundField]:
        """Her name and days."""
        return [self[name] for name in ProfileForm.base_fields]

    @property
    def work(self) -> list[forms.BoundField]:
        """Her working hours."""
        return [self[name] for name in WORK]

    @property
    def hours(self) -> list[forms.BoundField]:
        """All else, in an order of its own."""
        return [self[name] for name in MAILS]

    def has_hours(self) -> bool:
        """Whether what was posted holds them: a page without them changes none."""
        return self.add_prefix(HOURS[0]) in self.data

    def clean_reminder_days(self) -> list[int] | None:
        """Each once; none where none is ticked."""
        return sorted(set(self.cleaned_data["reminder_days"])) or None

    def clean(self) -> dict[str, Any]:
        """Hours of work that were not said stay as they are; they end after they begin."""
        wanted = super().clean() or self.cleaned_data
        for name in WORK:
            if name not in self.errors:
                wanted[name] = wanted.get(name) or getattr(self.of, name)
        if not self.errors and wanted["works_until"] <= wanted["works_from"]:
            self.add_error(
                "works_until", _("Your day ends before it begins. Please look at both hours.")
            )
        return wanted


def _times(of: Membership) -> dict[str, object]:
    return {
        "summary_at": f"{of.summary_at:%H:%M}" if of.summary_at else "",
        "is_told_of_notes": "soon" if of.is_told_of_notes else "",
        "works_from": f"{of.works_from:%H:%M}",
        "works_until": f"{of.works_until:%H:%M}",
        "time_zone": of.time_zone,
        "reminder_days": of.reminder_days or [],
        "reminder_at": f"{of.reminder_at:%H:%M}" if of.reminder_at else "",
    }


class ColleagueField(forms.ModelChoiceField):
    """One of the colleagues on the list, by name; whatever else was posted is none of them."""

    def to_python(self, value: Any) -> Membership | None:
        """As Django does, in words of ours for what could be nobody's id."""
        try:
            return super().to_python(value)
        except ValidationError:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice") from None

    def label_from_instance(self, obj: Membership) -> str:
        """Her name as colleagues read it."""
        return obj.user.shown_name


class AwayForm(forms.Form):
    """From when to when, what clients read meanwhile (N-03), and who looks after them (B-06)."""

    starts_on = forms.DateField(
        label=gettext_lazy("First day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    ends_on = forms.DateField(
        label=gettext_lazy("Last day away"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    words = forms.CharField(
        label=gettext_lazy("What your clients read meanwhile"),
        help_text=gettext_lazy(
            "A line is needed, for example whom they may call. That you are away, and until when, "
            "is told anyway."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": gettext_lazy("Please write a line for your clients.")},
    )
    cover = ColleagueField(
        label=gettext_lazy("Who looks after your clients meanwhile"),
        help_text=gettext_lazy(
            "On these days your colleague reads and answers for the clients whom you lead, and "
            "they are told the name. Your private notes stay yours. Please ask first."
        ),
        queryset=Membership.objects.none(),
        required=False,
        empty_label=gettext_lazy("Nobody"),
        error_messages={"invalid_choice": gettext_lazy("Please choose a counselor from the list.")},
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        colleagues: QuerySet[Membership],
        of: Leave | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, initial=_days(of) if of else None, **kwargs)
        self.today = today
        if colleagues.exists():
            self.fields["cover"].queryset = colleagues
        else:
            del self.fields["cover"]
        if of is not None and of.starts_on <= today:
            # It has begun: that stays as it was.
            self.fields["starts_on"].disabled = True

    def clean_ends_on(self) -> date:
        """Within two years, and not before the first; told with all else that is open."""
        ends_on: date = self.cleaned_data["ends_on"]
        if ends_on < self.cleaned_data.get("starts_on", ends_on):
            raise ValidationError(_("The last day comes before the first. Please look at both."))
        if ends_on > self.today + FURTHEST:
            raise ValidationError(_("That is more than two years away. Please look again."))
        return ends_on


def _days(of: Leave) -> dict[str, object]:
    return {
        "starts_on": of.starts_on,
        "ends_on": of.ends_on,
        "words": of.words,
        "cover": of.cover_id,
    }
