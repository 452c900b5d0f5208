"""What 360 pixels make of buttons, tabs and short lines."""

import pytest
from django.urls import reverse

from tests.browser.conftest import PHONE
from tests.browser.test_passkeys import with_password
from tests.clients.people import make_people
from tests.practice.test_passkey_of_a_client import give_passkey
from tests.practice.test_second_factor import give_app, make_strict

TOUCHES = "() => [...document.querySelectorAll('main button')].map(b => b.getBoundingClientRect())"


@pytest.mark.django_db(transaction=True)
def test_the_buttons_of_the_second_step_keep_apart(new_page):
    owner = make_strict()
    give_app(owner)
    give_passkey(owner)
    page = new_page(**PHONE)
    with_password(page)
    page.wait_for_url("**" + reverse("mfa_authenticate"))

    tops = sorted(page.evaluate(TOUCHES), key=lambda box: box["top"])

    gaps = [after["top"] - before["bottom"] for before, after in zip(tops, tops[1:], strict=False)]
    assert [gap >= 8 for gap in gaps] == [True] * len(gaps)


@pytest.mark.django_db(transaction=True)
def test_every_tab_of_a_client_is_in_sight(new_page, sign_in):
    people = make_people()
    page = new_page(**PHONE)
    sign_in(page, people.ana.user)
    page.goto(reverse("clients:team", args=[people.maya.pk]))

    tabs = page.locator(".tabs a").evaluate_all("all => all.map(a => a.getBoundingClientRect())")

    assert (len(tabs), max(tab["right"] for tab in tabs) <= 360) == (6, True)
