"""Proof by a mailed code that it is still her, before something that matters (I-14).

For accounts with neither password nor second step; the others are asked for those.
"""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.core.internal.cryptokit import generate_user_code, normalize_user_code
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac

from practice import emails
from practice.access import Actor
from practice.emails import Letter

WAITING = "proof"
MINUTES = 10
TRIES = 3


def send(request: HttpRequest) -> None:
    """Mails a new code to the account's own address; an older one is void."""
    code = generate_user_code()
    by: Actor = request.actor  # type: ignore[attr-defined]
    request.session[WAITING] = {"hash": _hash(code), "at": by.now.timestamp(), "tries": 0}
    emails.send_after_commit(Letter(by.user.email, "proof_code", by.practice, {"code": code}))


def is_waiting(session: SessionBase) -> bool:
    """Whether a code is out."""
    return WAITING in session


def matches(request: HttpRequest, code: str) -> bool:
    """Whether it is the code, in time and within three tries. A right one is used up."""
    waiting = request.session.get(WAITING)
    if not waiting:
        return False
    age = request.actor.now.timestamp() - waiting["at"]  # type: ignore[attr-defined]
    is_right = constant_time_compare(_hash(code), waiting["hash"]) and age <= MINUTES * 60
    tries = waiting["tries"] + 1
    if is_right or tries >= TRIES or age > MINUTES * 60:
        del request.session[WAITING]
    else:
        request.session[WAITING] = {**waiting, "tries": tries}
    return is_right


def accept(request: HttpRequest) -> HttpResponse | None:
    """Remembers the proof for five minutes and goes on with what was asked for, if it is known."""
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return resume_request(request)


def _hash(code: str) -> str:
    return salted_hmac("practice.proof", normalize_user_code(code), algorithm="sha256").hexdigest()
