"""Two devices, a double press, a submit in between: many at once on the database of this run."""

import time
from threading import Event
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction

from clients.actions import caring
from clients.models import Client
from practice import vault
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from tests.services.test_at_once import THREADS, together
from worksheets import saving, sheets
from worksheets.actions import reviewing, sharing, talking
from worksheets.models import (
    Answer,
    Assignment,
    Comment,
    OtherText,
    Round,
    SharedAnswer,
    Submission,
)
from worksheets.saving import Closed, Conflict, Saved

pytestmark = pytest.mark.django_db(transaction=True)

PARTS = [{"key": f"p{n}", "type": "short_text", "text": "A line."} for n in range(THREADS)]


@pytest.fixture
def given():
    """A sheet of eight short parts."""
    maya = make_client(make_counselor(make_practice()))
    vault.create_keys(maya.pk)
    return make_assignment(maya, make_version({"prompts": PARTS}), round={"opened_at": NOW})


def save(given, words, *, prompt="p0", base=0, key=None):
    """One save of hers."""
    return saving.save(
        by=actor_for(given.client),
        assignment=given,
        prompt_key=prompt,
        raw=words,
        base_revision=base,
        key=key or uuid4(),
    )


def test_first_saves_from_many_devices_keep_every_text(given):
    outcomes = together(lambda number: save(given, f"Text {number}."))

    answer = Answer.objects.get()
    texts = [answer.value, *(other.value for other in OtherText.objects.all())]
    assert sorted(texts) == [f"Text {number}." for number in range(THREADS)]
    assert sum(isinstance(one, Saved) for one in outcomes) == 1
    assert sum(isinstance(one, Conflict) for one in outcomes) == THREADS - 1
    assert answer.revision == 1


def test_one_save_repeated_at_once_is_one_revision(given):
    outcomes = together(lambda _number: save(given, "Once.", key=UUID(int=1)))

    assert {one.revision for one in outcomes} == {1}
    assert [(a.value, a.revision) for a in Answer.objects.all()] == [("Once.", 1)]
    assert list(OtherText.objects.all()) == []


def test_chains_of_saves_side_by_side_lose_nothing(given):
    def chain(number):
        for step in range(10):
            save(given, f"Step {step}.", prompt=f"p{number}", base=step)

    together(chain)

    found = {row.prompt_key: (row.value, row.revision) for row in Answer.objects.all()}
    assert found == {f"p{number}": ("Step 9.", 10) for number in range(THREADS)}


def submit(given, key=None):
    """Sends what stands on the review now; None where it changed in between."""
    round_ = sheets.current_rounds(actor_for(given.client)).get()
    seen = {key: row.revision for key, row in sheets.read(round_).answers.items()}
    try:
        return sharing.submit(
            by=actor_for(given.client),
            assignment_id=given.pk,
            done_as="done",
            key=key or uuid4(),
            switches=dict.fromkeys(seen, True),
            seen=seen,
        )
    except sharing.ChangedSince:
        return None


def test_a_submit_between_saves_copies_exactly_what_stands(given):
    def act(number):
        if number == THREADS - 1:
            return submit(given)
        try:
            return save(given, f"Text {number}.", prompt=f"p{number}")
        except Closed as closed:
            return closed

    together(act)

    standing = {row.prompt_key: row.value for row in Answer.objects.all()}
    copied = {row.prompt_key: row.value for row in SharedAnswer.objects.all()}
    was_sent = Round.objects.get().submitted_at is not None
    assert copied == (standing if was_sent else {})


def test_pressed_at_once_it_is_sent_once(given):
    save(given, "Seen.")

    together(lambda _number: submit(given, UUID(int=7)))

    assert Submission.objects.count() == 1
    assert [row.value for row in SharedAnswer.objects.all()] == ["Seen."]


def test_a_save_that_waits_while_the_sheet_comes_back_is_told_why(given):
    make_submission(given, {"p0": "Sent.", "p1": "Sent too."})

    def write_on():
        with pytest.raises(Closed) as closed:
            save(given, "Written on.", base=1)
        return closed.value.why

    assert while_it_comes_back(given, write_on) == "not_reopened"


