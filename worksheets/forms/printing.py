"""What she wants on paper: chosen in a form that looks, and keeps nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from worksheets.printing.papers import OUT, ROOM, SAID, Choices

TYPES = [("", _("Normal letters")), ("large", _("Large letters"))]


class BlankPaperForm(forms.Form):
    """How large the letters are."""

    type = forms.ChoiceField(label=_("Size"), choices=TYPES, required=False)

    def __init__(self, choices: Choices, *args: Any, **kwargs: Any) -> None:
        given = {
            "type": "large" if choices.is_large else "",
            "only": "shared" if choices.only_shared else "",
            "unanswered": choices.unanswered,
        }
        super().__init__(*args, initial=given, auto_id="paper-%s", **kwargs)


class PaperForm(BlankPaperForm):
    """The same, and what of her sheet is on it."""

    only = forms.ChoiceField(
        label=_("What"),
        choices=[("", _("Everything I wrote")), ("shared", _("Only what I have shared"))],
        required=False,
    )
    unanswered = forms.ChoiceField(
        label=_("Parts I left open"),
        choices=[
            (ROOM, _("With lines to write on")),
            (SAID, _("Say “left blank”")),
            (OUT, _("Leave them out")),
        ],
        required=False,
    )
    field_order = ["only", "unanswered", "type"]
