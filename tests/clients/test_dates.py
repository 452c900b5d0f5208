"""Tender dates: hers to mark, to keep, to change."""

from datetime import date, timedelta

import pytest

from clients.actions import dates
from clients.actions.dates import Day
from clients.models import TenderDate
from practice import facts, vault
from practice.models import AuditIntake
from tests.clients.people import make_people
from tests.factories import actor_for, link

pytestmark = pytest.mark.django_db
BIRTHDAY = date(2026, 4, 2)


def test_a_day_of_hers_is_private_and_its_words_sealed_under_her_own_key():
    people = make_people()

    marked = dates.mark_date(
        by=actor_for(people.maya), client=people.maya, day=Day(BIRTHDAY, "His birthday", True)
    )

    row = TenderDate.objects.get(pk=marked.pk)
    assert (row.is_private, row.is_hers, row.words, row.own_label, row.label) == (
        True,
        True,
        "His birthday",
        "His birthday",
        "",
    )
    assert list(TenderDate.objects.visible_to(actor_for(people.ana))) == []
    assert list(TenderDate.objects.visible_to(actor_for(people.maya))) == [row]


def test_a_shared_day_moves_its_words_to_the_shared_key_and_back():
    people = make_people()
    by = actor_for(people.maya)
    marked = dates.mark_date(by=by, client=people.maya, day=Day(BIRTHDAY, "His birthday"))

    dates.change_date(by=by, marked=marked, day=Day(BIRTHDAY, "His birthday", is_private=False))
    shared = TenderDate.objects.get(pk=marked.pk)
    assert (shared.own_label, shared.label) == (None, "His birthday")
    assert list(TenderDate.objects.visible_to(actor_for(people.ana))) == [shared]

    dates.change_date(by=by, marked=shared, day=Day(BIRTHDAY, "His birthday"))
    again = TenderDate.objects.get(pk=marked.pk)
    assert (again.own_label, again.label) == ("His birthday", "")
    assert list(TenderDate.objects.visible_to(actor_for(people.ana))) == []


def test_a_day_that_staff_mark_is_seen_by_both_and_touches_no_private_key():
    people = make_people()

    marked = dates.mark_date(
        by=actor_for(people.ana), client=people.maya, day=Day(BIRTHDAY, "Court day")
    )

    assert (marked.is_private, marked.is_hers, marked.own_label) == (False, False, None)
    assert list(TenderDate.objects.visible_to(actor_for(people.maya))) == [marked]
    assert list(TenderDate.objects.visible_to(actor_for(people.ana))) == [marked]


def test_she_changes_any_day_and_staff_only_theirs():
    people = make_people()
    hers = dates.mark_date(
        by=actor_for(people.maya), client=people.maya, day=Day(BIRTHDAY, is_private=False)
    )
    theirs = dates.mark_date(by=actor_for(people.ana), client=people.maya, day=Day(BIRTHDAY))

    with pytest.raises(dates.MayNotChangeDate):
        dates.change_date(by=actor_for(people.ana), marked=hers, day=Day(BIRTHDAY))
    dates.change_date(by=actor_for(people.ana), marked=theirs, day=Day(BIRTHDAY, "Court"))
    dates.change_date(by=actor_for(people.maya), marked=theirs, day=Day(BIRTHDAY, "Hearing"))

    theirs.refresh_from_db()
    assert (theirs.label, theirs.is_private) == ("Hearing", False)


def test_a_removed_day_is_gone_for_everybody():
    people = make_people()
    marked = dates.mark_date(by=actor_for(people.ana), client=people.maya, day=Day(BIRTHDAY))

    dates.remove_date(by=actor_for(people.maya), marked=marked)

    assert list(TenderDate.objects.visible_to(actor_for(people.maya))) == []
    with pytest.raises(dates.MayNotChangeDate):
        dates.remove_date(by=actor_for(people.maya), marked=marked)


