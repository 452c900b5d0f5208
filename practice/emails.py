"""Letters: fixed neutral templates under the practice's own neutral name (M-01 to M-04).

templates/emails/<name>/{subject.txt,body.txt,body.html}. No content of anybody's work goes in.
"""

import logging
import unicodedata
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from email.header import decode_header, make_header
from email.utils import formataddr, parseaddr
from functools import partial
from textwrap import shorten
from threading import BoundedSemaphore
from uuid import UUID

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import get_language, override

from practice import clock
from practice.models import Practice, User

log = logging.getLogger(__name__)

# Threads of this process, not tasks: what a task is called with stands in the broker (M-10).
ROOM = 200
# About as much of a mail as a telephone shows before anybody opens it.
FIRST_WORDS = 110
_room = BoundedSemaphore(ROOM)
_senders = ThreadPoolExecutor(2, thread_name_prefix="letters")


@dataclass(frozen=True)
class Letter:
    """One message before it is rendered. `name` is a folder in templates/emails.

    `slots` are more context: plain text such as a link of this receiver's own, which templates put
    in as it is. Letters of one batch that differ in nothing else are rendered once.
    """

    to: str
    name: str
    practice: Practice | None = None
    context: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    slots: Mapping[str, str] = field(default_factory=dict)
    # The one thing about it that a mail service is told beside the mail: an id of ours (M-08).
    delivery: UUID | None = None


def sign_in_url() -> str:
    """Where every mail links to: the sign-in page, without a token or an id (M-03)."""
    return settings.TEND_URL + reverse("account_login")


def one_line(text: str) -> str:
    """The text without line ends and other control characters, fit for a header (V1.3.11)."""
    kept = (" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in text)
    return " ".join("".join(kept).split())


def app_name(practice: Practice | None) -> str:
    """The neutral name that screens and senders carry (A-03)."""
    return one_line(practice.app_name) if practice else "Tend"


def sender_name(practice: Practice | None) -> str:
    """Whom a telephone names when a mail comes: a name for that alone, or the one on screens."""
    return (one_line(practice.sender_name) if practice else "") or app_name(practice)


def sender(practice: Practice | None) -> str:
    """The practice's neutral name before the installation's one address."""
    address = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return formataddr((sender_name(practice), address))


@dataclass(frozen=True)
class LockScreen:
    """What somebody beside a telephone may read of a mail."""

    sender: str
    subject: str
    first_words: str


def lock_screen(letter: Letter) -> LockScreen:
    """As a telephone shows this letter: taken from the mail itself."""
    mail = render(letter)
    name = make_header(decode_header(parseaddr(mail.from_email)[0]))
    words = shorten(str(mail.body), FIRST_WORDS, placeholder=" …")
    return LockScreen(str(name), mail.subject, words)


def render(letter: Letter) -> EmailMultiAlternatives:
    """The mail in plain text and HTML, its times on the clock of the practice's country."""
    with clock.read_in(letter.practice.country if letter.practice else ""):
        return _rendered(letter)


def _rendered(letter: Letter) -> EmailMultiAlternatives:
    context = {
        "app_name": app_name(letter.practice),
        "sign_in_url": sign_in_url(),
        **letter.context,
        **letter.slots,
    }
    folder = f"emails/{letter.name}"
    mail = EmailMultiAlternatives(
        subject=one_line(render_to_string(f"{folder}/subject.txt", context)),
        body=render_to_string(f"{folder}/body.txt", context).strip() + "\n",
        from_email=sender(letter.practice),
        to=[letter.to],
        # Holiday notices of the receiver need not come back.
        headers={"Auto-Submitted": "auto-generated", **letter.headers},
    )
    mail.attach_alternative(render_to_string(f"{folder}/body.html", context), "text/html")
    if letter.delivery:
        mail.metadata = {"delivery": letter.delivery.hex}
    return mail


def send_after_commit(letter: Letter) -> None:
    """Codes, resets and notices go out directly once the change stands (rulings 27)."""
    transaction.on_commit(partial(_hand_over, letter))


def _hand_over(letter: Letter) -> None:
    """The answer waits for no mail server: its time would tell which addresses have an account."""
    if not settings.LETTERS_IN_BACKGROUND:
        _send(letter)
    elif _room.acquire(blocking=False):
        _senders.submit(_send_aside, letter, get_language() or settings.LANGUAGE_CODE)
    else:
        log.error("letter %s did not go out: %d others wait", letter.name, ROOM)


def _send_aside(letter: Letter, language: str) -> None:
    try:
        with override(language):
            _send(letter)
    finally:
        _room.release()


def _send(letter: Letter) -> None:
    # Whoever waits for a code must not learn from an error page that the account exists. The words
    # of an error may hold the address: only its kind is kept.
    try:
        render(letter).send()
    except Exception as error:
        log.error("letter %s did not go out: %s", letter.name, type(error).__name__)


def accounts_at(address: str) -> list[UUID]:
    """The accounts whose own and confirmed address it is."""
    proved = EmailAddress.objects.filter(email__iexact=address, verified=True)
    own = proved.annotate(own=Lower("user__email")).filter(own=Lower("email"))
    return list(own.values_list("user_id", flat=True))


def proved(addresses: Mapping[UUID, str]) -> set[UUID]:
    """Of these accounts, given the address of each, those that have confirmed it. One query."""
    confirmed = EmailAddress.objects.filter(user__id__among=list(addresses), verified=True)
    pairs = confirmed.values_list("user_id", "email")
    return {user for user, email in pairs if email.lower() == addresses[user].lower()}


def practice_of(user: User | None) -> Practice | None:
    """The practice under whose name this person gets mail: her oldest live one."""
    if user is None:
        return None
    return (
        Practice.objects.filter(memberships__user=user, memberships__ended_at__isnull=True)
        .order_by("memberships__started_at")
        .first()
    )
