"""Frozen: nothing goes out until it is released, and nothing twice after a restore."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import IntegrityError, transaction

from practice import deliveries
from practice.deliveries.freezing import MARK
from practice.models import AuditIntake, Delivery, DispatchMark, Freeze
from tests.factories import NOW, actor_for, make_owner, make_practice
from tests.practice.posting import ends, plan

State = Delivery.State
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


def restore(to: timedelta) -> None:
    """What the database says after a backup from that long before NOW was put back."""
    DispatchMark.objects.update(at=NOW - to)


def test_nothing_goes_out_while_frozen(post):
    row = plan()
    deliveries.freeze(why="Looking into it.", now=NOW)

    told = deliveries.dispatch(now=NOW)

    assert (told, post.sent, ends(row), deliveries.is_frozen()) == (
        {},
        [],
        (State.PLANNED, ""),
        True,
    )


def test_a_freeze_holds_a_dispatch_that_is_under_way(post):
    plan()
    deliveries.freeze(why="Looking into it.", now=NOW)

    assert deliveries.claim_batch(now=NOW) is None


def test_once_released_the_rest_goes_and_what_is_too_late_does_not(post):
    old, new = plan("old@example.org"), plan("new@example.org", late=-5 * HOUR)
    deliveries.freeze(why="Looking into it.", now=NOW)

    count = deliveries.release(now=NOW + 7 * HOUR)
    deliveries.dispatch(now=NOW + 7 * HOUR)

    assert (count, ends(old)[0], ends(new)[0], deliveries.release(now=NOW)) == (
        1,
        State.EXPIRED,
        State.SENT,
        0,
    )


def test_who_froze_and_who_released_is_recorded():
    owner = make_owner(make_practice())
    made = deliveries.freeze(why="Looking into it.", now=NOW, by=actor_for(owner))
    deliveries.release(now=NOW, by=actor_for(owner))

    made.refresh_from_db()
    told = AuditIntake.objects.values_list("action", "actor", "object_id").order_by("id")
    assert (made.by, made.released_by) == (owner.user, owner.user)
    assert list(told) == [
        ("deliveries.frozen", owner.user.pk, made.pk),
        ("deliveries.released", owner.user.pk, made.pk),
    ]


def test_a_database_that_went_back_in_time_freezes_itself(post, caplog):
    deliveries.dispatch(now=NOW)
    gone, waits = plan("gone@example.org", late=5 * MINUTE), plan("b@example.org", late=-HOUR)
    restore(timedelta(minutes=10))

    told = deliveries.dispatch(now=NOW + MINUTE)

    assert (told, post.sent, ends(gone), ends(waits)[0]) == (
        {},
        [],
        (State.UNKNOWN, "It may have gone out before the backup was put back."),
        State.PLANNED,
    )
    assert [freeze.by for freeze in Freeze.objects.all()] == [None]
    assert list(AuditIntake.objects.values_list("action", "actor")) == [("deliveries.frozen", None)]
    assert [(line.levelname, line.getMessage()) for line in caplog.records] == [
        ("ERROR", "the database went back in time: deliveries are frozen, 1 unknown")
    ]


def test_released_after_a_restore_nothing_goes_out_again(post):
    deliveries.dispatch(now=NOW)
    gone, waits = plan("gone@example.org", late=5 * MINUTE), plan("b@example.org", late=-HOUR)
    restore(timedelta(minutes=10))
    deliveries.dispatch(now=NOW + MINUTE)

    deliveries.release(now=NOW + 2 * MINUTE)
    deliveries.dispatch(now=NOW + HOUR)

    assert (post.sent, ends(gone)[0], ends(waits)[0], Freeze.objects.count()) == (
        ["b@example.org"],
        State.UNKNOWN,
        State.SENT,
        1,
    )


@pytest.mark.parametrize("back", [timedelta(), 2 * MINUTE])
def test_a_hiccup_of_two_minutes_is_no_restore(post, back):
    deliveries.dispatch(now=NOW)
    restore(back)

    deliveries.dispatch(now=NOW + MINUTE)

    assert not deliveries.is_frozen()


def test_a_new_database_beside_an_old_cache_is_no_restore(post):
    cache.set(MARK, (NOW - HOUR).timestamp())
    row = plan()  # made after the last sign of life
    Delivery.objects.update(created_at=NOW)

    deliveries.dispatch(now=NOW)

    assert ends(row)[0] == State.SENT


def test_a_backup_from_before_the_first_dispatch_is_a_restore(post):
    plan()
    Delivery.objects.update(created_at=NOW - HOUR)
    cache.set(MARK, NOW.timestamp())

    deliveries.dispatch(now=NOW + MINUTE)

    assert (deliveries.is_frozen(), post.sent) == (True, [])


def test_without_a_cache_deliveries_go_on(post, settings, caplog):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "unix:///nowhere?db=0",
        }
    }
    row = plan()

    deliveries.dispatch(now=NOW)

    assert (ends(row)[0], len(caplog.records)) == (State.SENT, 2)


def test_there_is_one_mark():
    with pytest.raises(IntegrityError), transaction.atomic():
        DispatchMark.objects.create(pk=2, at=NOW)
