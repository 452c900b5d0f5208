"""Words for the next page: on no device and in no table in clear (V14.3.3, H-04)."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from practice.models import WrappedKey
from practice.notices import NOTICES
from practice.sealed_sessions import unseal
from tests.factories import make_owner, make_practice
from tests.web import Browser

pytestmark = pytest.mark.django_db
FORM = {"name": "Wilhelmina Okafor", "email": "wo@example.org", "roles": ["counselor"]}
TOLD = "Wilhelmina Okafor is asked. A letter is on its way."


def held() -> str:
    return " ".join(str(unseal(row.session_data)) for row in Session.objects.all())


def test_a_name_in_a_message_is_sealed_until_it_is_shown(browser: Browser):
    browser.sign_in(make_owner(make_practice()).user)

    answer = browser.post(reverse("practice:add_colleague"), FORM)
    kept = held()
    shown = [browser.get(answer["Location"]).content.decode().count(TOLD) for _ in range(2)]

    assert ("messages" in answer.cookies, "_messages" in kept, "Wilhelmina" in kept) == (
        False,
        True,
        False,
    )
    assert shown == [1, 0]
    assert "_messages" not in held()


@pytest.mark.parametrize("spoiled", ["not sealed at all", "AAAA", "\x00", 7])
def test_what_cannot_be_opened_is_not_shown(browser: Browser, spoiled):
    browser.sign_in(make_owner(make_practice()).user)
    session = browser.session
    session["_messages"] = spoiled
    session.save()

    page = browser.get(reverse("practice:people"))

    assert (page.status_code, list(page.context["messages"])) == (200, [])


def test_a_key_that_is_gone_takes_only_the_words_along(browser: Browser):
    browser.sign_in(make_owner(make_practice()).user)
    browser.post(reverse("practice:add_colleague"), FORM)
    WrappedKey.objects.filter(subject=NOTICES).delete()

    page = browser.get(reverse("practice:people"))

    assert (page.status_code, list(page.context["messages"])) == (200, [])
