"""The daily self-test: one letter goes the whole way that all of them go.

Beat asks, a worker plans the row of the day and takes it, the channel hands it over. Where none
went out for more than a day something on that way is broken, and whoever looks is told what.
"""

import logging
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings
from django.core.cache import cache
from django.db.models import Min
from django.utils.translation import gettext as _
from redis.exceptions import RedisError

from practice import deliveries, pulse
from practice.emails import Letter
from practice.models import Delivery, Practice

log = logging.getLogger(__name__)

State = Delivery.State
PURPOSE = "self_test"
# A day's letter may wait for a mail server that is away, or for a release, until the next one.
LATE = timedelta(days=1)
# Longer than from one day's letter to the next, with two hours for whatever was in the way.
SILENT = timedelta(hours=26)
LOOKS_BACK = 14  # days
TOLD = "self-test:told"


@dataclass(frozen=True)
class Sign:
    """What is known of the test at `now`.

    `begun_at` is since when a letter should have gone out, where none has; `newest` the last row.
    """

    is_set_up: bool
    now: datetime
    sent_at: datetime | None = None
    begun_at: datetime | None = None
    newest: Delivery | None = None

    @property
    def is_silent(self) -> bool:
        """True where one should have gone out in the last 26 hours, and none did."""
        since = self.sent_at or self.begun_at
        return self.is_set_up and since is not None and self.now - since > SILENT

    @property
    def is_well(self) -> bool | None:
        """For programs: None where there is no test."""
        return not self.is_silent if self.is_set_up else None


def plan(now: datetime) -> Delivery | None:
    """The one row of this day, due now; None where there is no address or no practice yet."""
    if not settings.TEND_SELF_TEST_TO:
        return None
    about = subject(now.astimezone(UTC).date())
    if row := Delivery.objects.filter(subject=about, purpose=PURPOSE).first():
        return row
    practice = Practice.objects.order_by("created_at", "pk").first()
    if practice is None:
        return None
    # Nobody's id, another one each day: a letter that comes back stops none of the next days.
    return deliveries.plan(
        practice=practice, purpose=PURPOSE, subject=about, person=about, due_at=now, zone="UTC"
    )


def subject(day: date) -> UUID:
    """What the row of that day is about."""
    return uuid5(NAMESPACE_URL, f"tend:self-test:{day.isoformat()}")


def not_needed(row: Delivery, now: datetime) -> str | None:
    """Why the letter is not sent after all."""
    return None if settings.TEND_SELF_TEST_TO else _("There is no address to write to.")


def letter(row: Delivery, now: datetime) -> Letter:
    """Says that it is a test, in the installation's name."""
    return Letter(settings.TEND_SELF_TEST_TO, PURPOSE)


def look(now: datetime) -> Sign:
    """How the test stands; where it is silent, the log says so once a day. At most two queries."""
    if not settings.TEND_SELF_TEST_TO:
        return Sign(is_set_up=False, now=now)
    today = now.astimezone(UTC).date()
    days = [subject(today - timedelta(days=ago)) for ago in range(LOOKS_BACK + 1)]
    rows = list(Delivery.objects.filter(subject__in=days, purpose=PURPOSE).order_by("due_at"))
    sent = [row.settled_at for row in rows if row.state == State.SENT and row.settled_at]
    begun_at = rows[0].due_at if rows else None
    if not rows:
        # Nobody has planned any: no worker has been there since the practice was made.
        begun_at = Practice.objects.aggregate(first=Min("created_at"))["first"]
    sign = Sign(
        is_set_up=True,
        now=now,
        sent_at=max(sent, default=None),
        begun_at=begun_at,
        newest=rows[-1] if rows else None,
    )
    if sign.is_silent:
        _tell(sign)
    return sign


def _tell(sign: Sign) -> None:
    try:
        day = f"{TOLD}:{sign.now.astimezone(UTC).date()}"
        is_first = cache.add(day, 1, timeout=timedelta(days=2).total_seconds())
    except (RedisError, OSError):
        is_first = True
    if is_first:
        log.error("no test letter went out since %s", sign.sent_at or "the beginning")


def to_check(sign: Sign) -> list[str]:
    """What to look at, in words for whoever runs the practice; nothing where all is well."""
    if not sign.is_silent:
        return []
    heard, found = pulse.read(now=sign.now), []
    if deliveries.is_frozen():
        found.append(_("Letters are stopped. They go out again once somebody releases them."))
    if not heard.worker_is_alive:
        found.append(_("No worker is at work, or the broker between it and the scheduler is away."))
    elif not heard.beat_is_alive:
        found.append(_("The scheduler is quiet: whoever runs the server can start it again."))
    if sign.newest and sign.newest.reason:
        found.append(_("The last test letter: %(words)s") % {"words": sign.newest.reason})
        found.append(_("The mail server's address, name and password are worth a look."))
    return found or [_("The worker's log says more; the mail server may be away.")]
