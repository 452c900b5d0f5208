"""What forms say when something does not fit: what to do, never what is wrong (T-08).

The one place for every form, those of allauth too. A field of ours may say it better for its own
case; it must not have to. Read before any form is, by `practice.wiring`.
"""

from django import forms
from django.core import validators
from django.db import models
from django.utils.translation import gettext_lazy as _

ADDRESS = _("Please write an address like name@example.org.")
FROM_LIST = _("Please choose one from the list.")
AGAIN = _("Please open this page anew and try once more.")

WORDS: dict[type[forms.Field | models.Field], dict[str, object]] = {
    forms.Field: {"required": _("Please fill this in.")},
    forms.CharField: {
        "max_length": _("Please use at most %(limit_value)d letters here."),
        "min_length": _("Please use %(limit_value)d letters or more here."),
        "null_characters_not_allowed": _("Please type this anew: a sign in it cannot be kept."),
    },
    forms.EmailField: {"required": _("Please write an e-mail address."), "invalid": ADDRESS},
    forms.URLField: {"invalid": _("Please write an address like https://example.org.")},
    forms.UUIDField: {"required": AGAIN, "invalid": AGAIN},
    forms.JSONField: {"required": AGAIN, "invalid": AGAIN},
    forms.IntegerField: {
        "invalid": _("Please write a whole number."),
        "min_value": _("Please write %(limit_value)s or more."),
        "max_value": _("Please write %(limit_value)s or less."),
    },
    forms.FloatField: {"invalid": _("Please write a number.")},
    forms.DecimalField: {"invalid": _("Please write a number.")},
    forms.DateField: {
        "required": _("Please choose a day."),
        "invalid": _("Please choose a day from the calendar."),
    },
    forms.TimeField: {
        "required": _("Please choose a time."),
        "invalid": _("Please write the time as 15:30."),
    },
    forms.DateTimeField: {
        "required": _("Please choose a day and a time."),
        "invalid": _("Please write day and time as 2026-03-10 15:30."),
    },
    forms.BooleanField: {"required": _("Please tick this to go on.")},
    forms.ChoiceField: {"required": _("Please choose one."), "invalid_choice": FROM_LIST},
    forms.MultipleChoiceField: {
        "required": _("Please choose at least one."),
        "invalid_choice": FROM_LIST,
        "invalid_list": FROM_LIST,
    },
    forms.ModelChoiceField: {"required": _("Please choose one."), "invalid_choice": FROM_LIST},
    forms.ModelMultipleChoiceField: {
        "required": _("Please choose at least one."),
        "invalid_choice": FROM_LIST,
        "invalid_list": FROM_LIST,
        "invalid_pk_value": FROM_LIST,
    },
    # What a choice of rows says to an id that is none.
    models.UUIDField: {"invalid": FROM_LIST},
}


def install() -> None:
    """Gives Django's fields these words instead of their own. Twice is the same as once."""
    for kind, words in WORDS.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = {**own, **words}
    validators.EmailValidator.message = ADDRESS


install()
