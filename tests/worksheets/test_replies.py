"""What clients wrote back, until the counselor has been there or said that she has seen it."""

from datetime import timedelta

import pytest

from practice import audit
from practice.models import AuditEvent, AuditIntake
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
)
from worksheets.actions import reviewing
from worksheets.models import SharedAnswer
from worksheets.replies import HANDOVER, NEWS, READ, Reply, news_of
from worksheets.today import gather

pytestmark = pytest.mark.django_db

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


@pytest.fixture
def ana():
    return make_counselor(make_practice())


@pytest.fixture
def maya(ana):
    return make_client(ana)


@pytest.fixture
def done(maya):
    return make_submission(make_assignment(maya)).assignment


def looks(who, given, at, action=READ):
    """Somebody opens a page about the sheet."""
    by = actor_for(who, at)
    audit.read(by=by, action=action, client_id=given.client_id, object_id=given.pk)


def waiting(who, now=NOW) -> list[str]:
    """The words on her Today, sheet by sheet."""
    return [reply.comment.body for reply in gather(actor_for(who, now)).replies]


def test_a_reply_waits_until_its_review_was_read(ana, done):
    reply = make_reply(done, at=NOW - DAY)
    looks(ana, done, NOW - 2 * DAY)

    assert gather(actor_for(ana)).replies == [Reply(reply, done.client)]

    looks(ana, done, NOW)

    assert gather(actor_for(ana)).replies == []


def test_a_reply_alone_is_something_that_waits(ana, maya):
    given = make_assignment(maya)
    make_reply(given)

    assert not gather(actor_for(ana)).is_empty

    looks(ana, given, NOW)

    assert gather(actor_for(ana)).is_empty


@pytest.mark.parametrize("is_sealed", [False, True])
def test_it_was_read_whether_or_not_the_record_is_sealed(ana, done, is_sealed):
    make_reply(done)
    looks(ana, done, NOW)
    if is_sealed:
        audit.seal(NOW)

    assert (AuditIntake.objects.exists(), AuditEvent.objects.exists()) == (not is_sealed, is_sealed)
    assert waiting(ana) == []


def test_other_pages_and_other_sheets_are_no_reading(ana, maya, done):
    make_reply(done)
    looks(ana, done, NOW, "assignment.read")
    looks(ana, done, NOW, "client.read")
    looks(ana, make_assignment(maya), NOW)

    assert waiting(ana) == ["I had not seen it so."]


def test_everybody_reads_for_herself(ana, maya, done):
    ben, sofia = make_counselor(ana.practice, "Ben"), make_supervisor(ana.practice)
    link(maya, ben, role="second")
    link(maya, sofia, role="supervisor")
    make_reply(done)

    looks(ben, done, NOW)
    looks(sofia, done, NOW)

    seen = {who.user.name: waiting(who) for who in (ana, ben, sofia)}
    assert seen == {"Ana Ruiz": ["I had not seen it so."], "Ben": [], "Sofia Lund": []}


def test_only_those_she_works_with_wait(ana, done):
    make_reply(done)
    former, stranger = make_counselor(ana.practice, "F"), make_counselor(make_practice())
    link(done.client, former, role="second", ends_at=NOW)

    assert [waiting(who) for who in (former, stranger)] == [[], []]


@pytest.mark.parametrize("since", [None, NOW])
def test_her_page_tells_who_works_with_her_from_her_first_day_on(ana, maya, done, since):
    make_reply(done, at=NOW - 2 * HANDOVER)

    assert news_of(actor_for(ana), maya, since) == {}


@pytest.mark.parametrize(("before", "waits"), [(HANDOVER, True), (HANDOVER + MINUTE, False)])
def test_who_takes_over_is_shown_the_last_days(ana, done, before, waits):
    cover = make_counselor(ana.practice, "Cover")
    link(done.client, cover, role="cover", starts_at=NOW, ends_at=NOW + DAY)
    make_reply(done, at=NOW - before)

    assert bool(waiting(cover)) == waits


@pytest.mark.parametrize(("ago", "waits"), [(NEWS - MINUTE, True), (NEWS, False)])
def test_what_is_two_months_old_is_no_news(ana, done, ago, waits):
    done.client.care_links.update(starts_at=NOW - 2 * NEWS)
    make_reply(done, at=NOW - ago)

    assert bool(waiting(ana)) == waits


def test_one_row_for_each_sheet_with_its_newest_words_the_oldest_first(ana, maya, done):
    other = make_submission(make_assignment(maya)).assignment
    make_reply(done, "First.", at=NOW - 3 * DAY)
    newest = make_reply(done, "Second.", at=NOW - DAY, prompt_key="size")
    alone = make_reply(other, "Alone.", at=NOW - 2 * DAY, prompt_key="")

    replies = gather(actor_for(ana)).replies

    assert replies == [Reply(alone, maya), Reply(newest, maya, more=1)]
    assert [reply.place for reply in replies] == ["said", "p-size"]
    assert news_of(actor_for(ana), maya, NOW - 9 * DAY) == {
        done.pk: NOW - DAY,
        other.pk: NOW - 2 * DAY,
    }


def test_what_a_counselor_said_is_no_reply(ana, done):
    by = actor_for(ana)
    round_ = done.rounds.get()
    reviewing.draft_comment(by=by, round_=round_, prompt_key="noticed", body="Yes.", revision=0)
    reviewing.send_review(by=by, round_=round_, closing="thanks", message="Thank you.")

    assert waiting(ana, NOW + MINUTE) == []


def test_a_sheet_put_aside_has_no_review(ana, maya, done):
    aside = make_assignment(maya, declined_at=NOW, decline_reason="painful")
    make_reply(aside, at=NOW - 2 * MINUTE, prompt_key="")
    SharedAnswer.objects.create(
        submission=done.rounds.get().submission, client=maya, prompt_key="noticed", value="So."
    )
    make_reply(done)
    reviewing.send_review(
        by=actor_for(ana), round_=done.rounds.get(), closing="back", reopened=["noticed"]
    )

    assert [reply.has_review for reply in gather(actor_for(ana)).replies] == [False, True]
