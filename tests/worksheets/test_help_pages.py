"""The help pages and the fast way out, signed in and signed out (R-01, A-01, A-02)."""

import pytest
from django.test import Client as Http
from django.urls import reverse

from tests.factories import make_client, make_counselor, make_practice
from worksheets import help as helping

pytestmark = pytest.mark.django_db
HELP = reverse("worksheets:help")


def numbers(response) -> list[str]:
    return [line.number for line in response.context["lines"]]


def signed_in(membership) -> Http:
    http = Http(enforce_csrf_checks=True)
    http.force_login(membership.user)
    return http


def test_help_is_open_to_everybody_and_falls_back_to_the_default_country(browser):
    response = browser.get(HELP)

    assert response.status_code == 200
    assert response.context["country"] == "US"
    assert numbers(response)[:2] == ["911", "988"]
    assert b'href="tel:988"' in response.content


def test_a_visitor_chooses_the_country_and_another_one(browser):
    assert numbers(browser.get(HELP, {"country": "gb"}))[0] == "999"
    assert numbers(browser.get(HELP, {"country": helping.ELSEWHERE}))[:2] == ["", "112"]
    assert browser.get(HELP, {"country": "<b>"}).context["country"] == "US"


def test_a_client_gets_her_own_country_and_not_the_practices():
    ana = make_counselor(make_practice(country="US"))
    maya = make_client(ana, country="IE")

    assert signed_in(maya.membership).get(HELP).context["country"] == "IE"
    assert signed_in(ana).get(HELP).context["country"] == "US"


def test_signed_out_where_all_practices_share_a_country(browser):
    make_practice(country="AU")
    make_practice(country="US", is_demo=True)

    assert browser.get(HELP).context["country"] == "AU"
    make_practice(country="GB")
    assert browser.get(HELP).context["country"] == "US"


def test_staff_are_told_what_nobody_checked():
    ana = make_counselor(make_practice(country="US"))

    assert b"not been checked" in signed_in(ana).get(HELP).content
    assert b"not been checked" not in Http().get(HELP).content


def test_numbers_stand_in_the_frame_of_every_page(browser):
    response = browser.get(reverse("account_login"))

    assert b'href="tel:911"' in response.content


def test_clearing_tracks_is_open_to_everybody(browser):
    response = browser.get(reverse("worksheets:clear_tracks"))

    assert response.status_code == 200
    assert b"Take pages out of the history" in response.content


def test_leaving_ends_the_session_without_a_csrf_token():
    maya = make_client(make_counselor(make_practice()))
    http = signed_in(maya.membership)

    response = http.post(reverse("worksheets:leave"))

    assert response.status_code == 200
    assert b'content="0; url=https://www.weather.gov/"' in response.content
    assert response.headers["Cache-Control"] == "no-store"
    assert "Clear-Site-Data" not in response.headers
    assert "_auth_user_id" not in http.session


def test_leaving_by_script_clears_behind_itself():
    http = signed_in(make_client(make_counselor(make_practice(country="GB"))).membership)

    response = http.post(reverse("worksheets:leave"), {"gone": "1"})

    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Clear-Site-Data"] == '"cache"'
    assert "_auth_user_id" not in http.session


def test_a_device_marked_as_shared_keeps_nothing(browser):
    response = browser.post(reverse("worksheets:leave"), {"gone": "1", "shared": "1"})

    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_leaving_takes_every_cookie_of_ours(browser):
    browser.cookies["look"] = "dark"

    response = browser.post(reverse("worksheets:leave"))

    assert {name: one["max-age"] for name, one in response.cookies.items()} == {"look": 0}


def test_leaving_is_never_a_link(browser):
    assert browser.get(reverse("worksheets:leave")).status_code == 405
