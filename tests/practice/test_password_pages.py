"""Passwords on pages: the same on every keyboard (I-01), and a way to look at them (I-04)."""

import unicodedata
from collections.abc import Callable

import pytest
import time_machine
from django.core import mail
from django.urls import reverse

from practice.models import User
from tests.clients.people import invite, letter_to, make_people
from tests.clients.test_welcome_pages import filled
from tests.factories import NOW, make_owner, make_practice, make_user
from tests.practice.test_sign_in import code_in, is_signed_in, sign_in
from tests.web import Browser

pytestmark = pytest.mark.django_db

OLD = "lanterns over a slow river"
COMPOSED = unicodedata.normalize("NFC", "crème brûlée by the window")
DECOMPOSED = unicodedata.normalize("NFD", COMPOSED)
SHORT = unicodedata.normalize("NFD", "éèêëàâäôö")  # nine letters, typed as eighteen signs


def make_colleague(password: str | None = OLD) -> User:
    user = make_user(password=password, name="Olga Brandt")
    make_owner(make_practice(), user=user)
    return user


def accept(browser: Browser, password: str) -> User:
    client = invite(make_people().ana)
    token = letter_to(client)
    browser.post(reverse("clients:welcome", args=[token]))
    browser.post(reverse("clients:accept", args=[token]), filled(client, password=password))
    client.refresh_from_db()
    return client.membership.user if client.membership else User()


def change(browser: Browser, password: str) -> User:
    user = make_colleague()
    browser.sign_in(user)
    sent = {"oldpassword": OLD, "password1": password}
    browser.post(reverse("account_change_password"), sent)
    return user


def set_first(browser: Browser, password: str) -> User:
    user = make_colleague(password=None)
    browser.sign_in(user)
    browser.post(reverse("account_set_password"), {"password1": password})
    return user


def reset(browser: Browser, password: str) -> User:
    user = make_colleague()
    browser.post(reverse("account_reset_password"), {"email": user.email})
    browser.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mail.outbox[-1])})
    browser.post(reverse("account_complete_password_reset"), {"password1": password})
    return user


WAYS = pytest.mark.parametrize("choose", [accept, change, set_first, reset])


@WAYS
@pytest.mark.parametrize(
    ("chosen", "typed"), [(COMPOSED, DECOMPOSED), (DECOMPOSED, COMPOSED)], ids=["apart", "together"]
)
def test_a_password_is_the_same_however_its_accents_are_typed(
    choose: Callable[[Browser, str], User], chosen: str, typed: str
):
    with time_machine.travel(NOW, tick=False):
        user = choose(Browser(), chosen)
        other = Browser()
        sign_in(other, user.email, typed)
        is_in = is_signed_in(other)

    assert (chosen == typed, is_in) == (False, True)


@WAYS
def test_letters_count_however_they_are_typed(choose: Callable[[Browser, str], User]):
    with time_machine.travel(NOW, tick=False):
        user = choose(Browser(), SHORT)

    user = User.objects.filter(pk=user.pk).first() or user
    assert (len(SHORT), user.check_password(SHORT)) == (18, False)


def test_the_password_of_now_may_be_typed_on_another_keyboard(browser):
    user = make_colleague(password=COMPOSED)
    browser.sign_in(user)
    sent = {"oldpassword": DECOMPOSED, "password1": OLD}

    browser.post(reverse("account_change_password"), sent)

    user.refresh_from_db()
    assert user.check_password(OLD)


@pytest.mark.parametrize(
    ("page", "has_password"),
    [
        ("account_login", True),
        ("account_change_password", True),
        ("account_set_password", True),
        ("account_reauthenticate", True),
        ("account_request_login_code", False),
        ("account_email", False),
        ("practice:profile", False),
    ],
)
def test_the_button_that_shows_comes_where_a_password_is(browser, page, has_password):
    if page != "account_login":
        browser.sign_in(make_colleague(password=None if page == "account_set_password" else OLD))

    html = browser.get(reverse(page)).content.decode()

    found = ('type="password"' in html, "practice/password.js" in html)
    assert found == (has_password, has_password)


def test_who_comes_in_with_an_account_chooses_no_password(browser):
    client = invite(make_people().ana)
    with time_machine.travel(NOW, tick=False):
        token = letter_to(client)
        browser.post(reverse("clients:welcome", args=[token]))
        new = browser.get(reverse("clients:accept", args=[token])).content.decode()
        browser.force_login(make_user())
        known = browser.get(reverse("clients:accept", args=[token])).content.decode()

    assert ["practice/password.js" in html for html in (new, known)] == [True, False]
