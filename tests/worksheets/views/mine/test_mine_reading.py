"""What she is told others can read is what they can read, over all rounds (V-02)."""

from uuid import uuid4

import pytest

from tests.factories import NOW, actor_for, make_assignment
from tests.worksheets.views.mine.conftest import Hers
from worksheets.actions import assigning, reviewing
from worksheets.reading import review_parts

pytestmark = pytest.mark.django_db


def text(response) -> str:
    """The page with single spaces."""
    return " ".join(response.content.decode().split())


def told(hers) -> dict[str, tuple]:
    """By prompt: what stands there, whether others read that, what they read instead and beside."""
    return {
        part.prompt.key: (
            part.read and part.read["value"],
            part.is_shared,
            part.sent and part.sent["read"]["value"],
            part.before and part.before["read"]["value"],
        )
        for part in hers.get("read").context["parts"]
    }


def read_by_staff(given) -> dict[str, tuple]:
    """By prompt: what the review shows, now and as it was before."""
    rounds = list(given.rounds.filter(submitted_at__isnull=False).order_by("number"))
    parts = review_parts(given.version, rounds, [], None)
    return {
        part.key: (part.read and part.read["value"], part.before and part.before["value"])
        for part in parts
        if part.read or part.before
    }


@pytest.fixture
def again(hers, ana, given) -> Hers:
    """Her sheet after it was sent back for another look at its first part."""
    hers.save("The quiet.")
    hers.save("A wave.", prompt="miss")
    hers.send()
    send_back(ana, given)
    hers.post("begin")
    return hers


def send_back(ana, given) -> None:
    reviewing.send_review(
        by=actor_for(ana),
        round_=given.rounds.current().get(),
        closing="back",
        reopened=["noticed"],
    )


def test_before_anything_was_sent_nothing_is_said_of_readers(hers):
    hers.save("The quiet.")

    page = text(hers.get("read"))

    assert ("can read" in page, "stays with you" in page) == (False, False)


def test_what_was_sent_stays_marked_as_read_while_a_second_round_is_open(again):
    assert told(again) == {
        "noticed": ("The quiet.", True, None, None),
        "miss": ("A wave.", False, None, None),
    }
    assert "Ana can read this" in text(again.get("read"))


def test_after_the_second_round_was_taken_back_too(again, ana, given):
    assigning.withdraw(by=actor_for(ana), assignment=given)

    assert told(again)["noticed"] == ("The quiet.", True, None, None)


def test_a_change_that_is_not_sent_stands_beside_what_was(again):
    again.save("The quiet, and a bird.", revision=1)

    page = text(again.get("read"))

    assert told(again)["noticed"] == ("The quiet, and a bird.", False, "The quiet.", None)
    assert "You have changed it since." in page
    assert "stays with you until you send it" in page
    assert "Ana can read this, as you sent it today:" in page


def test_a_change_that_cannot_be_sent_any_more_just_stays_with_her(again, ana, given):
    again.save("The quiet, and a bird.", revision=1)
    assigning.withdraw(by=actor_for(ana), assignment=given)

    page = text(again.get("read"))

    assert ("stays with you" in page, "until you send it" in page) == (True, False)
    assert "Ana can read this, as you sent it today:" in page


def test_words_taken_out_since_are_still_shown_as_sent(again):
    again.save("", revision=1)

    assert told(again)["noticed"] == (None, False, "The quiet.", None)


def test_both_rounds_are_in_sight_once_both_were_sent(again, given):
    again.save("The quiet, and a bird.", revision=1)
    again.send()

    assert told(again)["noticed"] == ("The quiet, and a bird.", True, None, "The quiet.")
    assert read_by_staff(given) == {"noticed": ("The quiet, and a bird.", "The quiet.")}
    assert "Ana can also read what you sent today" in text(again.get("read"))


def test_words_kept_in_the_second_round_are_said_to_be_read_as_before(again, given):
    page = again.get("share").context
    seen = {f"seen:{line.prompt.key}": line.revision for line in page["lines"]}

    again.post("submit", {"submit_key": page["submit_key"], "done_as": "done"} | seen)

    assert read_by_staff(given) == {"noticed": (None, "The quiet.")}
    assert told(again)["noticed"] == ("The quiet.", True, None, None)


def test_on_paper_nothing_is_in_sight(browser, maya):
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, round={"opened_at": NOW}))
    hers.save("Only here.")
    hers.post("paper", {"done_as": "done", "submit_key": "00000000-0000-4000-8000-000000000001"})

    page = text(hers.get("read"))

    assert told(hers) == {"noticed": ("Only here.", False, None, None)}
    assert ("can read" in page, "stays with you" in page) == (False, False)


def printed(hers) -> str:
    """The paper with only what was shared, without the frame around it."""
    return text(hers.get("print_mine", data={"only": "shared"})).split("<main")[1]


def test_print_holds_all_or_only_what_was_shared(hers):
    hers.save("The quiet.")
    hers.save("A wave.", prompt="miss")
    hers.send()

    everything = text(hers.get("print_mine"))

    assert ("The quiet." in everything, "A wave." in everything) == (True, True)
    assert ("The quiet." in printed(hers), "A wave." in printed(hers)) == (True, False)


def test_what_is_only_marked_to_be_shared_is_not_printed_as_shared(hers):
    hers.save("The quiet.")

    assert "The quiet." not in printed(hers)
    assert "Nothing of this sheet was shared so far." in printed(hers)


def test_print_holds_what_others_read_not_what_she_changed_since(again):
    again.save("The quiet, and a bird.", revision=1)

    assert ("The quiet." in printed(again), "and a bird" in printed(again)) == (True, False)


def test_print_holds_both_rounds_where_both_are_read(again):
    again.save("The quiet, and a bird.", revision=1)
    again.send()

    assert "The quiet, and a bird." in printed(again)
    assert "Sent before:" in printed(again)


ASIDE = [
    ({"reason": "painful", "words": "After the call."}, "It is too painful right now"),
    ({"words": "After the call."}, "After the call."),
    ({}, "You gave no reason, and none is needed."),
]


@pytest.mark.parametrize(("said", "told"), ASIDE)
def test_what_she_said_when_she_put_it_aside_stays_hers_to_read(hers, said, told):
    hers.post("not_now", said)

    page = text(hers.get("read"))

    assert "You put this aside today." in page
    assert told in page
    assert said.get("words", "") in page
    assert "This can be read by Ana. It was not marked as seen so far." in page


def test_what_was_done_with_it_shows_too(hers, ana, given):
    hers.post("not_now", {"reason": "painful"})
    given.refresh_from_db()
    reviewing.send_kind_word(
        by=actor_for(ana), assignment=given, message="Take your time.", request_key=uuid4()
    )

    page = text(hers.get("read"))

    assert "It was seen today." in page
    assert "Take your time." in page
