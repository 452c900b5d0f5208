"""The daily mail to a colleague: once, at her hour, on her days, only when something is new (B-02).

Whether something is new is said by a listener of the test; what really counts as new is asked in
tests/worksheets/test_news.py.
"""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.conf import settings
from django.urls import reverse

from practice import deliveries, emails, facts, summaries, tasks
from practice.models import AuditIntake, Delivery, Leave, Membership, Practice, User
from tests.factories import make_client, make_counselor, make_owner, make_practice, make_supervisor

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
# Tuesday, 08:30 in New York.
MORNING = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
DAY = timedelta(days=1)


class News:
    """What the apps above would say: when something came in last."""

    def __init__(self) -> None:
        self.at = MORNING - HOUR
        self.asked: list[datetime] = []

    def __call__(self, since, now) -> set:
        self.asked += since.values()
        return {one.pk for one, instant in since.items() if instant < self.at <= now}


@pytest.fixture
def news(monkeypatch) -> News:
    news = News()
    monkeypatch.setitem(facts._listeners, "colleagues.news", [news])
    return news


@pytest.fixture
def ana(news):
    return make_reachable(make_practice())


def make_reachable(practice, name: str = "Ana Ruiz", **fields) -> Membership:
    """A counselor whose address is confirmed."""
    found = make_counselor(practice, name, **fields)
    user = found.user
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return found


def live(since: datetime, until: datetime, step: timedelta = 5 * MINUTE) -> None:
    """The scheduler's rounds."""
    now = since
    while now <= until:
        summaries.plan(now)
        deliveries.dispatch(now=now)
        now += step


def told() -> list[tuple[str, str, str]]:
    """Day and hour of her own clock, state and reason of every row."""
    rows = Delivery.objects.filter(purpose="summary").order_by("due_at")
    return [(f"{r.local_on:%d %b} {r.local_time:%H:%M}", r.state, r.reason) for r in rows]


def test_one_goes_out_at_her_hour_and_none_before(ana, mailoutbox):
    live(MORNING - 2 * HOUR, MORNING - MINUTE)
    before = told()
    live(MORNING, MORNING + 4 * HOUR)

    assert (before, told()) == ([], [("10 Mar 08:30", "sent", "")])
    assert [mail.to for mail in mailoutbox] == [[ana.user.email]]


def test_the_letter_says_nothing_and_can_be_stopped(ana, mailoutbox):
    live(MORNING, MORNING)

    mail, row = mailoutbox[0], Delivery.objects.get()
    links = summaries.LINKS.of_one(row.pk, ana.user.email)
    assert (mail.subject, mail.from_email) == (
        "There is something new",
        emails.sender(ana.practice),
    )
    assert mail.body.splitlines() == [
        "There is something new for you. When it suits you, sign in here:",
        "",
        f"{settings.TEND_URL}/account/login/",
        "",
        "Tend",
        "",
        "Why did I get this?",
        links["why_summary_url"],
        "",
        "Stop these messages",
        links["stop_summary_url"],
    ]
    assert mail.extra_headers["List-Unsubscribe"] == f"<{links['stop_summary_url']}>"
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_where_nothing_is_new_nothing_goes_out(ana, news, mailoutbox):
    live(MORNING, MORNING + HOUR)
    live(MORNING + DAY, MORNING + DAY + HOUR)
    news.at = MORNING + DAY + HOUR
    live(MORNING + 2 * DAY, MORNING + 2 * DAY)

    assert told() == [
        ("10 Mar 08:30", "sent", ""),
        ("11 Mar 08:30", "skipped", "Nothing was new."),
        ("12 Mar 08:30", "sent", ""),
    ]
    assert len(mailoutbox) == 2
    # The first look goes back a week, the others to the last mail that went out.
    assert news.asked == [MORNING - 7 * DAY, MORNING, MORNING]


def test_one_that_did_not_go_out_leaves_its_news_for_the_next(ana, news):
    live(MORNING, MORNING)
    Delivery.objects.update(state="failed")

    live(MORNING + DAY, MORNING + DAY)

    assert [state for _when, state, _why in told()] == ["failed", "sent"]


@pytest.mark.parametrize("hour", [time(6), time(8, 30), time(20, 30)])
def test_planned_any_number_of_times_it_is_one(ana, hour, mailoutbox):
    Membership.objects.update(summary_at=hour)
    due = datetime.combine(date(2026, 3, 10), hour, tzinfo=UTC) + 4 * HOUR

    made = [summaries.plan(due + number * HOUR) for number in range(4)]
    deliveries.dispatch(now=due + 3 * HOUR)
    deliveries.dispatch(now=due + 3 * HOUR)

    assert (made, len(mailoutbox)) == ([1, 0, 0, 0], 1)


