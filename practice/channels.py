"""How letters leave: one line per channel, kept open for a batch, all raising the same things."""

import logging
import re
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Protocol

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from requests.exceptions import ConnectTimeout, SSLError
from urllib3.exceptions import NewConnectionError

from practice import emails, moulds, smtp
from practice.emails import Letter
from practice.moulds import Cast, Mould
from practice.smtp import HungUp

log = logging.getLogger(__name__)


# What a server says beside its code: "5.1.1 no such user".
ENHANCED = re.compile(r"5\.\d{1,3}\.\d{1,3}\b")
NO_SUCH_ADDRESS = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"}
# Said without such a number: a server that does not know us would stop everybody's mail.
NOT_THE_ADDRESS = re.compile(r"relay|authen|block|spam|denied|policy|sender|full|quota", re.I)


# django-anymail's words for a mail that the provider has taken.
TAKEN = {"sent", "queued"}


class NotSent(Exception):  # noqa: N818 - said of a letter
    """It did not go out; nothing was sent twice or in part."""


class Away(NotSent):
    """The channel cannot be reached at all: nothing else goes out now either."""


class Later(NotSent):
    """The channel asks for this one to be brought again later."""


class Refused(NotSent):
    """The channel will never take this one."""


class NobodyThere(Refused):
    """There is no such address, or it takes nothing any more."""


class Unclear(Exception):  # noqa: N818 - said of an answer
    """The other side answered, and did not say that it has taken it."""


class Line(Protocol):
    """A channel as long as it is open."""

    def send(self, letter: Letter) -> None:
        """Hands it over. Anything raised but NotSent: it may or may not have gone out."""

    def close(self) -> None:
        """Hangs up."""


class Mail:
    """By mail, over one connection; after a broken one the next letter opens another."""

    def __init__(self) -> None:
        self.connection = get_connection()
        self.is_open = False
        self.moulds: dict[Hashable, Mould | None] = {}

    def send(self, letter: Letter) -> None:
        """Hands the letter to the mail server."""
        message = self._cast(letter) or emails.render(letter)
        was_open = self.is_open
        self._open()
        try:
            self._hand_over(message)
        except BaseException as error:
            said_no = refusal(error) if isinstance(error, SMTPException) else None
            # 421 is said while hanging up; without an answer the connection is gone as well.
            is_over = said_no is None or isinstance(error, HungUp) or 421 in answers(error)
            if is_over:
                self.close()
            if said_no and is_over and was_open:
                # So many letters were enough for that connection: this one opens another.
                self.send(letter)
                return
            if said_no:
                raise said_no from error
            raise

    def _hand_over(self, message: EmailMessage | Cast) -> None:
        if isinstance(message, Cast):
            smtp.sendmail(self.connection.connection, message.sender, message.to, message.raw)
        else:
            self.connection.send_messages([message])

    def close(self) -> None:
        """Hangs up; that the other side did so before is no trouble."""
        self.is_open = False
        with suppress(OSError):
            self.connection.close()

    def _cast(self, letter: Letter) -> Cast | None:
        # Other backends look into a mail; ours for SMTP asks for its bytes.
        key = moulds.key(letter) if type(self.connection) is EmailBackend else None
        if key is None:
            return None
        if key not in self.moulds:
            self.moulds[key] = moulds.make(letter)
        mould = self.moulds[key]
        return mould.fill(letter) if mould else None

    def _open(self) -> None:
        if self.is_open:
            return
        try:
            self.connection.open()
        except OSError as error:  # every error of smtplib is one
            self.close()
            raise Away from error
        self.is_open = True


class ByProvider:
    """By a mail provider's own interface, one kept connection for as long as it is open."""

    def __init__(self) -> None:
        self.connection = get_connection()

    def send(self, letter: Letter) -> None:
        """Hands the letter to the provider, with the delivery's id and nothing else of ours."""
        message = emails.render(letter)
        try:
            self.connection.open()
            self.connection.send_messages([message])
        except AnymailRecipientsRefused:
            raise NobodyThere from None
        except AnymailAPIError as error:
            if said_no := answer_of(error):
                raise said_no from None
            raise
        except AnymailError:
            # It did not fit into what this provider takes: nothing was sent.
            raise Refused from None
        if not TAKEN.issuperset(message.anymail_status.status or {""}):
            raise Unclear

    def close(self) -> None:
        """Hangs up."""
        with suppress(OSError):
            self.connection.close()


def answer_of(error: AnymailAPIError) -> NotSent | None:
    """What a provider's answer means; None where it may have taken the mail all the same."""
    code = error.status_code
    if code is None:
        return Away() if never_arrived(error.__cause__) else None
    if code in {401, 403}:
        log.error("the mail provider does not know our key: %s", code)
        return Away()
    if code in {429, 503}:
        return Later()
    return Refused() if 400 <= code < 500 else None


def never_arrived(error: BaseException | None) -> bool:
    """Whether the connection was never made, so that certainly nothing was said over it."""
    if isinstance(error, ConnectTimeout | SSLError):
        return True
    why = getattr(next(iter(error.args), None), "reason", None) if error else None
    return isinstance(why, NewConnectionError)


def answers(error: BaseException) -> list[int]:
    """The codes with which a mail server said no; none where it did not answer."""
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    if isinstance(error, SMTPSenderRefused | SMTPDataError | SMTPResponseException):
        return [error.smtp_code]
    return []


def refusal(error: SMTPException) -> NotSent | None:
    """What a mail server's answer means: 4xx is later, 5xx is never; None if it did not answer."""
    if isinstance(error, HungUp):
        return Later()
    codes = answers(error)
    if not codes:
        return None
    if all(400 <= code < 500 for code in codes):
        return Later()
    return NobodyThere() if says_nobody_there(error) else Refused()


def says_nobody_there(error: SMTPException) -> bool:
    """Whether it is the address that is wrong (RFC 3463), and not us, a full box or a filter."""
    if not isinstance(error, SMTPRecipientsRefused):
        return False
    for code, words in error.recipients.values():
        said = words.decode("ascii", "replace") if isinstance(words, bytes) else str(words)
        if told := ENHANCED.match(said):
            if told[0] not in NO_SUCH_ADDRESS:
                return False
        elif code not in {550, 551, 553} or NOT_THE_ADDRESS.search(said):
            return False
    return True


class Lines:
    """One line per channel, kept for many letters."""

    def __init__(self) -> None:
        self.open: dict[str, Line] = {}

    def to(self, channel: str) -> Line:
        """This channel's line; it connects with the first letter. Away where none can be had."""
        if channel not in self.open:
            try:
                self.open[channel] = CHANNELS[channel]()
            except Exception as error:
                # Whatever it is that is set up wrongly: nothing can have been sent.
                raise unusable(error) from error
        return self.open[channel]


@contextmanager
def opened() -> Iterator[Lines]:
    """Lines that are kept for as long as the block runs."""
    lines = Lines()
    try:
        yield lines
    finally:
        for line in lines.open.values():
            line.close()


def unusable(error: Exception) -> Away:
    """A channel that is set up wrongly. Its words may hold a password: the kind is enough."""
    log.error("mail is set up wrongly: %s", type(error).__name__)
    return Away()


def by_mail() -> Line:
    """Through the provider that was chosen, or by SMTP."""
    return ByProvider() if settings.MAIL_PROVIDER else Mail()


CHANNELS: dict[str, Callable[[], Line]] = {"email": by_mail}
