"""Nothing goes out while deliveries are frozen: by hand, or because the database went back in time.

The dispatcher leaves a mark in the database and then in the shared cache. A restored database
carries an old mark beside the cache's newer one: what was sent in between is not known to it.
"""

import logging
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core.cache import cache
from django.db import transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from practice import audit
from practice.access import Actor, system
from practice.models import Delivery, DispatchMark, Freeze

log = logging.getLogger(__name__)

State = Delivery.State
MARK = "deliveries:mark"
BACK = timedelta(minutes=2)
# A dispatch claims what falls due for so long after its mark.
CLAIMS_ON = timedelta(minutes=1)


class LookAgain(Exception):  # noqa: N818 - said to a person
    """Another freeze came after the one that she has looked at."""


def standing() -> bool:
    """Whether nothing may be claimed now."""
    return Freeze.objects.filter(released_at__isnull=True).exists()


@transaction.atomic
def freeze(
    *, why: str, now: datetime, by: Actor | None = None, before: datetime | None = None
) -> Freeze:
    """Stops every delivery, of every practice, until `release`. Rows stay planned.

    After a restore, what was due `before` that instant may have gone out: it never goes again.
    """
    made = Freeze.objects.create(at=now, why=why, by=by.user if by else None)
    _record(made, "deliveries.frozen", now, by)
    if before is not None:
        may_have_gone_out(until=before, now=now)
    return made


@transaction.atomic
def release(*, now: datetime, by: Actor | None = None, seen: UUID | None = None) -> int:
    """Lets deliveries go again; how many freezes stood. What is too late by now expires.

    `seen` is the newest freeze that somebody has read of: LookAgain where another came since.
    """
    frozen = Freeze.objects.select_for_update(no_key=True).filter(released_at__isnull=True)
    standing_ones = list(frozen.order_by("-at", "-pk"))
    if seen and standing_ones and standing_ones[0].pk != seen:
        raise LookAgain
    for one in standing_ones:
        one.released_at, one.released_by = now, by.user if by else None
        one.save(update_fields=["released_at", "released_by"])
        _record(one, "deliveries.released", now, by)
    return len(standing_ones)


def _record(one: Freeze, action: str, now: datetime, by: Actor | None) -> None:
    who = by or system(now=now)
    audit.record(by=who, action=action, object_id=one.pk, object_type="freeze")


def watch(*, now: datetime) -> bool:
    """Leaves the mark; freezes where the database has gone back. True where frozen."""
    known = _cached()
    with transaction.atomic():
        mark, is_new = DispatchMark.objects.select_for_update(no_key=True).get_or_create(
            pk=1, defaults={"at": now}
        )
        if known and _went_back(known, None if is_new else mark.at):
            _freeze_after_restore(known, now)
        if mark.at < now or (known and mark.at < known):
            mark.at = max(now, known or now)
            mark.save(update_fields=["at"])
        frozen = standing()
    # After the commit: the cache never runs ahead of a database that was not restored.
    _keep(mark.at)
    return frozen


def _went_back(known: datetime, mark: datetime | None) -> bool:
    if mark is not None:
        return known - mark > BACK
    # No mark: a new database beside an old cache, or one from before deliveries ever went out.
    waiting = Delivery.objects.filter(state__in=[State.PLANNED, State.HELD])
    return waiting.filter(created_at__lte=known - BACK).exists()


def _freeze_after_restore(known: datetime, now: datetime) -> None:
    """As of the last sign of life: a dispatch claims for a while after it."""
    freeze(
        why=_(
            "The data is older than what was sent: a backup seems to have been put back. Nothing "
            "goes out until somebody has looked and releases it."
        ),
        now=now,
    )
    count = may_have_gone_out(until=known + CLAIMS_ON, now=now)
    log.error("the database went back in time: deliveries are frozen, %d unknown", count)


def may_have_gone_out(*, until: datetime, now: datetime) -> int:
    """What waits and was due by then becomes unknown, for the database forgot; how many rows."""
    perhaps = Delivery.objects.filter(state__in=[State.PLANNED, State.HELD], due_at__lte=until)
    count = perhaps.update(
        state=State.UNKNOWN,
        reason=_("It may have gone out before the backup was put back."),
        # Counted as messages: one too few is better than one too many.
        claim=F("id"),
        claimed_at=F("due_at"),
        settled_at=now,
    )
    left_out = Delivery.objects.filter(state=State.SKIPPED, due_at__lte=until)
    left_out.filter(Q(settled_at__isnull=True)).update(settled_at=now)
    return count


def _cached() -> datetime | None:
    try:
        stamp = cache.get(MARK)
    except (RedisError, OSError) as error:
        log.warning("no cache (%s): no look for a restored database", type(error).__name__)
        return None
    return None if stamp is None else datetime.fromtimestamp(stamp, tz=UTC)


def _keep(at: datetime) -> None:
    try:
        cache.set(MARK, at.timestamp(), timeout=None)
    except (RedisError, OSError) as error:
        log.warning("no cache (%s): the mark stands in the database", type(error).__name__)