@pytest.mark.parametrize("who", ["ben", "sofia", "olga", "eva", "noor"])
def test_dates_are_for_her_and_who_cares_for_her(who):
    people = make_people()
    link(people.maya, people.sofia, role="supervisor")
    marked = dates.mark_date(by=actor_for(people.ana), client=people.maya, day=Day(BIRTHDAY))
    by = actor_for(getattr(people, who))

    with pytest.raises(dates.MayNotMark):
        dates.mark_date(by=by, client=people.maya, day=Day(BIRTHDAY))
    with pytest.raises(dates.MayNotChangeDate):
        dates.change_date(by=by, marked=marked, day=Day(BIRTHDAY))
    with pytest.raises(dates.MayNotChangeDate):
        dates.remove_date(by=by, marked=marked)


def test_sixty_days_are_enough():
    people = make_people()
    by = actor_for(people.maya)
    for number in range(dates.MOST_DATES):
        dates.mark_date(by=by, client=people.maya, day=Day(BIRTHDAY + timedelta(days=number)))

    with pytest.raises(dates.EnoughDates):
        dates.mark_date(by=by, client=people.maya, day=Day(BIRTHDAY))


def test_every_change_is_told_and_written_down_without_words(monkeypatch):
    people = make_people()
    heard = []
    monkeypatch.setitem(facts._listeners, "client.dates_changed", [lambda **w: heard.append(w)])
    by = actor_for(people.maya)

    marked = dates.mark_date(by=by, client=people.maya, day=Day(BIRTHDAY, "His birthday"))
    dates.change_date(by=by, marked=marked, day=Day(BIRTHDAY, "Another day"))
    dates.remove_date(by=by, marked=marked)

    assert heard == [{"by": by, "client": people.maya}] * 3
    rows = AuditIntake.objects.filter(object_type="tender_date").order_by("id")
    assert list(rows.values_list("action", "details")) == [
        ("date.marked", {}),
        ("date.changed", {}),
        ("date.removed", {}),
    ]


@pytest.mark.parametrize(
    ("on_date", "is_yearly", "today", "expected"),
    [
        (date(2026, 4, 2), False, date(2026, 3, 10), date(2026, 4, 2)),
        (date(2026, 4, 2), False, date(2026, 4, 2), date(2026, 4, 2)),
        (date(2026, 4, 2), False, date(2026, 4, 3), None),
        (date(1990, 4, 2), True, date(2026, 3, 10), date(2026, 4, 2)),
        (date(1990, 4, 2), True, date(2026, 4, 3), date(2027, 4, 2)),
        (date(2024, 2, 29), True, date(2026, 2, 1), date(2026, 2, 28)),
        (date(2024, 2, 29), True, date(2026, 3, 1), date(2027, 2, 28)),
    ],
)
def test_next_on(on_date, is_yearly, today, expected):
    day = TenderDate(on_date=on_date, is_yearly=is_yearly)

    assert day.next_on(today) == expected


@pytest.mark.parametrize(
    ("is_yearly", "day", "expected"),
    [
        (True, date(2024, 2, 29), True),
        (True, date(2026, 2, 28), True),
        (True, date(2028, 2, 28), False),
        (True, date(2028, 2, 29), True),
        (True, date(2023, 2, 28), False),
        (False, date(2026, 2, 28), False),
    ],
)
def test_falls_on(is_yearly, day, expected):
    assert TenderDate(on_date=date(2024, 2, 29), is_yearly=is_yearly).falls_on(day) is expected


def test_a_staff_process_marks_and_lists_days_without_her_own_key(settings):
    people = make_people()
    by = actor_for(people.maya)
    dates.mark_date(by=by, client=people.maya, day=Day(BIRTHDAY, "His birthday"))
    settings.TEND_SIDE = "staff"
    settings.TEND_KEYS = {name: ring for name, ring in settings.TEND_KEYS.items() if name != "own"}
    vault.forget()

    marked = dates.mark_date(
        by=actor_for(people.ana), client=people.maya, day=Day(BIRTHDAY, "Ours")
    )
    dates.change_date(by=actor_for(people.ana), marked=marked, day=Day(BIRTHDAY, "Hearing"))

    rows = TenderDate.objects.visible_to(actor_for(people.ana))
    assert [row.words for row in rows] == ["Hearing"]
