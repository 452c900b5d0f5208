"""Share later, withdraw for the future, delete for good: what each does, and what it never does."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction

from practice import vault
from practice.models import AuditIntake
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets import saving, sheets
from worksheets.actions import changing_mind, looking_back, reviewing, sharing
from worksheets.models import AddedLine, Answer, OtherText, SharedAnswer, TalkRequest
from worksheets.reading import in_sight, may_come_back
from worksheets.to_read import frame_answers

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def prompt(key: str, **more) -> dict:
    return {"key": key, "type": "short_text", "text": f"About {key}?"} | more


SCHEMA = {
    "prompts": [
        prompt("told"),
        prompt("kept", privacy="private"),
        prompt("leans", show_if={"prompt": "kept", "empty": False}),
        prompt("follows", show_if={"prompt": "told", "empty": False}),
        {"key": "letter", "type": "letter_unsent", "text": "A letter.", "privacy": "locked"},
        prompt("raise", privacy="private", feeds="safety_request"),
        prompt("frame.bring", frame=True),
    ]
}
WORDS = {
    "told": "The kettle.",
    "kept": "The blue letter.",
    "leans": "It hurts.",
    "follows": "It sang.",
    "letter": "Dear you.",
    "raise": "Please.",
    "frame.bring": "The kettle again.",
}
SHARED = {"told", "follows", "frame.bring"}


@pytest.fixture
def given():
    """Maya's sheet, all of it answered and sent as marked."""
    maya = make_client(make_counselor(make_practice()))
    vault.create_keys(maya.pk)
    assignment = make_assignment(maya, make_version(SCHEMA), round={"opened_at": NOW})
    for key, words in WORDS.items():
        save(assignment, key, words)
    send(assignment)
    return assignment


def discharge(client) -> None:
    """Her care ends."""
    lead = client.care_links.get().membership
    client.discharged_at, client.discharged_by = NOW, lead.user
    client.save()


def save(given, key: str, words: object, revision: int = 0) -> None:
    saving.save(
        by=actor_for(given.client),
        assignment=given,
        prompt_key=key,
        raw=words,
        base_revision=revision,
        key=uuid4(),
    )


def send(given, **seen: int) -> None:
    sharing.submit(
        by=actor_for(given.client),
        assignment_id=given.pk,
        done_as="done",
        key=uuid4(),
        switches=dict.fromkeys(SHARED, True),
        seen=dict.fromkeys(WORDS, 1) | seen,
    )


def share(given, key: str, revision: int = 1, by=None) -> None:
    changing_mind.share_later(
        by=by or actor_for(given.client, LATER),
        assignment_id=given.pk,
        prompt_key=key,
        revision=revision,
    )


def withdraw(given, key: str, by=None) -> set[str]:
    return changing_mind.withdraw(
        by=by or actor_for(given.client, LATER), assignment_id=given.pk, prompt_key=key
    )


def delete(given, key: str, by=None) -> None:
    changing_mind.delete(
        by=by or actor_for(given.client, LATER), assignment_id=given.pk, prompt_key=key
    )


def staff_read(given) -> dict[str, object]:
    """What staff can read, by prompt key."""
    rounds = list(given.rounds.order_by("number"))
    seen = in_sight(given.version.sheet, rounds)
    return {key: one.now.value for key, one in seen.items() if one.now}


def audited() -> list[tuple[str, dict]]:
    rows = AuditIntake.objects.filter(action__startswith="answer.").order_by("pk")
    return [(row.action, row.details) for row in rows]


def told(*keys: str) -> dict[str, object]:
    return {key: WORDS[key] for key in WORDS if key in keys}


def test_what_she_kept_is_shared_alone_and_says_when(given):
    share(given, "kept")

    assert staff_read(given) == told("told", "follows", "frame.bring", "kept")
    assert SharedAnswer.objects.get(prompt_key="kept").shared_at == LATER
    sheet = sheets.read(given.rounds.get())
    # It does not carry along what shows because of it.
    assert (sheet.visibility["kept"], sheet.visibility["leans"]) == ("shared", "private")
    assert audited() == [("answer.shared", {})]


def test_pressed_twice_it_is_shared_once(given):
    share(given, "kept")
    share(given, "kept")

    assert SharedAnswer.objects.filter(prompt_key="kept").count() == 1
    assert len(audited()) == 1


@pytest.mark.parametrize("key", ["letter", "nowhere"])
def test_what_is_locked_or_not_there_is_never_shared(given, key):
    with pytest.raises(changing_mind.MayNotShare):
        share(given, key)

    assert staff_read(given) == told(*SHARED)


def test_it_is_not_shared_as_she_did_not_see_it(given):
    with pytest.raises(sharing.ChangedSince):
        share(given, "kept", revision=0)

    assert staff_read(given) == told(*SHARED)


def test_nothing_is_shared_later_before_it_was_sent_or_after_her_care(given):
    fresh = make_assignment(given.client, given.version, round={"opened_at": NOW})
    save(fresh, "kept", "Words.")
    discharge(given.client)

    for one in (fresh, given):
        with pytest.raises(changing_mind.MayNotShare):
            share(one, "kept")


