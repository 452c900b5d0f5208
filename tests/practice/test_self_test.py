"""The daily self-test: it goes the whole way; where it does not, everybody who looks is told."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from practice import deliveries, pulse, self_test, tasks
from practice.models import Delivery, Freeze
from tests.factories import NOW, make_owner, make_practice
from tests.practice.posting import ends

pytestmark = pytest.mark.django_db

State = Delivery.State
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


class Refusing(EmailBackend):
    """A mail server that breaks off."""

    def send_messages(self, messages: list) -> int:
        raise ValueError


@pytest.fixture(autouse=True)
def _address(settings):
    settings.TEND_SELF_TEST_TO = "keeper@example.org"


@pytest.fixture
def practice():
    return make_practice(created_at=NOW - 30 * DAY)


def minute(at) -> None:
    """What beat asks of a worker each minute."""
    with time_machine.travel(at, tick=False):
        tasks.test_the_way()
        tasks.dispatch_deliveries(by_beat=True)


def check(at) -> str:
    out = StringIO()
    with time_machine.travel(at, tick=False):
        call_command("deliveries", "check", stdout=out)
    return out.getvalue().strip()


def complaint(at) -> str:
    with pytest.raises(CommandError) as raised:
        check(at)
    assert raised.value.returncode == 1
    return str(raised.value)


# --- it works -----------------------------------------------------------------------------------


def test_one_letter_a_day_goes_the_whole_way(practice):
    for hours in (0, 1, 2, 24, 25):
        minute(NOW + hours * HOUR)

    rows = list(Delivery.objects.order_by("due_at").values_list("purpose", "state", "due_at"))
    assert rows == [
        ("self_test", State.SENT, NOW),
        ("self_test", State.SENT, NOW + DAY),
    ]
    assert [(each.to, each.subject) for each in mail.outbox] == [
        (["keeper@example.org"], "Tend: the test letter of today")
    ] * 2
    assert check(NOW + 27 * HOUR) == "The last test letter went out at 2026-03-11 15:00Z."


def test_without_an_address_nothing_is_planned_and_the_check_says_so(practice, settings):
    settings.TEND_SELF_TEST_TO = ""

    minute(NOW)

    assert (Delivery.objects.count(), mail.outbox) == (0, [])
    assert complaint(NOW) == "No test letter is set up: TEND_SELF_TEST_TO names no address."


def test_without_a_practice_nothing_is_planned():
    minute(NOW)

    assert (Delivery.objects.count(), self_test.look(NOW).is_silent) == (0, False)


def test_an_address_taken_away_since_stops_the_letter(practice, settings):
    row = self_test.plan(NOW)
    settings.TEND_SELF_TEST_TO = ""

    deliveries.dispatch(now=NOW)

    assert ends(row) == (State.SKIPPED, "There is no address to write to.")


def test_what_was_released_within_the_day_still_goes(practice):
    row = self_test.plan(NOW)

    deliveries.dispatch(now=NOW + 20 * HOUR)

    assert ends(row)[0] == State.SENT


def test_a_letter_that_came_back_stops_none_of_the_next_days(practice):
    minute(NOW)
    row = Delivery.objects.get()
    deliveries.stop(person=row.person, kind="bounced", delivery=row, now=NOW + HOUR)

    minute(NOW + DAY)

    assert [ends(each)[0] for each in Delivery.objects.order_by("due_at")] == ["bounced", "sent"]


def test_looking_costs_one_query_however_much_lies_behind(practice, django_assert_num_queries):
    for day in range(20):
        minute(NOW + day * DAY)

    with django_assert_num_queries(1):
        sign = self_test.look(NOW + 20 * DAY)

    assert (sign.sent_at, sign.is_silent) == (NOW + 19 * DAY, False)


# --- it does not --------------------------------------------------------------------------------


def test_a_dead_worker_is_told_after_26_hours(practice):
    minute(NOW)

    assert check(NOW + 26 * HOUR) == "The last test letter went out at 2026-03-10 15:00Z."
    assert complaint(NOW + 26 * HOUR + timedelta(seconds=1)) == (
        "No test letter went out since 2026-03-10 15:00Z.\n"
        "No worker is at work, or the broker between it and the scheduler is away."
    )


def test_a_quiet_scheduler_is_told_apart_from_a_dead_worker(practice):
    pulse.mark(now=NOW, by_beat=False)

    assert complaint(NOW).splitlines() == [
        "No test letter went out since the beginning.",
        "The scheduler is quiet: whoever runs the server can start it again.",
    ]


def test_refused_mail_is_told_with_what_happened(practice, settings):
    minute(NOW)
    settings.EMAIL_BACKEND = f"{__name__}.Refusing"

    minute(NOW + DAY)
    minute(NOW + 27 * HOUR)

    assert complaint(NOW + 27 * HOUR).splitlines()[1:] == [
        "The last test letter: The connection broke while it was being sent.",
        "The mail server's address, name and password are worth a look.",
    ]


def test_a_freeze_is_told(practice):
    Freeze.objects.create(at=NOW, why="By hand.")

    minute(NOW)
    minute(NOW + 27 * HOUR)

    assert complaint(NOW + 27 * HOUR).splitlines()[1:] == [
        "Letters are stopped. They go out again once somebody releases them."
    ]


def test_a_young_installation_has_its_26_hours():
    make_practice(created_at=NOW)

    assert [self_test.look(NOW + hours * HOUR).is_silent for hours in (0, 26, 27)] == [
        False,
        False,
        True,
    ]


def test_the_first_letter_is_given_its_time(practice, caplog):
    self_test.plan(NOW)

    assert [self_test.look(NOW + hours * HOUR).is_silent for hours in (0, 26, 27)] == [
        False,
        False,
        True,
    ]


def test_the_log_says_so_once_a_day(practice, caplog):
    for hours in (0, 1, 25):
        with time_machine.travel(NOW + hours * HOUR, tick=False):
            self_test.look(NOW + hours * HOUR)
            self_test.look(NOW + hours * HOUR)
    silent = [line for line in caplog.records if line.name == "practice.self_test"]

    assert [(line.levelname, line.getMessage()) for line in silent] == [
        ("ERROR", "no test letter went out since the beginning")
    ] * 2


def test_without_a_cache_the_log_says_so_each_time(practice, monkeypatch, caplog):
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections["default"]), "add", broken)

    self_test.look(NOW)

    assert [line.levelname for line in caplog.records] == ["ERROR"]


# --- where it is read ---------------------------------------------------------------------------


@pytest.fixture
def pages(browser, practice):
    """The two pages of an owner, at an instant."""
    browser.force_login(make_owner(practice).user)

    def read(at) -> list[str]:
        with time_machine.travel(at, tick=False):
            names = ("practice:overview", "practice:deliveries")
            return [browser.get(reverse(name)).content.decode() for name in names]

    with time_machine.travel(NOW, tick=False):
        yield read


def test_owners_read_that_it_goes_out(pages):
    minute(NOW)

    overview, letters = pages(NOW + HOUR)

    assert "Went out today, 11:00\xa0am" in overview
    assert "The test letter of the day went out today, 11:00\xa0am." in letters
    assert "did not go out" not in overview + letters


def test_owners_read_that_it_did_not_and_what_to_look_at(pages):
    overview, letters = pages(NOW)

    assert "The test letter did not go out" in overview
    assert reverse("practice:deliveries") in overview
    assert "No worker is at work" in letters


def test_owners_read_that_none_is_set_up(pages, settings):
    settings.TEND_SELF_TEST_TO = ""

    overview, letters = pages(NOW)

    assert ["TEND_SELF_TEST_TO" in page for page in (overview, letters)] == [True, True]
    assert "did not go out" not in overview + letters


@pytest.mark.parametrize(("to", "letters"), [("", None), ("keeper@example.org", False)])
def test_health_tells_it_beside_and_stays_healthy(browser, practice, settings, to, letters):
    settings.TEND_SELF_TEST_TO = to

    answer = browser.get(reverse("practice:healthz"))

    told = {"database": True, "cache": True, "letters": letters}
    assert (answer.status_code, answer.json()) == (200, told)
