"""The triggers: there after every migration, shut for all but the transaction with the door."""

import threading

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from clients.models import Consent, ConsentText
from practice import audit, guards
from practice.models import AuditEvent, AuditIntake, GuardDoor
from tests import factories
from worksheets.models import SharedAnswer, Version

NOW = factories.NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana():
    return factories.make_counselor(factories.make_practice())


def record(membership):
    audit.record(by=factories.actor_for(membership), action="review.read")
    return AuditIntake.objects.latest("pk")


def refused(change):
    with pytest.raises(IntegrityError, match="refuses"), transaction.atomic():
        change()


def consent_text(ana, **fields):
    return ConsentText.objects.create(
        **{
            "practice": ana.practice,
            "layer": 1,
            "number": 1,
            "title": "How this works",
            "body": "Words.",
            "text_hash": "0" * 64,
        }
        | fields
    )


def test_every_guard_of_the_list_stands():
    assert guards.missing() == []


def test_installing_again_changes_nothing():
    guards.install()

    assert guards.missing() == []


def test_missing_triggers_are_named():
    guards.uninstall()

    missing = guards.missing()

    assert "guard_practice_auditevent_delete" in missing
    assert len(missing) == sum(len(guard.names(connection)) for guard in guards.GUARDS)


def test_migrations_find_sqlite_without_triggers():
    guards.before_migrate(using="default")

    assert bool(guards.missing()) == (connection.vendor == "sqlite")


def test_list_is_in_step_with_the_models(monkeypatch):
    for guard in [guards.append_only("practice.Gone"), guards.frozen("practice.User", once="gone")]:
        monkeypatch.setattr(guards, "GUARDS", (guard,))

        with pytest.raises(LookupError if "Gone" in guard.model else Exception, match="(?i)gone"):
            guards.install()


def test_every_model_of_the_list_is_refused_an_update_and_a_delete():
    for guard in guards.GUARDS:
        assert apps.get_model(guard.model)
        assert {"update", "delete"} <= guard.names(connection).keys()


def test_audit_can_only_grow(ana):
    intake = record(ana)
    refused(lambda: AuditIntake.objects.update(action="nothing.happened"))
    refused(intake.delete)
    audit.seal(NOW)

    refused(lambda: AuditEvent.objects.update(action="nothing.happened"))
    refused(lambda: AuditEvent.objects.all().delete())

    assert AuditEvent.objects.get().action == "review.read"


def test_replacing_a_row_does_not_walk_around_the_guard(ana):
    if connection.vendor != "sqlite":
        pytest.skip("NOT RUN: only SQLite knows INSERT OR REPLACE")
    record(ana)
    table = AuditIntake._meta.db_table

    with (
        pytest.raises(IntegrityError, match="refuses"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")  # noqa: S608


def test_consent_can_only_grow(ana):
    text = consent_text(ana, published_at=NOW, published_by=ana.user)
    maya = factories.make_client(ana)
    Consent.objects.create(
        client=maya, text=text, layer=1, text_hash="0" * 64, language="en", given=True, at=NOW
    )

    refused(lambda: Consent.objects.update(given=False))
    refused(lambda: Consent.objects.all().delete())


def test_draft_may_change_until_it_is_published(ana):
    text = consent_text(ana)
    ConsentText.objects.update(body="Other words.")
    ConsentText.objects.update(published_at=NOW, published_by=ana.user)

    refused(lambda: ConsentText.objects.update(body="Other words again."))
    refused(lambda: ConsentText.objects.update(published_at=None))
    refused(text.delete)

    assert ConsentText.objects.get().body == "Other words."


def test_draft_may_be_deleted(ana):
    consent_text(ana).delete()

    assert ConsentText.objects.count() == 0


def test_published_version_may_only_retire():
    version = factories.make_version()

    Version.objects.update(retired_at=NOW)
    version.refresh_from_db()
    version.save()

    refused(lambda: Version.objects.update(title="Another"))
    refused(lambda: Version.objects.update(title="Another", retired_at=None))
    refused(version.delete)
    assert (version.retired_at, version.title) == (NOW, "Naming what I miss")


def test_door_lets_through_and_shuts(ana):
    record(ana)

    with guards.door("retention"):
        AuditIntake.objects.update(action="review.seen")
        AuditIntake.objects.all().delete()
    record(ana)

    refused(lambda: AuditIntake.objects.all().delete())
    assert GuardDoor.objects.count() == 0


def test_door_shuts_when_the_change_fails(ana):
    record(ana)
    with pytest.raises(ZeroDivisionError), guards.door("retention"):
        _ = 1 / 0

    refused(lambda: AuditIntake.objects.all().delete())
    assert GuardDoor.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_door_is_shut_for_everybody_else(ana):
    record(ana)
    told = []

    def other():
        try:
            told.append(GuardDoor.objects.exists())
            if connection.vendor == "postgresql":  # SQLite lets nobody else write meanwhile
                refused(lambda: AuditIntake.objects.all().delete())
        finally:
            connection.close()

    with guards.door("retention"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()

    assert told == [False]
    assert AuditIntake.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("run", [1, 2])
def test_committed_rows_are_gone_in_the_next_test(ana, run):
    assert AuditIntake.objects.count() == 0
    record(ana)
    factories.make_version()


@pytest.mark.django_db(transaction=True)
def test_guards_are_back_after_tables_were_emptied(ana):
    record(ana)

    refused(lambda: AuditIntake.objects.all().delete())


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_truncate_is_refused(ana):
    record(ana)

    def truncate():
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE practice_auditintake")

    refused(truncate)
    with guards.door("retention"):
        truncate()
    assert AuditIntake.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_sealers_never_fork_the_chain(ana):
    for _ in range(40):
        record(ana)
    start, moved = threading.Barrier(4), []

    def seal():
        try:
            start.wait()
            for _ in range(3):
                moved.append(audit.seal(NOW, batch=5))
        finally:
            connection.close()

    threads = [threading.Thread(target=seal) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    report = audit.verify(NOW)
    assert sum(moved) == 40
    assert (report.checked, report.broken_at, report.unsealed) == (40, None, 0)


def test_what_was_shared_may_be_withdrawn_and_nothing_else(ana):
    given = factories.make_assignment(factories.make_client(ana))
    factories.make_submission(given, {"noticed": "The kettle."})
    SharedAnswer.objects.update(withdrawn_at=NOW)

    refused(lambda: SharedAnswer.objects.update(prompt_key="miss"))
    refused(lambda: SharedAnswer.objects.all().delete())

    assert SharedAnswer.objects.get().withdrawn_at == NOW
