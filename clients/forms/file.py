"""Her file: the team, the marks, the end of care."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.forms.fields import REQUIRED, a_day, name_of, not_over
from clients.models import CareLink, Flag
from practice.models import Membership, NotePolicy, Practice


class TeamForm(forms.Form):
    """A colleague with a part in the care."""

    ROLES = (CareLink.Role.SECOND, CareLink.Role.COVER, CareLink.Role.SUPERVISOR)

    member = forms.ModelChoiceField(
        label=_("Colleague"),
        empty_label=_("Choose a colleague"),
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
        empty_label=_("Choose a colleague"),
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


class NotePolicyForm(forms.Form):
    """Who begins notes with one client, where it is not as in the rest of the practice."""

    policy = forms.ChoiceField(
        label=_("Notes between her and those who care for her"),
        required=False,
        choices=NotePolicy.choices,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of these.")},
    )

    def __init__(self, *args: object, practice: Practice, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        usual = practice.get_note_policy_display()
        self.fields["policy"].choices = [
            ("", _("As in the practice: %(usual)s") % {"usual": usual}),
            *NotePolicy.choices,
        ]


class DischargeForm(forms.Form):
    """One tick between the page and the deed."""

    is_sure = forms.BooleanField(
        label=_("Yes, her care here ends now."),
        error_messages={"required": _("Please tick this, so that it does not happen by chance.")},
    )
