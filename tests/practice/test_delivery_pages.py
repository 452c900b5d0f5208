"""The owner's page of letters and reminders: what happened in words, and never to whom."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from practice import deliveries
from practice.actions import operating
from practice.models import AuditIntake, Delivery, Freeze, Membership, Practice
from tests.factories import NOW, actor_for, make_counselor, make_owner, make_practice
from tests.practice.posting import ends

pytestmark = pytest.mark.django_db

State = Delivery.State
PAGE = "practice:deliveries"
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def olga(browser) -> Membership:
    olga = make_owner(make_practice(requires_second_factor=False))
    browser.force_login(olga.user)
    return olga


def row(practice: Practice, state: str = State.FAILED, **fields) -> Delivery:
    """A reminder that ended so at NOW."""
    is_open = state in {State.PLANNED, State.HELD}
    defaults = {
        "purpose": "reminder",
        "step": "before",
        "subject": uuid4(),
        "person": uuid4(),
        "local_on": NOW.date(),
        "local_time": NOW.time(),
        "due_at": NOW,
        "settled_at": None if is_open else NOW,
        "reason": "" if is_open else "The address did not accept it.",
    }
    return Delivery.objects.create(practice=practice, state=state, **defaults | fields)


def said() -> list[tuple]:
    return list(AuditIntake.objects.order_by("id").values_list("action", "object_id", "actor"))


def listed(browser) -> list[tuple]:
    found = browser.get(reverse(PAGE)).context["page"]
    return [(each.pk, each.state) for each in found]


# --- what stands there --------------------------------------------------------------------------


def test_what_went_wrong_stands_there_and_nothing_else(browser, olga):
    mine = olga.practice
    wrong = [row(mine, state) for state in (State.FAILED, State.UNKNOWN, State.BOUNCED)]
    for state in (State.SENT, State.SKIPPED, State.EXPIRED, State.PLANNED, State.HELD):
        row(mine, state)
    row(mine, settled_at=NOW - 15 * DAY)
    row(mine, handled_at=NOW)
    row(make_practice(name="Another"))

    assert sorted(listed(browser)) == sorted((each.pk, each.state) for each in wrong)


def test_what_is_being_sent_for_long_is_shown_first_and_nothing_asked(browser, olga):
    claims = [{"claim": uuid4(), "claimed_at": NOW - timedelta(seconds=n)} for n in (90, 30)]
    on_its_way, _fresh = [
        row(olga.practice, State.CLAIMED, settled_at=None, reason="", **claim) for claim in claims
    ]
    wrong = row(olga.practice)

    page = browser.get(reverse(PAGE)).content.decode()

    assert listed(browser) == [(on_its_way.pk, "claimed"), (wrong.pk, "failed")]
    assert ("Being sent" in page, page.count("Try again"), str(on_its_way.pk) in page) == (
        True,
        1,
        False,
    )


def test_the_newest_comes_first(browser, olga):
    ago = [row(olga.practice, settled_at=NOW - n * DAY) for n in (3, 1, 2)]

    assert [pk for pk, _state in listed(browser)] == [ago[1].pk, ago[2].pk, ago[0].pk]


def test_it_is_said_in_words_and_says_nothing_of_whom(browser, olga):
    one = row(olga.practice, State.UNKNOWN, reason="The connection broke.")

    page = browser.get(reverse(PAGE)).content.decode()

    assert "A reminder" in page
    assert "May or may not have gone out" in page
    assert "The connection broke." in page
    assert str(one.subject) not in page
    assert str(one.person) not in page


def test_every_purpose_there_is_has_its_words():
    words = [deliveries.label_of(name) for name in deliveries.purposes]

    assert "A letter" not in words
    assert len(set(words)) == len(words) > 4
    assert deliveries.label_of("of_a_release_before") == "A letter"


def test_what_is_planned_for_the_next_day_is_counted(browser, olga):
    soon = NOW + timedelta(hours=3)
    for due_at in (soon, NOW + timedelta(hours=23), NOW + timedelta(hours=25)):
        row(olga.practice, State.PLANNED, due_at=due_at)
    row(make_practice(name="Another"), State.PLANNED)

    assert browser.get(reverse(PAGE)).context["ahead"] == {"count": 2, "next": soon}


def test_the_figures_stand_there(browser, olga):
    row(olga.practice, State.PLANNED, due_at=NOW - timedelta(minutes=7))
    row(olga.practice, State.HELD)
    for _ in range(30):
        row(olga.practice, State.SENT, settled_at=NOW - timedelta(minutes=2), reason="")
    row(olga.practice)

    page = browser.get(reverse(PAGE)).content.decode()

    assert "7 minutes" in page
    assert "<dd>2.0</dd>" in page
    assert '<dt>The address did not accept it.</dt><dd class="num">1</dd>' in page


def test_the_states_of_this_practice_stand_there_and_of_no_other(browser, olga):
    for state in (State.PLANNED, State.HELD, State.FAILED, State.UNKNOWN, State.UNKNOWN):
        row(olga.practice, state)
    row(olga.practice, State.SENT, settled_at=NOW - 8 * DAY)
    row(make_practice(name="Another"))

    states = browser.get(reverse(PAGE)).context["states"]

    assert {label: count for label, count in states if count} == {
        "planned": 1,
        "held back": 1,
        "did not go out": 1,
        "may or may not have gone out": 2,
    }
    assert len(states) == len(State)


def test_nothing_at_all_is_a_kind_page(browser, olga):
    page = browser.get(reverse(PAGE)).content.decode()

    assert "Nothing waits for you here." in page
    assert "none planned" in page


@pytest.mark.parametrize("query", ["?page=2", "?page=99", "?page=x"])
def test_many_rows_come_in_pages(browser, olga, query):
    for _ in range(25):
        row(olga.practice)

    found = browser.get(reverse(PAGE) + query).context["page"]

    shown = 20 if query == "?page=x" else 5
    assert (len(found), found.paginator.count) == (shown, 25)


def test_the_page_costs_the_same_for_one_and_for_thirty(browser, olga, django_assert_num_queries):
    row(olga.practice)
    browser.get(reverse(PAGE))

    with django_assert_num_queries(10):
        browser.get(reverse(PAGE))
    for _ in range(29):
        row(olga.practice)
    with django_assert_num_queries(10):
        browser.get(reverse(PAGE))


# --- what she does about one --------------------------------------------------------------------


@pytest.mark.parametrize("state", [State.FAILED, State.UNKNOWN, State.BOUNCED])
def test_try_again_is_a_row_of_its_own_and_on_record(browser, olga, state):
    one = row(olga.practice, state)

    answer = browser.post(reverse("practice:retry_delivery", args=[one.pk]))

    new = Delivery.objects.exclude(pk=one.pk).get()
    assert (answer.status_code, answer["Location"]) == (302, reverse(PAGE))
    assert (new.due_at, new.due_version, new.planned_version) == (NOW, 1001, 1)
    assert ends(one) == (state, "The address did not accept it.")
    assert said() == [("delivery.retried", one.pk, olga.user_id)]
    assert listed(browser) == []


def test_pressed_twice_it_is_planned_once(browser, olga):
    one = row(olga.practice)

    for _ in range(2):
        browser.post(reverse("practice:retry_delivery", args=[one.pk]))

    assert Delivery.objects.exclude(pk=one.pk).count() == 1


def test_leave_it_takes_it_off_the_list_and_is_on_record(browser, olga):
    one = row(olga.practice)

    browser.post(reverse("practice:leave_delivery", args=[one.pk]))

    assert Delivery.objects.count() == 1
    assert ends(one) == (State.FAILED, "The address did not accept it.")
    assert said() == [("delivery.dropped", one.pk, olga.user_id)]
    assert listed(browser) == []


@pytest.mark.parametrize("name", ["retry_delivery", "leave_delivery"])
@pytest.mark.parametrize("state", [State.PLANNED, State.HELD, State.SENT, State.CLAIMED])
def test_what_is_not_in_trouble_is_not_hers_to_touch(browser, olga, name, state):
    claim = {"claim": uuid4(), "claimed_at": NOW} if state == State.CLAIMED else {}
    one = row(olga.practice, state, **claim)
    before = ends(one)

    answer = browser.post(reverse(f"practice:{name}", args=[one.pk]))

    assert (answer.status_code, ends(one), Delivery.objects.count()) == (404, before, 1)


@pytest.mark.parametrize("name", ["retry_delivery", "leave_delivery"])
def test_another_practices_rows_are_not_there(browser, olga, name):
    one = row(make_practice(name="Another"))

    answer = browser.post(reverse(f"practice:{name}", args=[one.pk]))

    one.refresh_from_db()
    assert (answer.status_code, one.handled_at, Delivery.objects.count()) == (404, None, 1)


# --- frozen -------------------------------------------------------------------------------------


def released(browser, seen: object, **fields) -> int:
    data = {"is_sure": "on", "seen": seen} | fields
    return browser.post(reverse("practice:release_deliveries"), data).status_code


def test_frozen_stands_on_both_pages_with_why_and_since_when(browser, olga):
    deliveries.freeze(why="A backup was put back.", now=NOW - DAY)

    pages = [browser.get(reverse(name)).content.decode() for name in (PAGE, "practice:overview")]

    assert ["A backup was put back." in page for page in pages] == [True, True]
    assert ["Nothing goes out just now" in page for page in pages] == [True, True]
    assert "every practice on this server" in pages[0]
    assert "Since yesterday" in pages[0]


def test_not_frozen_says_nothing_of_it(browser, olga):
    released_one = deliveries.freeze(why="A backup was put back.", now=NOW - DAY)
    deliveries.release(now=NOW)

    pages = [browser.get(reverse(name)).content.decode() for name in (PAGE, "practice:overview")]

    assert [released_one.why in page for page in pages] == [False, False]


def test_release_takes_a_tick(browser, olga):
    frozen = deliveries.freeze(why="A backup was put back.", now=NOW)

    answer = browser.post(reverse("practice:release_deliveries"), {"seen": frozen.pk})

    assert (answer.status_code, deliveries.is_frozen()) == (200, True)
    assert "so that it does not happen by chance" in answer.content.decode()


def test_release_lets_them_go_and_is_on_record(browser, olga):
    frozen = deliveries.freeze(why="A backup was put back.", now=NOW)
    page = browser.get(reverse(PAGE)).content.decode()

    status = released(browser, frozen.pk)

    frozen.refresh_from_db()
    assert f'name="seen" value="{frozen.pk}"' in page
    assert (status, deliveries.is_frozen()) == (302, False)
    assert (frozen.released_at, frozen.released_by) == (NOW, olga.user)
    assert said() == [
        ("deliveries.frozen", frozen.pk, None),
        ("deliveries.released", frozen.pk, olga.user_id),
    ]


def test_a_freeze_that_she_has_not_read_of_stays(browser, olga):
    frozen = deliveries.freeze(why="By hand.", now=NOW - DAY)
    deliveries.freeze(why="A backup was put back.", now=NOW)

    status = released(browser, frozen.pk)

    assert (status, deliveries.is_frozen()) == (302, True)
    assert "deliveries.released" not in {action for action, *_ in said()}


@pytest.mark.parametrize("seen", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_release_with_nothing_frozen_breaks_nothing(browser, olga, seen):
    assert released(browser, seen) in {200, 302}
    assert Freeze.objects.count() == 0


# --- the actions by themselves ------------------------------------------------------------------


@pytest.mark.parametrize("act", [operating.try_again, operating.leave_it])
def test_only_an_owner_of_the_practice_decides_about_a_row(act):
    practice = make_practice()
    one = row(practice)
    others = [make_counselor(practice), make_owner(make_practice(name="Another"))]

    for other in others:
        with pytest.raises(operating.MayNot):
            act(by=actor_for(other), row=one)

    assert (Delivery.objects.count(), said()) == (1, [])


def test_only_an_owner_freezes_and_releases():
    ana = actor_for(make_counselor(make_practice()))

    with pytest.raises(operating.MayNot):
        operating.freeze(by=ana, why="Because.")
    with pytest.raises(operating.MayNot):
        operating.release(by=ana)

    assert (Freeze.objects.count(), said()) == (0, [])


def test_an_owners_freeze_is_on_record_once():
    olga = make_owner(make_practice())

    frozen = operating.freeze(by=actor_for(olga), why="Because.")

    assert said() == [("deliveries.frozen", frozen.pk, olga.user_id)]
