"""Before a sheet is given: exactly the reminders that will run, for the day that is chosen."""

import re
from datetime import date, time, timedelta
from html import unescape
from uuid import UUID

import pytest
from django.core import mail
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.actions import contact
from clients.models import Contact
from practice.models import AuditIntake, ChannelStop, Delivery
from tests.factories import NOW, make_client, make_version
from tests.tables import undone
from tests.worksheets.reminders.people import (
    agree,
    give,
    live,
    make_reachable,
    mark,
    prefer,
    sent_before,
)
from tests.worksheets.views.desk.conftest import url
from worksheets.models import Assignment
from worksheets.reminders import telling

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
DUE = "2026-03-17"  # a Tuesday, a week after NOW
LINES = [
    "Wed 11 Mar, 10:00 am, her time, by e-mail: You have something waiting",
    "Mon 16 Mar, 10:00 am, her time, by e-mail: You have something waiting",
    "Thu 19 Mar, 10:00 am, her time, by e-mail: You have something waiting",
]


@pytest.fixture
def maya(people):
    """She said yes to reminders."""
    return make_reachable(people.ana, "Rosa")


@pytest.fixture
def version():
    return make_version()


def shown(response) -> list[str]:
    """What stands under the heading, line by line."""
    page = response.content.decode().partition("data-ahead-lines")[2].partition("</div>")[0]
    lines = re.findall(r"<(?:li|p)[^>]*>(.*?)</(?:li|p)>", page)
    plain = (re.sub(r"<[^>]+>", "", line) for line in lines)
    return [unescape(line).replace("\u00a0", " ") for line in plain]


def told(response) -> list[str]:
    """The same as the script is told it."""
    said = response.json()
    lines = (" · ".join(filter(None, line.values())) for line in said["lines"])
    return [line.replace("\u00a0", " ") for line in [*filter(None, [said["note"]]), *lines]]


def ledger(assignment: Assignment) -> list[str]:
    """The rows of the table, in the words of the page."""
    rows = Delivery.objects.filter(subject=assignment.pk).order_by("due_at", "step")
    today = assignment.client.today(NOW)
    lines = [telling.Line(r.local_on, r.local_time, today, r.state, r.reason) for r in rows]
    said = (" · ".join(filter(None, (line.words, line.reason))) for line in lines)
    return [re.sub(r"(\d\d:\d\d)", clock_of_new_york, line) for line in said]


def clock_of_new_york(found: re.Match) -> str:
    at = time.fromisoformat(found.group())
    return f"{at:%I:%M} {'am' if at.hour < 12 else 'pm'}".lstrip("0")


def ask(http, client, version, **wanted):
    return http.post(f"{url('assign', client, version.worksheet)}?show=page", wanted)


def test_what_will_go_out_stands_there_before_it_is_given(ana, maya, version):
    maya.next_session_at = NOW + 8 * DAY
    maya.save()

    page = ana.get(url("assign", maya, version.worksheet))

    last = "Thu 19 Mar, 10:00 am, her time: left out · A session comes first."
    assert shown(page) == [*LINES[:2], last]


def test_the_words_are_those_of_the_mail(maya):
    give(maya, date(2026, 3, 17))
    live(NOW + DAY)

    assert {mail.outbox[0].subject} == {line.partition(": ")[2] for line in LINES}


def test_without_script_a_button_shows_another_day_and_keeps_what_was_typed(ana, maya, version):
    first = ana.get(url("assign", maya, version.worksheet))
    typed = {"reason": "After the call.", "due_on": DUE, "kept_private": "noticed"}
    before = AuditIntake.objects.count()

    page = ask(ana, maya, version, request_key=UUID(int=7), **typed)

    html = page.content.decode()
    assert (shown(first), shown(page)) == (LINES[:1], LINES)
    assert re.search(r'formaction="\?show=page"', html)
    assert f'action="{url("assign", maya, version.worksheet)}"' in html
    assert "After the call.</textarea>" in html
    assert f'value="{DUE}"' in html
    assert str(UUID(int=7)) in html
    assert re.search(r'value="noticed"[^>]*checked', html)
    assert 'aria-invalid="true"' not in html
    left = (Assignment.objects.count(), Delivery.objects.count(), AuditIntake.objects.count())
    assert left == (0, 0, before)


def test_a_form_that_needs_another_look_shows_the_day_that_was_typed(ana, maya, version):
    page = ana.post(url("assign", maya, version.worksheet), {"reason": "", "due_on": DUE})

    assert shown(page) == LINES


