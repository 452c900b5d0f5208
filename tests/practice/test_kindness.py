"""Whatever a form is sent, it says what to do, not what is wrong (T-08)."""

import re
from collections.abc import Callable, Iterator
from datetime import date, time

import pytest
from allauth.core import context
from allauth.mfa.models import Authenticator
from django import forms
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.test import RequestFactory
from django.urls import get_resolver

from practice.adapters import AccountAdapter, MFAAdapter
from practice.models import Membership, Practice
from tests.factories import NOW, actor_for, make_client, make_counselor, make_practice, make_version
from worksheets.gates import Verdict
from worksheets.printing.papers import Choices

pytestmark = pytest.mark.django_db

WRONG = re.compile(r"required|valid|error|incorrect|fail|wrong|ensure", re.IGNORECASE)
OURS = ("practice", "clients", "worksheets")
# Bases that no page shows by themselves.
BASES = {"Plain", "Code", "ClockForm", "PlaceForm"}
# Kept as they are typed, never shown with errors.
KEPT = {"CommentForm", "NoteForm"}
# What is on paper, for these.
PAPER = dict.fromkeys(["BlankPaperForm", "PaperForm"], lambda: {"choices": Choices()})
SENT = ["", "nonsense", "x" * 9000, "nonsense\x00", "-7", "2026-02-31"]


def every_form() -> list[type[forms.BaseForm]]:
    """All classes of ours, and allauth's that no setting replaces; the URLconf imports them."""
    _ = get_resolver().url_patterns
    known = {form for form in below(forms.BaseForm) if form.__module__.split(".")[0] in OURS}
    assert {*settings.ACCOUNT_FORMS.values(), *settings.MFA_FORMS.values()} <= {
        f"{form.__module__}.{form.__qualname__}" for form in known
    }
    return sorted((form for form in known if form.__name__ not in BASES), key=lambda f: f.__name__)


def below(kind: type) -> Iterator[type]:
    for each in kind.__subclasses__():
        yield each
        yield from below(each)


def made_with() -> dict[str, Callable[[], dict]]:
    """What a form is given beside what was posted."""
    ana = make_counselor(make_practice())
    clock = {"now": NOW}
    there = {"country": "US", "time_zone": "America/New_York"}
    place = clock | there
    session = clock | {"zone": ana.practice.zone}
    user = {"user": ana.user}
    colleagues = {"colleagues": Membership.objects.all(), "today": date(2026, 3, 10)}
    return PAPER | {
        "ActivateApp": lambda: user,
        "AddPasskey": lambda: user,
        "AssignForm": lambda: {
            "version": make_version(),
            "verdict": Verdict(),
            "today": date(2026, 3, 10),
            "call_name": "Maya",
        },
        "AuthorisationForm": lambda: {"today": date(2026, 3, 10)},
        "AwayForm": lambda: colleagues,
        "ChangeAddress": lambda: user,
        "ChangePassword": lambda: user,
        "ClosingForm": lambda: {"parts": ["noticed"]},
        "ConfirmByFactor": lambda: user,
        "ConfirmByPassword": lambda: user,
        "CounselorForm": lambda: clock | {"of": ana},
        "DayForm": lambda: {"today": date(2026, 3, 10)},
        "EditForm": lambda: clock | {"client": make_client(ana, with_account=False)},
        "EnterAddressCode": lambda: user | {"code": "ABCD", "email": "a@example.org"},
        "EnterFactor": lambda: user,
        "EnterResetCode": lambda: {"code": "ABCD"},
        "EnterSignInCode": lambda: {"code": "ABCD"},
        "HandOverForm": lambda: colleagues,
        "HolidaysForm": lambda: {"practice": Practice(holidays_of="US")},
        "InviteForm": lambda: there | {"zone": ana.practice.zone, "actor": actor_for(ana)},
        "KeepForm": lambda: {
            "practice": Practice(holidays_of="US"),
            "days": [(date(2026, 12, 25), "Christmas Day")],
        },
        "LeaveForm": lambda: {"leads": 2, "counselors": Membership.objects.all()},
        "LibraryFilter": lambda: {"themes": []},
        "NamePasskey": lambda: {
            "instance": Authenticator(user=ana.user, type="webauthn", data={"name": "Phone"})
        },
        "NotePolicyForm": lambda: {"practice": ana.practice},
        "PauseForm": lambda: {"today": date(2026, 3, 10)},
        "PracticeForm": lambda: clock | {"instance": make_practice()},
        "PublishForm": lambda: {"is_first": False},
        "ReaderForm": lambda: {"supervisors": Membership.objects.all()},
        "RescheduleForm": lambda: {"today": date(2026, 3, 10)},
        "ResetPassword": lambda: user | {"temp_key": "x"},
        "SessionForm": lambda: session,
        "SetPassword": lambda: user,
        "SettingsForm": lambda: place,
        "SignIn": lambda: {"request": context.request},
        "SlotsForm": lambda: {"practice": ana.practice},
        "TeamForm": lambda: colleagues,
        "WayInForm": lambda: {"address": "rosa@example.org"},
        "WishesForm": lambda: {"at": time(10), "there": "New York"},
    }


def said(form: forms.BaseForm) -> list[str]:
    """All that a posted form says, field by field."""
    return [f"{name}: {error}" for name, errors in form.errors.items() for error in errors]


@pytest.fixture
def _in_a_request() -> Iterator[None]:
    request = RequestFactory().post("/")
    request.session, request.user = SessionStore(), AnonymousUser()
    with context.request_context(request):
        yield


@pytest.mark.usefixtures("_in_a_request")
def test_no_box_for_words_cuts_what_is_pasted():
    makers = made_with()
    boxes = {
        f"{kind.__name__}.{name}": field.widget.attrs
        for kind in every_form()
        if kind.__name__ not in KEPT
        for name, field in kind(**makers.get(kind.__name__, dict)()).fields.items()
        if isinstance(field.widget, forms.Textarea)
    }

    assert "NotNowForm.words" in boxes
    assert [name for name, attrs in boxes.items() if "maxlength" in attrs] == []


def test_too_many_letters_are_counted():
    class Note(forms.Form):
        words = forms.CharField(max_length=5, widget=forms.Textarea)

    assert said(Note({"words": "Too much."})) == [
        "words: Please use at most 5 letters here. You wrote 9."
    ]


@pytest.mark.usefixtures("_in_a_request")
@pytest.mark.parametrize("sent", SENT, ids=["nothing", "words", "long", "null", "number", "day"])
def test_no_form_says_what_is_wrong(sent):
    makers = made_with()

    found = []
    for kind in every_form():
        if kind.__name__ in KEPT:
            continue
        given = makers.get(kind.__name__, dict)()
        blank = kind(**given)
        posted = {blank.add_prefix(name): sent for name in blank.fields} if sent else {}
        form = kind(**given, data=posted)
        found += [f"{kind.__name__}.{line}" for line in said(form) if WRONG.search(line)]

    assert found == []


@pytest.mark.parametrize("adapter", [AccountAdapter, MFAAdapter])
def test_no_sign_in_message_says_what_is_wrong(adapter):
    texts = {key: str(text) for key, text in adapter.error_messages.items()}

    assert {key: text for key, text in texts.items() if WRONG.search(text)} == {}
