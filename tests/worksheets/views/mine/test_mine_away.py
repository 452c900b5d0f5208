"""While her counselor is away: until when, in the counselor's words, and no promise in between."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from clients.actions.teaming import end_care_link
from practice.actions.away import Away, add_leave, end_leave
from practice.models import Leave
from tests.factories import NOW, actor_for, link, make_counselor
from tests.worksheets.views.mine.conftest import text

pytestmark = pytest.mark.django_db

WORDS = "Ring the front desk; they know whom to ask. <b>"
SHOWN = "Ring the front desk; they know whom to ask. &lt;b&gt;"


def be_away(who, first: int, last: int) -> Leave:
    """From this day of March to that. NOW is Tuesday, the 10th."""
    first_on, last_on = date(2026, 3, first), date(2026, 3, last)
    return Leave.objects.create(membership=who, starts_on=first_on, ends_on=last_on, words=WORDS)


def receipt(hers) -> str:
    hers.save("Seen.")
    hers.send()
    return text(hers.get("receipt"))


@pytest.mark.parametrize(
    ("first", "last", "reads", "says"),
    [
        (10, 13, "Tuesday 17 March", "Ana is away until Friday 13 March."),
        (11, 11, "Friday 13 March", "Ana is away tomorrow."),
        (11, 12, "Monday 16 March", "Ana is away from tomorrow until Thursday 12 March."),
        (9, 10, "Thursday 12 March", "Ana is away today."),
        (13, 20, "Thursday 12 March", ""),
        (2, 9, "Thursday 12 March", ""),
    ],
)
def test_the_receipt_leaves_out_days_away_and_says_so(hers, ana, first, last, reads, says):
    be_away(ana, first, last)

    page = receipt(hers)

    assert f"Ana plans to read it by {reads}." in page
    assert (says in page, "is away" in page, SHOWN in page) == (True, bool(says), bool(says))


def test_two_weeks_apart_are_left_out_both(hers, ana):
    be_away(ana, 11, 11)
    be_away(ana, 13, 16)

    assert "Ana plans to read it by Tuesday 17 March." in receipt(hers)


@pytest.mark.parametrize(
    ("first", "last", "reads"),
    [
        (12, 13, "Ana plans to read it by tomorrow."),
        (11, 11, "Ana plans to read it by Friday 13 March."),
        (11, 20, "Ana plans to read it by Tuesday 24 March."),
    ],
)
def test_a_session_in_days_away_is_no_promise(hers, ana, maya, first, last, reads):
    """N-02."""
    maya.next_session_at = NOW + timedelta(days=1)
    maya.save()
    be_away(ana, first, last)

    assert reads in receipt(hers)


def test_days_on_which_the_practice_is_closed_are_no_promise(hers, ana, maya):
    """N-02: a session on one of them is none either, and nobody is said to be away."""
    maya.next_session_at = NOW + timedelta(days=1)
    maya.save()
    ana.practice.closed_on = [{"on": f"2026-03-{day}", "words": "Moving"} for day in (11, 13)]
    ana.practice.save()

    page = receipt(hers)

    assert "Ana plans to read it by Monday 16 March." in page
    assert ("is away" in page, "Moving" in page) == (False, False)


def test_nor_is_it_one_for_who_looks_after_her_then(hers, ana, ben, maya):
    maya.next_session_at = NOW + timedelta(days=1)
    maya.save()
    be_covered(ana, 10, 20, ben)

    assert "Ben plans to read it by Thursday 12 March." in receipt(hers)


def test_who_else_cares_for_her_is_another_matter(hers, ana, maya):
    ben = make_counselor(ana.practice, "Ben Okoye")
    link(maya, ben, role="second")
    be_away(ben, 10, 20)

    assert "is away" not in receipt(hers)


PAGES = [("home", False), ("raise_it", True)]


@pytest.mark.parametrize(("name", "is_of_sheet"), PAGES)
@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (10, 13, "Ana is away until Friday 13 March."),
        (3, 10, "Ana is away today."),
        (11, 13, ""),
        (3, 9, ""),
    ],
)
def test_where_she_might_wait_for_her_it_is_told(hers, ana, name, is_of_sheet, first, last, says):
    be_away(ana, first, last)

    page = text(hers.get(name) if is_of_sheet else hers.http.get(reverse(f"worksheets:{name}")))

    assert (says in page, "is away" in page, SHOWN in page) == (True, bool(says), bool(says))


# --- somebody looks after her meanwhile -----------------------------------------------------------


@pytest.fixture
def ben(ana):
    return make_counselor(ana.practice, "Ben Okoye")


def be_covered(who, first: int, last: int, cover) -> Leave:
    """As `be_away`, with a colleague who looks after her clients."""
    days = Away(date(2026, 3, first), date(2026, 3, last), WORDS, cover)
    return add_leave(by=actor_for(who), away=days)


@pytest.mark.parametrize(
    ("last", "says"),
    [
        (10, "Today Ben looks after your notes and sheets."),
        (13, "Until Friday 13 March Ben looks after your notes and sheets."),
    ],
)
@pytest.mark.parametrize(("name", "is_of_sheet"), PAGES)
def test_she_is_told_who_is_there(hers, ana, ben, name, is_of_sheet, last, says):
    be_covered(ana, 10, last, ben)

    page = text(hers.get(name) if is_of_sheet else hers.http.get(reverse(f"worksheets:{name}")))

    assert (says in page, SHOWN in page) == (True, True)


def test_nobody_is_named_who_does_not_care_for_her(hers, ana, ben, maya):
    be_covered(ana, 10, 13, ben)
    part = maya.care_links.get(role="cover")
    end_care_link(by=actor_for(ana), link=part)
    link(maya, ben, role="supervisor")

    page = text(hers.http.get(reverse("worksheets:home")))

    assert ("Ana is away until Friday 13 March." in page, "looks after" in page) == (True, False)


def test_who_covers_and_supervises_is_named_once(hers, ana, ben, maya):
    link(maya, ben, role="supervisor")
    be_covered(ana, 10, 13, ben)

    page = receipt(hers)

    assert "can be read by Ana and Ben Okoye." in page


@pytest.mark.parametrize(
    ("last", "works", "his", "reads"),
    [
        (20, [1, 2, 3, 4, 5], None, "Ben plans to read it by Thursday 12 March."),
        (20, [5, 6, 7], None, "Ben plans to read it by Saturday 14 March."),
        # He is away himself in the middle of it, and said so later.
        (20, [1, 2, 3, 4, 5], (11, 12), "Ben plans to read it by Monday 16 March."),
        # She is back before he works again.
        (11, [1], None, "Ana plans to read it by Friday 13 March."),
    ],
)
def test_the_day_is_that_of_who_sees_it_first(hers, ana, ben, last, works, his, reads):
    ben.working_days = works
    ben.save()
    be_covered(ana, 10, last, ben)
    if his:
        be_away(ben, *his)

    assert reads in receipt(hers)


def test_once_she_is_back_it_is_her_plan_again(hers, ana, ben):
    leave = be_covered(ana, 10, 20, ben)
    hers.save("Seen.")
    hers.send()

    end_leave(by=actor_for(ana), leave=leave)

    page = text(hers.get("receipt"))
    assert "Ana plans to read it by Thursday 12 March." in page
