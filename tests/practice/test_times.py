"""A counselor's own hours, and the practice's: who may choose, what is kept, who is told."""

import re
from dataclasses import fields
from datetime import time

import pytest
from django.urls import reverse

from practice import facts
from practice.actions import times
from practice.actions.practices import change_settings
from practice.actions.times import Times
from practice.models import AuditIntake, Membership, Practice
from practice.profile_forms import HOURS
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

HERS = {"name": "Ana R.", "working_days": ["2", "3"]}
SENT = HERS | {
    "summary_at": "07:30",
    "time_zone": "Europe/Lisbon",
    "reminder_days": ["5", "1", "1"],
    "reminder_at": "18:00",
    "works_from": "10:00",
    "works_until": "18:30",
    "is_told_of_notes": "soon",
}


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def told(monkeypatch):
    """What was told, by name."""
    heard = []
    for name in ("membership.reminders_changed", "practice.reminders_changed"):
        monkeypatch.setitem(facts._listeners, name, [lambda name=name, **_: heard.append(name)])
    return heard


def kept() -> tuple:
    mine = Membership.objects.get(is_counselor=True)
    return mine.summary_at, mine.time_zone, mine.reminder_days, mine.reminder_at


def test_a_colleague_is_told_in_the_morning_unless_she_says_otherwise(ana):
    assert kept() == (time(8, 30), "", None, None)
    assert ana.zone.key == "America/New_York"


def test_she_chooses_her_hours_on_her_own_page(ana, browser, told):
    browser.force_login(ana.user)

    answer = browser.post(reverse("practice:profile"), SENT)

    assert answer["Location"] == reverse("practice:profile")
    assert kept() == (time(7, 30), "Europe/Lisbon", [1, 5], time(18))
    assert Membership.objects.get().zone.key == "Europe/Lisbon"
    assert Membership.objects.get().reminders_changed_at is not None
    assert {row.action: row.details for row in AuditIntake.objects.all()} == {
        "membership.profile_changed": {"working_days": [2, 3]},
        "membership.times_changed": {"changed": [field.name for field in fields(Times)]},
    }
    assert told == ["membership.reminders_changed"]


def test_nothing_chosen_is_no_mail_and_the_practices_hours(ana, browser):
    browser.force_login(ana.user)
    browser.post(reverse("practice:profile"), SENT)

    browser.post(reverse("practice:profile"), HERS | {"summary_at": ""})

    assert kept() == (None, "", None, None)


def test_one_button_keeps_all_that_stands_on_the_page(ana, browser):
    browser.force_login(ana.user)

    page = browser.get(reverse("practice:profile")).content.decode().split("<main")[1]
    browser.post(reverse("practice:profile"), SENT)

    mine = Membership.objects.select_related("user").get()
    assert (mine.user.name, mine.working_days, mine.summary_at) == ("Ana R.", [2, 3], time(7, 30))
    main = page.split("</main>")[0]
    assert (main.count("<form"), main.count("<button")) == (1, 1)


def test_a_page_without_the_hours_changes_none(ana, browser):
    browser.force_login(ana.user)
    browser.post(reverse("practice:profile"), SENT)

    browser.post(reverse("practice:profile"), HERS)

    assert kept() == (time(7, 30), "Europe/Lisbon", [1, 5], time(18))


def test_what_needs_another_look_keeps_the_rest_as_typed(ana, browser):
    browser.force_login(ana.user)

    answer = browser.post(reverse("practice:profile"), SENT | {"working_days": []})

    page = answer.content.decode()
    assert "Choose at least one day." in page
    assert ('value="Ana R."' in page, '<option value="07:30" selected>' in page) == (True, True)
    assert kept() == (time(8, 30), "", None, None)


def test_plans_are_left_alone_where_reminders_keep_their_hours(ana, told):
    by = actor_for(ana)

    times.change_times(by=by, times=Times(time(9), "Asia/Tokyo", None, None))
    times.change_times(by=by, times=Times(time(9), "Asia/Tokyo", None, None))

    assert (told, Membership.objects.get().reminders_changed_at) == ([], None)
    assert [row.details for row in AuditIntake.objects.all()] == [
        {"changed": ["summary_at", "time_zone"]}
    ]


