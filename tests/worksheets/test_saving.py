"""The saving protocol, rule by rule."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practice import vault
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets import saving
from worksheets.models import Answer, OtherText
from worksheets.prompts import CannotKeep
from worksheets.saving import Closed, MayNotSave, Saved, UnknownPrompt

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(minutes=5)
ONE, TWO, THREE = UUID(int=1), UUID(int=2), UUID(int=3)


@pytest.fixture
def maya():
    return make_client(make_counselor(make_practice()))


@pytest.fixture
def given(maya):
    return make_assignment(maya)


def save(given, raw, base, key, *, at=NOW, prompt="noticed", **more):
    """A save of hers, with every argument short."""
    return saving.save(
        by=actor_for(given.client, at),
        assignment=given,
        prompt_key=prompt,
        raw=raw,
        base_revision=base,
        key=key,
        **more,
    )


def kept(given, prompt="noticed"):
    """What stands in the database: revision, words, and the words kept beside them."""
    answer = Answer.objects.get(assignment=given, prompt_key=prompt)
    others = OtherText.objects.filter(answer=answer, resolved_at=None).order_by("at")
    return answer.revision, answer.value, [other.value for other in others]


def test_a_first_save_makes_revision_one(given):
    saved = save(given, "A short call.", 0, ONE)

    assert saved == Saved(1, NOW, "A short call.", is_new=True)
    assert kept(given) == (1, "A short call.", [])


def test_a_save_on_the_current_revision_makes_the_next(given):
    save(given, "A short call.", 0, ONE)

    assert save(given, "A short call. And rain.", 1, TWO, at=LATER) == Saved(
        2, LATER, "A short call. And rain.", is_new=True
    )


def test_the_same_key_again_gets_the_first_answer_and_changes_nothing(given):
    save(given, "One.", 0, ONE)
    save(given, "Two.", 1, TWO, at=LATER)

    again = save(given, "One.", 0, ONE, at=LATER)

    assert again == Saved(1, NOW, "One.", is_new=False)
    assert kept(given) == (2, "Two.", [])


def test_the_same_words_are_accepted_without_a_new_revision(given):
    save(given, "One.", 0, ONE)

    assert save(given, "One.", 0, TWO, at=LATER) == Saved(1, NOW, "One.", is_new=False)
    assert kept(given) == (1, "One.", [])


def test_a_stale_save_is_kept_beside_and_never_overwrites(given):
    save(given, "On the phone.", 0, ONE)

    conflict = save(given, "On the laptop.", 0, TWO, at=LATER, device="computer")

    assert (conflict.other.value, conflict.other.device) == ("On the laptop.", "computer")
    assert (conflict.answer.value, conflict.answer.revision) == ("On the phone.", 1)
    assert kept(given) == (1, "On the phone.", ["On the laptop."])


def test_a_stale_save_sent_again_is_kept_once(given):
    save(given, "On the phone.", 0, ONE)
    first = save(given, "On the laptop.", 0, TWO)

    again = save(given, "On the laptop.", 0, TWO, at=LATER)

    assert again.other == first.other
    assert kept(given) == (1, "On the phone.", ["On the laptop."])


def test_the_page_that_writes_on_after_a_conflict_keeps_one_other_text(given):
    save(given, "On the phone.", 0, ONE)
    save(given, "On the lap", 0, TWO)

    save(given, "On the laptop.", 0, THREE, after=TWO, at=LATER)

    assert kept(given) == (1, "On the phone.", ["On the laptop."])


def test_a_revision_that_was_never_made_counts_as_stale(given):
    save(given, "One.", 0, ONE)

    save(given, "Forged.", 2**40, TWO)
    save(given, "Also forged.", -5, THREE)

    assert kept(given) == (1, "One.", ["Forged.", "Also forged."])


def test_clearing_is_a_save_like_any_other(given):
    save(given, "One.", 0, ONE)

    assert save(given, "", 1, TWO, at=LATER) == Saved(2, LATER, None, is_new=True)
    assert kept(given) == (2, None, [])


def test_clearing_what_was_never_there_leaves_no_row(given):
    assert save(given, "", 0, ONE) == Saved(0, NOW, None, is_new=False)
    assert list(Answer.objects.all()) == []


def test_zero_is_an_answer(given):
    save(given, "0", 0, ONE, prompt="size")

    assert kept(given, "size") == (1, 0, [])


def test_a_save_that_overtook_the_one_before_it_loses_nothing(given):
    save(given, "One.", 0, ONE)
    save(given, "One. Two. Three.", 1, THREE, after=TWO, at=LATER)

    late = save(given, "One. Two.", 1, TWO, at=LATER)

    assert late.revision == 2
    assert kept(given) == (2, "One. Two. Three.", [])


def test_a_save_whose_forerunner_arrived_unheard_counts_from_it(given):
    save(given, "One.", 0, ONE)

    assert save(given, "One. Two.", 0, TWO, after=ONE, at=LATER).revision == 2
    assert kept(given) == (2, "One. Two.", [])


def test_a_page_from_the_browsers_cache_goes_on_from_what_its_key_made(given):
    save(given, "One.", 0, ONE)

    save(given, "One, and more.", 0, ONE, at=LATER)

    assert kept(given) == (2, "One, and more.", [])


def test_a_page_from_the_browsers_cache_still_overwrites_nothing_newer(given):
    save(given, "One.", 0, ONE)
    save(given, "Two, elsewhere.", 1, TWO)

    save(given, "One, and more.", 0, ONE, at=LATER)

    assert kept(given) == (2, "Two, elsewhere.", ["One, and more."])


def test_sixteen_keys_are_remembered(given):
    for number in range(20):
        save(given, f"Words {number}.", number, UUID(int=100 + number))

    keys = [made[0] for made in Answer.objects.get().keys]
    assert keys == [UUID(int=100 + number).hex for number in range(4, 20)]


def test_what_is_remembered_of_a_save_tells_nothing_of_its_words(given):
    save(given, "7", 0, ONE, prompt="size")
    save(given, "8", 1, TWO, prompt="size")
    save(given, "7", 2, THREE, prompt="size")

    prints = [saving.Made(*made).print for made in Answer.objects.get().keys]
    assert len(set(prints)) == 3


CLOSED = {
    "withdrawn": {"withdrawn_at": NOW},
    "declined": {"declined_at": NOW, "decline_reason": "none"},
    "passed": {"passed_at": NOW},
    "done": {"round": {"submitted_at": NOW, "done_as": "done"}},
}


@pytest.mark.parametrize("why", CLOSED)
def test_a_closed_sheet_takes_no_words_and_says_so(maya, why):
    facts = dict(CLOSED[why])
    if why == "withdrawn":
        facts["withdrawn_by"] = maya.created_by
    given = make_assignment(maya, **facts)

    with pytest.raises(Closed) as caught:
        save(given, "Late words.", 0, ONE)

    assert caught.value.why == why
    assert list(Answer.objects.all()) == []


def test_after_discharge_nothing_more_is_taken(given):
    type(given.client).objects.filter(pk=given.client.pk).update(
        discharged_at=NOW, discharged_by=given.assigned_by
    )

    with pytest.raises(Closed) as caught:
        save(given, "Late words.", 0, ONE)

    assert caught.value.why == "discharged"


def test_a_round_that_was_sent_back_takes_only_what_was_reopened(maya):
    given = make_assignment(maya, round={"number": 2, "reopened_keys": ["miss"]})

    save(given, "Once more.", 0, ONE, prompt="miss")
    with pytest.raises(Closed) as caught:
        save(given, "Not asked.", 0, TWO)

    assert caught.value.why == "not_reopened"
    assert kept(given, "miss") == (1, "Once more.", [])


def test_nobody_else_saves(given):
    noor = make_client(make_counselor(make_practice()), "Noor")

    with pytest.raises(MayNotSave):
        saving.save(
            by=actor_for(noor),
            assignment=given,
            prompt_key="noticed",
            raw="Forged.",
            base_revision=0,
            key=ONE,
        )

    assert list(Answer.objects.all()) == []


@pytest.mark.parametrize("prompt", ["nothing", "", "words"])
def test_a_prompt_that_takes_no_answer_is_refused(maya, prompt):
    passage = {"key": "words", "type": "passage", "text": "Some words."}
    given = make_assignment(maya, make_version({"prompts": [passage]}))

    with pytest.raises(UnknownPrompt):
        save(given, "x", 0, ONE, prompt=prompt)


def test_words_that_do_not_fit_are_refused_with_the_words(given):
    with pytest.raises(CannotKeep) as caught:
        save(given, "x" * 5000, 0, ONE)

    assert caught.value.raw == "x" * 5000
    assert list(Answer.objects.all()) == []


TICKS = {
    "prompts": [
        {
            "key": "harms",
            "type": "checklist",
            "text": "Which of these happen?",
            "privacy": "locked",
            "ephemeral": True,
            "options": [{"key": "threats", "label": "Threats", "panel": True}],
        }
    ]
}


def test_ticks_of_a_page_are_stored_only_with_her_leave(maya):
    given = make_assignment(maya, make_version(TICKS))

    with pytest.raises(CannotKeep):
        save(given, {"keys": ["threats"]}, 0, ONE, prompt="harms")
    assert list(Answer.objects.all()) == []

    save(given, {"keys": ["threats"]}, 0, ONE, prompt="harms", keep=True)
    assert kept(given, "harms") == (1, {"keys": ["threats"], "own": []}, [])

    save(given, None, 1, TWO, prompt="harms")
    assert kept(given, "harms") == (2, None, [])


def test_a_save_takes_few_queries(given):
    save(given, "One.", 0, ONE)
    vault.forget()
    actor = actor_for(given.client)
    given = type(given).objects.get(pk=given.pk)

    with CaptureQueriesContext(
        connection,
    ) as queries:
        saving.save(
            by=actor,
            assignment=given,
            prompt_key="noticed",
            raw="Two.",
            base_revision=1,
            key=uuid4(),
        )

    # begin, the round under lock, her key, the answer, the update, end
    assert len(queries) == 6