def test_a_press_that_waits_while_the_sheet_comes_back_sends_nothing_more(given):
    save(given, "Seen.", prompt="p1")
    first = submit(given, UUID(int=7))

    again = while_it_comes_back(given, lambda: submit(given, UUID(int=7)))

    assert again == first
    assert Round.objects.current().get().submitted_at is None


def while_it_comes_back(given, act):
    """What `act` returns that begins before "back to you" is committed, and has to wait for it."""
    is_held = Event()

    def send_back():
        by, round_ = actor_for(given.client.care_links.get().membership), given.rounds.get()
        with transaction.atomic():
            try:
                reviewing.send_review(by=by, round_=round_, closing="back", reopened=["p1"])
            finally:
                is_held.set()
            until_somebody_waits()

    def act_on():
        assert is_held.wait(20)
        return act()

    return together(lambda number: (send_back, act_on)[number](), 2)[1]


def test_back_to_her_that_meets_the_end_of_care_opens_nothing(given):
    make_submission(given, {"p0": "Sent."})
    lead, is_held = actor_for(given.client.care_links.get().membership), Event()

    def discharge():
        with transaction.atomic():
            try:
                caring.discharge(by=lead, client=given.client)
            finally:
                is_held.set()
            until_somebody_waits()

    def send_back():
        assert is_held.wait(20)
        with pytest.raises(reviewing.MayNotReview):
            reviewing.send_review(
                by=lead, round_=given.rounds.get(), closing="back", reopened=["p0"]
            )

    together(lambda number: (discharge, send_back)[number](), 2)

    assert not Assignment.objects.open().exists()


HELD = {
    "her file": lambda given: Client.objects.locked(given.client_id),
    "the sheet": lambda given: Assignment.objects.select_for_update(no_key=True).get(pk=given.pk),
    "the round": lambda given: Round.objects.select_for_update(no_key=True).get(assignment=given),
}


@pytest.mark.usefixtures("on_postgres")
@pytest.mark.parametrize(
    ("held", "act"),
    [
        ("her file", lambda given: submit(given)),
        ("her file", lambda given: save(given, "More.")),
        ("the sheet", lambda given: save(given, "More.")),
        ("the round", lambda given: Comment.objects.create(**pointing(given), body="Words.")),
    ],
    ids=["submit", "save beside her file", "save beside the sheet", "words beside the round"],
)
def test_rows_that_point_at_what_is_held_are_written(given, held, act):
    """Whoever holds the one may go on to wait for the other: both waiting is a deadlock."""
    save(given, "Seen.", prompt="p1")
    is_held, is_over = Event(), Event()

    def hold():
        with transaction.atomic():
            HELD[held](given)
            is_held.set()
            assert is_over.wait(20)

    def write():
        assert is_held.wait(20)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                return act(given)
        finally:
            is_over.set()

    assert together(lambda number: (hold, write)[number](), 2)[1]


def pointing(given):
    """What a comment of hers points at."""
    return {
        "client": given.client,
        "assignment": given,
        "round": given.rounds.get(),
        "author": given.client.membership.user,
        "is_by_client": True,
        "sent_at": NOW,
    }


def until_somebody_waits():
    """Until another connection waits for what this one holds."""
    for _ in range(100):
        time.sleep(0.05)
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waited")


def reply(given, words):
    """One press of her reply, always with the same key."""
    return talking.reply(
        by=actor_for(given.client),
        round_=given.rounds.get(),
        prompt_key="",
        body=words,
        request_key=UUID(int=1),
    )


def test_a_reply_pressed_many_times_at_once_goes_once(given):
    sent = together(lambda _number: reply(given, "Thanks.").pk)

    assert [one.pk for one in Comment.objects.all()] == [sent[0]]
    assert set(sent) == {sent[0]}


def test_one_key_on_many_sheets_at_once_loses_no_words(given):
    sheets_ = [given, *(make_assignment(given.client) for _ in range(THREADS - 1))]

    together(lambda number: reply(sheets_[number], f"Words {number}."))

    assert sorted(one.body for one in Comment.objects.all()) == [
        f"Words {number}." for number in range(THREADS)
    ]
