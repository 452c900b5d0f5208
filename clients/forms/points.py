"""A point for the next session, written down by itself."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clients.actions.pointing import LONGEST
from clients.forms.fields import words


class PointForm(forms.Form):
    """One point, short enough to be read at a glance."""

    body = words(
        _("Write down a point"),
        LONGEST,
        help_text=_("Those who care for her read it, and it is part of her record."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
