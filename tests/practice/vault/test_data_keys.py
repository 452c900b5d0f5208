"""Data keys: made once, kept apart by purpose, lost only on purpose."""

import threading
from uuid import uuid4

import pytest
from django.db import connection, transaction

from clients.models import Client
from practice import vault
from practice.models import WrappedKey
from practice.vault import keys
from tests import factories
from worksheets.models import Answer


def purposes_of(subject):
    rows = WrappedKey.objects.filter(subject=subject).order_by("purpose")
    return {row.purpose: row.wrapped is not None for row in rows}


@pytest.mark.django_db
def test_keys_of_all_purposes_are_made_once():
    subject = uuid4()

    vault.create_keys(subject)
    first = list(WrappedKey.objects.order_by("purpose").values_list("purpose", "wrapped"))
    vault.create_keys(subject)

    again = list(WrappedKey.objects.order_by("purpose").values_list("purpose", "wrapped"))
    assert [purpose for purpose, _ in first] == ["care", "clinician", "own"]
    assert [bytes(wrapped) for _, wrapped in again] == [bytes(wrapped) for _, wrapped in first]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("side", "made"), [("staff", ["care", "clinician"]), ("client", ["care", "own"])]
)
def test_only_keys_of_loaded_rings_are_made(settings, side, made):
    settings.TEND_SIDE = side
    subject = uuid4()

    vault.create_keys(subject)

    assert list(purposes_of(subject)) == made


@pytest.mark.django_db
def test_opening_never_makes_a_key():
    with pytest.raises(vault.WrongKey):
        keys.data_key(uuid4(), "care")

    assert WrappedKey.objects.count() == 0


@pytest.mark.django_db
def test_wrapped_key_belongs_to_its_subject_and_purpose():
    maya, noor = uuid4(), uuid4()
    vault.create_keys(maya)
    row = WrappedKey.objects.get(subject=maya, purpose="care")
    WrappedKey.objects.filter(pk=row.pk).update(subject=noor)
    vault.forget()

    with pytest.raises(vault.WrongKey):
        keys.data_key(noor, "care")


@pytest.mark.django_db
def test_staff_side_cannot_read_what_is_her_own(settings):
    maya = factories.make_client(factories.make_counselor(factories.make_practice()))
    assignment = factories.make_assignment(maya)
    Answer.objects.create(client=maya, assignment=assignment, prompt_key="miss", value="her voice")
    vault.forget()

    settings.TEND_SIDE = "staff"
    answer = Answer.objects.get()

    with pytest.raises(vault.RingNotLoaded):
        _ = answer.value
    with pytest.raises(vault.RingNotLoaded):
        vault.warm([maya.pk], "own")
    assert Client.objects.get().call_name == "Maya"


@pytest.mark.django_db
def test_staff_side_can_save_a_row_that_it_cannot_read(settings):
    maya = factories.make_client(factories.make_counselor(factories.make_practice()))
    assignment = factories.make_assignment(maya)
    Answer.objects.create(client=maya, assignment=assignment, prompt_key="miss", value="her voice")
    vault.forget()

    settings.TEND_SIDE = "staff"
    answer = Answer.objects.get()
    answer.revision = 7
    answer.save()
    answer.refresh_from_db()

    settings.TEND_SIDE = "client"
    assert (Answer.objects.get().value, answer.revision) == ("her voice", 7)


@pytest.mark.django_db
def test_forgotten_keys_are_loaded_again(django_assert_num_queries):
    subject = uuid4()
    vault.create_keys(subject)
    vault.forget()

    with django_assert_num_queries(1):
        first, second = keys.data_key(subject, "care"), keys.data_key(subject, "care")
    vault.forget()
    with django_assert_num_queries(1):
        third = keys.data_key(subject, "care")

    assert first is second
    assert first.mark == third.mark


@pytest.mark.django_db
def test_destroyed_keys_open_nothing_and_are_never_made_again():
    maya = factories.make_client(factories.make_counselor(factories.make_practice()))

    vault.destroy_keys(maya.pk)

    assert purposes_of(maya.pk) == {"care": False, "clinician": False, "own": False}
    with pytest.raises(vault.KeyDestroyed):
        _ = Client.objects.get(pk=maya.pk).call_name
    with pytest.raises(vault.KeyDestroyed):
        vault.create_keys(maya.pk)
    maya.call_name = "Maya again"
    with pytest.raises(vault.KeyDestroyed):
        maya.save()


@pytest.mark.django_db
def test_warming_passes_over_destroyed_keys():
    subject = uuid4()
    vault.create_keys(subject)
    vault.destroy_keys(subject)

    vault.warm([subject], "care")

    with pytest.raises(vault.KeyDestroyed):
        keys.data_key(subject, "care")


@pytest.mark.django_db
def test_destroying_touches_nobody_else():
    maya, noor = uuid4(), uuid4()
    vault.create_keys(maya)
    vault.create_keys(noor)

    vault.destroy_keys(maya)

    assert purposes_of(noor) == {"care": True, "clinician": True, "own": True}


@pytest.mark.django_db
def test_key_of_a_rolled_back_change_is_not_used_again():
    subject = uuid4()

    with transaction.atomic():
        lost = keys.data_key(subject, "care", create=True)
        keys.data_key(subject, "care")
        transaction.set_rollback(True)
    kept = keys.data_key(subject, "care", create=True)

    vault.forget()
    assert keys.data_key(subject, "care").mark == kept.mark != lost.mark


@pytest.mark.django_db
@pytest.mark.parametrize("first", ["save", "full_clean"])
def test_row_saved_again_after_a_rollback_can_be_read(first):
    ana = factories.make_counselor(factories.make_practice())
    maya = factories.make_client(ana)
    noor = Client(
        practice=ana.practice,
        call_name="Noor",
        contact_email="noor@example.org",
        adult_stated_at=factories.NOW,
        adult_stated_by=ana.user,
        created_by=ana.user,
    )
    with transaction.atomic():
        getattr(noor, first)()
        transaction.set_rollback(True)

    noor.save(force_insert=True)

    vault.forget()
    names = {client.pk: client.call_name for client in Client.objects.all()}
    assert names == {maya.pk: "Maya", noor.pk: "Noor"}


@pytest.mark.django_db(transaction=True)
def test_two_makers_at_once_get_the_same_key():
    subject, marks, start = uuid4(), [], threading.Barrier(4)

    def make():
        try:
            start.wait()
            marks.append(keys.data_key(subject, "care", create=True).mark)
        finally:
            connection.close()

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(marks) == 4
    assert len(set(marks)) == 1
    assert WrappedKey.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_committed_key_is_kept_in_the_cache(django_assert_num_queries):
    subject = uuid4()
    with transaction.atomic():
        vault.create_keys(subject)
    keys.data_key(subject, "care")

    with django_assert_num_queries(0):
        keys.data_key(subject, "care")


@pytest.mark.django_db
def test_text_outside_a_field_is_bound_to_its_place():
    user = uuid4()
    sealed = vault.seal_text("JBSWY3DP", subject=user, purpose="care", place="mfa.totp")

    opened = vault.open_text(sealed, subject=user, purpose="care", place="mfa.totp")

    assert opened == "JBSWY3DP"
    assert "JBSWY3DP" not in sealed
    with pytest.raises(vault.WrongKey):
        vault.open_text(sealed, subject=user, purpose="care", place="mfa.codes")
    with pytest.raises(vault.WrongKey):
        vault.open_text("JBSWY3DP", subject=user, purpose="care", place="mfa.totp")
