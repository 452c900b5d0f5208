"""The button beside a password (I-04): shows, hides, and covers again before anything is sent."""

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.clients.people import PASSWORD, invite, letter_to, make_people
from tests.factories import make_owner, make_practice, make_user

pytestmark = pytest.mark.django_db(transaction=True)


def test_it_shows_and_hides_what_was_typed(page, axe_clean):
    page.goto(reverse("account_login"))
    field, button = (
        page.locator("[name=password]"),
        page.get_by_role("button", name="Show Password"),
    )
    field.fill(PASSWORD)

    button.click()

    hide = page.get_by_role("button", name="Hide Password")
    expect(field).to_have_attribute("type", "text")
    expect(field).to_have_attribute("autocomplete", "current-password")
    assert hide.get_attribute("aria-controls") == field.get_attribute("id")
    assert min(hide.bounding_box()[side] for side in ("width", "height")) >= 44
    axe_clean(page)
    hide.click()
    expect(field).to_have_attribute("type", "password")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_shown_password_is_covered_before_it_is_sent(phone):
    user = make_user(password=PASSWORD, name="Olga Brandt")
    make_owner(make_practice(), user=user)
    phone.goto(reverse("account_login"))
    phone.evaluate(
        """() => document.addEventListener("submit", (event) => {
            sessionStorage.setItem("type", event.target.password.type); })"""
    )
    phone.get_by_label("E-mail or sign-in name").fill(user.email)
    phone.locator("[name=password]").fill(PASSWORD)
    phone.get_by_role("button", name="Show Password").click()

    phone.get_by_role("button", name="Sign in").click()

    phone.wait_for_url("**/practice/")
    assert phone.evaluate("sessionStorage.getItem('type')") == "password"


def test_each_of_two_passwords_has_its_own(page, axe_clean, sign_in):
    user = make_user(password=PASSWORD, name="Olga Brandt")
    make_owner(make_practice(), user=user)
    sign_in(page, user)
    page.goto(reverse("account_change_password"))

    page.get_by_role("button", name="Show New password").click()

    types = page.eval_on_selector_all("main input[name*=password]", "all => all.map(e => e.type)")
    assert types == ["password", "text"]
    axe_clean(page)


def test_who_comes_in_can_look_too(phone, axe_clean):
    now = timezone.now()
    client = invite(make_people().ana, now)
    phone.goto(reverse("clients:welcome", args=[letter_to(client, now)]))
    phone.get_by_role("button", name="Go on").click()

    phone.get_by_role("button", name="Show Password").click()

    expect(phone.locator("[name=password]")).to_have_attribute("type", "text")
    axe_clean(phone)


def test_without_script_nothing_is_there(new_page):
    page = new_page(java_script_enabled=False)

    page.goto(reverse("account_login"))

    assert page.get_by_role("button", name="Show").count() == 0
    expect(page.locator("[name=password]")).to_have_attribute("type", "password")
