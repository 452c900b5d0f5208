"""Words posted after the session ended wait an hour, sealed, and only for her (rulings 43)."""

from datetime import timedelta
from uuid import UUID

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client as Http
from django.urls import reverse

from practice.sealed_sessions import unseal
from tests.factories import NOW, make_assignment, make_client, make_version
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.models import Answer, Comment, OtherText

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
    after = signed_out.url("held").replace("/", "%2F")

    assert signed_out.answer["Location"] == f"{reverse('account_login')}?next={after}&kept=yes"
    assert list(Answer.objects.all()) == []


def boxes() -> list[dict]:
    """What waits, as the table holds it once the session's own seal is off."""
    found = [unseal(row.session_data) for row in Session.objects.all()]
    return [entry for box in found for entry in box.values() if isinstance(entry, dict)]


def test_the_words_wait_sealed(signed_out, maya):
    (entry,) = boxes()

    assert WORDS not in str(entry)
    assert (entry["slip"]["subject"], entry["slip"]["purpose"]) == (str(maya.pk), "own")


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


@pytest.fixture
def rosa(hers, ana):
    """Maya's page is open in one tab; in the other Rosa has signed in."""
    hers.slip = hers.get("part", 1).context["slip"]
    hers.http.force_login(make_client(ana, "Rosa").membership.user)
    return hers


@pytest.mark.parametrize("script", [True, False])
def test_words_on_the_page_of_another_sign_in_wait_for_whose_page_it_is(rosa, maya, script):
    data = {"noticed:": WORDS, "noticed:_revision": 0, "slip": rosa.slip, "go": "next"}
    headers = {"Accept": "application/json"} if script else {}

    response = rosa.post("save", data, headers=headers)

    told = response.json() if script else {"is_held": "waits for an hour" in text(response)}
    assert (response.status_code, told["is_held"], WORDS in text(response)) == (403, True, False)
    home = rosa.http.get(reverse("worksheets:home")).content.decode()
    assert (rosa.url("held") in home, rosa.get("held").status_code) == (False, 404)
    rosa.http.force_login(maya.membership.user)
    assert rosa.url("held") in rosa.http.get(reverse("worksheets:home")).content.decode()
    assert WORDS in text(rosa.get("held"))


def test_a_post_to_a_sheet_that_is_not_there_is_never_called_safe(rosa):
    page = rosa.post("save", {"noticed:": WORDS, "noticed:_revision": 0})

    main = text(page).partition("<main")[2].partition("</main>")[0]
    assert (page.status_code, "safe" in main, "Nothing was saved or sent" in main) == (
        404,
        False,
        True,
    )


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
    assert boxes() == []


def test_the_slip_of_another_sheet_is_not_taken(hers):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    url = reverse("worksheets:save", args=[UUID(int=3)])

    hers.http.post(url, {"noticed:": WORDS, "noticed:_revision": 0, "slip": slip})

    assert boxes() == []


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


def under_way(hers: Hers) -> Hers:
    """The same browser once more: what it sends leaves with the cookies it has now."""
    other = Http()
    other.cookies.load({name: cookie.value for name, cookie in hers.http.cookies.items()})
    return Hers(other, hers.assignment)


def test_of_two_posts_under_way_when_the_session_ends_both_are_kept(hers, maya):
    slip = hers.get("part", 1).context["slip"]
    other = under_way(hers)
    with time_machine.travel(NOW + timedelta(minutes=31), tick=True):
        hers.save(WORDS, slip=slip)
        other.save("The bus at four.", prompt="miss", slip=slip)
        # The browser keeps the session of the answer that came last.
        other.http.force_login(maya.membership.user)
        page = text(other.get("held"))
        other.post("held", {"pick": "save"})

    assert (WORDS in page, "The bus at four." in page) == (True, True)
    assert {row.prompt_key: row.value for row in Answer.objects.all()} == {
        "noticed": WORDS,
        "miss": "The bus at four.",
    }


def test_of_two_tabs_with_the_same_part_both_texts_are_kept(hers, maya):
    slips = [hers.get("part", 1).context["slip"] for _ in range(2)]
    hers.http.logout()
    hers.save(WORDS, slip=slips[0])
    hers.save("In the other tab.", slip=slips[1])
    hers.http.force_login(maya.membership.user)

    page = text(hers.get("held"))
    response = hers.post("held", {"pick": "save"})

    assert (WORDS in page, "In the other tab." in page) == (True, True)
    assert "/other-texts/" in response["Location"]
    assert (Answer.objects.get().value, OtherText.objects.get().value) == (
        WORDS,
        "In the other tab.",
    )


