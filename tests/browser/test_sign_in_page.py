"""The door of the house, in a real browser."""

from django.urls import reverse


def test_the_sign_in_page_is_clean(page, axe_clean):
    page.goto(reverse("account_login"))

    assert page.locator("h1").count() == 1
    axe_clean(page)


def test_nothing_is_wider_than_a_phone(phone):
    phone.goto(reverse("account_login"))

    assert phone.evaluate("document.documentElement.scrollWidth") == 360
