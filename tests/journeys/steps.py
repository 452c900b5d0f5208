"""What happens in many stories, each in the words of who does it."""

import re
from datetime import timedelta

from tests.factories import NOW
from tests.journeys.conftest import PASSWORD, House
from tests.journeys.page import Page
from tests.journeys.visitor import Visitor

LINK = re.compile(r"https?://[^/\s]+(/welcome/[\w-]+/)")


def ana_invites(house: House, mailoutbox: list, name: str = "Maya", **fields: str) -> str:
    """Ana invites her; the letter is sent. The address of its link."""
    ana = house.signed_in("ana")
    ana.opens("/caseload/")
    ana.follows("Invite")
    session = NOW + timedelta(days=9)
    filled = {
        "call_name": name,
        "email": "maya@example.org",
        "session_on": f"{session:%Y-%m-%d}",
        "session_time": "15:30",
        "is_adult": True,
    }
    ana.presses("Send the invitation", filled | fields)
    if "They share this mailbox." in ana.page.text:
        ana.presses("Send the invitation", {"is_shared": True})
    return newest_link(mailoutbox)


def newest_link(mailoutbox: list) -> str:
    """The address in the newest letter that holds one."""
    found = [LINK.search(letter.body) for letter in mailoutbox]
    return [match[1] for match in found if match][-1]


def she_accepts(house: House, link: str, **fields: object) -> Visitor:
    """She opens her letter, reads, agrees and is in."""
    her = house.visitor()
    her.opens(link)
    her.presses("Go on")
    filled = {"is_adult": True, "agree_1": True, "agree_3": True, "password": PASSWORD}
    her.presses("Yes, let me in", filled | fields)
    return her


def maya_is_in(house: House, mailoutbox: list) -> Visitor:
    """Invited and in: Maya at her home page."""
    return she_accepts(house, ana_invites(house, mailoutbox))


def ana_gives(house: House, sheet: str = "Naming what I miss", name: str = "Maya") -> Visitor:
    """Ana gives a sheet with a reason; it is good to have it in a week."""
    ana = house.signed_in("ana")
    ana.opens("/caseload/")
    ana.follows(name)
    ana.follows("Give a sheet")
    ana.follows(sheet)
    ana.presses(
        f"Give it to {name}",
        {
            "reason": "You told me about the short call on Tuesday.",
            "due_on": f"{NOW + timedelta(days=7):%Y-%m-%d}",
        },
    )
    return ana


SHARED = "She still sends a picture when the first snow comes."
PRIVATE = "The way she called from the bus."
ALSO_PRIVATE = "we were so close for so long."
PAGES = [
    {"frame.before:": 6},
    {"small_changes:": ["shorter_calls_or_texts", "fewer_questions"]},
    {"first_noticed:_not_sure": True},
    {"miss_most:": PRIVATE},
    {"still_here:": SHARED},
    {"feelings_today:": ["sad", "tender"]},
    {"missing_size:": 7},
    {"makes_sense:": ALSO_PRIVATE},
    {},
    {"frame.after:": 5, "frame.helpful:": "helpful", "frame.bring:": "the picture"},
]


def she_begins(her: Visitor) -> None:
    """From her home page to the first part of the sheet that waits."""
    her.opens("/my/")
    her.follows("Begin")
    her.presses("Begin")


def she_writes(her: Visitor, pages: list[dict] = PAGES) -> None:
    """Part by part to the sharing review."""
    for page in pages[:-1]:
        her.presses("Next", page)
    her.presses("Look it over", pages[-1])


def she_sends(her: Visitor, **switches: bool) -> None:
    """As marked, but for the switches she moves."""
    her.presses("Send to Ana: done", {f"share:{key}": on for key, on in switches.items()})


def maya_has_sent(house: House, mailoutbox: list) -> Visitor:
    """Invited, in, given a sheet, written, sent."""
    her = maya_is_in(house, mailoutbox)
    ana_gives(house)
    she_begins(her)
    she_writes(her)
    she_sends(her)
    return her


def ana_reads(house: House) -> Visitor:
    """Ana at the review that stands first on Today."""
    ana = house.signed_in("ana")
    ana.opens("/today/")
    ana.follows("Next: Maya")
    return ana


def part_of(page: Page, prompt: str) -> str:
    """What stands in the part of a page under this prompt, up to the next prompt."""
    return page.text.partition(prompt)[2][:160]
