"""Forms of her own work: which sheets the list shows, and a line under older words."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

SHOWN = [
    ("", _("Everything")),
    ("sent", _("What I sent")),
    ("unsent", _("Not sent yet")),
    ("aside", _("Put aside")),
    ("answered", _("With words from my counselor")),
]


class WorkFilter(forms.Form):
    """Which theme and which kind. What is not known counts as nothing chosen."""

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    show = forms.ChoiceField(label=_("Show"), required=False, choices=SHOWN)

    def __init__(self, data: object = None, themes: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)
        self.fields["theme"].choices = [("", _("Every theme")), *themes]

    def wanted(self) -> dict[str, str]:
        """What was chosen, for `my_work.matching`."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("theme", "show")}


class LineForm(forms.Form):
    """What she would say today."""

    body = forms.CharField(
        label=_("What I would say to this today"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(
            attrs={"rows": 3, "autocomplete": "off", "dir": "auto", "translate": "no"}
        ),
    )
    round = forms.UUIDField(widget=forms.HiddenInput)
    revision = forms.IntegerField(
        min_value=0, max_value=2**31 - 1, required=False, widget=forms.HiddenInput
    )

    def clean_body(self) -> str:
        """With one kind of line end, so that the same words are the same."""
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")


class SeenForm(forms.Form):
    """The revision of the answer that she saw on the page that asked."""

    revision = forms.IntegerField(min_value=0, max_value=2**31 - 1)
