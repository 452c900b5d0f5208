"""Every part of the design system on one page, in both looks. Demo mode only."""

from datetime import UTC, datetime

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from practice.access import public
from practice.emails import LockScreen

# The page shows parts, not the world: its clock stands still.
NOW = datetime(2026, 3, 10, 10, 42, tzinfo=UTC)
COLOURS = ["paper", "sheet", "ink", "ink-soft", "line", "leaf", "leaf-wash", "clay", "sand"]
STATES = [
    ("not-opened", "not opened"),
    ("opened", "opened"),
    ("done", "done"),
    ("could", "did what she could"),
    ("declined", "not now: too painful"),
    ("withdrawn", "withdrawn"),
    ("passed", "passed"),
    ("draft", "draft"),
    ("sand", "session at 15:00"),
    ("shared", "shared"),
    ("private", "stays with you"),
    ("locked", "only yours"),
]
ROWS = [
    {"title": "Weekly check-in", "href": "#", "end": "Sunday, 2 minutes"},
    {"title": "Naming what I miss", "href": "#", "pill": "done", "pill_label": "Ana wrote back"},
    {"title": "My needs list", "end": "next week", "note": "You shared three of five parts"},
]
EVENTS = [
    {
        "when": "yesterday, 21:10",
        "title": "Two ways to see one moment",
        "href": "#",
        "pill": "done",
        "pill_label": "done",
    },
    {
        "when": "Thursday 5 March",
        "title": "Under the anger",
        "pill": "declined",
        "pill_label": "not now: too painful",
        "text": "You wrote: Thank you for saying so.",
    },
]
PARTS = [
    {
        "prompt": "What happened, as a camera would see it?",
        "words": "She rang at six. We spoke for four minutes. She said she had to cook.",
        "comment": "Thank you for keeping this so plain.",
    },
    {"prompt": "The first story that came to you", "words": "", "comment": ""},
]


class SampleForm(forms.Form):
    """One field of each kind."""

    email = forms.EmailField(label="E-mail", help_text="The one your counselor wrote to.")
    words = forms.CharField(label="Reason for her", required=False, widget=forms.Textarea)
    due_on = forms.DateField(
        label="Due", required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    theme = forms.ChoiceField(label="Theme", choices=[("a", "The Quiet Grief"), ("b", "Other")])
    hour = forms.ChoiceField(
        label="When do you like to write?",
        choices=[("m", "Morning"), ("e", "Evening")],
        widget=forms.RadioSelect,
    )
    read = forms.BooleanField(label="I have read how it works")


def sample_form(look: str) -> SampleForm:
    """A form that was sent half-filled, so that every error shows."""
    data = {"email": "rosa", "words": "You told me about the short call on Tuesday."}
    return SampleForm(data, auto_id=f"{look}-%s")


@public
def styleguide(request: HttpRequest) -> HttpResponse:
    """All parts, light and dark side by side; 404 outside demo mode."""
    if not settings.DEMO:
        raise Http404
    context = {
        "now": NOW,
        "colours": COLOURS,
        "states": STATES,
        "rows": ROWS,
        "events": EVENTS,
        "parts": PARTS,
        "facts": [("Lead", "Ana Ruiz"), ("Cover", "Ben Okoro, until 20 March")],
        "soft_words": ["tender", "quiet", "hopeful"],
        "heavy_words": ["lonely", "tired", "let down"],
        "page_obj": Paginator(range(100), 25).page(2),
        "looks": [(look, sample_form(look)) for look in ("light", "dark")],
        "lock_screen": LockScreen("Tend", "Something waits for you", "When it suits you."),
        "panel_text": ["You matter, and you do not have to carry this alone."],
        "sample_lines": [
            {"label": "A help line", "number": "555 0100", "tel_href": "tel:5550100"},
        ],
    }
    return TemplateResponse(request, "practice/styleguide.html", context)
