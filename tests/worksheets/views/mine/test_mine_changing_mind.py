"""Share it after all, take it back, delete it: each asks once and says what remains."""

import pytest
from django.urls import reverse

from tests.factories import NOW, make_assignment, make_client, make_counselor, make_version
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.models import Answer, SharedAnswer

pytestmark = pytest.mark.django_db
TOLD, KEPT = "The kettle was singing.", "I hid the blue letter."
NOTICED, MISS, SIZE = 1, 2, 3
NAMES = ["share_words", "withdraw_words", "delete_words"]


@pytest.fixture
def sent(hers) -> Hers:
    """She shared the first part and kept the second."""
    hers.save(TOLD)
    hers.save(KEPT, prompt="miss")
    hers.send()
    return hers


def press(hers, name: str, place: int, **data):
    return hers.http.post(hers.url(name, place), data)


def review(hers, ana) -> str:
    """What Ana reads of the sheet."""
    staff = type(hers.http)()
    staff.force_login(ana.user)
    given = hers.assignment
    return text(staff.get(reverse("worksheets:review", args=[given.client_id, given.pk])))


def ways(hers) -> dict[str, tuple[bool, bool, bool]]:
    """What her read page offers at each part: share, take back, delete."""
    return {
        part.prompt.key: (part.may_share, part.may_withdraw, part.may_delete)
        for part in hers.get("read").context["parts"]
    }


def test_each_part_offers_what_she_may_do_with_it(sent):
    assert ways(sent) == {"noticed": (False, True, False), "miss": (True, False, True)}


def test_she_shares_what_she_had_kept(sent, ana):
    asked = text(sent.get("share_words", MISS))
    response = press(sent, "share_words", MISS, revision=1)

    assert (KEPT in asked, "No mail is sent about it" in asked) == (True, True)
    assert response["Location"] == sent.url("read")
    assert KEPT in review(sent, ana)
    assert ways(sent)["miss"] == (False, True, False)


def test_she_withdraws_and_her_counselor_finds_nothing_shared_here(sent, ana):
    silent = review(sent, ana).count("Nothing shared here")
    asked = text(sent.get("withdraw_words", NOTICED))
    press(sent, "withdraw_words", NOTICED)

    assert ("What was read was read" in asked, "stays in the record" in asked) == (True, True)
    page = review(sent, ana)
    assert (TOLD in page, page.count("Nothing shared here")) == (False, silent + 1)
    assert "Ana can read this" not in text(sent.get("read"))
    assert TOLD in text(sent.get("read"))
    assert TOLD not in text(sent.http.get(sent.url("print_mine") + "?only=shared"))


def test_withdrawn_it_can_be_shared_again_and_never_deleted(sent, ana):
    press(sent, "withdraw_words", NOTICED)
    assert ways(sent)["noticed"] == (True, False, False)

    press(sent, "share_words", NOTICED, revision=1)

    assert TOLD in review(sent, ana)


def test_what_she_deletes_is_gone_from_her_page(sent):
    asked = text(sent.get("delete_words", MISS))
    press(sent, "delete_words", MISS)

    assert (KEPT in asked, "What remains" in asked) == (True, True)
    assert "miss" not in ways(sent)
    assert Answer.objects.get(prompt_key="miss").value is None


def test_a_draft_of_an_open_sheet_is_deleted(hers):
    hers.save("Half a sentence.")

    press(hers, "delete_words", NOTICED)

    assert ways(hers) == {}
    assert "Half a sentence." not in text(hers.get("part", 1))


def test_what_was_sent_is_not_deleted_by_a_forged_press(sent):
    response = press(sent, "delete_words", NOTICED)

    assert response["Location"] == sent.url("read")
    assert Answer.objects.get(prompt_key="noticed").value == TOLD


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("share_words", NOTICED),
        ("share_words", SIZE),
        ("withdraw_words", MISS),
        ("delete_words", SIZE),
    ],
)
def test_what_cannot_be_done_leads_back_to_her_words(sent, name, place):
    assert sent.get(name, place)["Location"] == sent.url("read")
    assert press(sent, name, place, revision=1)["Location"] == sent.url("read")


def test_a_locked_letter_is_never_shared_and_may_be_deleted(browser, maya):
    letter = {"key": "letter", "type": "letter_unsent", "text": "A letter.", "privacy": "locked"}
    given = make_assignment(maya, make_version({"prompts": [letter]}), round={"opened_at": NOW})
    browser.force_login(maya.membership.user)
    hers = Hers(browser, given)
    hers.save("Dear you.", prompt="letter")
    hers.send()

    assert ways(hers) == {"letter": (False, False, True)}
    press(hers, "share_words", 1, revision=1)
    assert SharedAnswer.objects.count() == 0
    press(hers, "delete_words", 1)
    assert Answer.objects.get().value is None


@pytest.mark.parametrize("odd", ["", "-1", "\x00", "x" * 70_000, "99999999999999999999"])
def test_an_odd_press_shares_nothing_and_shows_it_again(sent, odd):
    response = press(sent, "share_words", MISS, revision=odd)

    assert (response.status_code, KEPT in text(response)) == (409, True)
    assert SharedAnswer.objects.filter(prompt_key="miss").count() == 0


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("place", [0, 4, 10**9])
def test_places_that_are_not_there_are_not_found(sent, name, place):
    assert sent.http.get(sent.url(name, place)).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_has_any_business_here(browser, sent, ana, name):
    noor = make_client(make_counselor(ana.practice), "Noor")
    url = sent.url(name, MISS)

    for person, status in ((ana.user, 403), (noor.membership.user, 404)):
        browser.force_login(person)
        assert (browser.get(url).status_code, browser.post(url).status_code) == (status, status)


def test_pressed_twice_it_is_done_once(sent):
    for _ in range(2):
        assert press(sent, "share_words", MISS, revision=1).status_code == 302
        assert press(sent, "withdraw_words", NOTICED).status_code == 302

    assert SharedAnswer.objects.standing().filter(prompt_key__in=["noticed", "miss"]).count() == 1
