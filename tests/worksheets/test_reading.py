"""What staff read of a sheet, round by round."""

import pytest

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from worksheets.models import Comment, Round
from worksheets.reading import blank_parts, may_come_back, review_parts

pytestmark = pytest.mark.django_db

PROMPTS = [
    {"key": "intro", "type": "passage", "text": "Some words first."},
    {"key": "frame.before", "type": "short_text", "text": "And now?", "frame": True},
    {"key": "noticed", "type": "long_text", "text": "What did you notice?", "max_length": 400},
    {"key": "letter", "type": "letter_unsent", "text": "A letter.", "privacy": "locked"},
    {"key": "small", "type": "short_text", "text": "What is small?", "privacy": "private"},
]


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def given(ana):
    return make_assignment(make_client(ana), make_version({"prompts": PROMPTS}))


def again(given, *keys) -> Round:
    """The current round sent back with these parts."""
    current = given.rounds.current().get()
    current.reviewed_at = current.superseded_at = NOW
    current.reviewed_by, current.closing = given.assigned_by, "back"
    current.save()
    return Round.objects.create(
        assignment=given,
        client=given.client,
        number=current.number + 1,
        reopened_keys=list(keys),
        begun_at=NOW,
    )


def read(given, reader=None, comments=()) -> dict:
    """By prompt key: what is read now, and what was before it."""
    rounds = list(given.rounds.filter(submitted_at__isnull=False).order_by("number"))
    parts = review_parts(given.version, rounds, list(comments), reader)
    return {
        part.key: (part.read and part.read["value"], part.before and part.before["value"])
        for part in parts
    }


def test_every_prompt_stands_there_whatever_was_shared(given):
    make_submission(given, {"noticed": "The quiet."})

    assert read(given) == {
        "frame.before": (None, None),
        "noticed": ("The quiet.", None),
        "letter": (None, None),
        "small": (None, None),
    }


def test_a_part_that_came_back_shows_its_new_words_and_the_old_beside_them(given):
    make_submission(given, {"noticed": "The quiet.", "small": "A wave."})
    again(given, "noticed")
    make_submission(given, {"noticed": "The quiet, and a bird.", "small": "A wave."})

    found = read(given)

    assert found["noticed"] == ("The quiet, and a bird.", "The quiet.")
    assert found["small"] == ("A wave.", None)


def test_a_part_that_she_shares_later_is_read_though_nobody_asked_again(given):
    make_submission(given, {"noticed": "The quiet."})
    again(given, "noticed")
    make_submission(given, {"noticed": "The quiet.", "small": "A wave, after all."})

    assert read(given)["small"] == ("A wave, after all.", None)


def test_a_part_that_she_keeps_later_unasked_stays_as_she_shared_it(given):
    make_submission(given, {"noticed": "The quiet.", "small": "A wave."})
    again(given, "noticed")
    make_submission(given, {"noticed": "The quiet."})

    assert read(given)["small"] == ("A wave.", None)


def hanging(ana):
    """A sheet whose second part shows after a yes."""
    more = {"key": "more", "type": "short_text", "text": "More?"}
    prompts = [
        {"key": "noticed", "type": "short_text", "text": "Did you notice?"},
        more | {"show_if": {"prompt": "noticed", "equals": "yes"}},
    ]
    return make_assignment(make_client(ana), make_version({"prompts": prompts}))


def test_a_part_that_appears_in_a_later_round_is_read(ana):
    given = hanging(ana)
    make_submission(given, {"noticed": "no"})
    again(given, "noticed")
    make_submission(given, {"noticed": "yes", "more": "More, for Ana."})

    assert read(given) == {"noticed": ("yes", "no"), "more": ("More, for Ana.", None)}


def test_a_part_that_goes_with_its_condition_stays_as_it_was_before(ana):
    given = hanging(ana)
    make_submission(given, {"noticed": "yes", "more": "More, for Ana."})
    again(given, "noticed")
    make_submission(given, {"noticed": "no"})

    assert read(given) == {"noticed": ("no", "yes"), "more": (None, "More, for Ana.")}


def test_only_what_was_sent_back_is_said_to_be(ana):
    given = hanging(ana)
    make_submission(given, {"noticed": "no"})
    again(given, "noticed")
    rounds = [given.rounds.get(number=1), make_submission(given, {"noticed": "no"})]

    parts = review_parts(given.version, rounds, [], None)

    assert [part.key for part in parts if part.was_reopened] == ["noticed"]


def test_a_part_shared_as_before_shows_no_difference(given):
    make_submission(given, {"noticed": "The quiet."})
    again(given, "noticed")
    make_submission(given, {"noticed": "The quiet."})

    assert read(given)["noticed"] == ("The quiet.", None)


def test_a_part_no_longer_shared_reads_as_nothing_and_keeps_what_was_part_of_care(given):
    make_submission(given, {"noticed": "The quiet."})
    again(given, "noticed")
    make_submission(given, {})

    assert read(given)["noticed"] == (None, "The quiet.")


def test_the_latest_earlier_words_stand_beside_three_rounds(given):
    make_submission(given, {"noticed": "One."})
    again(given, "noticed")
    make_submission(given, {"noticed": "Two."})
    again(given, "noticed")
    make_submission(given, {"noticed": "Three."})

    assert read(given)["noticed"] == ("Three.", "Two.")


def test_the_earlier_words_stay_when_a_further_round_sends_the_same(given):
    make_submission(given, {"noticed": "One."})
    again(given, "noticed")
    make_submission(given, {"noticed": "Two."})
    again(given, "small")
    make_submission(given, {"noticed": "Two.", "small": "A wave."})

    assert read(given)["noticed"] == ("Two.", "One.")


def test_sent_words_stand_for_all_and_a_draft_for_its_author_alone(given, ana):
    round_ = make_submission(given, {"noticed": "The quiet."})
    fields = {"client": given.client, "assignment": given, "round": round_, "author": ana.user}
    sent = Comment.objects.create(prompt_key="noticed", body="Yes.", sent_at=NOW, **fields)
    draft = Comment.objects.create(prompt_key="noticed", body="Or.", **fields)

    def noticed(reader):
        parts = review_parts(given.version, [round_], [sent, draft], reader)
        return next(part for part in parts if part.key == "noticed")

    assert (noticed(ana.user_id).said, noticed(ana.user_id).draft) == ([sent], draft)
    assert (noticed(None).said, noticed(None).draft) == ([sent], None)


def test_a_part_takes_a_comment_where_there_is_something_to_say(given):
    round_ = make_submission(given, {"noticed": "The quiet."})

    parts = review_parts(given.version, [round_], [], None)

    assert {part.key: part.takes_comment for part in parts} == {
        "frame.before": False,
        "noticed": True,
        "letter": False,
        "small": False,
    }


def test_only_what_she_shared_comes_back_and_not_the_frame(given):
    make_submission(given, {"noticed": "The quiet.", "frame.before": "Five."})

    assert may_come_back(given) == ["noticed"]
    parts = review_parts(given.version, list(given.rounds.all()), [], None)
    assert [part.key for part in parts if part.may_come_back] == ["noticed"]


def test_blank_parts_have_a_name_each(given):
    parts = blank_parts(given.version)

    assert [part.field["name"] for part in parts] == [f"blank-{n}" for n in range(len(PROMPTS))]
