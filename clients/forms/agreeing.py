"""Agreements: filled and published by the owner, answered by who comes in."""

from uuid import UUID
from zoneinfo import available_timezones

from allauth.account.adapter import get_adapter
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from clients import agreements
from clients.forms.fields import words
from practice.models import Practice, User


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
    # Shown by a script alone, where her device is on another clock than her invitation.
    goes_by_device = forms.BooleanField(label=_("Go by my device's time."), required=False)
    device_zone = forms.Field(widget=forms.HiddenInput(), required=False)
    texts = forms.CharField(widget=forms.HiddenInput(), max_length=400)

    def chosen_zone(self) -> str:
        """Her device's time zone where she wants it and it is one; else empty."""
        zone = self.cleaned_data["device_zone"]
        is_one = self.cleaned_data["goes_by_device"] and zone in available_timezones()
        return zone if is_one else ""

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
                r"^[\w.-]{3,60}$",
                _(
                    "Please use 3 to 60 letters or digits. Dots and dashes are fine too; a space, "
                    "an @ and other signs are not."
                ),
            )
        ],
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_(
            "Only if you chose a name above. Good where two share a mailbox. Write it down."
        ),
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
        if not by_name:
            # What stood there before she chose the address is nobody's to check.
            self.errors.pop("sign_in_name", None)
            cleaned["sign_in_name"] = ""
        elif not cleaned.get("sign_in_name") and "sign_in_name" not in self.errors:
            self.add_error("sign_in_name", _("Please choose a name to sign in with."))
        if password := cleaned.get("password"):
            likely = User(
                email=None if by_name else self.address,
                sign_in_name=cleaned.get("sign_in_name") or None,
            )
            try:
                cleaned["password"] = get_adapter().clean_password(password, user=likely)
            except ValidationError as error:
                self.add_error("password", error)
        return cleaned
