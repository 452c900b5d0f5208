"""Who is asked finds it where she signs in; GET shows, POST decides (docs/decisions/0011)."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from practice.actions import offers as actions
from practice.models import Membership, Offer, User
from tests.factories import (
    actor_for,
    make_client,
    make_counselor,
    make_owner,
    make_practice,
    make_user,
)
from tests.practice.test_people import PASSWORD, signed_in
from tests.web import Browser

pytestmark = pytest.mark.django_db
FORM = {"name": "Ben Okafor", "email": "ben@example.org", "roles": ["counselor"]}
START, PEOPLE = reverse("practice:start"), reverse("practice:people")


def asked(owner: Membership, email: str = "ben@example.org", days: float = 0) -> Offer:
    by = actor_for(owner, timezone.now() - timedelta(days=days))
    return actions.ask_colleague(by=by, name="Ben Okafor", email=email, roles=["counselor"])


def says(browser: Browser, offer: Offer, word: str):
    return browser.post(reverse("practice:answer_offer", args=[offer.pk]), {"word": word})


def shown(browser: Browser, url: str) -> str:
    """The words of a page."""
    page = browser.get(url).content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_from_the_form_to_a_colleague_by_the_letter_alone(browser):
    """Nobody tells her anything but the mail: a sign-in by code, and one button."""
    practice = make_practice(name="Harbour House")
    answer = signed_in(browser, make_owner(practice)).post(reverse("practice:add_colleague"), FORM)
    assert "Ben Okafor is asked. A letter is on its way." in shown(browser, answer["Location"])
    assert [message.to for message in mail.outbox] == [["ben@example.org"]]
    link = re.search(r"http\S+", mail.outbox.pop().body)[0]

    ben = Browser()
    assert ben.get(link).status_code == 200
    ben.post(reverse("account_request_login_code"), {"email": "ben@example.org"})
    code = re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", mail.outbox[-1].body)[0]
    landing = ben.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)
    assert landing.redirect_chain[-1][0] == reverse("practice:offers")
    assert "Harbour House" in landing.content.decode()
    says(ben, Offer.objects.get(), "yes")

    assert ben.get(START)["Location"] == reverse("worksheets:today")
    assert "Ben Okafor ben@example.org counselor" in shown(browser, PEOPLE)
    assert "said yes today" in shown(browser, PEOPLE)


def test_opening_the_page_decides_nothing(browser):
    offer = asked(make_owner(make_practice()))
    browser.force_login(User.objects.get(email="ben@example.org"))

    codes = [browser.get(reverse("practice:offers")).status_code for _ in range(2)]
    by_get = browser.get(reverse("practice:answer_offer", args=[offer.pk]), {"word": "yes"})

    assert (codes, by_get.status_code, Offer.objects.get().said_yes) == ([200, 200], 405, None)


def test_her_no_is_the_end_of_it(browser):
    owner = make_owner(make_practice())
    offer = asked(owner)
    browser.force_login(User.objects.get(email="ben@example.org"))

    landing = browser.get(says(browser, offer, "no")["Location"])

    assert "You said no. Nothing else happens." in landing.content.decode()
    assert "Nothing is open for you here" in landing.content.decode()
    assert "said no today" in shown(signed_in(Browser(), owner), PEOPLE)


def test_later_leads_on_and_comes_again_at_the_next_sign_in(browser):
    eva = make_counselor(make_practice(), "Eva Novak")
    offer = asked(make_owner(make_practice()), eva.user.email)
    browser.force_login(eva.user)

    first = browser.get(START)["Location"]
    says(browser, offer, "later")
    then = browser.get(START)["Location"]
    browser.force_login(eva.user)
    browser.post(reverse("account_logout"))
    browser.force_login(eva.user)

    assert (first, then) == (reverse("practice:offers"), reverse("worksheets:today"))
    assert browser.get(START)["Location"] == reverse("practice:offers")


def test_her_yes_takes_her_there_and_she_can_go_back(browser):
    """A client elsewhere: her menu leads to the other place, the desk's leads home again."""
    practice = make_practice(name="Harbour House", requires_second_factor=True)
    maya = make_client(make_counselor(make_practice(name="Elm Street"))).membership
    offer = asked(make_owner(practice), maya.user.email)
    browser.force_login(maya.user)
    says(browser, offer, "yes")
    here = Membership.objects.get(user=maya.user, practice=practice)
    assert browser.get(START)["Location"] == reverse("mfa_index")

    browser.post(reverse("practice:switch"), {"membership": str(maya.pk)})
    home = browser.get(START)["Location"]
    menu = browser.get(home).content.decode()

    assert home == reverse("worksheets:home")
    assert (f'value="{here.pk}"' in menu, "Go to Harbour House" in menu) == (True, True)
    browser.post(reverse("practice:switch"), {"membership": str(here.pk)})
    assert browser.get(START)["Location"] == reverse("mfa_index")


