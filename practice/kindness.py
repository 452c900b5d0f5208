"""What forms say when something does not fit: what to do, never what is wrong (T-08).

The one place for every form, those of allauth too. A field of ours may say it better for its own
case; it must not have to. Read before any form is, by `practice.wiring`.
"""

from typing import Any

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
        "max_length": _(
            "Please use at most %(limit_value)d letters here. You wrote %(show_value)d."
        ),
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


WIDGET_ATTRS = forms.CharField.widget_attrs


def without_a_cut(field: forms.CharField, widget: forms.Widget) -> dict[str, Any]:
    """What a box for words gets: no `maxlength`. With it a browser cuts what is pasted or dictated,
    and says nothing; without it the words stay, and the message above says how many are too many.
    """
    given: dict[str, Any] = WIDGET_ATTRS(field, widget)
    if isinstance(widget, forms.Textarea):
        given.pop("maxlength", None)
    return given


def install() -> None:
    """Gives Django's fields these words instead of their own. Twice is the same as once."""
    forms.CharField.widget_attrs = without_a_cut  # type: ignore[method-assign]
    for kind, words in WORDS.items():
        own = kind.__dict__.get("default_error_messages", {})
        kind.default_error_messages = {**own, **words}
    validators.EmailValidator.message = ADDRESS


install()