def test_what_the_page_itself_saves_after_all_waits_no_more(hers, maya):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    hers.save(WORDS, slip=slip)
    hers.save("The bus at four.", prompt="miss", slip=slip)
    hers.http.force_login(maya.membership.user)

    hers.save(WORDS, slip=slip)
    page = text(hers.get("held"))

    assert (WORDS in page, "The bus at four." in page) == (False, True)


# --- what the sheet takes no more -------------------------------------------------------------


@pytest.fixture
def waiting(signed_out, maya):
    """Words of Maya's wait for her sheet, and she is back."""
    signed_out.http.force_login(maya.membership.user)
    return signed_out


def send(hers: Hers) -> None:
    """The sheet goes from her other device."""
    hers.assignment.rounds.update(submitted_at=NOW, done_as="done")


def main(response) -> str:
    """What the page itself says."""
    return text(response).partition("<main")[2].partition("</main>")[0]


def test_a_sent_sheet_shows_the_words_to_copy_and_offers_no_save(waiting):
    send(waiting)

    page = main(waiting.get("held"))

    assert (WORDS in page, "You have already sent this one" in page) == (True, True)
    assert ("Save these words" in page, "Write them as a reply" in page) == (False, False)


def hours() -> list[str]:
    """Since when what waits does so."""
    return [entry["at"] for entry in boxes() if "slip" in entry]


def test_words_that_a_sent_sheet_refused_wait_until_the_hour_is_over(waiting):
    before = hours()
    send(waiting)

    response = waiting.post("held", {"pick": "save"})

    assert (response["Location"], list(Answer.objects.all())) == (waiting.url("held"), [])
    assert (WORDS in main(waiting.get("held")), hours()) == (True, before)


def test_they_go_into_a_reply_unsent(waiting, ana):
    send(waiting)
    Comment.objects.create(
        client=waiting.assignment.client,
        assignment=waiting.assignment,
        round=waiting.assignment.rounds.get(),
        author=ana.user,
        prompt_key="noticed",
        body="Thank you.",
        sent_at=NOW,
    )

    offered = main(waiting.get("held"))
    moved = waiting.post("held", {"pick": "reply"})
    page = waiting.get("read")

    assert "Write them as a reply" in offered
    assert moved["Location"] == f"{waiting.url('read')}#reply-noticed-body"
    assert 'id="reply-noticed-body"' in page.content.decode()
    (part,) = [part for part in page.context["parts"] if part.reply]
    assert (part.prompt.key, part.reply["body"].value()) == ("noticed", WORDS)
    assert Comment.objects.filter(is_by_client=True).count() == 0
    assert WORDS in main(waiting.get("held"))


def test_without_a_word_to_her_there_is_no_reply(waiting):
    send(waiting)

    assert waiting.post("held", {"pick": "reply"})["Location"] == waiting.url("held")


def test_of_two_parts_only_the_one_that_is_open_is_saved(hers, maya):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    hers.save(WORDS, slip=slip)
    hers.save("The bus at four.", prompt="miss", slip=slip)
    hers.http.force_login(maya.membership.user)
    hers.assignment.rounds.update(number=2, reopened_keys=["miss"])

    before = hers.get("held").context
    hers.post("held", {"pick": "save"})
    after = hers.get("held").context

    kept = {row.prompt_key: row.value for row in Answer.objects.all()}
    assert kept == {"miss": "The bus at four."}
    assert [[text for _label, text in before[name]] for name in ("words", "stuck")] == [
        ["The bus at four."],
        [WORDS],
    ]
    assert (after["may_save"], [text for _label, text in after["stuck"]]) == (False, [WORDS])


def test_words_too_long_to_keep_wait_until_they_are_shortened_and_saved(hers, maya):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    hers.save("x" * 4001, slip=slip)
    hers.http.force_login(maya.membership.user)

    shown = hers.post("held", {"pick": "save"})
    still = hers.get("held")
    new = shown.context["slip"]
    hers.save("Shorter.", slip=new)

    assert (shown.status_code, still.status_code) == (422, 200)
    assert Answer.objects.get().value == "Shorter."
    assert hers.get("held")["Location"] == hers.url("sheet")


@pytest.mark.parametrize("name", ["share", "read"])
def test_the_review_and_the_reading_tell_of_words_that_wait(waiting, name):
    link = f'href="{waiting.url("held")}"'

    assert link in main(waiting.get(name))
    waiting.post("held", {"pick": "drop"})
    assert link not in main(waiting.get(name))
