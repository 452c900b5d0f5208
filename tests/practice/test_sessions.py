"""Session limits on the server's clock (I-12, I-13)."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.cached_db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse

from practice import sessions
from tests.factories import NOW, make_client, make_counselor, make_owner, make_practice

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


def session_of(side: str = "staff") -> SessionStore:
    session = SessionStore(session_key="k" * 32)
    session["_auth_user_id"] = "somebody"
    session["side"] = side
    sessions.begin(session, NOW)
    return session


def look(session: SessionStore, after: timedelta, *, alive: bool = True) -> str:
    return sessions.check(session, NOW + after, is_sign_of_life=alive)


@pytest.mark.parametrize(("side", "minutes"), [("staff", 15), ("client", 30)])
def test_a_quiet_session_ends_after_its_minutes(side, minutes):
    session = session_of(side)

    held = look(session, minutes * MINUTE, alive=False)
    ended = look(session, minutes * MINUTE + timedelta(seconds=1), alive=False)

    assert (held, ended) == ("", "idle")


def test_signs_of_life_extend_it_but_polling_does_not():
    busy, polled = session_of(), session_of()
    polled._session_key = "p" * 32

    for minute in range(0, 14, 2):
        look(busy, minute * MINUTE)
        look(polled, minute * MINUTE, alive=False)

    assert (look(busy, 20 * MINUTE), look(polled, 20 * MINUTE)) == ("", "idle")


def test_twelve_hours_end_even_a_busy_session():
    session = session_of()
    for minute in range(0, 12 * 60 + 1, 10):
        assert look(session, minute * MINUTE) == ""

    ended = look(session, timedelta(hours=12, seconds=1))

    assert ended == "hours"


def test_the_row_is_written_every_five_minutes_only():
    session = session_of()
    session.modified = False
    look(session, 4 * MINUTE)
    early = session.modified

    look(session, 5 * MINUTE)

    assert (early, session.modified, session["seen_at"]) == (
        False,
        True,
        (NOW + 5 * MINUTE).timestamp(),
    )


def test_an_emptied_cache_ends_sessions_early_never_late():
    session = session_of()
    look(session, 4 * MINUTE)
    cache.clear()

    assert (look(session, 15 * MINUTE, alive=False), look(session, 16 * MINUTE)) == ("", "idle")


def test_seconds_left_count_to_whichever_end_is_nearer():
    session = session_of("client")

    assert [
        sessions.seconds_left(session, NOW + after)
        for after in (timedelta(), 10 * MINUTE, 45 * MINUTE)
    ] == [1800, 1200, 0]


def test_an_idle_page_leads_to_the_sign_in_and_back(browser):
    owner = make_owner(make_practice())
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(owner.user)
        browser.get(reverse("practice:people"))
        clock.shift(timedelta(minutes=16))

        response = browser.get(reverse("practice:people"), follow=True)

    assert response.redirect_chain == [
        ("/account/login/?next=%2Fpractice%2Fpeople%2F&ended=idle", 302)
    ]
    assert "You were away for a while" in response.content.decode()


def test_a_form_pressed_too_late_is_told_that_it_did_not_arrive(browser):
    owner = make_owner(make_practice())
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(owner.user)
        browser.get(reverse("practice:people"))
        clock.shift(timedelta(minutes=16))

        response = browser.post(reverse("practice:add_colleague"), {"name": "Rosa"}, follow=True)

    page = response.content.decode()
    assert response.redirect_chain == [
        ("/account/login/?next=%2F&ended=idle&unsent=yes", 302),
    ]
    assert ("That did not arrive" in page, "What you wrote is safe" in page) == (True, False)


def test_polling_is_told_in_json_and_does_not_extend(browser):
    owner = make_owner(make_practice())
    quiet = {"X-Tend-Quiet": "1", "Accept": "application/json"}
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(owner.user)
        browser.get(reverse("practice:people"))
        for _ in range(8):
            clock.shift(2 * MINUTE)
            response = browser.get(reverse("practice:people"), headers=quiet)

    assert (response.status_code, response.json()) == (
        401,
        {"sign_in": "/account/login/?next=%2F&ended=idle"},
    )


@pytest.mark.parametrize("how", ["get", "post"])
def test_the_page_that_asked_is_the_one_to_come_back_to(browser, how):
    owner = make_owner(make_practice())
    page = f"http://testserver{reverse('practice:people')}?all=1"
    script = {"Accept": "application/json", "Referer": page}
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(owner.user)
        browser.get(page)
        clock.shift(16 * MINUTE)
        response = getattr(browser, how)(reverse("practice:session"), headers=script)

    assert (response.status_code, response.json()) == (
        401,
        {"sign_in": "/account/login/?next=%2Fpractice%2Fpeople%2F%3Fall%3D1&ended=idle"},
    )


def test_who_opens_the_sessions_address_lands_on_a_page(browser):
    browser.force_login(make_owner(make_practice()).user)

    assert browser.get(reverse("practice:session"))["Location"] == reverse("practice:start")


def test_a_page_asks_how_long_it_has_and_may_stay(browser):
    owner = make_owner(make_practice())
    script, quiet = {"Accept": "application/json"}, {"X-Tend-Quiet": "1"}
    url = reverse("practice:session")
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(owner.user)
        browser.get(url, headers=script)
        clock.shift(10 * MINUTE)
        looked = [browser.get(url, headers=script | quiet).json() for _ in range(2)]
        stayed = browser.post(url, headers=script).json()
        without_script = browser.post(url)["Location"]

    assert (looked, stayed, without_script) == (
        [{"seconds": 300}, {"seconds": 300}],
        {"seconds": 900},
        "/",
    )


def test_a_form_sent_too_late_leads_back_to_the_page_it_was_on(browser):
    owner = make_owner(make_practice())
    page = f"http://testserver{reverse('practice:setup')}"
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(owner.user)
        browser.get(page)
        clock.shift(timedelta(minutes=16))
        ours = browser.post(reverse("practice:switch"), headers={"Referer": page})
        theirs = browser.post(
            reverse("practice:switch"), headers={"Referer": "https://elsewhere.example/x"}
        )

    assert (ours["Location"], theirs["Location"]) == (
        "/account/login/?next=%2Fpractice%2Fsetup%2F&ended=idle&unsent=yes",
        "/account/login/?next=%2F&unsent=yes",
    )


def test_a_clients_session_is_told_from_a_colleagues(browser):
    client = make_client(make_counselor(make_practice()))
    with time_machine.travel(NOW, tick=False) as clock:
        browser.force_login(client.membership.user)
        browser.get(reverse("practice:start"))
        clock.shift(timedelta(minutes=29))
        response = browser.get(reverse("usersessions_list"))

    assert response.status_code == 200


def test_knowing_that_nobody_is_signed_in_costs_nothing(browser, django_assert_num_queries):
    with django_assert_num_queries(0):
        browser.get(reverse("practice:start"))


def test_who_is_asking_costs_two_queries(browser, django_assert_num_queries):
    owner = make_owner(make_practice())
    browser.force_login(owner.user)
    browser.get(reverse("practice:profile"))

    with django_assert_num_queries(2):
        browser.get(reverse("practice:profile"))


def test_a_sign_in_sweeps_out_what_is_over():
    for key, hours in (("over", -1), ("held", 0), ("good", 1)):
        at = NOW + timedelta(hours=hours)
        Session.objects.create(session_key=key, session_data="", expire_date=at)
    store = session_of()

    sessions.begin(store, NOW + timedelta(seconds=1))

    assert set(Session.objects.values_list("pk", flat=True)) == {"good"}


def test_signed_in_pages_are_kept_by_no_cache(browser):
    owner = make_owner(make_practice())
    browser.force_login(owner.user)

    response = browser.get(reverse("practice:overview"))

    assert response["Cache-Control"] == "no-store, private"
