"""The practice's own settings and the owner's page (A-03, B-01, rulings 46)."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from practice import pulse, tasks
from practice.actions.practices import MayNot, change_profile, change_settings
from practice.forms import PracticeForm
from practice.models import AuditIntake, Delivery, Membership, Practice
from tests.factories import (
    NOW,
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_supervisor,
)

pytestmark = pytest.mark.django_db

FORM = {
    "name": "Harbour Street Practice",
    "app_name": "Harbour",
    "icon": "drop",
    "sender_name": "Olga",
    "sheet_label": "page",
    "time_zone": "Europe/Lisbon",
    "country": "GB",
    "reply_days": "3",
    "note_policy": "open",
    "note_limit": "2000",
    "reminder_days": ["1", "2", "3", "4", "5", "6", "7"],
    "reminder_at": "10:00",
    "requires_second_factor": "on",
}


def test_an_owner_sets_her_practice_up(browser):
    owner = make_owner(make_practice())
    browser.force_login(owner.user)

    response = browser.post(reverse("practice:setup"), FORM)

    practice = Practice.objects.get()
    assert response["Location"] == reverse("practice:overview")
    assert (practice.app_name, practice.sheet_label, practice.time_zone) == (
        "Harbour",
        "page",
        "Europe/Lisbon",
    )
    assert (practice.country, practice.reply_days, practice.requires_second_factor) == (
        "GB",
        3,
        True,
    )
    assert AuditIntake.objects.get().details == {
        "changed": [
            "app_name",
            "sender_name",
            "icon",
            "sheet_label",
            "time_zone",
            "country",
            "reply_days",
            "requires_second_factor",
        ]
    }


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (
            "app_name",
            "Harbour Therapy",
            "“therapy” tells others what this is about. Please choose another word.",
        ),
        (
            "app_name",
            "For Estranged Mothers",
            "“estranged” tells others what this is about. Please choose another word.",
        ),
        (
            "sheet_label",
            "homework",
            "“homework” tells others what this is about. Please choose another word.",
        ),
    ],
)
def test_names_that_others_may_read_stay_neutral(field, value, said):
    form = PracticeForm({**FORM, field: value}, instance=make_practice(), now=NOW)

    assert form.errors == {field: [said]}


@pytest.mark.parametrize("name", ["Tend", "Harbour", "Song of Moments", "Lantern Room", "Marée"])
def test_neutral_names_pass(name):
    form = PracticeForm({**FORM, "app_name": name}, instance=make_practice(), now=NOW)

    assert form.errors == {}


@pytest.mark.parametrize("days", ["0", "6", "soon", ""])
def test_a_reply_is_promised_within_one_to_five_days(days):
    form = PracticeForm({**FORM, "reply_days": days}, instance=make_practice(), now=NOW)

    assert list(form.errors) == ["reply_days"]


def test_only_an_owner_changes_settings():
    actor = actor_for(make_counselor(make_practice()))

    with pytest.raises(MayNot):
        change_settings(by=actor, settings={"name": "Mine now"})


def test_a_typed_name_shows_nowhere_before_it_is_saved(browser):
    owner = make_owner(make_practice(app_name="Harbour"))
    browser.force_login(owner.user)

    page = browser.post(reverse("practice:setup"), {**FORM, "app_name": "Grief Room"})

    assert page.context["app_name"] == "Harbour"


@pytest.mark.parametrize("page", ["overview", "setup", "people", "add_colleague"])
@pytest.mark.parametrize("who", ["counselor", "supervisor", "client", "nobody"])
def test_the_owners_pages_are_the_owners(browser, page, who):
    practice = make_practice()
    counselor = make_counselor(practice)
    people = {
        "counselor": counselor.user,
        "supervisor": make_supervisor(practice).user,
        "client": make_client(counselor).membership.user,
        "nobody": make_counselor(practice, ended_at=NOW).user,
    }
    browser.force_login(people[who])

    response = browser.get(reverse(f"practice:{page}"))

    assert (response.status_code, "Harbour Street" in response.content.decode()) == (403, False)


def test_a_colleague_sets_her_name_and_days(browser):
    counselor = make_counselor(make_practice())
    browser.force_login(counselor.user)

    browser.post(
        reverse("practice:profile"), {"name": "Ana R. Ruiz", "working_days": ["4", "1", "2"]}
    )

    counselor = Membership.objects.select_related("user").get()
    assert (counselor.user.name, counselor.working_days) == ("Ana R. Ruiz", [1, 2, 4])
    assert AuditIntake.objects.get().details == {"working_days": [1, 2, 4]}


def test_a_client_has_no_working_days():
    client = make_client(make_counselor(make_practice()))

    with pytest.raises(MayNot):
        change_profile(by=actor_for(client), name="Maya", working_days=[1])


# --- is everything running? ---------------------------------------------------------------------


def test_signs_of_life_come_from_the_tasks_themselves():
    before = pulse.read(now=NOW)

    tasks.dispatch_deliveries.delay(by_beat=True)
    now = timezone.now()
    alive = pulse.read(now=now)
    later = pulse.read(now=now + timedelta(minutes=4))

    assert [(p.worker_is_alive, p.beat_is_alive) for p in (before, alive, later)] == [
        (False, False),
        (True, True),
        (False, False),
    ]


def test_work_without_the_scheduler_is_told_apart():
    pulse.mark(now=NOW, by_beat=False)

    heard = pulse.read(now=NOW)

    assert (heard.worker_is_alive, heard.beat_is_alive) == (True, False)


@pytest.fixture
def begun():
    """Says when the process began; afterwards it is unsaid, as it is in the other tests."""
    yield lambda now: pulse.begin(now=now)
    pulse._begun.clear()


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(minutes=1), ["It reports within a minute"]),
        (timedelta(minutes=4), ["Not heard of yet", "can start them again"]),
    ],
)
def test_silence_right_after_the_start_is_no_reason_to_worry(browser, begun, ago, said):
    browser.force_login(make_owner(make_practice(requires_second_factor=False)).user)
    begun(timezone.now() - ago)

    page = browser.get(reverse("practice:overview")).content.decode()

    words = ["It reports within a minute", "Not heard of yet", "can start them again"]
    assert [word for word in words if word in page] == said


def test_who_was_heard_of_before_the_start_reports_soon_too(browser, begun):
    browser.force_login(make_owner(make_practice(requires_second_factor=False)).user)
    pulse.mark(now=timezone.now() - timedelta(hours=9), by_beat=True)
    begun(timezone.now())

    page = browser.get(reverse("practice:overview")).content.decode()

    assert ("It reports within a minute" in page, "Quiet since" in page) == (True, False)


def test_the_owner_reads_what_went_wrong(browser):
    practice = make_practice(requires_second_factor=False)
    for state in ("failed", "failed", "unknown", "sent"):
        make_delivery(practice, state)
    make_delivery(practice, "failed", due_at=timezone.now() - timedelta(days=8))
    make_delivery(make_practice(), "failed")
    browser.force_login(make_owner(practice).user)

    response = browser.get(reverse("practice:overview"))

    assert response.context["trouble"] == [
        ("did not go out", 2),
        ("may or may not have gone out", 1),
    ]


def make_delivery(practice: Practice, state: str, **fields) -> Delivery:
    defaults = {
        "purpose": "card",
        "subject": uuid4(),
        "person": uuid4(),
        "local_on": NOW.date(),
        "local_time": NOW.time(),
        "due_at": timezone.now(),
    }
    return Delivery.objects.create(practice=practice, state=state, **defaults | fields)


def test_the_overview_says_whether_mail_leaves(browser, settings):
    browser.force_login(make_owner(make_practice()).user)

    without = browser.get(reverse("practice:overview")).content.decode()
    settings.EMAIL_HOST = "mail.example.org"
    settings.DEFAULT_FROM_EMAIL = "Tend <hello@example.org>"
    with_host = browser.get(reverse("practice:overview")).content.decode()

    assert "Is kept as files; nobody receives any" in without
    assert "Goes out from example.org" in with_host


def test_the_demo_says_that_it_asks_for_no_second_step(browser, settings):
    settings.DEMO = True
    browser.force_login(make_owner(make_practice()).user)

    page = browser.get(reverse("practice:overview")).content.decode()

    assert "Demo: no second step" in page


def test_the_overview_costs_the_same_for_one_and_for_thirty(browser, django_assert_num_queries):
    practice = make_practice()
    browser.force_login(make_owner(practice).user)
    browser.get(reverse("practice:overview"))

    with django_assert_num_queries(5):
        browser.get(reverse("practice:overview"))
    for number in range(30):
        make_counselor(practice, f"Colleague {number}")
    with django_assert_num_queries(5):
        browser.get(reverse("practice:overview"))


# --- the first owner ----------------------------------------------------------------------------

OPTIONS = {
    "email": "Olga@example.org",
    "name": "Olga Brandt",
    "practice": "Harbour Street",
    "zone": "Europe/Lisbon",
    "country": "gb",
}


def test_one_command_founds_a_practice():
    out = StringIO()

    call_command("create_owner", **OPTIONS, stdout=out)

    owner = Membership.objects.select_related("user", "practice").get()
    assert (owner.user.email, owner.user.name, owner.user.has_usable_password()) == (
        "olga@example.org",
        "Olga Brandt",
        False,
    )
    assert (owner.practice.name, owner.practice.time_zone, owner.practice.country) == (
        "Harbour Street",
        "Europe/Lisbon",
        "GB",
    )
    assert (owner.is_owner, owner.is_counselor, owner.practice.requires_second_factor) == (
        True,
        True,
        True,
    )
    assert "1. Open http://localhost:8000/account/login/" in out.getvalue()


def test_an_owner_may_see_no_clients_herself():
    call_command("create_owner", **OPTIONS, no_caseload=True, stdout=StringIO())

    owner = Membership.objects.get()
    assert (owner.is_owner, owner.is_counselor) == (True, False)


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ({"email": "not an address"}, "Please write an address like name@example.org."),
        ({"zone": "Mars/Olympus"}, "Choose a time zone from the list."),
        ({"country": "XX"}, "Two letters, such as US, GB or IE."),
        ({"name": "  "}, "Please write something."),
    ],
)
def test_a_wrong_option_is_said_in_words(option, said):
    with pytest.raises(CommandError, match=said):
        call_command("create_owner", **OPTIONS | option, stdout=StringIO())

    assert Practice.objects.count() == 0


def test_what_is_left_out_is_asked_for(monkeypatch, capsys):
    typed = iter(["nowhere", "Europe/Lisbon"])
    monkeypatch.setattr("builtins.input", lambda prompt: next(typed))

    call_command("create_owner", **OPTIONS | {"zone": None}, stdout=StringIO())

    assert capsys.readouterr().out == "Choose a time zone from the list.\n"
    assert Practice.objects.get().time_zone == "Europe/Lisbon"


def test_a_colleague_without_a_name_is_called_by_her_address_and_asked(browser):
    nameless = make_counselor(make_practice(), "")
    browser.force_login(nameless.user)
    start, profile = reverse("practice:start"), reverse("practice:profile")

    first = browser.get(start)["Location"]
    page = browser.get(profile).content.decode()
    said = browser.post(profile, {"name": "Nia Bell", "working_days": ["1"]})["Location"]

    assert (first, said, browser.get(start)["Location"]) == (
        profile,
        start,
        reverse("worksheets:today"),
    )
    assert f">{nameless.user.email}</a><br>Harbour Street Practice" in page
    assert "First, your name" in page
    assert "First, your name" not in browser.get(profile).content.decode()