@pytest.mark.parametrize("field", HOURS)
@pytest.mark.parametrize("value", ["x", "25:00", "03:00", "99", "-1", "\x00", "Mars/Olympus"])
def test_what_is_not_in_the_list_is_said_and_nothing_changes(ana, browser, field, value):
    browser.force_login(ana.user)

    answer = browser.post(reverse("practice:profile"), SENT | {field: value})

    page = answer.content.decode()
    assert (answer.status_code, kept()) == (200, (time(8, 30), "", None, None))
    assert "Please choose one from the list." in page
    assert 'id="id_name"' in page


def test_hours_that_stand_are_offered_though_they_are_no_half_ones(ana, browser):
    Membership.objects.update(summary_at=time(7, 10), reminder_at=time(11, 15))
    browser.force_login(ana.user)

    page = browser.get(reverse("practice:profile")).content.decode()

    assert '<option value="07:10" selected>7:10' in page
    assert '<option value="11:15" selected>11:15' in page
    assert "As in the practice: 10:00\u00a0am" in page


# --- her working hours (B-01, B-02) -------------------------------------------------------------


def at_work() -> tuple:
    mine = Membership.objects.get(is_counselor=True)
    return mine.works_from, mine.works_until, mine.is_told_of_notes


def test_she_works_office_hours_and_is_told_once_a_day_unless_she_says_otherwise(ana, browser):
    browser.force_login(ana.user)
    before = at_work()

    browser.post(reverse("practice:profile"), SENT)
    after = at_work()
    browser.post(reverse("practice:profile"), HERS | {"summary_at": ""})

    assert before == (time(9), time(17), False)
    assert after == (time(10), time(18, 30), True)
    assert at_work() == (time(10), time(18, 30), False)


@pytest.mark.parametrize(("begins", "ends"), [("17:00", "09:00"), ("12:00", "12:00")])
def test_a_day_that_ends_before_it_begins_is_asked_about(ana, browser, begins, ends):
    browser.force_login(ana.user)
    typed = SENT | {"works_from": begins, "works_until": ends}

    answer = browser.post(reverse("practice:profile"), typed)

    page = answer.content.decode()
    assert (answer.status_code, at_work()) == (200, (time(9), time(17), False))
    assert "Your day ends before it begins. Please look at both hours." in page
    assert page.count(f'<option value="{begins}" selected>') == 1 + (begins == ends)


def test_no_other_way_leads_to_such_a_day(ana):
    upside_down = Times(None, "", None, None, works_from=time(17), works_until=time(9))

    with pytest.raises(times.HoursNotPossible):
        times.change_times(by=actor_for(ana), times=upside_down)

    assert at_work() == (time(9), time(17), False)


@pytest.mark.parametrize("who", ["owner", "supervisor", "client"])
def test_only_who_has_a_caseload_has_such_hours(browser, ana, who):
    make = {"owner": make_owner, "supervisor": make_supervisor}
    found = make[who](ana.practice) if who in make else make_client(ana)
    actor = actor_for(found)
    browser.force_login(actor.user)

    browser.post(reverse("practice:profile"), SENT)
    with pytest.raises(times.OnlyCounselors):
        times.change_times(by=actor, times=Times(None, "", None, None))

    mine = Membership.objects.get(pk=actor.membership.pk)
    assert (mine.summary_at, mine.time_zone) == (time(8, 30), "")
    if who != "client":
        assert "id_summary_at" not in browser.get(reverse("practice:profile")).content.decode()


def test_an_owner_chooses_when_reminders_come(told):
    owner = make_owner(make_practice())

    change_settings(by=actor_for(owner), settings={"reply_days": 3})
    before = (list(told), Practice.objects.get().reminders_changed_at)
    wanted = {"reminder_days": [2, 4], "reminder_at": time(9, 30)}
    change_settings(by=actor_for(owner), settings=wanted)

    practice = Practice.objects.get()
    assert before == ([], None)
    assert (practice.reminder_days, practice.reminder_at) == ([2, 4], time(9, 30))
    assert (told, practice.reminders_changed_at) == (["practice.reminders_changed"], NOW)


def test_the_owners_page_offers_and_tells_them(browser):
    practice = make_practice(reminder_days=[1, 3], reminder_at=time(18, 20))
    browser.force_login(make_owner(practice).user)

    setup = browser.get(reverse("practice:setup")).content.decode()
    overview = browser.get(reverse("practice:overview")).content.decode()

    assert '<option value="18:20" selected>' in setup
    assert len(re.findall(r'name="reminder_days"[^>]*checked', setup)) == 2
    assert "<dd>Mon, Wed, 6:20\u00a0pm</dd>" in overview
