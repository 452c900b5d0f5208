"""How letters leave: one line per channel, kept open for a batch, all raising the same things."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)
from typing import Protocol

from django.core.mail import get_connection

from practice import emails
from practice.emails import Letter


class NotSent(Exception):  # noqa: N818 - said of a letter
    """It did not go out; nothing was sent twice or in part."""


class Away(NotSent):
    """The channel cannot be reached at all: nothing else goes out now either."""


class Later(NotSent):
    """The channel asks for this one to be brought again later."""


class Refused(NotSent):
    """The channel will never take this one."""


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

    def send(self, letter: Letter) -> None:
        """Hands the letter to the mail server."""
        message = emails.render(letter)
        self._open()
        try:
            self.connection.send_messages([message])
        except SMTPException as error:
            said_no = refusal(error)
            # 421 is said while hanging up; without an answer the connection is gone as well.
            if said_no is None or 421 in answers(error):
                self.close()
            if said_no:
                raise said_no from error
            raise
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Hangs up; that the other side did so before is no trouble."""
        self.is_open = False
        with suppress(OSError):
            self.connection.close()

    def _open(self) -> None:
        if self.is_open:
            return
        try:
            self.connection.open()
        except OSError as error:  # every error of smtplib is one
            self.close()
            raise Away from error
        self.is_open = True


def answers(error: SMTPException) -> list[int]:
    """The codes with which a mail server said no; none where it did not answer."""
    if isinstance(error, SMTPRecipientsRefused):
        return [code for code, _words in error.recipients.values()]
    if isinstance(error, SMTPSenderRefused | SMTPDataError | SMTPResponseException):
        return [error.smtp_code]
    return []


def refusal(error: SMTPException) -> NotSent | None:
    """What a mail server's answer means: 4xx is later, 5xx is never; None if it did not answer."""
    codes = answers(error)
    if not codes:
        return None
    return Later() if all(400 <= code < 500 for code in codes) else Refused()


@contextmanager
def opened(channel: str) -> Iterator[Line]:
    """A line that is kept for as long as the block runs; it connects with the first letter."""
    line = CHANNELS[channel]()
    try:
        yield line
    finally:
        line.close()


CHANNELS: dict[str, Callable[[], Line]] = {"email": Mail}
