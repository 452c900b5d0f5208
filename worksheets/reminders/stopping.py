"""The links at the foot of a mail to her, and whether it still speaks for her mailbox (rulings 26).

Reminders and mails about notes rest on one yes of hers: their links lead to the same pages, and
stop both.
"""

from clients.emails import addresses_of
from practice.deliveries import Links, Mail
from worksheets.reminders.knowing import PURPOSE

NOTES = "note"
LINKS = Links(PURPOSE, stop="worksheets:stop_reminders", why="worksheets:why_reminder")
NOTE_LINKS = Links(NOTES, stop="worksheets:stop_reminders", why="worksheets:why_reminder")


def mail_of(signed: str) -> Mail | None:
    """The mail that this was signed for; None for anything else. One query."""
    return LINKS.mail_of(signed) or NOTE_LINKS.mail_of(signed)


def went_to_her(mail: Mail) -> bool:
    """Whether it went where hers go now (decision 0012). One query."""
    person = mail.delivery.person
    return mail.went_to(addresses_of([person]).get(person, ""))
