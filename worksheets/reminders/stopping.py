"""The links at the foot of a reminder, and whether it still speaks for her mailbox (rulings 26)."""

from clients.emails import addresses_of
from practice.deliveries import Links, Mail
from worksheets.reminders.knowing import PURPOSE

LINKS = Links(PURPOSE, stop="worksheets:stop_reminders", why="worksheets:why_reminder")


def went_to_her(mail: Mail) -> bool:
    """Whether it went where hers go now (decision 0012). One query."""
    person = mail.delivery.person
    return mail.went_to(addresses_of([person]).get(person, ""))
