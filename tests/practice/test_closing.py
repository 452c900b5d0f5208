"""An owner says when the practice is closed; the rows, the record, and what hangs on it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from practice import holidays
from practice.actions import closing
from practice.models import AuditIntake, Practice
from tests.factories import NOW, actor_for, make_counselor, make_owner, make_practice

pytestmark = pytest.mark.django_db
CHRISTMAS = date(2026, 12, 25)
THANKSGIVING = date(2026, 11, 26)


@pytest.fixture
def olga():
    return make_owner(make_practice(holidays_of="US"))


def close(olga, first: date, last: date, words: str = "Paint", now: datetime = NOW) -> None:
    closing.close(by=actor_for(olga, now), first=first, last=last, words=words)


def kept() -> tuple[str, list, list]:
    """Whose holidays, where it works, what it closes."""
    practice = Practice.objects.get()
    own = [(one["on"], one["words"]) for one in practice.closed_on]
    return practice.holidays_of, practice.works_on, own


def recorded() -> list[tuple]:
    found = AuditIntake.objects.filter(object_type="practice").order_by("pk")
    return [(one.action, one.details) for one in found]


def test_whose_holidays_it_keeps(olga):
    by = actor_for(olga)
    for place in ("CA-ON", "CA-ON", "BR-São Paulo Capital", ""):
        closing.choose_holidays(by=by, place=place)

    assert kept() == ("", [], [])
    assert recorded() == [
        ("practice.holidays_chosen", {"country": "CA", "region": "on"}),
        ("practice.holidays_chosen", {"country": "BR", "region": "sao-paulo-capital"}),
        ("practice.holidays_chosen", {"country": "", "region": ""}),
    ]


@pytest.mark.parametrize("place", ["ZZ", "US-QQ", "New York", "us", "\x00", "-"])
def test_a_place_that_nobody_knows_is_not_kept(olga, place):
    with pytest.raises(closing.UnknownPlace):
        closing.choose_holidays(by=actor_for(olga), place=place)

    assert (kept()[0], recorded()) == ("US", [])


def test_it_works_on_one_and_is_closed_again(olga):
    by, said = actor_for(olga), {"closed": [CHRISTMAS], "works": [THANKSGIVING]}
    closing.keep_holidays(by=by, **said)
    closing.keep_holidays(by=by, **said)
    before = kept()
    closing.keep_holidays(by=by, closed=[THANKSGIVING, CHRISTMAS], works=[])

    assert (before, kept()) == (("US", ["2026-11-26"], []), ("US", [], []))
    assert recorded() == [
        ("practice.holidays_kept", {"works": ["2026-11-26"], "closed": []}),
        ("practice.holidays_kept", {"works": [], "closed": ["2026-11-26"]}),
    ]


def test_days_of_its_own_come_in_order_and_each_once(olga):
    close(olga, date(2026, 12, 28), date(2026, 12, 29))
    close(olga, date(2026, 12, 23), date(2026, 12, 23))
    for _press in range(2):
        close(olga, date(2026, 12, 29), date(2026, 12, 30), " Years ")

    assert kept()[2] == [
        ("2026-12-23", "Paint"),
        ("2026-12-28", "Paint"),
        ("2026-12-29", "Years"),
        ("2026-12-30", "Years"),
    ]
    assert len(recorded()) == 3


def test_the_last_word_on_a_day_holds(olga):
    by = actor_for(olga)
    closing.keep_holidays(by=by, closed=[], works=[CHRISTMAS])
    close(olga, CHRISTMAS, CHRISTMAS)
    closed = kept()
    closing.keep_holidays(by=by, closed=[], works=[CHRISTMAS])

    assert closed == ("US", [], [("2026-12-25", "Paint")])
    assert kept() == ("US", ["2026-12-25"], [])
    assert not holidays.is_closed(Practice.objects.get(), CHRISTMAS)


def test_they_are_taken_out_once(olga):
    close(olga, date(2026, 12, 28), date(2026, 12, 30))
    days = {"first": date(2026, 12, 29), "last": date(2026, 12, 30)}

    found = [closing.reopen(by=actor_for(olga), **days) for _press in range(2)]

    assert (found, kept()[2]) == ([True, False], [("2026-12-28", "Paint")])
    assert recorded()[1:] == [
        ("practice.days_reopened", {"first": "2026-12-29", "last": "2026-12-30"})
    ]


@pytest.mark.parametrize(
    ("first", "last", "words", "said"),
    [
        ("2026-12-30", "2026-12-29", "Paint", "The last day comes before the first."),
        ("2026-03-09", "2026-03-12", "Paint", "That day has gone by."),
        ("2026-04-01", "2026-06-02", "Paint", "These are more than two months."),
        ("2026-04-01", "9999-12-31", "Paint", "These are more than two months."),
        ("2028-03-12", "2028-03-13", "Paint", "That is more than two years away."),
        ("2026-12-29", "2026-12-30", "  ", "Please write a word for your colleagues."),
    ],
)
def test_days_that_cannot_be_are_told_so(olga, first, last, words, said):
    with pytest.raises(ValidationError, match=said):
        close(olga, date.fromisoformat(first), date.fromisoformat(last), words)

    assert (kept(), recorded()) == (("US", [], []), [])


def test_there_is_room_for_so_many(olga):
    first = date(2026, 4, 1)
    for part in range(3):
        begun = first + part * timedelta(days=62)
        close(olga, begun, begun + timedelta(days=61))

    with pytest.raises(closing.DaysNotPossible, match="room for 200 days"):
        close(olga, date(2027, 4, 1), date(2027, 4, 15))

    assert len(kept()[2]) == 186


def test_what_was_told_stands_for_three_months_and_is_let_go(olga):
    close(olga, date(2026, 3, 11), date(2026, 3, 11))
    closing.keep_holidays(by=actor_for(olga), closed=[], works=[date(2026, 5, 25)])
    close(olga, date(2026, 7, 1), date(2026, 7, 1), now=datetime(2026, 6, 11, 15, tzinfo=UTC))
    standing = kept()
    close(olga, date(2026, 9, 1), date(2026, 9, 1), now=datetime(2026, 8, 27, 15, tzinfo=UTC))

    assert standing[1:] == (["2026-05-25"], [("2026-03-11", "Paint"), ("2026-07-01", "Paint")])
    assert kept()[1:] == ([], [("2026-07-01", "Paint"), ("2026-09-01", "Paint")])


def test_nobody_but_an_owner_says_so(olga):
    by = actor_for(make_counselor(olga.practice))
    day = {"first": CHRISTMAS, "last": CHRISTMAS}

    for act in (
        lambda: closing.choose_holidays(by=by, place="PT"),
        lambda: closing.keep_holidays(by=by, closed=[], works=[CHRISTMAS]),
        lambda: closing.close(by=by, words="Paint", **day),
        lambda: closing.reopen(by=by, **day),
    ):
        with pytest.raises(PermissionDenied):
            act()

    assert (kept(), recorded()) == (("US", [], []), [])


def test_another_practice_stays_as_it_is(olga):
    other = make_practice(name="Quay Street", holidays_of="PT")

    close(olga, CHRISTMAS, CHRISTMAS)

    other.refresh_from_db()
    assert (other.holidays_of, other.closed_on) == ("PT", [])
