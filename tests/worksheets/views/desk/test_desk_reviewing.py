"""The review page: drafts, two tabs, too late, sending, previous and next."""

import re
from datetime import timedelta
from uuid import UUID

import pytest

from tests.factories import (
    NOW,
    SMALL_SHEET,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_submission,
    make_version,
)
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets.actions import reviewing, talking
from worksheets.models import Comment, Round

pytestmark = pytest.mark.django_db

FRAME = [
    {"key": "frame.before", "type": "scale_0_10", "text": "Now?", "low": "a", "high": "b"},
    {"key": "frame.after", "type": "scale_0_10", "text": "After?", "low": "a", "high": "b"},
    {"key": "frame.bring", "type": "short_text", "text": "What to bring?"},
]
FRAMED = {"prompts": [*SMALL_SHEET["prompts"], *({"frame": True} | one for one in FRAME)]}


@pytest.fixture
def done(maya):
    """Her sheet as she sent it."""
    return make_submission(make_assignment(maya), {"noticed": "The quiet.", "size": 4}).assignment


def words(response) -> str:
    """The text of the page without its tags, one space between."""
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", text)


def boxes(response) -> dict[str, str]:
    """The comment boxes of the page with what stands in them."""
    page = response.content.decode()
    return dict(re.findall(r'<textarea id="c-(\w+)"[^>]*>([^<]*)</textarea>', page))


def comments() -> list[tuple]:
    """What is kept: where, which words, and whether they were sent."""
    rows = Comment.objects.order_by("prompt_key", "drafted_at")
    return [(one.prompt_key, one.body, one.sent_at is not None) for one in rows]


def test_her_name_heads_the_page_and_stands_on_what_is_sent(ana, done):
    page = ana.get(of_sheet("review", done)).content.decode()

    assert re.search(r"<h1>\s*<a[^>]*>Maya</a>\s*</h1>", page)
    assert re.search(r"<title>[^<]*</title>", page).group() == "<title>Review · Tend</title>"
    buttons = [words_of(b) for b in re.findall(r"<button[^>]*name=\"closing\".*?</button>", page)]
    assert buttons == ["Ask Maya to look again", "Thank Maya", "Let us talk about this", "Seen"]


def words_of(html: str) -> str:
    return re.sub(r"<[^>]+>", "", html).strip()


def test_a_box_stands_where_she_shared_something(ana, done):
    page = ana.get(of_sheet("review", done))

    assert boxes(page) == {"noticed": "", "size": "", "whole": ""}
    assert words(page).count("Nothing shared here") == 1
    assert "The quiet." in words(page)


def test_what_she_would_bring_and_how_heavy_it_was_stand_in_words(ana, maya):
    shared = {"frame.before": 2, "frame.after": 6, "frame.bring": "the call"}
    given = make_assignment(maya, make_version(FRAMED))
    make_submission(given, shared)

    page = words(ana.get(of_sheet("review", given)))

    assert "She would like to bring: the call" in page
    assert "It felt heavier after than before." in page
    assert "Heaviness 2 before, 6 after" in page


def test_an_open_sheet_has_no_review(ana, given):
    response = ana.get(of_sheet("review", given))

    assert (response.status_code, response["Location"]) == (302, of_sheet("assignment", given))


def test_a_plain_form_keeps_every_draft(ana, done):
    posted = {"c-noticed": "Yes.", "r-c-noticed": "0", "c-whole": "So good.", "r-c-whole": "0"}

    response = ana.post(of_sheet("comment", done), posted, follow=True)

    assert "Kept as a draft. Only you see it." in words(response)
    assert boxes(response) == {"noticed": "Yes.", "size": "", "whole": "So good."}
    assert comments() == [("", "So good.", False), ("noticed", "Yes.", False)]


def draft(http, done, body: str, revision: int):
    """One box, as the script sends it."""
    data = {"c-noticed": body, "r-c-noticed": revision}
    return http.post(of_sheet("comment", done), data, headers={"accept": "application/json"})


def test_the_script_gets_the_new_revision(ana, done):
    told = [draft(ana, done, "Y", 0), draft(ana, done, "Yes", 1), draft(ana, done, "", 2)]

    said = {"words": "Draft kept 11:00\u00a0am"}
    assert [(one.status_code, one.json()) for one in told] == [
        (200, {"kept": {"c-noticed": {"revision": 1}}} | said),
        (200, {"kept": {"c-noticed": {"revision": 2}}} | said),
        (200, {"kept": {"c-noticed": {"revision": 0}}} | said),
    ]
    assert comments() == []