def test_another_hour_on_the_same_day_is_no_second_mail(ana, mailoutbox):
    live(MORNING, MORNING)
    Membership.objects.update(summary_at=time(9))

    live(MORNING + HOUR, MORNING + 3 * HOUR)

    assert (len(told()), len(mailoutbox)) == (1, 1)


def test_too_late_in_the_day_none_goes_out(ana, mailoutbox):
    live(MORNING + 4 * HOUR + MINUTE, MORNING + 8 * HOUR)
    before = told()
    summaries.plan(MORNING + DAY)
    deliveries.dispatch(now=MORNING + DAY + 4 * HOUR + MINUTE)

    assert (before, mailoutbox) == ([], [])
    assert told() == [("11 Mar 08:30", "expired", "It would have come too late.")]


def test_a_week_has_five_working_days(ana, news, mailoutbox):
    for day in range(7):
        news.at = MORNING + day * DAY - MINUTE
        live(MORNING + day * DAY, MORNING + day * DAY)

    assert [when for when, _state, _why in told()] == [
        "10 Mar 08:30",
        "11 Mar 08:30",
        "12 Mar 08:30",
        "13 Mar 08:30",
        "16 Mar 08:30",
    ]
    assert len(mailoutbox) == 5


def test_while_she_is_away_none_comes(ana, news, mailoutbox):
    be_away(ana, 11, 12)
    for day in range(4):
        news.at = MORNING + day * DAY - MINUTE
        live(MORNING + day * DAY, MORNING + day * DAY)

    assert [when for when, _state, _why in told()] == ["10 Mar 08:30", "13 Mar 08:30"]


def test_on_a_day_that_is_closed_none_comes(ana, news, mailoutbox):
    summaries.plan(MORNING)
    today = [{"on": f"2026-03-{day}", "words": "Team day"} for day in (10, 11)]
    Practice.objects.update(closed_on=today)
    for day in range(4):
        news.at = MORNING + day * DAY - MINUTE
        live(MORNING + day * DAY, MORNING + day * DAY)

    assert told() == [
        ("10 Mar 08:30", "skipped", "That day is not one of work."),
        ("12 Mar 08:30", "sent", ""),
        ("13 Mar 08:30", "sent", ""),
    ]


def be_away(ana, first: int, last: int) -> Leave:
    first_on, last_on = date(2026, 3, first), date(2026, 3, last)
    return Leave.objects.create(membership=ana, starts_on=first_on, ends_on=last_on, words="Away.")


WHY_NOT = {
    "This person has no caseload here any more.": lambda ana: Membership.objects.update(
        ended_at=MORNING
    ),
    "This person wants no such mail.": lambda ana: Membership.objects.update(summary_at=None),
    "The address is not confirmed.": lambda ana: EmailAddress.objects.update(verified=False),
    "That day is not one of work.": lambda ana: be_away(ana, 10, 10),
    "Mail to this address came back.": lambda ana: deliveries.stop(
        person=ana.user_id, kind="bounced", now=MORNING
    ),
}


@pytest.mark.parametrize("why", WHY_NOT)
def test_what_changed_after_it_was_planned_stops_it(ana, mailoutbox, why):
    summaries.plan(MORNING)
    WHY_NOT[why](ana)

    deliveries.dispatch(now=MORNING + MINUTE)

    assert (told(), mailoutbox) == ([("10 Mar 08:30", "skipped", why)], [])


def test_only_who_has_a_caseload_and_wants_it_gets_one(news):
    practice = make_practice()
    make_owner(practice)
    make_supervisor(practice)
    make_reachable(practice, "Ben Okoye", summary_at=None)
    make_reachable(practice, "Cleo Hart", ended_at=MORNING)
    make_client(make_reachable(practice, "Dora Lind", working_days=[1]))
    sleeper = make_reachable(practice, "Ena Moss")
    sleeper.user.is_active = False
    sleeper.user.save()

    assert summaries.plan(MORNING) == 0


# Both changes of 2026 and 2027, in the week of each: the hour on her own clock, and in UTC.
CLOCKS = [
    ("America/New_York", date(2026, 3, 6), time(8, 30), "13:30"),
    ("America/New_York", date(2026, 3, 9), time(8, 30), "12:30"),
    ("America/New_York", date(2026, 11, 2), time(8, 30), "13:30"),
    ("Europe/Lisbon", date(2027, 3, 26), time(8, 30), "08:30"),
    ("Europe/Lisbon", date(2027, 3, 29), time(8, 30), "07:30"),
    ("Australia/Lord_Howe", date(2026, 4, 3), time(8, 30), "21:30"),
    ("Australia/Lord_Howe", date(2026, 4, 6), time(8, 30), "22:00"),
    ("Asia/Kathmandu", date(2026, 4, 6), time(6), "00:15"),
    ("America/Santiago", date(2026, 9, 7), time(8, 30), "11:30"),
]


