"""What happens between the page's look at her letter and her yes is answered, not an error."""

import pytest
from django.db import connection
from django.test import Client as Browser
from django.urls import reverse
from zeal import zeal_ignore

from clients.actions import accepting, consenting
from clients.models import Consent, Layer
from practice.models import User
from tests.clients.people import PASSWORD, invite, letter_to, nobody, said, standing
from tests.clients.test_welcome_pages import filled
from tests.factories import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


class BeforeHerYes:
    """Does something once, after the page has looked and before her yes begins its transaction."""

    def __init__(self, what) -> None:
        self.what, self.is_done = what, False

    def __call__(self, execute, sql, params, many, context):
        if sql.startswith("SAVEPOINT") and not self.is_done:
            self.is_done = True
            self.what()
        return execute(sql, params, many, context)


@pytest.fixture
def rosa(people):
    return invite(people.ana)


@pytest.fixture
def press(browser, rosa):
    """Sends her yes while something else happens."""
    page = reverse("clients:accept", args=[letter_to(rosa)])
    letter = standing(rosa)
    letter.opened_at = letter.minted_at
    letter.save()

    def send(what, **changes):
        typed = filled(rosa, **changes)
        with connection.execute_wrapper(BeforeHerYes(what)), zeal_ignore():
            return browser.post(page, typed)

    send.token = page.split("/")[2]
    return send


def accept_first(rosa, token, password=PASSWORD):
    accepting.accept(by=nobody(), token=token, said=said(rosa), way_in=accepting.WayIn(password))


def test_the_second_of_two_presses_is_in_as_well(browser, rosa, press):
    response = press(lambda: accept_first(rosa, press.token))

    assert (response.status_code, response["Location"]) == (302, reverse("worksheets:home"))
    user = User.objects.get(email="rosa@example.org")
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert Consent.objects.filter(client=rosa).count() == 3


def test_the_second_with_other_words_is_told_that_the_link_is_used(browser, rosa, press):
    response = press(lambda: accept_first(rosa, press.token, "seven green hills in rain"))

    assert (response.status_code, "_auth_user_id" in browser.session) == (410, False)
    assert "This link has done its work" in response.content.decode()


def test_going_on_twice_is_told_too(rosa, people):
    token = letter_to(rosa)
    accept_first(rosa, token)

    response = Browser().post(reverse("clients:welcome", args=[token]))

    assert response.status_code == 410


def test_words_published_while_she_agrees_are_shown_with_what_she_typed(people, rosa, press):
    by = actor_for(people.olga)

    def publish():
        consenting.publish_consent_text(
            by=by, layer=Layer.NOTICE, meaning_changed=False, changes="Our new name."
        )

    people.olga.practice.name = "Harbour Lane Practice"
    people.olga.practice.save()
    response = press(publish, sign_in_by="name", sign_in_name="rosa.two")

    form = response.context["form"]
    newest = {str(text.pk) for text, _blocks in response.context["texts"]}
    assert (response.status_code, sorted(form.errors)) == (200, ["__all__", "agree_1"])
    assert (form["sign_in_name"].value(), set(form["texts"].value().split(","))) == (
        "rosa.two",
        newest,
    )
    assert not User.objects.filter(sign_in_name="rosa.two").exists()