def test_two_tabs_keep_both_texts(ana, done):
    draft(ana, done, "From this tab.", 0)

    told = draft(ana, done, "From that tab.", 0)

    kept = {"other": "From this tab.", "revision": 1}
    assert (told.status_code, told.json()) == (409, {"kept": {"c-noticed": kept}})

    posted = {"c-noticed": "From that tab.", "r-c-noticed": "0", "closing": "thanks"}
    page = ana.post(of_sheet("send_review", done), posted)

    assert page.status_code == 409
    assert boxes(page)["noticed"] == "From that tab."
    assert "Another text is kept here From this tab." in words(page)
    assert comments() == [("noticed", "From this tab.", False)]

    again = posted | {"c-noticed": "Both of them.", "r-c-noticed": "1"}
    ana.post(of_sheet("send_review", done), again)

    assert ("noticed", "Both of them.", True) in comments()


def test_a_draft_is_for_its_author_alone(ana, people, at, maya, done):
    second = make_counselor(people.ana.practice, "Second")
    link(maya, second, role="second")
    draft(ana, done, "Only mine so far.", 0)

    for who in (second, people.sofia):
        assert "Only mine so far." not in words(at(who).get(of_sheet("review", done)))


@pytest.mark.parametrize(
    ("closing", "whole", "sent"),
    [
        ("thanks", "", "Read it. Thank you."),
        ("thanks", "So good.", "So good."),
        ("talk", "For Thursday.", "For Thursday."),
        ("talk", "", None),
        ("seen", "", None),
    ],
)
def test_a_review_is_sent_with_its_closing(ana, done, closing, whole, sent):
    posted = {"c-noticed": "Yes.", "r-c-noticed": "0", "c-whole": whole, "closing": closing}

    response = ana.post(of_sheet("send_review", done), posted, follow=True)

    assert response.redirect_chain == [(url("today"), 302)]
    assert "Maya can read it now." in words(response)
    assert Round.objects.get().closing == closing
    about_the_whole = [("", sent, True)] if sent else []
    assert comments() == [*about_the_whole, ("noticed", "Yes.", True)]


def test_back_to_her_opens_the_chosen_parts_again(ana, done):
    posted = {"closing": "back", "reopened": ["noticed", "forged", "miss"]}

    response = ana.post(of_sheet("send_review", done), posted, follow=True)

    assert "Maya can read it now." in words(response)
    assert "With them again" in words(response)
    assert Round.objects.current().get().reopened_keys == ["noticed"]


@pytest.mark.parametrize("reopened", [[], ["forged"], ["miss"]])
def test_back_to_her_asks_for_a_part_and_keeps_the_words(ana, done, reopened):
    posted = {"c-noticed": "Yes.", "r-c-noticed": "0", "closing": "back", "reopened": reopened}

    page = ana.post(of_sheet("send_review", done), posted)

    assert page.status_code == 422
    assert boxes(page)["noticed"] == "Yes."
    section = page.content.decode().partition('<details class="more" id="again" open>')[2]
    error = "Choose at least one part to look at again. Your words are kept."
    assert section.index(error) < section.index("autofocus") < section.index("</details>")
    assert Round.objects.get().reviewed_at is None


def test_an_unknown_closing_sends_nothing_and_keeps_the_words(ana, done):
    posted = {"c-noticed": "Yes.", "r-c-noticed": "0", "closing": "applause"}

    response = ana.post(of_sheet("send_review", done), posted, follow=True)

    assert "Choose how to end the review. Your words are kept." in words(response)
    assert boxes(response)["noticed"] == "Yes."
    assert Round.objects.get().reviewed_at is None


AGAIN = {"c-noticed": "Yes.", "r-c-noticed": "0", "round": "1"}


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ({"closing": "thanks"}, [("", "Read it. Thank you.", True), ("noticed", "Yes.", True)]),
        ({"closing": "talk"}, [("noticed", "Yes.", True)]),
        ({"closing": "back", "reopened": ["noticed"]}, [("noticed", "Yes.", True)]),
    ],
)
def test_a_second_press_ends_as_the_first_did(ana, done, posted, kept):
    answers = [
        ana.post(of_sheet("send_review", done), AGAIN | posted, follow=True) for _ in range(2)
    ]

    assert [answer.redirect_chain for answer in answers] == [[(url("today"), 302)]] * 2
    assert [words(answer).count("Maya can read it now.") for answer in answers] == [1, 1]
    assert comments() == kept


@pytest.mark.parametrize(
    "other",
    [
        {"closing": "talk"},
        {"closing": "back", "reopened": ["size"]},
        {"closing": "back", "reopened": []},
        {"closing": "applause"},
    ],
)
def test_another_press_than_the_first_sends_nothing(ana, done, other):
    first = {"closing": "back", "reopened": ["noticed"]}
    ana.post(of_sheet("send_review", done), AGAIN | first)

    response = ana.post(of_sheet("send_review", done), AGAIN | other, follow=True)

    assert "This review was sent already. Nothing was sent twice." in words(response)
    assert Round.objects.current().get().reopened_keys == ["noticed"]


