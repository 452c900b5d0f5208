"""Commenting, sending a review, a kind word, and marking as seen."""

from uuid import UUID

import pytest

from practice.models import AuditIntake
from tests.factories import (
    NOW,
    actor_for,
    link,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_reply,
    make_submission,
    make_supervisor,
    make_version,
)
from worksheets.actions import reviewing
from worksheets.models import Comment, Round, TalkRequest

pytestmark = pytest.mark.django_db

SHEET = {
    "prompts": [
        {"key": "noticed", "type": "short_text", "text": "What did you notice?"},
        {"key": "letter", "type": "letter_unsent", "text": "A letter.", "privacy": "locked"},
        {"key": "frame.bring", "type": "short_text", "text": "What to bring?", "frame": True},
    ]
}


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_client(ana)


@pytest.fixture
def done(maya) -> Round:
    return make_submission(make_assignment(maya, make_version(SHEET)), {"noticed": "The quiet."})


@pytest.fixture
def sofia(ana, maya):
    membership = make_supervisor(ana.practice)
    link(maya, membership, role="supervisor")
    return membership


def draft(by, round_, body, *, revision=0, key="noticed"):
    return reviewing.draft_comment(
        by=actor_for(by), round_=round_, prompt_key=key, body=body, revision=revision
    )


def send(by, round_, closing="thanks", **more) -> Round:
    return reviewing.send_review(by=actor_for(by), round_=round_, closing=closing, **more)


def words() -> list[tuple]:
    return [(c.prompt_key, c.body, c.sent_at) for c in Comment.objects.order_by("prompt_key")]


def told() -> list[tuple]:
    return list(AuditIntake.objects.values_list("action", "object_id", "details"))


def test_a_draft_is_kept_changed_and_taken_away(ana, done):
    first = draft(ana, done, "Yes.")
    second = draft(ana, done, "Yes, and more.", revision=1)

    assert (first.revision, second.revision, second.pk) == (1, 2, first.pk)
    assert words() == [("noticed", "Yes, and more.", None)]

    assert draft(ana, done, "  ", revision=2) is None
    assert (words(), told()) == ([], [])


def test_the_same_words_again_change_nothing(ana, done):
    draft(ana, done, "Yes.")

    assert draft(ana, done, "Yes.", revision=0).revision == 1


def test_a_stale_draft_overwrites_nothing(ana, done):
    draft(ana, done, "From this tab.")

    with pytest.raises(reviewing.StaleComment) as stale:
        draft(ana, done, "From that tab.", revision=0)

    assert stale.value.current.body == "From this tab."
    assert words() == [("noticed", "From this tab.", None)]


def test_an_empty_box_of_another_tab_does_not_take_words_away(ana, done):
    draft(ana, done, "From this tab.")

    with pytest.raises(reviewing.StaleComment):
        draft(ana, done, "", revision=0)

    assert words() == [("noticed", "From this tab.", None)]


def test_everybody_has_a_draft_of_her_own(ana, maya, done):
    second = make_counselor(ana.practice, "Second")
    link(maya, second, role="second")

    draft(ana, done, "From Ana.")
    draft(second, done, "From Second.")

    assert Comment.objects.count() == 2


def test_a_review_sends_the_drafts_of_its_author_and_closes(ana, maya, done):
    second = make_counselor(ana.practice, "Second")
    link(maya, second, role="second")
    draft(ana, done, "Yes.")
    draft(second, done, "Not yet.")

    sent = send(ana, done, message="Thank you.")

    assert (sent.reviewed_at, sent.reviewed_by, sent.closing) == (NOW, ana.user, "thanks")
    assert sent.superseded_at is None
    assert sorted(words(), key=str) == [
        ("", "Thank you.", NOW),
        ("noticed", "Not yet.", None),
        ("noticed", "Yes.", NOW),
    ]
    assert told() == [("review.sent", done.pk, {"closing": "thanks", "parts": 0})]


def test_words_about_the_whole_replace_the_draft_of_them(ana, done):
    draft(ana, done, "A first try.", key="")

    send(ana, done, message="Thank you.")

    assert words() == [("", "Thank you.", NOW)]


def test_a_draft_about_the_whole_is_sent_as_it_is(ana, done):
    draft(ana, done, "For Thursday.", key="")

    send(ana, done, "talk")

    assert words() == [("", "For Thursday.", NOW)]


def test_pressed_twice_it_is_sent_once(ana, done):
    send(ana, done, message="Thank you.")
    send(ana, done, message="Thank you.")

    assert (len(words()), len(told())) == (1, 1)


def test_back_to_you_begins_a_round_with_the_chosen_parts(ana, done):
    first = send(ana, done, "back", reopened=["noticed"])

    again = Round.objects.current().get()
    assert (first.superseded_at, first.closing) == (NOW, "back")
    assert (again.number, again.reopened_keys, again.submitted_at) == (2, ["noticed"], None)
    assert first.submission.shared_answers.get().value == "The quiet."


def test_back_to_you_pressed_twice_begins_one_round(ana, done):
    send(ana, done, "back", reopened=["noticed"])
    send(ana, done, "back", reopened=["noticed"])

    assert Round.objects.count() == 2


