"""Rotation: a new key for a ring, nothing lost, and the old one gone when it is safe."""

import json
import os

import pytest
from django.core.management import CommandError, call_command

from clients.models import Client
from practice import audit, vault
from practice.models import AuditEvent, WrappedKey
from practice.vault import rings
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(tmp_path, settings):
    settings.KEYS_DIR = tmp_path / "keys"
    call_command("make_keys")
    settings.TEND_KEYS = rings.read_dir(settings.KEYS_DIR)
    return settings.KEYS_DIR


@pytest.fixture
def caseload(folder):
    ana = factories.make_counselor(factories.make_practice())
    return [factories.make_client(ana, name) for name in ("Maya", "Noor")]


def names():
    vault.forget()
    return sorted(client.call_name for client in Client.objects.all())


def an_hour_passes(folder):
    old = (folder / "care.json").stat().st_mtime - 3601
    for path in folder.glob("*.json"):
        os.utime(path, (old, old))


def test_rotation_keeps_everything_readable(folder, caseload):
    before = rings.ring("care").current

    call_command("rotate_keys", "care")

    now = rings.ring("care").current
    wrapped_by = set(WrappedKey.objects.filter(purpose="care").values_list("ring_key", flat=True))
    assert wrapped_by == {now}
    assert now != before
    assert names() == ["Maya", "Noor"]


def test_old_key_can_be_dropped(folder, caseload):
    old = rings.ring("care").current
    call_command("rotate_keys", "care")
    an_hour_passes(folder)

    call_command("rotate_keys", "care", "--drop-old")

    assert list(json.loads((folder / "care.json").read_text())["keys"]) == [
        rings.ring("care").current
    ]
    assert old not in rings.ring("care").keys
    assert names() == ["Maya", "Noor"]


def test_old_key_is_not_dropped_while_processes_may_use_it(folder, caseload):
    call_command("rotate_keys", "care")

    with pytest.raises(CommandError, match="less than an hour"):
        call_command("rotate_keys", "care", "--drop-old")

    assert len(rings.ring("care").keys) == 2


def test_dropping_wraps_the_stragglers_first(folder, caseload):
    call_command("rotate_keys", "care")
    WrappedKey.objects.filter(subject=caseload[0].pk).delete()
    stale = rings.Ring("care", *old_ring(folder))
    WrappedKey.objects.create(
        subject=caseload[0].pk,
        purpose="care",
        ring_key=stale.current,
        wrapped=vault.keys.wrap(stale, caseload[0].pk, b"k" * 32),
    )

    call_command("rotate_keys", "care", "--drop-old", "--at-once")

    assert set(WrappedKey.objects.filter(purpose="care").values_list("ring_key", flat=True)) == {
        rings.ring("care").current
    }


def old_ring(folder):
    entry = json.loads((folder / "care.json").read_text())
    old = next(key_id for key_id in entry["keys"] if key_id != entry["current"])
    return old, {old: rings.decoded(entry["keys"][old])}


def test_process_with_old_rings_reads_the_file_again(folder, caseload, settings):
    stale = rings.read_dir(folder)
    call_command("rotate_keys", "care")

    settings.TEND_KEYS = dict(stale)
    found = names()
    settings.TEND_KEYS = dict(stale)
    vault.create_keys(factories.make_client(caseload[0].care_links.get().membership, "Iris").pk)

    assert found == ["Maya", "Noor"]
    assert set(WrappedKey.objects.filter(purpose="care").values_list("ring_key", flat=True)) == {
        rings.ring("care").current
    }


def test_erasure_during_a_rotation_is_not_undone(folder, caseload):
    vault.destroy_keys(caseload[0].pk)

    call_command("rotate_keys", "care")

    standing = WrappedKey.objects.filter(purpose="care", wrapped__isnull=False)
    assert list(standing.values_list("subject", flat=True)) == [caseload[1].pk]


def test_erasure_in_the_midst_of_a_rotation_is_not_undone(folder, caseload, monkeypatch):
    wrap = vault.keys.wrap

    def erased_meanwhile(ring, client_id, raw):
        vault.destroy_keys(client_id)
        return wrap(ring, client_id, raw)

    monkeypatch.setattr(vault.keys, "wrap", erased_meanwhile)

    call_command("rotate_keys", "care")

    assert WrappedKey.objects.filter(purpose="care", wrapped__isnull=False).count() == 0


def test_audit_key_in_use_is_never_dropped(folder, caseload):
    actor = factories.actor_for(caseload[0])
    audit.record(by=actor, action="sheet.opened")
    audit.seal(factories.NOW)
    old = AuditEvent.objects.get().key_id

    call_command("rotate_keys", "audit")
    audit.record(by=actor, action="sheet.opened")
    audit.seal(factories.NOW)
    call_command("rotate_keys", "audit", "--drop-old", "--at-once")

    assert set(rings.ring("audit").keys) == {old, rings.ring("audit").current}
    assert (audit.verify(factories.NOW).checked, audit.verify(factories.NOW).broken_at) == (2, None)


def test_two_rotations_cannot_run_at_once(folder):
    (folder / ".care.rotating").touch()

    with pytest.raises(CommandError, match="Another rotation"):
        call_command("rotate_keys", "care")


def test_keys_without_a_file_cannot_be_rotated(settings):
    settings.KEYS_DIR = None

    with pytest.raises(CommandError, match="no file"):
        call_command("rotate_keys", "care")
