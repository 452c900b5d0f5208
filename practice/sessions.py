"""How long a sign-in holds (I-12): idle minutes by side and absolute hours, on the server's clock.

Last-seen lives in the cache, under a hash of the session's key; every five minutes it is also
written into the session row, so that an emptied cache ends sessions early rather than never.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.core.cache import cache

from practice.models import Membership, User

BEGUN, SEEN, SIDE = "begun_at", "seen_at", "side"
# The membership that the session is in, and those that it may not switch to any more.
ACTIVE, LEFT = "membership", "left"
# That she leaves what she is asked for later (`practice.offers`).
LATER = "offers_later"
THROTTLE = timedelta(minutes=5)
GRAIN = timedelta(seconds=10)  # closer signs of life are one


def is_signed_in(session: SessionBase) -> bool:
    """Whether the session names an account. No query, and none of the account's columns."""
    return SESSION_KEY in session


def begin(session: SessionBase, now: datetime) -> None:
    """Starts both clocks; called at sign-in. Sweeps out the rows of what is over.

    Held words lie among them (`practice.holding`): after their hour they are not kept.
    """
    Session.objects.filter(expire_date__lt=now).delete()
    _start(session, now)


def _start(session: SessionBase, now: datetime) -> None:
    session[BEGUN] = session[SEEN] = now.timestamp()


def idle_limit(session: SessionBase) -> timedelta:
    """How long this session may be quiet."""
    return timedelta(minutes=settings.IDLE_MINUTES[session.get(SIDE, "staff")])


def check(session: SessionBase, now: datetime, *, is_sign_of_life: bool) -> str:
    """Why a signed-in session is over now: "idle" or "hours"; "" while it holds.

    A sign of life moves the idle clock; polling, which is none, does not (I-13).
    """
    if BEGUN not in session:
        _start(session, now)
    if now - _moment(session[BEGUN]) > timedelta(hours=settings.ABSOLUTE_HOURS):
        return "hours"
    quiet_for = now - last_seen(session)
    if quiet_for > idle_limit(session):
        return "idle"
    if is_sign_of_life and quiet_for >= GRAIN:
        touch(session, now)
    return ""


def last_seen(session: SessionBase) -> datetime:
    """The later of what the cache and the session row know."""
    return _moment(max(cache.get(_key(session), 0), session[SEEN]))


def touch(session: SessionBase, now: datetime) -> None:
    """Moves the idle clock. Writes the session row only every five minutes."""
    cache.set(_key(session), now.timestamp(), timeout=settings.ABSOLUTE_HOURS * 3600)
    if now - _moment(session[SEEN]) >= THROTTLE:
        session[SEEN] = now.timestamp()


def seconds_left(session: SessionBase, now: datetime) -> int:
    """Seconds until the session would end if nothing more happened."""
    idle = idle_limit(session) - (now - last_seen(session))
    hours = timedelta(hours=settings.ABSOLUTE_HOURS) - (now - _moment(session[BEGUN]))
    return max(0, int(min(idle, hours).total_seconds()))


def end_all(users: Iterable[User]) -> int:
    """Ends every session of these accounts now; how many there were."""
    rows = list(UserSession.objects.filter(user__in=list(users)))
    for row in rows:
        row.end()
    return len(rows)


def end_in(membership: Membership) -> int:
    """Ends the account's sessions that are in this membership now; how many there were.

    Those in another practice go on without this one: until a new sign-in they cannot switch to it.
    """
    ended, pk = 0, str(membership.pk)
    for row in UserSession.objects.filter(user=membership.user_id):
        session = import_module(settings.SESSION_ENGINE).SessionStore(row.session_key)
        if session.get(ACTIVE, pk) == pk:
            row.end()
            ended += 1
        else:
            session[LEFT] = [*session.get(LEFT, []), pk]
            session.save()
    return ended


def _key(session: SessionBase) -> str:
    return f"seen:{sha256((session.session_key or '').encode()).hexdigest()}"


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, tz=UTC)
