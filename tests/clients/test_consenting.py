"""Agreeing, taking it back, publishing (K-01 to K-07)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from clients import agreements
from clients.actions import consenting, inviting
from clients.models import Client, Consent, ConsentText, Layer
from clients.permissions import has_agreed
from practice import facts
from practice.models import AuditIntake
from tests.clients.people import SLOTS, come_in, invite, make_people
from tests.factories import NOW, actor_for, make_client, make_counselor, make_owner, make_practice

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def came_in(people) -> Client:
    client = invite(people.ana)
    come_in(client)
    return Client.objects.get(pk=client.pk)


def text_of(people, layer: int) -> ConsentText:
    return ConsentText.objects.current(people.practice).get(layer=layer)


def publish(people, layer: int, slot: str, meaning_changed: bool, now=NOW + HOUR) -> ConsentText:
    by = actor_for(people.olga, now)
    consenting.save_slots(by=by, slots=SLOTS | {slot: f"Something new {now}."})
    return consenting.publish_consent_text(
        by=by, layer=layer, meaning_changed=meaning_changed, changes="We answer sooner."
    )


def test_published_words_hold_the_practices_own_and_a_hash():
    people = make_people()

    text = text_of(people, Layer.TERMS)

    assert text.number == 1
    assert SLOTS["emergency_plan"] in text.body
    assert "[[" not in text.body
    assert text.text_hash == agreements.hash_of(text.title, text.body)


@pytest.mark.parametrize("layer", Layer.values)
def test_an_empty_slot_stops_publishing(layer):
    owner = make_owner(make_practice())
    needed = agreements.slots_in(layer)
    slots = {key: words for key, words in SLOTS.items() if key != needed[0]}
    consenting.save_slots(by=actor_for(owner), slots=slots | {needed[0]: "  "})

    with pytest.raises(consenting.EmptySlots) as empty:
        consenting.publish_consent_text(by=actor_for(owner), layer=layer, meaning_changed=True)

    assert empty.value.slots == [needed[0]]
    assert ConsentText.objects.count() == 0


def test_every_slot_stands_in_some_layer():
    assert {key for layer in Layer.values for key in agreements.slots_in(layer)} == set(SLOTS)


@pytest.mark.parametrize("who", ["ana", "sofia", "maya"])
def test_only_owners_publish(who):
    people = make_people()
    by = actor_for(getattr(people, who))

    with pytest.raises(consenting.OnlyOwners):
        consenting.save_slots(by=by, slots=SLOTS)
    with pytest.raises(consenting.OnlyOwners):
        consenting.publish_consent_text(by=by, layer=1, meaning_changed=True)


def test_the_same_words_are_not_published_again():
    people = make_people()

    with pytest.raises(consenting.NothingChanged):
        consenting.publish_consent_text(
            by=actor_for(people.olga), layer=1, meaning_changed=True, changes="Nothing."
        )


def test_a_new_version_says_what_is_different():
    people = make_people()
    by = actor_for(people.olga)
    consenting.save_slots(by=by, slots=SLOTS | {"fees": "Ten a month."})

    with pytest.raises(consenting.ChangesNotSaid):
        consenting.publish_consent_text(by=by, layer=1, meaning_changed=True, changes="  ")


def test_published_words_are_frozen_and_consents_only_add_up():
    people = make_people()
    client = came_in(people)
    text = text_of(people, 1)
    text.body = "Something else."

    for change in (
        text.save,
        text.delete,
        lambda: Consent.objects.filter(client=client).update(given=False),
        lambda: Consent.objects.filter(client=client).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_only_a_change_of_meaning_asks_again():
    people = make_people()
    client = came_in(people)

    publish(people, Layer.TERMS, "reply_times", meaning_changed=False)
    asked_after_words = consenting.missing_layers(client)
    text = publish(people, Layer.TERMS, "fees", True, NOW + 2 * HOUR)

    assert asked_after_words == []
    assert consenting.missing_layers(client) == [text]
    assert not has_agreed(client, Layer.TERMS)
    assert has_agreed(client, Layer.TREATMENT)


def test_a_notice_never_asks():
    people = make_people()
    client = came_in(people)

    publish(people, Layer.NOTICE, "practice_contact", meaning_changed=True)

    assert consenting.missing_layers(client) == []


def test_give_answers_what_was_asked_once():
    people = make_people()
    client = came_in(people)
    text = publish(people, Layer.TREATMENT, "record_keeping", meaning_changed=True)
    by = actor_for(client, NOW + 2 * HOUR)

    first = consenting.give_consent(by=by, client=client, text=text)
    second = consenting.give_consent(by=by, client=client, text=text)

    assert first == second
    assert (first.layer, first.given, first.text_hash) == (3, True, text.text_hash)
    assert consenting.missing_layers(client) == []
    assert has_agreed(client, Layer.TREATMENT)


def test_give_is_for_the_newest_words_of_what_is_asked():
    people = make_people()
    client = came_in(people)
    old = text_of(people, Layer.TERMS)
    publish(people, Layer.TERMS, "fees", meaning_changed=True)
    by = actor_for(client)

    with pytest.raises(consenting.NotCurrent):
        consenting.give_consent(by=by, client=client, text=old)
    with pytest.raises(consenting.NotCurrent):
        consenting.give_consent(by=by, client=client, text=text_of(people, Layer.NOTICE))


@pytest.mark.parametrize("who", ["ana", "ben", "sofia", "olga", "noor", "eva"])
def test_nobody_agrees_for_her(who):
    people = make_people()
    client = came_in(people)
    by = actor_for(getattr(people, who))

    with pytest.raises(consenting.OnlyHerself):
        consenting.give_consent(by=by, client=client, text=text_of(people, 1))
    with pytest.raises(consenting.OnlyHerself):
        consenting.withdraw_consent(by=by, client=client, layer=1)


def test_withdrawing_sheets_stops_them_and_keeps_her_account(monkeypatch):
    people = make_people()
    client = came_in(people)
    heard = []
    monkeypatch.setitem(facts._listeners, "consent.withdrawn", [lambda **what: heard.append(what)])
    by = actor_for(client, NOW + HOUR)

    consenting.withdraw_consent(by=by, client=client, layer=Layer.TREATMENT)

    assert heard == [{"by": by, "client": client, "layer": 3}]
    assert not has_agreed(client, Layer.TREATMENT)
    assert Client.objects.get(pk=client.pk).has_account()
    assert consenting.missing_layers(client) == []
    last = AuditIntake.objects.filter(client_id=client.pk).order_by("-id").first()
    assert (last.action, last.details) == ("consent.withdrawn", {"layer": 3})


def test_withdrawing_the_terms_closes_her_account_and_deletes_nothing():
    people = make_people()
    client = came_in(people)
    user = client.membership.user

    consenting.withdraw_consent(by=actor_for(client, NOW + HOUR), client=client, layer=1)

    user.refresh_from_db()
    again = Client.objects.select_related("membership").get(pk=client.pk)
    assert (user.is_active, again.membership.ended_at, again.call_name) == (
        False,
        NOW + HOUR,
        "Rosa",
    )
    assert again.is_in_care


def test_closing_one_account_leaves_her_in_another_practice():
    people = make_people()
    client = came_in(people)
    elsewhere = make_counselor(people.eva.practice, user=client.membership.user)

    consenting.withdraw_consent(by=actor_for(client, NOW + HOUR), client=client, layer=1)

    elsewhere.user.refresh_from_db()
    assert elsewhere.user.is_active


def test_what_was_not_given_cannot_be_withdrawn():
    people = make_people()
    client = came_in(people)
    consenting.withdraw_consent(by=actor_for(client, NOW + HOUR), client=client, layer=3)

    for layer in (3, 2, 9):
        with pytest.raises(consenting.NothingToWithdraw):
            consenting.withdraw_consent(
                by=actor_for(client, NOW + 2 * HOUR), client=client, layer=layer
            )


def test_where_nothing_is_published_nothing_is_asked():
    ana = make_counselor(make_practice())
    client = make_client(ana)

    assert consenting.missing_layers(client) == []
    assert has_agreed(client, Layer.TREATMENT)
    assert inviting.agreements_are_ready(actor_for(ana)) is False


def test_who_was_never_asked_is_asked():
    people = make_people()

    assert [text.layer for text in consenting.missing_layers(people.maya)] == [1, 3]
    assert not has_agreed(people.maya, Layer.TREATMENT)


def test_each_practice_has_its_own_words():
    people = make_people()
    publish(people, Layer.TERMS, "fees", meaning_changed=True)

    numbers = ConsentText.objects.current(people.eva.practice).values_list("layer", "number")

    assert list(numbers) == [(1, 1), (2, 1), (3, 1)]


def test_two_words_at_one_instant_keep_their_order():
    people = make_people()
    by, text = actor_for(people.maya), text_of(people, Layer.TREATMENT)

    said = [
        consenting.give_consent(by=by, client=people.maya, text=text).given,
        consenting.withdraw_consent(by=by, client=people.maya, layer=Layer.TREATMENT).given,
        consenting.give_consent(by=by, client=people.maya, text=text).given,
    ]

    words = list(people.maya.consents.filter(layer=Layer.TREATMENT).newest_first())
    assert said == [True, False, True]
    assert [word.given for word in words][:3] == [True, False, True]
    assert Consent.objects.latest_word(people.maya, Layer.TREATMENT) == words[0]


def test_a_clock_that_goes_back_changes_no_order():
    people = make_people()
    text = text_of(people, Layer.TREATMENT)
    consenting.give_consent(by=actor_for(people.maya), client=people.maya, text=text)

    earlier = actor_for(people.maya, NOW - HOUR)
    consenting.withdraw_consent(by=earlier, client=people.maya, layer=Layer.TREATMENT)

    assert has_agreed(people.maya, Layer.TREATMENT) is False


@pytest.mark.parametrize("given_first", [True, False])
def test_of_two_rows_with_one_instant_the_no_counts(given_first):
    people = make_people()
    text = text_of(people, Layer.TREATMENT)
    for given in (given_first, not given_first):
        Consent.objects.create(
            client=people.maya, text=text, layer=text.layer, text_hash="x", language="en",
            given=given, at=NOW + HOUR,
        )  # fmt: skip

    assert Consent.objects.latest_word(people.maya, Layer.TREATMENT).given is False
