"""How a letter leaves: one function per channel, all raising the same three things."""

from collections.abc import Callable
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

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


def send(channel: str, letter: Letter) -> None:
    """Hands the letter over. Anything raised but NotSent: it may or may not have gone out."""
    CHANNELS[channel](letter)


def email(letter: Letter) -> None:
    """By mail, on a connection of its own."""
    message = emails.render(letter)
    connection = get_connection()
    try:
        connection.open()
    except OSError as error:
        raise Away from error
    try:
        connection.send_messages([message])
    except SMTPException as error:
        if said_no := refusal(error):
            raise said_no from error
        raise
    finally:
        connection.close()


def refusal(error: SMTPException) -> NotSent | None:
    """What a mail server's answer means: 4xx is later, 5xx is never; None if it did not answer."""
    codes = []
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    elif isinstance(error, SMTPSenderRefused | SMTPDataError | SMTPResponseException):
        codes = [error.smtp_code]
    if not codes:
        return None
    return Later() if all(400 <= code < 500 for code in codes) else Refused()


CHANNELS: dict[str, Callable[[Letter], None]] = {"email": email}