@pytest.mark.parametrize(
    ("due_on", "lines"),
    [
        (DUE, LINES),
        ("", LINES[:1]),
        ("2026-03-09", ["Choose a day ahead, or none, to see the reminders."]),
        ("soon", ["Choose a day ahead, or none, to see the reminders."]),
        ("one\x00two", ["Choose a day ahead, or none, to see the reminders."]),
        ("9999-12-31", ["Choose a day ahead, or none, to see the reminders."]),
    ],
)
def test_the_script_is_told_the_same(ana, maya, version, due_on, lines):
    address = url("assign", maya, version.worksheet)

    answer = ana.post(f"{address}?show=rows", {"due_on": due_on})

    assert told(answer) == shown(ask(ana, maya, version, due_on=due_on)) == lines
    assert Assignment.objects.count() == 0


def never_asked(client):
    client.consents.all().delete()


CALM = {
    "She has chosen to have no reminders.": lambda c: agree(c, given=False, at=NOW - DAY),
    "She has paused her reminders.": lambda c: prefer(c, paused_until=Contact.FOR_EVER),
    "Two messages went out without a sign-in. None goes out until somebody has asked her how it "
    "is going.": lambda c: [sent_before(c, NOW - timedelta(minutes=n)) for n in (20, 10)],
}


@pytest.mark.parametrize("said", CALM)
def test_where_none_goes_out_one_calm_line_says_why(ana, maya, version, said):
    CALM[said](maya)

    assert shown(ask(ana, maya, version, due_on=DUE)) == [said]


@pytest.mark.parametrize(
    ("with_account", "said"),
    [
        (True, "She has not chosen yet whether she wants reminders."),
        (
            False,
            "She has not come in yet. Once she has, she chooses whether she wants reminders.",
        ),
    ],
)
def test_who_was_never_asked_is_no_refusal(ana, people, version, with_account, said):
    client = make_client(people.ana, "Irene", with_account=with_account)

    assert shown(ask(ana, client, version, due_on=DUE)) == [said]


def test_a_stop_by_the_link_is_told(ana, maya, version):
    give(maya, date(2026, 3, 17))
    contact.stop_by_link(delivery=Delivery.objects.first(), now=NOW)

    said = "She stopped reminders by the link in a mail."
    assert shown(ask(ana, maya, version, due_on=DUE)) == [said]


def test_mail_that_came_back_is_told_above_the_rows(ana, maya, version):
    ChannelStop.objects.create(person=maya.pk, kind="bounced", at=NOW)

    said = "Mail to this address came back. None goes out until that is put right."
    assert shown(ask(ana, maya, version, due_on=DUE)) == [said, *LINES]


def test_a_private_day_reads_like_any_other_reason(ana, maya, version):
    mark(maya, date(2026, 3, 16), is_private=True)
    hidden = shown(ask(ana, maya, version, due_on=DUE))
    maya.tender_dates.all().delete()
    prefer(maya, days=[1, 2, 3, 4, 5, 6, 7])
    told = shown(ask(ana, maya, version, due_on=DUE))

    assert hidden == [
        LINES[0],
        "Sat 14 Mar, 10:00 am, her time, by e-mail: You have something waiting "
        "· Moved to another day.",
        LINES[2],
    ]
    assert told == LINES


PLANS = st.fixed_dictionaries(
    {
        "due_in": st.none() | st.integers(0, 25),
        "others": st.lists(st.none() | st.integers(1, 12), max_size=3),
        "days": st.sets(st.integers(1, 7), min_size=1),
        "hour": st.integers(8, 20),
        "quiet_in": st.sets(st.integers(0, 12), max_size=3),
        "paused_for": st.none() | st.integers(1, 9),
        "session_in": st.none() | st.integers(1, 12),
        "had_ago": st.sets(st.integers(1, 7), max_size=3),
        "zone": st.sampled_from(["America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe"]),
    }
)


def arrange(maya, plan) -> str:
    """Her file as the plan has it; the day that is typed."""
    today = NOW.date()
    maya.time_zone = plan["zone"]
    maya.next_session_at = plan["session_in"] and NOW + plan["session_in"] * DAY
    maya.save()
    for days in plan["others"]:
        give(maya, days and today + days * DAY)
    for days in plan["quiet_in"]:
        mark(maya, today + days * DAY, is_private=True)
    for days in plan["had_ago"]:
        sent_before(maya, NOW - days * DAY)
    until = plan["paused_for"] and today + plan["paused_for"] * DAY
    prefer(maya, days=sorted(plan["days"]), at=time(plan["hour"]), paused_until=until)
    due_in = plan["due_in"]
    return "" if due_in is None else f"{maya.today(NOW) + due_in * DAY}"


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(PLANS)
def test_the_rows_shown_are_the_rows_that_run(ana, maya, version, plan):
    with undone():
        due_on = arrange(maya, plan)
        before = shown(ask(ana, maya, version, due_on=due_on))

        ana.post(url("assign", maya, version.worksheet), {"reason": "For you.", "due_on": due_on})

        assert before == ledger(Assignment.objects.get(version=version))
        assert before != []
