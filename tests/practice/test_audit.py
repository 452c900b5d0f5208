"""The audit: ids only, one unbroken chain per practice, reads that cannot be taken back."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction

from practice import audit, guards
from practice.access import system
from practice.models import AuditEvent, AuditIntake
from tests import factories

NOW = factories.NOW
MINUTE = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.actor_for(factories.make_counselor(factories.make_practice()))


def said(row):
    return {name: getattr(row, name) for name in audit.SAID}


def tamper(event, **fields):
    with guards.door("test"):
        AuditEvent.objects.filter(pk=event.pk).update(**fields)


def test_record_keeps_who_what_whose_and_when(ana):
    client_id, object_id = uuid4(), uuid4()

    audit.record(
        by=ana,
        action="assignment.assigned",
        client_id=client_id,
        object_type="assignment",
        object_id=object_id,
        details={"version": uuid4, "gates": ["safety_talk"]} | {"version": object_id},
    )

    assert said(AuditIntake.objects.get()) == {
        "practice_id": ana.practice_id,
        "at": NOW,
        "actor": ana.user_id,
        "action": "assignment.assigned",
        "client_id": client_id,
        "object_type": "assignment",
        "object_id": object_id,
        "outcome": "done",
        "ip": None,
        "details": {"version": str(object_id), "gates": ["safety_talk"]},
    }


def test_system_acts_without_an_account(ana):
    audit.record(by=system(now=NOW), action="deliveries.swept")

    row = AuditIntake.objects.get()
    assert (row.actor, row.practice_id) == (None, None)


def test_codes_numbers_and_dates_are_kept(ana):
    audit.record(
        by=ana,
        action="assignment.moved",
        details={"due_on": date(2026, 3, 12), "at": NOW, "count": 3, "on_paper": True, "old": None},
    )

    assert AuditIntake.objects.get().details == {
        "due_on": "2026-03-12",
        "at": "2026-03-10T15:00:00.000000Z",
        "count": 3,
        "on_paper": True,
        "old": None,
    }


@pytest.mark.parametrize(
    "words",
    [
        {"details": {"reason": "she said no"}},
        {"details": {"name": "Zoë"}},
        {"details": {"her words": "a"}},
        {"details": {"keys": ["noticed", "I miss her"]}},
        {"details": {"value": {"nested": "a"}}},
        {"details": {"warmth": 7.5}},
        {"details": {"long": "a" * 81}},
        {"object_type": "a sheet"},
        {"outcome": "went well"},
        {"action": "read"},
        {"action": "review.read\n"},
    ],
)
def test_words_are_refused(ana, words):
    with pytest.raises(audit.HasWords):
        audit.record(**{"by": ana, "action": "review.read"} | words)

    assert AuditIntake.objects.count() == 0


def test_record_goes_with_its_transaction(ana):
    with transaction.atomic():
        audit.record(by=ana, action="assignment.assigned")
        transaction.set_rollback(True)

    assert AuditIntake.objects.count() == 0


def test_read_is_written(ana):
    audit.read(by=ana, action="review.read", client_id=uuid4())

    assert AuditIntake.objects.get().action == "review.read"


def test_read_refuses_a_transaction_that_could_take_it_back(ana):
    with pytest.raises(RuntimeError), transaction.atomic():
        audit.read(by=ana, action="review.read")


def test_read_that_cannot_be_written_stops_the_page(ana, monkeypatch):
    def full(**_):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(AuditIntake.objects, "create", full)

    with pytest.raises(audit.NotRecorded):
        audit.read(by=ana, action="review.read")


def test_sealing_moves_events_into_one_chain_per_practice(ana):
    eva = factories.actor_for(factories.make_counselor(factories.make_practice()))
    for who in (ana, eva, ana, system(now=NOW)):
        audit.record(by=who, action="review.read", details={"n": 1})

    moved = audit.seal(NOW + MINUTE)

    chains = {
        who: list(
            AuditEvent.objects.filter(practice_id=who).order_by("seq").values_list("seq", flat=True)
        )
        for who in (ana.practice_id, eva.practice_id, None)
    }
    assert (moved, AuditIntake.objects.count()) == (4, 0)
    assert chains == {ana.practice_id: [1, 2], eva.practice_id: [1], None: [1]}


def test_each_link_holds_the_one_before(ana):
    for _ in range(3):
        audit.record(by=ana, action="review.read")
        audit.seal(NOW)

    first, second, third = AuditEvent.objects.order_by("seq")
    assert (first.prev_hash, second.prev_hash, third.prev_hash) == (
        audit.FIRST,
        first.hash,
        second.hash,
    )


def test_sealing_stops_at_the_batch(ana):
    for _ in range(5):
        audit.record(by=ana, action="review.read")

    moved = [audit.seal(NOW, batch=2) for _ in range(4)]

    assert moved == [2, 2, 1, 0]
    assert audit.verify(NOW).checked == 5


def test_whole_record_verifies(ana):
    audit.record(by=ana, action="review.read", details={"at": NOW, "keys": ["a", "b"], "n": 0})
    audit.seal(NOW)
    audit.record(by=ana, action="review.read")

    report = audit.verify(NOW + MINUTE)

    head = AuditEvent.objects.get().hash
    assert report == audit.Report(
        checked=1, broken_at=None, unsealed=1, unsealed_age=MINUTE, heads={ana.practice_id: head}
    )


@pytest.mark.parametrize(
    "change",
    [
        {"actor": None},
        {"at": NOW + MINUTE},
        {"client_id": None},
        {"object_id": None},
        {"details": {"n": 2}},
        {"outcome": "refused"},
        {"ip": "192.0.2.1"},
        {"sealed_at": NOW + MINUTE},
        {"hash": "0" * 64},
        {"prev_hash": "1" * 64},
        {"key_id": "unknown"},
        {"key_id": "unknown", "hash": ""},
        {"seq": 9},
    ],
)
def test_altered_link_is_found(ana, change):
    for _ in range(3):
        audit.record(
            by=ana, action="review.read", client_id=uuid4(), object_id=uuid4(), details={"n": 1}
        )
    audit.seal(NOW)
    second = AuditEvent.objects.get(seq=2)

    tamper(second, **change)

    report = audit.verify(NOW)
    assert report.checked == 1
    assert report.broken_at in {(ana.practice_id, 2), (ana.practice_id, 3)}


def test_removed_link_is_found(ana):
    for _ in range(3):
        audit.record(by=ana, action="review.read")
    audit.seal(NOW)

    with guards.door("test"):
        AuditEvent.objects.filter(seq=2).delete()

    assert audit.verify(NOW).broken_at == (ana.practice_id, 3)


def test_one_practice_can_be_verified_alone(ana):
    eva = factories.actor_for(factories.make_counselor(factories.make_practice()))
    for who in (ana, eva):
        audit.record(by=who, action="review.read")
    audit.seal(NOW)
    tamper(AuditEvent.objects.get(practice_id=eva.practice_id), outcome="refused")

    alone, broken = (audit.verify(NOW, practice_id=who.practice_id) for who in (ana, eva))

    assert (alone.checked, alone.broken_at) == (1, None)
    assert broken.broken_at == (eva.practice_id, 1)


def test_commands_seal_and_verify(ana, capsys):
    audit.record(by=ana, action="review.read")

    call_command("seal_audit")
    call_command("verify_audit")

    out = capsys.readouterr().out
    assert out.startswith("Sealed 1 events.\n1 links fit.\n0 wait, the oldest for 0:00:00.\n")


def test_command_fails_on_a_broken_chain(ana):
    audit.record(by=ana, action="review.read")
    audit.seal(NOW)
    tamper(AuditEvent.objects.get(), outcome="refused")

    with pytest.raises(CommandError, match="Broken at link 1"):
        call_command("verify_audit")


def test_command_fails_when_a_guard_is_gone(ana):
    guards.uninstall()

    with pytest.raises(CommandError, match="guard_practice_auditevent_update is gone"):
        call_command("verify_audit")


def test_command_fails_when_the_door_stands_open(ana):
    with guards.door("test"), pytest.raises(CommandError, match="door stands open"):
        call_command("verify_audit")