def test_one_membership_shows_no_way_to_another(browser):
    maya = make_client(make_counselor(make_practice())).membership
    browser.force_login(maya.user)

    assert "Go to " not in shown(browser, reverse("worksheets:home"))


def test_a_new_sign_in_with_two_places_is_in_the_first(browser):
    first = make_counselor(make_practice(), user=make_user(password=PASSWORD, name="Eva Novak"))
    offer = asked(make_owner(make_practice(name="Harbour House")), first.user.email)
    actions.answer(by=actor_for(first, timezone.now()), offer=offer, said_yes=True)

    form = {"login": first.user.email, "password": PASSWORD}
    page = browser.post(reverse("account_login"), form, follow=True)

    assert page.context["actor"].membership == first
    assert "Harbour House" in page.content.decode()


def test_a_client_of_the_practice_is_told_kindly_and_the_owner_is_told_nothing(browser):
    practice = make_practice(name="Harbour House")
    maya = make_client(make_counselor(practice)).membership
    owner = make_owner(practice)
    offer = asked(owner, maya.user.email)
    browser.force_login(maya.user)

    page = browser.get(says(browser, offer, "yes")["Location"]).content.decode()

    assert "You belong to Harbour House already" in page
    assert "waits until" in shown(signed_in(Browser(), owner), PEOPLE)


@pytest.mark.parametrize("word", ["yes", "no", "later"])
def test_an_offer_to_somebody_else_is_not_there(browser, word):
    offer = asked(make_owner(make_practice()))
    browser.force_login(make_counselor(make_practice(), "Eva Novak").user)

    assert says(browser, offer, word).status_code == 404
    assert "Nobody asks you anything" in shown(browser, reverse("practice:offers"))


def test_what_was_taken_back_meanwhile_is_said(browser):
    owner = make_owner(make_practice())
    offer = asked(owner)
    browser.force_login(User.objects.get(email="ben@example.org"))
    actions.take_back(by=actor_for(owner, timezone.now()), offer=offer)

    page = browser.get(says(browser, offer, "yes")["Location"]).content.decode()

    assert "That is not open any more. Please ask who wrote to you." in page


def test_an_owner_sends_again_and_takes_back(browser):
    owner = make_owner(make_practice())
    offer = asked(owner, days=8)
    browser = signed_in(browser, owner)
    before = shown(browser, PEOPLE)

    browser.post(reverse("practice:ask_again", args=[offer.pk]))
    again = shown(browser, PEOPLE)
    browser.post(reverse("practice:take_back", args=[offer.pk]))
    browser.post(reverse("practice:take_back", args=[offer.pk]))
    after = shown(browser, PEOPLE)

    assert ("ended without an answer" in before, "Send again" in before) == (True, True)
    assert ("asked today, waits until" in again, "Take back" in again) == (True, True)
    assert ("taken back today" in after, "That was settled meanwhile" in after) == (True, True)
    assert "Send again" not in after


@pytest.mark.parametrize("step", ["ask_again", "take_back"])
def test_what_another_practice_asks_is_not_there(browser, step):
    offer = asked(make_owner(make_practice()))
    browser = signed_in(browser, make_owner(make_practice()))

    answer = browser.post(reverse(f"practice:{step}", args=[offer.pk]))

    assert (answer.status_code, "Ben Okafor" in shown(browser, PEOPLE)) == (404, False)


def test_what_was_typed_stays_when_it_was_asked_already(browser):
    browser = signed_in(browser, make_owner(make_practice()))
    browser.post(reverse("practice:add_colleague"), FORM)

    answer = browser.post(reverse("practice:add_colleague"), FORM | {"name": "Benjamin"})

    form = answer.context["form"]
    assert (form["name"].value(), form.errors) == (
        "Benjamin",
        {"email": ["This address was asked already. The list of people shows it."]},
    )


def test_the_list_costs_the_same_for_one_and_for_twenty_asked(browser, django_assert_num_queries):
    owner = make_owner(make_practice())
    asked(owner)
    browser = signed_in(browser, owner)
    browser.get(PEOPLE)

    with django_assert_num_queries(6):
        browser.get(PEOPLE)
    for number in range(19):
        asked(owner, f"ben{number}@example.org")
    with django_assert_num_queries(6):
        browser.get(PEOPLE)
