"""The main job in a real browser: her side on a phone 360 px wide, Ana's on a desk."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from practice import deliveries
from practice.models import Membership
from tests.browser.conftest import PHONE
from tests.browser.watching import Watched
from tests.clients.people import PASSWORD, publish_all
from tests.factories import make_counselor, make_owner, make_practice, make_user
from worksheets.models import Answer, SharedAnswer

pytestmark = pytest.mark.django_db(transaction=True)

MISSED = "The way she called from the bus."
STILL_HERE = "A picture when the first snow comes."
SENSE = "we were so close for so long."
KEPT = {"miss_most", "makes_sense"}
BOXES = {
    "What do you miss the most?": MISSED,
    "What is still here between you": STILL_HERE,
    "Finish this line": SENSE,
}


@pytest.fixture
def ana() -> Membership:
    """A counselor who signs in by password, in a practice with its library and agreements."""
    call_command("load_library", verbosity=0)
    practice = make_practice()
    publish_all(make_owner(practice), timezone.now())
    user = make_user(email="ana@example.org", name="Ana Ruiz", password=PASSWORD)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return make_counselor(practice, user=user)


def presses(page: Page, name: str) -> None:
    """Presses the button or follows the link of that name, to the page behind it."""
    button = page.get_by_role("button", name=name, exact=True)
    target = button.or_(page.get_by_role("link", name=name, exact=True))
    with page.expect_navigation():
        target.first.click()


def invites(watched: Watched) -> None:
    """Ana signs in and writes to Maya."""
    desk = watched.page
    desk.goto("/account/login/")
    watched.look()
    desk.get_by_label("E-mail or sign-in name").fill("ana@example.org")
    desk.get_by_label("Password", exact=True).fill(PASSWORD)
    presses(desk, "Sign in")
    watched.look()
    presses(desk, "Caseload")
    watched.look()
    presses(desk, "Invite a client")
    desk.get_by_label("Name to call her by").fill("Maya")
    desk.get_by_label("Her e-mail address").fill("maya@example.org")
    desk.get_by_label("She is 18 or older.").check()
    watched.look()
    presses(desk, "Send the invitation")
    expect(desk.get_by_text("A letter to Maya is on its way.")).to_be_visible()


def link_in(mailoutbox: list) -> str:
    """The address in her letter."""
    deliveries.dispatch(now=timezone.now())
    letters = [letter.body for letter in mailoutbox if letter.to == ["maya@example.org"]]
    return re.search(r"/welcome/\S+", letters[0])[0]


def comes_in(watched: Watched, link: str) -> None:
    """Maya opens her letter, reads and agrees."""
    phone = watched.page
    phone.goto(link)
    watched.look()
    presses(phone, "Go on")
    watched.look()
    phone.get_by_label("I am 18 or older.").check()
    phone.get_by_label("I have read how this works").check()
    phone.get_by_label("my counselor may give me sheets").check()
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    presses(phone, "Yes, let me in")
    expect(phone.get_by_text("You are in. Welcome.")).to_be_visible()
    watched.look()


def gives(watched: Watched) -> None:
    """Ana chooses a sheet for Maya and says why."""
    desk = watched.page
    presses(desk, "Caseload")
    presses(desk, "Maya")
    watched.look()
    presses(desk, "Give a sheet")
    watched.look()
    presses(desk, "Naming what I miss")
    desk.get_by_label("A line for Maya").fill("You told me about the short call.")
    watched.look()
    presses(desk, "Give it to Maya")
    expect(desk.get_by_text("Maya has it now")).to_be_visible()


def writes(watched: Watched) -> None:
    """Maya goes through every part and writes in three of them."""
    phone = watched.page
    phone.goto("/my/")
    watched.look()
    presses(phone, "Begin")
    watched.look()
    presses(phone, "Begin")
    last = phone.get_by_role("button", name="Look it over")
    while not last.is_visible():
        for label, words in BOXES.items():
            box = phone.get_by_label(label)
            if box.count():
                box.fill(words)
        watched.look()
        presses(phone, "Next")
    watched.look()
    presses(phone, "Look it over")


def sends(watched: Watched) -> None:
    """She looks it over, sends as marked, and reads the receipt."""
    phone = watched.page
    watched.look()
    presses(phone, "Send to Ana: done")
    expect(phone.get_by_role("heading", name="Thank you.")).to_be_visible()
    expect(phone.get_by_text("it is not for emergencies")).to_be_visible()
    watched.look()


def reads_and_sends_back(watched: Watched) -> None:
    """Ana reads what is shared, and asks for one part again."""
    desk = watched.page
    presses(desk, "Today")
    watched.look()
    presses(desk, "Next: Maya")
    watched.look()
    expect(desk.get_by_text(STILL_HERE)).to_be_visible()
    assert [word for word in (MISSED, SENSE) if word in desk.content()] == []
    expect(desk.locator("article.part").filter(has_text="Nothing shared here")).to_have_count(7)
    part = desk.locator("#p-still_here")
    part.get_by_label("Your comment").fill("Tell me one more?")
    desk.get_by_text("Ask Maya to look at some parts again").click()
    desk.get_by_label("What is still here between you").last.check()
    watched.look()
    presses(desk, "Ask Maya to look again")
    watched.look()


def answers_again(watched: Watched) -> None:
    """Maya finds the one part, with what she wrote before, and sends it again."""
    phone = watched.page
    phone.goto("/my/")
    expect(phone.get_by_text("Ana wrote back and asks you to look again")).to_be_visible()
    watched.look()
    presses(phone, "Look again")
    watched.look()
    presses(phone, "Begin")
    box = phone.get_by_label("What is still here between you")
    expect(box).to_have_value(STILL_HERE)
    box.fill("She kept my old scarf.")
    presses(phone, "Look it over")
    sends(watched)


def thanks(watched: Watched) -> None:
    """Ana sees the new words, the old ones beside them, and closes with a thank you."""
    desk = watched.page
    presses(desk, "Today")
    presses(desk, "Next: Maya")
    expect(desk.get_by_text("She kept my old scarf.")).to_be_visible()
    watched.look()
    presses(desk, "Thank Maya")
    expect(desk.get_by_text("Maya can read it now.")).to_be_visible()


def test_the_main_job_from_the_letter_to_seen_by_both(desk, phone, axe_clean, mailoutbox, ana):
    her, counselor = Watched(phone, axe_clean), Watched(desk, axe_clean)

    invites(counselor)
    comes_in(her, link_in(mailoutbox))
    gives(counselor)
    writes(her)
    sends(her)
    reads_and_sends_back(counselor)
    answers_again(her)
    thanks(counselor)

    phone.goto("/my/")
    presses(phone, "Naming what I miss")
    expect(phone.get_by_text("Read it. Thank you.")).to_be_visible()
    expect(phone.get_by_text("Tell me one more?")).to_be_visible()
    her.look()
    assert (her.strangers, counselor.strangers) == ([], [])
    assert (len(her.visited) >= 20, len(counselor.visited) >= 12) == (True, True)
    written = set(Answer.objects.values_list("prompt_key", flat=True))
    shared = set(SharedAnswer.objects.values_list("prompt_key", flat=True))
    assert (written - shared, shared) == (KEPT, {"still_here"})


def test_her_part_with_scripts_switched_off(desk, new_page, axe_clean, mailoutbox, ana):
    phone = new_page(**PHONE, java_script_enabled=False)
    her, counselor = Plain(phone), Plain(desk)
    invites(counselor)
    comes_in(her, link_in(mailoutbox))
    gives(counselor)

    writes(her)
    sends(her)

    reads_and_sends_back(counselor)
    answers_again(her)
    shared = SharedAnswer.objects.filter(prompt_key="still_here").order_by("submission__at")
    assert [row.value for row in shared] == [STILL_HERE, "She kept my old scarf."]


class Plain(Watched):
    """Nobody looks: axe itself needs scripts, and the other story has looked at every page."""

    def __init__(self, page: Page) -> None:
        super().__init__(page, lambda _: None)

    def look(self) -> None:
        """Nothing."""