@pytest.mark.parametrize(("zone", "day", "hour", "utc"), CLOCKS)
def test_her_hour_is_that_of_her_own_clock(news, zone, day, hour, utc):
    make_reachable(make_practice(), time_zone=zone, summary_at=hour)
    start = datetime.combine(day, time(), tzinfo=UTC) - DAY

    for minutes in range(0, 3 * 24 * 60, 15):
        summaries.plan(start + timedelta(minutes=minutes))

    row = Delivery.objects.get(local_on=day)
    assert (f"{row.due_at:%H:%M}", row.local_time, row.zone) == (utc, hour, zone)
    assert Delivery.objects.values("subject", "step").distinct().count() == Delivery.objects.count()


def test_on_the_days_of_the_change_it_is_one_each(news, mailoutbox):
    make_reachable(make_practice(), working_days=[6, 7, 1], summary_at=time(6))
    for first in (datetime(2026, 3, 7, 5, tzinfo=UTC), datetime(2026, 10, 31, 4, tzinfo=UTC)):
        for hours in range(72):
            news.at = first + hours * HOUR
            live(news.at, news.at)

    assert [when for when, state, _why in told() if state == "sent"] == [
        "07 Mar 06:00",
        "08 Mar 06:00",
        "09 Mar 06:00",
        "31 Oct 06:00",
        "01 Nov 06:00",
        "02 Nov 06:00",
    ]
    assert len(mailoutbox) == 6


@pytest.mark.parametrize("people", [1, 20])
def test_many_cost_what_one_costs(news, django_assert_num_queries, people):
    practice = make_practice()
    for number in range(people):
        make_reachable(practice, f"Colleague {number}")

    with django_assert_num_queries(4):
        summaries.plan(MORNING)
    rows = list(Delivery.objects.all())
    with django_assert_num_queries(4):
        summaries.check(rows, MORNING)


def test_the_scheduler_asks_a_task_that_plans(ana):
    with time_machine.travel(MORNING, tick=False):
        tasks.plan_summaries.delay()

    names = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]
    assert told() == [("10 Mar 08:30", "planned", "")]
    assert names.count("practice.tasks.plan_summaries") == 1


# --- behind the links ---------------------------------------------------------------------------


@pytest.fixture
def links(ana):
    summaries.plan(MORNING)
    return summaries.LINKS.of_one(Delivery.objects.get().pk, ana.user.email)


def test_a_mail_program_stops_it_with_one_post(browser, links, ana, mailoutbox):
    mailoutbox.clear()
    url = links["stop_summary_url"]

    answer = browser.post(url, {"List-Unsubscribe": "One-Click"})
    again = browser.post(url)

    assert (answer.status_code, again.status_code) == (200, 200)
    assert "They have stopped" in answer.content.decode()
    assert Membership.objects.get(pk=ana.pk).summary_at is None
    assert [row.action for row in AuditIntake.objects.all()] == ["membership.summary_stopped"]
    assert summaries.plan(MORNING + DAY) == 0


def test_a_look_stops_nothing_and_shows_one_button(browser, links, ana):
    page = browser.get(links["stop_summary_url"]).content.decode()
    why = browser.get(links["why_summary_url"]).content.decode()

    assert Membership.objects.get(pk=ana.pk).summary_at == time(8, 30)
    assert (page.count('<form method="post">'), "Stop these messages?" in page) == (1, True)
    assert "something has come in since you were last told" in why
    assert ana.user.email not in page + why


@pytest.mark.parametrize("name", ["stop_summary", "why_summary"])
@pytest.mark.parametrize("signed", ["x", "0" * 32, "a.b", "%00", "x" * 3000])
def test_a_made_up_link_opens_nothing(browser, ana, name, signed):
    url = reverse(f"practice:{name}", args=[signed])

    assert browser.get(url).status_code == 404
    assert Membership.objects.get(pk=ana.pk).summary_at == time(8, 30)


def test_a_link_of_a_reminder_stops_no_summary(browser, ana, links):
    Delivery.objects.update(purpose="reminder")

    assert browser.post(links["stop_summary_url"]).status_code == 404


def test_a_mail_to_an_address_that_she_left_stops_nothing(browser, ana, links):
    User.objects.filter(pk=ana.user_id).update(email="new@example.org")

    page = browser.post(links["stop_summary_url"]).content.decode()

    assert "No more of these messages will come to this address." in page
    assert Membership.objects.get(pk=ana.pk).summary_at == time(8, 30)
    assert "new@example.org" not in page
