"""Words posted after the session ended wait an hour, sealed, and only for her (rulings 43)."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.urls import reverse

from tests.factories import NOW, make_assignment, make_client, make_version
from tests.worksheets.views.mine.conftest import Hers
from worksheets.models import Answer

pytestmark = pytest.mark.django_db

WORDS = "She used to call from the bus."


@pytest.fixture
def signed_out(hers):
    """Maya's page is open, her session has ended, and she presses Next."""
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    data = {"noticed:": WORDS, "noticed:_revision": 0, "noticed:_once": UUID(int=1)}
    hers.answer = hers.post("save", data | {"slip": slip, "place": "1", "go": "next"})
    return hers


def test_a_post_after_sign_out_leads_to_the_sign_in_and_back(signed_out):
    expected = f"{reverse('account_login')}?next=" + signed_out.url("held").replace("/", "%2F")

    assert signed_out.answer["Location"] == expected
    assert list(Answer.objects.all()) == []


def test_the_words_wait_sealed(signed_out):
    assert WORDS not in str(dict(signed_out.http.session))


def test_after_the_sign_in_she_sees_and_saves_them(signed_out, maya):
    signed_out.http.force_login(maya.membership.user)

    home = signed_out.http.get(reverse("worksheets:home")).content.decode()
    page = signed_out.get("held").content.decode()
    response = signed_out.post("held", {"pick": "save"})

    assert signed_out.url("held") in home
    assert WORDS in page
    assert response.status_code == 302
    assert Answer.objects.get().value == WORDS
    assert signed_out.get("held")["Location"] == signed_out.url("sheet")


def test_she_may_let_them_go(signed_out, maya):
    signed_out.http.force_login(maya.membership.user)

    signed_out.post("held", {"pick": "drop"})

    assert list(Answer.objects.all()) == []
    assert signed_out.get("held")["Location"] == signed_out.url("sheet")


def test_somebody_else_on_this_device_finds_nothing(signed_out, ana):
    noor = make_client(ana, "Noor")
    signed_out.http.force_login(noor.membership.user)

    home = signed_out.http.get(reverse("worksheets:home")).content.decode()

    assert signed_out.get("held").status_code == 404
    assert signed_out.url("held") not in home


def test_after_an_hour_they_are_gone(signed_out, maya):
    with time_machine.travel(NOW + timedelta(minutes=61)):
        signed_out.http.force_login(maya.membership.user)

        assert signed_out.get("held")["Location"] == signed_out.url("sheet")


def test_without_the_pages_own_slip_nothing_is_held(hers):
    hers.http.logout()

    for slip in ("", "forged", "a:b:c"):
        data = {"noticed:": WORDS, "noticed:_revision": 0, "slip": slip}
        response = hers.post("save", data)

        assert response["Location"].startswith(reverse("account_login"))
    assert dict(hers.http.session) == {}


def test_the_slip_of_another_sheet_is_not_taken(hers):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    url = reverse("worksheets:save", args=[UUID(int=3)])

    hers.http.post(url, {"noticed:": WORDS, "noticed:_revision": 0, "slip": slip})

    assert dict(hers.http.session) == {}


def test_a_script_is_told_where_to_sign_in(hers):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()

    response = hers.save(WORDS, slip=slip)

    assert response.status_code == 401
    assert response.json()["is_held"] is True
    assert response.json()["sign_in"].startswith(reverse("account_login"))


def test_what_was_changed_meanwhile_is_not_overwritten(signed_out, maya):
    signed_out.http.force_login(maya.membership.user)
    signed_out.save("Written on the phone meanwhile.")

    response = signed_out.post("held", {"pick": "save"})

    assert "/other-texts/" in response["Location"]
    assert Answer.objects.get().value == "Written on the phone meanwhile."


TICKS = {
    "prompts": [
        {
            "key": "calms",
            "type": "checklist",
            "text": "What helps?",
            "options": [{"key": "tea", "label": "Tea"}, {"key": "rain", "label": "Rain"}],
        },
        {"key": "miss", "type": "long_text", "text": "What do you miss?"},
    ]
}


def test_a_tick_taken_away_again_stays_away(browser, maya):
    given = make_assignment(maya, make_version(TICKS), round={"opened_at": NOW})
    browser.force_login(maya.membership.user)
    hers = Hers(browser, given)
    slip = hers.get("part", 1).context["slip"]
    browser.logout()

    hers.save(WORDS, prompt="miss", slip=slip)
    hers.save(["tea", "rain"], prompt="calms", slip=slip)
    hers.post("save", {"calms:_revision": 0, "calms:_once": UUID(int=2), "slip": slip})
    browser.force_login(maya.membership.user)
    hers.post("held", {"pick": "save"})

    assert {row.prompt_key: row.value for row in Answer.objects.all()} == {"miss": WORDS}