@pytest.mark.parametrize("name", ["comment", "send_review"])
def test_an_old_page_does_not_speak_to_words_that_it_has_not_shown(ana, done, name):
    ana.post(of_sheet("send_review", done), AGAIN | {"closing": "back", "reopened": ["noticed"]})
    make_submission(done, {"noticed": "The quiet, and a bird."})

    page = ana.post(of_sheet(name, done), {"c-size": "So big.", "round": "1", "closing": "thanks"})

    assert (page.status_code, "How big has it felt? So big." in words(page)) == (409, True)
    assert Round.objects.current().get().reviewed_at is None


@pytest.mark.parametrize(
    ("name", "closing"), [("comment", ""), ("send_review", "talk"), ("send_review", "thanks")]
)
def test_words_that_come_too_late_are_shown_again(ana, done, name, closing):
    ana.post(of_sheet("send_review", done), {"closing": "thanks"})
    posted = {"c-noticed": "One more thing.", "r-c-noticed": "0", "closing": closing}

    page = ana.post(of_sheet(name, done), posted)

    assert page.status_code == 409
    assert "What did you notice this week? One more thing." in words(page)
    assert comments() == [("", "Read it. Thank you.", True)]


def test_the_script_is_told_when_it_is_too_late(ana, done):
    ana.post(of_sheet("send_review", done), {"closing": "seen"})

    told = draft(ana, done, "One more thing.", 0)

    said = {"refused": "This review was sent already. Your words are still here: copy them."}
    assert (told.status_code, told.json()) == (409, said)


def test_her_reply_stands_under_its_part(ana, people, maya, done):
    by = actor_for(people.ana)
    round_ = done.rounds.get()
    reviewing.draft_comment(by=by, round_=round_, prompt_key="noticed", body="Yes.", revision=0)
    reviewing.send_review(by=by, round_=round_, closing="thanks")
    talking.reply(
        by=actor_for(maya),
        round_=round_,
        prompt_key="noticed",
        body="I had not seen it so.",
        request_key=UUID(int=3),
    )

    page = words(ana.get(of_sheet("review", done)))

    assert "The quiet. Yes. Ana Ruiz, today, " in page
    assert "I had not seen it so. Maya, today, " in page


def test_earlier_words_stand_beside_the_new_ones(ana, people, maya, done):
    reviewing.send_review(
        by=actor_for(people.ana), round_=done.rounds.get(), closing="back", reopened=["noticed"]
    )
    make_submission(done, {"noticed": "The quiet, and a bird."})

    page = words(ana.get(of_sheet("review", done)))

    assert "asked to look again What did you notice this week? The quiet, and a bird." in page
    assert "As she shared it before The quiet." in page


def test_previous_and_next_follow_todays_order(ana, people):
    sheets = []
    for days in (1, 2, 3):
        client = make_client(people.ana, f"C{days}", next_session_at=NOW + timedelta(days=days))
        sheets.append(make_assignment(client))
        make_submission(sheets[-1])

    found = []
    for given in sheets:
        page = ana.get(of_sheet("review", given)).content.decode()
        keys = dict(re.findall(r'data-key="(\w)"[^>]*href="([^"]+)"', page))
        found.append((keys.get("k"), keys.get("j"), re.findall(r"\d of \d", page)))

    first, second, third = (of_sheet("review", given) for given in sheets)
    assert found == [
        (None, second, ["1 of 3"]),
        (first, third, ["2 of 3"]),
        (second, None, ["3 of 3"]),
    ]


@pytest.fixture
def declined(maya):
    return make_assignment(
        maya, declined_at=NOW, decline_reason="painful", decline_words="Not this week."
    )


def test_a_kind_word_is_sent_once(ana, declined):
    page = ana.get(of_sheet("kind_word", declined))
    assert "She put it aside: too painful right now." in words(page)
    assert "Not this week." in words(page)
    posted = {"message": "No hurry at all.", "request_key": UUID(int=5)}

    for _ in range(2):
        response = ana.post(of_sheet("kind_word", declined), posted, follow=True)
        assert "Maya can read it now." in words(response)

    assert comments() == [("", "No hurry at all.", True)]
    assert "Not this week." not in words(ana.get(url("today")))


@pytest.mark.parametrize("message", ["", "   ", "long " * 300])
def test_a_kind_word_needs_words_of_a_fair_length(ana, declined, message):
    page = ana.post(of_sheet("kind_word", declined), {"message": message})

    assert (page.status_code, comments()) == (200, [])
    assert message.strip() in words(page)


def test_a_kind_word_is_for_a_not_now(ana, given):
    assert ana.get(of_sheet("kind_word", given))["Location"] == of_sheet("assignment", given)