def test_asking_for_safety_later_asks(given):
    share(given, "raise")

    assert TalkRequest.objects.get().kind == "safety"


def test_what_she_withdraws_is_closed_to_staff_and_stays_in_the_record(given):
    gone = withdraw(given, "told")

    assert gone == {"told", "follows"}
    assert staff_read(given) == told("frame.bring")
    kept = SharedAnswer.objects.get(prompt_key="told")
    assert (kept.value, kept.withdrawn_at) == (WORDS["told"], LATER)
    assert audited() == [("answer.withdrawn", {})]


def test_what_is_withdrawn_may_not_be_asked_for_again_and_leaves_the_lists(given):
    withdraw(given, "told")
    withdraw(given, "frame.bring")

    assert may_come_back(given) == []
    assert frame_answers(given.rounds.all()) == {}


def test_withdrawn_twice_is_withdrawn_once(given):
    withdraw(given, "told")

    assert withdraw(given, "told") == set()
    assert len(audited()) == 1


def test_after_her_care_she_may_still_withdraw(given):
    discharge(given.client)

    assert withdraw(given, "frame.bring") == {"frame.bring"}


def test_shared_again_it_is_another_row(given):
    withdraw(given, "told")
    share(given, "told")

    assert staff_read(given) == told("told", "frame.bring")
    rows = SharedAnswer.objects.filter(prompt_key="told").order_by("withdrawn_at")
    assert sorted(row.withdrawn_at is None for row in rows) == [False, True]


def test_withdrawing_closes_what_every_round_has_shared(given):
    send_back(given)
    save(given, "told", "Another kettle.", revision=1)
    send(given, told=2)

    withdraw(given, "told")

    seen = in_sight(given.version.sheet, list(given.rounds.order_by("number")))["told"]
    assert (seen.now, seen.before) == (None, None)


def send_back(given) -> None:
    lead = given.client.care_links.get().membership
    round_ = given.rounds.current().get()
    reviewing.send_review(by=actor_for(lead), round_=round_, closing="back", reopened=["told"])


def test_a_withdrawn_part_of_an_open_round_is_not_sent_again_by_itself(given):
    send_back(given)

    withdraw(given, "told")

    assert sheets.read(given.rounds.current().get()).visibility["told"] == "private"


def test_the_row_that_was_sent_cannot_be_changed(given):
    withdraw(given, "told")

    for change in ({"prompt_key": "other"}, {"shared_at": NOW}):
        with pytest.raises(IntegrityError, match="refuses"), transaction.atomic():
            SharedAnswer.objects.filter(prompt_key="told").update(**change)
    with pytest.raises(IntegrityError, match="refuses"), transaction.atomic():
        SharedAnswer.objects.filter(prompt_key="told").delete()


def test_an_unsent_letter_is_gone_for_good(given):
    answer = Answer.objects.get(prompt_key="letter")
    OtherText.objects.create(
        client=given.client, answer=answer, value="Dear you all.", base_revision=0, key=UUID(int=1)
    )
    looking_back.add_line(
        by=actor_for(given.client),
        round_=given.rounds.get(),
        prompt_key="letter",
        body="Not any more.",
        revision=0,
    )

    delete(given, "letter")

    answer.refresh_from_db()
    assert (answer.value, answer.keys, answer.choice) == (None, [], "")
    assert (OtherText.objects.count(), AddedLine.objects.count()) == (0, 0)
    assert audited() == [("answer.deleted", {})]


def test_a_draft_is_gone_and_deleted_twice_is_deleted_once(given):
    fresh = make_assignment(given.client, given.version, round={"opened_at": NOW})
    save(fresh, "told", "Half a sentence.")

    delete(fresh, "told")
    delete(fresh, "told")

    assert Answer.objects.get(assignment=fresh).value is None
    assert len(audited()) == 1


def test_a_page_that_was_open_brings_nothing_back_by_itself(given):
    fresh = make_assignment(given.client, given.version, round={"opened_at": NOW})
    save(fresh, "told", "Half a sentence.")
    delete(fresh, "told")

    save(fresh, "told", "Half a sentence more.", revision=1)

    assert Answer.objects.get(assignment=fresh).value is None


@pytest.mark.parametrize("is_withdrawn", [False, True])
def test_what_was_sent_once_is_not_deleted(given, is_withdrawn):
    if is_withdrawn:
        withdraw(given, "told")

    with pytest.raises(changing_mind.WasSent):
        delete(given, "told")

    assert Answer.objects.get(prompt_key="told").value == WORDS["told"]


@pytest.mark.parametrize("act", [share, withdraw, delete])
def test_nobody_else_changes_her_mind(given, act):
    lead = given.client.care_links.get().membership
    noor = make_client(make_counselor(given.practice))
    before = staff_read(given)

    for stranger in (lead, noor):
        with pytest.raises(sharing.NotHers):
            act(given, "kept", by=actor_for(stranger))

    assert staff_read(given) == before
    assert Answer.objects.get(prompt_key="kept").value == WORDS["kept"]


def test_nobody_is_mailed(given, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        share(given, "kept")
        withdraw(given, "told")
        delete(given, "letter")

    assert mailoutbox == []
