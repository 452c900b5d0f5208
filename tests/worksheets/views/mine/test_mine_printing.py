"""On paper too: her own answers and the comments on them, with who and when (product D)."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.factories import NOW, actor_for, make_assignment
from tests.worksheets.views.mine.conftest import Hers
from worksheets.actions import reviewing
from worksheets.models import Comment

pytestmark = pytest.mark.django_db

AT = "10 March 2026, 11:00\N{NO-BREAK SPACE}am"


def paper(hers: Hers, **data: str) -> list[str]:
    """The lines of the sheet on paper, part by part."""
    page = hers.get("print_mine", data=data).content.decode().split("<main")[1]
    main = page.split(">", 1)[1].split("</main>")[0]
    lines = re.sub(r"<[^>]+>", "\n", main).split("\n")
    return [line.strip() for line in lines if line.strip()]


@pytest.fixture
def answered(hers, ana, given) -> Hers:
    """She sent it, Ana wrote to one part and to the whole, and she wrote back."""
    hers.save("The quiet.")
    hers.save("A wave.", prompt="miss")
    hers.send()
    round_ = given.rounds.get()
    reviewing.keep_drafts(
        by=actor_for(ana), round_=round_, typed={"noticed": reviewing.Typed("I hear it.", 0)}
    )
    reviewing.send_review(
        by=actor_for(ana), round_=round_, closing="thanks", message="Thank you, Maya."
    )
    hers.post("reply", {"prompt_key": "noticed", "body": "It was good.", "request_key": uuid4()})
    return hers


def test_paper_holds_what_was_said_by_part_with_who_and_when(answered):
    lines = paper(answered)

    said = lines.index("Thank you, Maya.")
    assert lines[said : said + 2] == ["Thank you, Maya.", f"Ana Ruiz · {AT}"]
    part = lines.index("The quiet.")
    assert lines[part : part + 5] == [
        "The quiet.",
        "I hear it.",
        f"Ana Ruiz · {AT}",
        "It was good.",
        f"You · {AT}",
    ]
    assert lines.index("What did you notice this week?") < part < lines.index("A wave.")


def test_paper_names_its_days_with_the_year(answered):
    lines = paper(answered)

    sent = lines.index("Sent")
    assert lines[sent : sent + 4] == ["Sent", "10 March 2026", "Read", "10 March 2026"]


def test_paper_of_what_was_shared_holds_what_was_said_to_it(answered):
    lines = paper(answered, only="shared")

    assert ("I hear it." in lines, "It was good." in lines, "A wave." in lines) == (
        True,
        True,
        False,
    )


def test_what_was_said_to_a_part_stays_on_paper_without_her_words(answered):
    answered.assignment.answers.filter(prompt_key="noticed").update(value=None)

    lines = paper(answered)

    assert ("The quiet." in lines, "I hear it." in lines) == (False, True)


def test_a_comment_that_was_not_sent_is_on_no_paper(answered, ana, given):
    Comment.objects.create(
        client=given.client,
        assignment=given,
        round=given.rounds.get(),
        prompt_key="noticed",
        author=ana.user,
        body="Not yet.",
        drafted_at=NOW - timedelta(hours=1),
    )

    assert "Not yet." not in paper(answered)


def test_a_sheet_she_has_not_done_has_room_to_write(browser, maya):
    browser.force_login(maya.membership.user)

    lines = paper(Hers(browser, make_assignment(maya)))

    assert "What did you notice this week?" in lines
    assert [word for word in ("Sent", "Read") if word in lines] == []
