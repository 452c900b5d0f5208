"""Who left her yes to sheets open at the door is told so, and so is her counselor (K-02)."""

import pytest
from django.urls import reverse

from clients.actions import accepting, consenting
from clients.models import Layer
from tests.clients.people import PASSWORD, invite, letter_to, nobody, said
from tests.factories import actor_for

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
CALM = "Give a sheet when it fits."


def come_in_without_sheets(people):
    """She agrees to how this works, and leaves the sheets open."""
    client = invite(people.ana)
    return accepting.accept(
        by=nobody(),
        token=letter_to(client),
        said=said(client, agreed=(Layer.TERMS,)),
        way_in=accepting.WayIn(PASSWORD),
    )


def text_of(browser, name: str, *args) -> str:
    return " ".join(browser.get(reverse(name, args=args)).content.decode().split())


def test_her_pages_say_that_nothing_was_said_yet(browser, people):
    rosa = come_in_without_sheets(people)
    browser.force_login(rosa.membership.user)

    home, agreements = (
        text_of(browser, name) for name in ("worksheets:home", "clients:my_agreements")
    )

    assert "No sheets come to you." in home
    assert reverse("clients:my_agreements") in home
    assert ("You have not said yes." in agreements, "You said no" in agreements) == (True, False)


def test_what_she_took_back_is_a_no(browser, people):
    text = people.maya.practice.consent_texts.get(layer=Layer.TREATMENT)
    maya = actor_for(people.maya)
    consenting.give_consent(by=maya, client=people.maya, text=text)
    consenting.withdraw_consent(by=maya, client=people.maya, layer=Layer.TREATMENT)
    browser.force_login(people.maya.membership.user)

    agreements = text_of(browser, "clients:my_agreements")

    assert ("You have not said yes." in agreements, "You said no" in agreements) == (False, True)


def test_her_counselor_reads_what_is_missing(as_ana, people):
    rosa = come_in_without_sheets(people)

    page = text_of(as_ana, "worksheets:client", rosa.pk)

    assert ("She has not said yes to sheets" in page, CALM in page) == (True, False)


def test_of_who_agreed_nothing_is_missing(as_ana, people):
    page = text_of(as_ana, "worksheets:client", people.maya.pk)

    assert ("She has not said yes to sheets" in page, CALM in page) == (False, True)


def test_a_closed_account_is_said_on_her_page(as_ana, people):
    maya = actor_for(people.maya)
    text = people.maya.practice.consent_texts.get(layer=Layer.TERMS)
    consenting.give_consent(by=maya, client=people.maya, text=text)
    consenting.withdraw_consent(by=maya, client=people.maya, layer=Layer.TERMS)

    page = text_of(as_ana, "worksheets:client", people.maya.pk)

    assert page.count("She closed her account here") == 2
    assert (CALM in page, "has not chosen yet" in page) == (False, False)