@pytest.mark.parametrize("forged", [[], ["nowhere"], ["letter"], ["frame.bring"]])
def test_back_to_you_needs_a_part_that_may_come_back(ana, done, forged):
    with pytest.raises(reviewing.NothingToSendBack):
        send(ana, done, "back", reopened=forged)

    assert Round.objects.get().reviewed_at is None


def test_only_who_cares_for_her_reviews(ana, maya, sofia, done):
    ben = make_counselor(ana.practice, "Ben Okoye")
    former = make_counselor(ana.practice, "Former")
    link(maya, former, role="second", ends_at=NOW)

    for somebody in (ben, sofia, former, maya):
        with pytest.raises(reviewing.MayNotReview):
            draft(somebody, done, "A word.")
        with pytest.raises(reviewing.MayNotReview):
            send(somebody, done)
    assert (words(), told()) == ([], [])


def test_nothing_is_added_to_a_review_that_went_out(ana, done):
    send(ana, done)

    with pytest.raises(reviewing.MayNotReview):
        draft(ana, done, "One more.")
    with pytest.raises(reviewing.MayNotReview):
        send(ana, done, "talk")


def test_an_open_sheet_is_not_reviewed(ana, maya):
    current = make_assignment(maya).rounds.get()

    with pytest.raises(reviewing.MayNotReview):
        send(ana, current)


@pytest.fixture
def declined(maya):
    return make_assignment(maya, declined_at=NOW, decline_reason="painful")


def kind_word(by, given, message="No hurry."):
    return reviewing.send_kind_word(
        by=actor_for(by), assignment=given, message=message, request_key=UUID(int=1)
    )


def test_a_kind_word_goes_at_once_and_marks_the_not_now_as_seen(ana, declined):
    sent = kind_word(ana, declined)

    declined.refresh_from_db()
    assert (sent.body, sent.sent_at, declined.decline_seen_at) == ("No hurry.", NOW, NOW)
    assert told() == [("kind_word.sent", declined.pk, {})]


def test_a_kind_word_pressed_twice_goes_once(ana, declined):
    assert kind_word(ana, declined) == kind_word(ana, declined)
    assert (Comment.objects.count(), len(told())) == (1, 1)


def test_other_kind_words_from_a_page_that_came_back_go_too(ana, maya, declined):
    other = make_assignment(maya, declined_at=NOW, decline_reason="painful")

    for given, message in [(declined, "No hurry."), (declined, "Call me."), (other, "No hurry.")]:
        kind_word(ana, given, message)
        kind_word(ana, given, message)

    sent = Comment.objects.values_list("assignment_id", flat=True)
    assert sorted(sent, key=str) == sorted([declined.pk, declined.pk, other.pk], key=str)
    assert sorted(one.body for one in Comment.objects.all()) == [
        "Call me.",
        "No hurry.",
        "No hurry.",
    ]
    assert len(told()) == 3


def test_a_kind_word_answers_a_not_now(ana, maya):
    with pytest.raises(reviewing.MayNotReview):
        kind_word(ana, make_assignment(maya))


def test_a_not_now_is_seen_once(ana, declined):
    for _ in range(2):
        reviewing.mark_decline_seen(by=actor_for(ana), assignment=declined)

    declined.refresh_from_db()
    assert declined.decline_seen_at == NOW
    assert told() == [("decline.seen", declined.pk, {})]


def test_a_request_is_seen_once_with_who_and_when(ana, maya):
    asked = TalkRequest.objects.create(client=maya, kind="safety", at=NOW)

    for _ in range(2):
        reviewing.mark_talk_request_seen(by=actor_for(ana), talk_request=asked)

    asked.refresh_from_db()
    assert (asked.seen_at, asked.seen_by) == (NOW, ana.user)
    assert told() == [("talk_request.seen", asked.pk, {})]


def test_replies_are_seen_once_and_the_record_says_so(ana, done):
    make_reply(done.assignment)

    for _ in range(2):
        reviewing.mark_replies_seen(by=actor_for(ana), assignment=done.assignment)

    assert told() == [("replies.seen", done.assignment_id, {})]


def test_where_nothing_was_written_nothing_is_seen(ana, done):
    reviewing.mark_replies_seen(by=actor_for(ana), assignment=done.assignment)

    assert told() == []


def test_a_supervisor_writes_nothing(maya, sofia, declined):
    asked = TalkRequest.objects.create(client=maya, kind="safety", at=NOW)

    make_reply(declined)

    with pytest.raises(reviewing.MayNotReview):
        kind_word(sofia, declined)
    with pytest.raises(reviewing.MayNotReview):
        reviewing.mark_replies_seen(by=actor_for(sofia), assignment=declined)
    with pytest.raises(reviewing.MayNotReview):
        reviewing.mark_decline_seen(by=actor_for(sofia), assignment=declined)
    with pytest.raises(reviewing.MayNotReview):
        reviewing.mark_talk_request_seen(by=actor_for(sofia), talk_request=asked)
    assert told() == []
