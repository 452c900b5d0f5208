"""No token of a letter stands in a log, whatever goes wrong."""

import logging

import pytest
from django.test import Client as Browser

from clients.masking import TOKEN
from tests.clients.people import invite, letter_to, make_people


@pytest.mark.django_db
def test_refusals_are_logged_without_the_token(caplog):
    token = letter_to(invite(make_people().ana))
    strict = Browser(enforce_csrf_checks=True)

    with caplog.at_level(logging.DEBUG):
        strict.post(f"/welcome/{token}/accept/")
        strict.get(f"/welcome/{token}x/")
        strict.put(f"/welcome/{token}/nowhere/")

    assert token not in caplog.text
    assert "Forbidden" in caplog.text
    assert "/welcome/…/accept/" in caplog.text


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Not Found: /welcome/abc_-9/accept/", "Not Found: /welcome/…/accept/"),
        ("/account/login/?next=%2Fwelcome%2Fabc%2Faccept%2F",
         "/account/login/?next=%2Fwelcome%2F…%2Faccept%2F"),
        ('"GET /welcome/abc/ HTTP/1.1" 200', '"GET /welcome/…/ HTTP/1.1" 200'),
        ("Forbidden: /reminders/not-for-me/ab.c_-/", "Forbidden: /reminders/not-for-me/…/"),
        ("Not Found: /reminders/stop/ab.c/", "Not Found: /reminders/stop/…/"),
        ("/summary%2Fwhy%2Fab.c", "/summary%2Fwhy%2F…"),
        ("/my/reminders/pause/", "/my/reminders/pause/"),
        ("/my/", "/my/"),
    ],
)  # fmt: skip
def test_every_way_to_write_the_address(said, expected):
    assert TOKEN.sub(r"\1…", said) == expected
