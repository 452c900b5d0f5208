"""The demo: made-up people, told by the real actions, never empty."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client as Http

from clients.models import Client
from practice import audit
from practice.models import Offer, Practice, User
from tests.factories import NOW, actor_for, make_practice
from worksheets import demo
from worksheets.models import Assignment, Comment, Round, SharedAnswer
from worksheets.today import gather

pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    """The demo as of NOW, on a fresh library."""
    call_command("load_library", verbosity=0)
    return demo.load(now=NOW)


def test_every_sign_in_that_is_told_opens_the_right_home(told):
    homes = {}
    for person in told["people"]:
        user = User.objects.get(email=person["sign_in"])
        assert user.check_password(person["password"])
        http = Http()
        http.force_login(user)
        homes[person["sign_in"].split("@")[0]] = http.get("/", follow=True).status_code

    assert homes == dict.fromkeys(["olga", "ana", "ben", "sofia", "maya", "rosa", "noor"], 200)


def test_todays_lists_all_have_somebody(told):
    ana = User.objects.get(email="ana@example.org").memberships.get()

    today = gather(actor_for(ana))

    assert [(item.client.call_name, item.was_heavy) for item in today.to_read] == [
        ("Helen P.", "too_much"),
        ("Fatima A.", ""),
        ("Rosa M.", ""),
    ]
    assert [asked.client.call_name for asked in today.requests] == ["Fatima A."]
    assert [reply.client.call_name for reply in today.replies] == ["Maya"]
    assert [given.client.call_name for given in today.declined] == ["Grace O."]
    assert [round_.client.call_name for round_ in today.sent_back] == ["Helen P."]
    assert [client.call_name for client in today.silent] == ["Irene K."]


def test_clients_stand_in_different_states(told):
    current = {round_.assignment_id: round_ for round_ in Round.objects.current()}
    states = {found.state_from(current[found.pk]) for found in Assignment.objects.all()}

    assert states == {"not_opened", "opened", "done", "declined"}
    assert Client.objects.filter(membership__isnull=True).count() == 1
    assert Comment.objects.filter(is_by_client=True).exists()


def test_it_happened_over_two_months_and_in_order(told):
    given = Assignment.objects.order_by("assigned_at").values_list("assigned_at", flat=True)

    assert NOW - timedelta(days=60) < given[0] < NOW - timedelta(days=50)
    assert not Round.objects.filter(submitted_at__gt=NOW).exists()
    for round_ in Round.objects.exclude(reviewed_at=None):
        assert round_.begun_at < round_.opened_at < round_.submitted_at < round_.reviewed_at


def test_what_maya_kept_is_not_in_what_was_shared(told):
    written = json.dumps(demo.script()["clients"][0]["sheets"], ensure_ascii=False)
    shared = [str(row.value) for row in SharedAnswer.objects.all()]

    kept = "You are a burden."
    assert kept in written
    assert [text for text in shared if kept in text] == []


def test_its_audit_holds_together(told):
    audit.seal(NOW)

    assert audit.verify(NOW).broken_at is None


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 3, 9, 4, 30, tzinfo=UTC),  # just after the clocks changed in New York
        datetime(2026, 11, 1, 5, 59, tzinfo=UTC),  # in the hour that comes twice
        datetime(2028, 2, 29, 12, 0, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
    ],
)
def test_it_loads_on_any_day(now):
    call_command("load_library", verbosity=0)

    demo.load(now=now)

    assert Practice.objects.get().is_demo


def test_it_never_mixes_with_a_practice_that_is_there():
    make_practice()

    with pytest.raises(CommandError, match="the demo needs an empty database"):
        call_command("load_demo")


def test_the_command_writes_the_sign_ins_for_its_owner_alone(settings, tmp_path, capsys):
    settings.VAR = tmp_path
    call_command("load_library", verbosity=0)

    call_command("load_demo")

    file = tmp_path / "demo.json"
    assert file.stat().st_mode & 0o777 == 0o600
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [sorted(person) for person in told["people"]] == [
        ["name", "password", "sign_in", "who"]
    ] * 7
    assert "7 sign-ins" in capsys.readouterr().out


def test_a_colleague_is_asked_and_has_not_answered(told):
    found = [(offer.typed_name, offer.state(NOW)) for offer in Offer.objects.all()]

    assert found == [("Eva Novak", "waiting")]
