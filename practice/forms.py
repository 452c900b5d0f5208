"""What an owner and her colleagues fill in. Whose row it is comes from the view."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from practice import clock, places
from practice.models import Freeze, Icon, Membership, Practice
from practice.neutral import loud_words

ROLES = [
    ("counselor", gettext_lazy("Counselor: has a caseload")),
    ("supervisor", gettext_lazy("Supervisor: reads clients by name, writes nothing")),
    ("owner", gettext_lazy("Owner: settings and people, no client's work")),
]
WEEKDAYS = [
    (1, gettext_lazy("Monday")),
    (2, gettext_lazy("Tuesday")),
    (3, gettext_lazy("Wednesday")),
    (4, gettext_lazy("Thursday")),
    (5, gettext_lazy("Friday")),
    (6, gettext_lazy("Saturday")),
    (7, gettext_lazy("Sunday")),
]
# Every half hour in which a reminder may come (E-13).
REMINDER_HOURS = [time(hour, minute) for hour in range(8, 21) for minute in (0, 30)]


def hours(known: Iterable[time], current: time | None = None) -> list[tuple[str, str]]:
    """Hours to choose from; the one that stands is offered too, where it is none of these."""
    every = sorted({*known, *([current] if current else [])})
    return [(f"{at:%H:%M}", clock.time_of_day(at)) for at in every]


class PracticeForm(forms.ModelForm):
    """How the practice is called and how it works."""

    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"))
    country = forms.ChoiceField(label=gettext_lazy("Country of help lines"))
    reply_days = forms.TypedChoiceField(
        label=gettext_lazy("Clients hear back within"),
        coerce=int,
        choices=[
            (1, gettext_lazy("1 working day")),
            (2, gettext_lazy("2 working days")),
            (3, gettext_lazy("3 working days")),
            (4, gettext_lazy("4 working days")),
            (5, gettext_lazy("5 working days")),
        ],
        help_text=gettext_lazy("This stands on every page where somebody waits for words."),
    )
    note_limit = forms.IntegerField(
        label=gettext_lazy("How long a note may be"),
        help_text=gettext_lazy("In letters and signs. Short notes keep what is big for sessions."),
        min_value=500,
        max_value=10_000,
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"),
            gettext_lazy("Please write a number from 500 to 10000."),
        ),
    )
    icon = forms.ChoiceField(
        label=gettext_lazy("Icon"),
        help_text=gettext_lazy("In the tab, on a home screen and before the name."),
        choices=Icon.choices,
        widget=forms.RadioSelect(attrs={"class": "icons"}),
        error_messages={"required": gettext_lazy("Please choose one.")},
    )
    reminder_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Days for reminders"),
        help_text=gettext_lazy("Where neither the client nor her counselor chose others."),
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )
    reminder_at = forms.TypedChoiceField(
        label=gettext_lazy("Hour for reminders"),
        help_text=gettext_lazy("On each client's own clock."),
        coerce=time.fromisoformat,
    )

    class Meta:
        model = Practice
        fields = (
            "name",
            "app_name",
            "icon",
            "sender_name",
            "sheet_label",
            "time_zone",
            "country",
            "reply_days",
            "note_policy",
            "note_limit",
            "shows_read_times",
            "reminder_days",
            "reminder_at",
            "requires_second_factor",
        )
        labels = {  # noqa: RUF012 - read only
            "name": gettext_lazy("Name of the practice"),
            "app_name": gettext_lazy("Name on screens and in mail"),
            "sender_name": gettext_lazy("Sender of mails"),
            "sheet_label": gettext_lazy("What you call a worksheet"),
            "note_policy": gettext_lazy("Notes between clients and counselors"),
            "shows_read_times": gettext_lazy("Each side sees when the other read a note"),
            "requires_second_factor": gettext_lazy("Colleagues need a second step to sign in"),
        }
        help_texts = {  # noqa: RUF012 - read only
            "name": gettext_lazy("Colleagues and clients read it once they are signed in."),
            "app_name": gettext_lazy(
                "Anybody who glances at a phone may read it. Choose one that says nothing."
            ),
            "sender_name": gettext_lazy("Empty: the name above. A first name says the least."),
            "sheet_label": gettext_lazy("One word, for example: sheet, page, notes."),
            "note_policy": gettext_lazy("A counselor can choose otherwise for one client."),
            "shows_read_times": gettext_lazy("It can make people wait for each other. Best off."),
            "requires_second_factor": gettext_lazy(
                "A passkey, or a code from an app. Leave it on for real clients."
            ),
        }

    def __init__(self, *args, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        practice, zone = self.instance, self.fields["time_zone"]
        zone.choices = places.zone_choices(practice.country, practice.time_zone, now=now)
        zone.help_text = places.clock_there(practice.time_zone, now)
        at = practice.reminder_at
        self.fields["reminder_at"].choices = hours(REMINDER_HOURS, at)
        self.initial["reminder_at"] = f"{at:%H:%M}"
        self.fields["country"].choices = places.country_choices(practice.country)

    def clean_app_name(self) -> str:
        """A-03: neutral wherever others may look."""
        return quiet(self.cleaned_data["app_name"])

    def clean_sender_name(self) -> str:
        """A telephone shows it while it lies on the table."""
        return quiet(self.cleaned_data["sender_name"])

    def clean_sheet_label(self) -> str:
        """It stands in titles of pages too."""
        return quiet(self.cleaned_data["sheet_label"])


class RolesForm(forms.Form):
    """What a colleague may do. Several at once are fine."""

    roles = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"),
        choices=ROLES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one.")},
    )

    @staticmethod
    def of(membership: Membership) -> dict[str, list[str]]:
        """What the form shows for a membership as it is."""
        return {"roles": [name for name, _label in ROLES if getattr(membership, f"is_{name}")]}


class ColleagueForm(RolesForm):
    """Who is asked to work here."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("As clients and colleagues shall read it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"),
        max_length=254,
        help_text=gettext_lazy("The letter goes there. Whoever signs in with it can say yes."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    field_order = ("name", "email", "roles")


class LeaveForm(forms.Form):
    """Who takes over the clients of a colleague who leaves; nothing where she leads nobody."""

    successor = forms.ModelChoiceField(
        queryset=Membership.objects.none(),
        empty_label=gettext_lazy("Choose a counselor"),
        error_messages={
            "required": gettext_lazy("Please choose who takes over."),
            "invalid_choice": gettext_lazy("Please choose a counselor from the list."),
        },
    )

    def __init__(self, *args, leads: int, counselors: QuerySet[Membership], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not leads:
            self.fields.clear()
            return
        field = self.fields["successor"]
        field.queryset = counselors
        field.label_from_instance = lambda each: each.user.shown_name
        field.label = ngettext(
            "She leads %(number)d client. Who takes over?",
            "She leads %(number)d clients. Who takes them over?",
            leads,
        ) % {"number": leads}
        if not counselors.exists():
            field.help_text = _("Nobody else here is a counselor yet. Add one first.")


class ReleaseForm(forms.Form):
    """One tick between the page and the deed, and which freeze she has read of."""

    is_sure = forms.BooleanField(
        label=gettext_lazy("I have looked into it, and letters may go out again."),
        error_messages={
            "required": gettext_lazy("Please tick this, so that it does not happen by chance.")
        },
    )
    seen = forms.UUIDField(widget=forms.HiddenInput, required=False)

    @classmethod
    def after(cls, freezes: Sequence[Freeze]) -> "ReleaseForm":
        """The form under these freezes, the newest first."""
        return cls(initial={"seen": freezes[0].pk if freezes else None})


class ProfileForm(forms.Form):
    """A colleague's own name and days."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=120,
        help_text=gettext_lazy("As your clients read it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    working_days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Your working days"),
        coerce=int,
        choices=WEEKDAYS,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Promises of when you reply follow these days."),
        error_messages={"required": gettext_lazy("Choose at least one day.")},
    )


def quiet(text: str) -> str:
    """The text, if it says nothing of what the practice does. ValidationError names the word."""
    if loud := loud_words(text):
        raise ValidationError(
            _("“%(word)s” tells others what this is about. Please choose another word.")
            % {"word": loud[0]}
        )
    return text
