"""Every page of the demo practice, as everybody in it: nothing that keeps somebody out.

axe in both looks, no page wider than a phone, nothing asked of anybody else's server, nothing that
the content security policy refuses (the last is watched by `new_page`).
"""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from clients import invitations
from clients.actions import consenting
from clients.models import Client, ConsentText, Invitation
from practice.access import Actor
from practice.models import Delivery, User
from practice.views import errors
from tests.browser.crawl import Crawl
from tests.walk import stops
from worksheets import demo, saving
from worksheets.models import Assignment, OtherText, Round
from worksheets.reminders.stopping import LINKS

pytestmark = pytest.mark.django_db(transaction=True)

SIGNED_OUT = [
    "account_login",
    "account_logout",
    "account_signup",
    "account_inactive",
    "account_reset_password",
    "account_request_login_code",
    "worksheets:help",
    "worksheets:clear_tracks",
    "practice:mail",
    "practice:styleguide",
]
# No link of the demo leads there, but a form or a letter; looked at below, each by itself, and
# what is a colleague's own in test_practice_pages, and her words afterwards in test_my_words.
BEHIND_FORMS = {
    "clients:accept",
    "clients:new_private_note",
    "clients:print_private_notes",
    "clients:private_note",
    "clients:release_private_notes",
    "clients:remove_private_note",
    "clients:search_private_notes",
    "clients:welcome",
    "practice:change_away",
    "practice:confirm",
    "practice:offers",
    "practice:stop_summary",
    "practice:why_summary",
    "worksheets:choose",
    "worksheets:delete_words",
    "worksheets:held",
    "worksheets:not_for_me",
    "worksheets:part",
    "worksheets:pause",
    "worksheets:receipt",
    "worksheets:share",
    "worksheets:share_words",
    "worksheets:stop_reminders",
    "worksheets:then_and_now",
    "worksheets:then_and_now_part",
    "worksheets:why_reminder",
    "worksheets:withdraw_words",
}
NO_PAGES = {
    "clients:download_agreement",
    "clients:live",
    "clients:new_my_notes",
    "clients:new_notes",
    "practice:healthz",
    "practice:session",
    "practice:start",
    "worksheets:download_blank",
    "worksheets:download_mine",
}
START = {
    "olga": "/practice/",
    "ana": "/today/",
    "sofia": "/today/",
    "maya": "/my/",
    "noor": "/my/",
}


@pytest.fixture
def practice(settings):
    """The demo practice as it is on its first day."""
    settings.DEMO = True
    call_command("load_library", verbosity=0)
    demo.load(now=timezone.now())


@pytest.fixture
def crawl(new_page, axe_clean) -> Iterator[Crawl]:
    """Somebody who looks; what she found wrong is told in the end."""
    crawl = Crawl(new_page(), axe_clean)
    yield crawl
    assert crawl.wrong == {}
    assert crawl.watched.strangers == []


@pytest.fixture(scope="module")
def met() -> Iterator[dict[str, set[str]]]:
    """What each has met; once all have looked, links have led to every page there is."""
    met: dict[str, set[str]] = {}
    yield met
    if met.keys() == START.keys():
        names = set().union(*met.values(), BEHIND_FORMS, NO_PAGES, SIGNED_OUT)
        assert set(stops("GET")) - names == set()


def user(who: str) -> User:
    """Somebody of the demo by first name."""
    return User.objects.get(email=f"{who}@example.org")


@pytest.mark.usefixtures("practice")
@pytest.mark.parametrize("who", START)
def test_every_page_that_a_link_leads_to(who, crawl, sign_in, met):
    sign_in(crawl.page, user(who))

    crawl.run(START[who])

    assert len(crawl.names) >= 8
    met[who] = crawl.names


@pytest.mark.usefixtures("practice")
def test_signed_out_pages(crawl):
    crawl.run(*(reverse(name) for name in SIGNED_OUT))

    assert set(SIGNED_OUT) <= crawl.names


@pytest.mark.usefixtures("practice")
def test_letters_lead_to_clear_pages(crawl):
    waits = Invitation.objects.get(accepted_at=None)
    token = invitations.mint(waits, timezone.now())

    crawl.visit(f"/welcome/{token}/")
    crawl.page.get_by_role("button", name="Go on").click()
    crawl.page.wait_for_url("**/accept/")
    crawl.look("accept")
    crawl.page.get_by_role("button", name="Yes, let me in").click()
    expect(crawl.page.get_by_text("Please choose a password.", exact=True)).to_be_visible()
    crawl.look("accept with what is still open")
    crawl.visit("/welcome/nobody-sent-this-one/", status=404)
    Invitation.objects.filter(pk=waits.pk).update(accepted_at=timezone.now())
    crawl.visit(f"/welcome/{token}/", status=410)


@pytest.mark.usefixtures("practice")
def test_her_way_through_a_sheet_is_clear(crawl, sign_in):
    sheet = open_sheet("maya")
    done = Round.objects.current().filter(client=sheet.client).exclude(submitted_at=None).first()
    sign_in(crawl.page, user("maya"))

    for number in range(1, 4):
        crawl.visit(reverse("worksheets:part", args=[sheet.pk, number]))
    crawl.visit(reverse("worksheets:pause", args=[sheet.pk]) + "?at=2")
    crawl.visit(reverse("worksheets:share", args=[sheet.pk]))
    crawl.visit(reverse("worksheets:receipt", args=[done.assignment_id]))
    crawl.visit(reverse("practice:confirm"))


def open_sheet(who: str) -> Assignment:
    """A sheet that she has begun."""
    maya = Client.objects.get(membership__user=user(who))
    current = Round.objects.current().filter(client=maya, submitted_at=None)
    return current.exclude(opened_at=None).first().assignment


@pytest.mark.usefixtures("practice")
def test_reminders_are_clear_on_and_off_and_from_the_mail(crawl, sign_in):
    sign_in(crawl.page, user("noor"))
    page, press = crawl.page, crawl.page.get_by_role
    publish_reminders()
    crawl.visit("/my/")
    press("link", name="Look at it").click()
    page.wait_for_url("**/my/reminders/")
    crawl.look("reminders, off")
    page.get_by_label("I have read this, and I agree.").check()
    press("button", name="Turn reminders on").click()
    expect(page.get_by_text("Reminders are on.")).to_be_visible()
    crawl.look("reminders, on")
    page.get_by_label("Pause until").fill("2020-01-01")
    press("button", name="Pause").click()
    expect(page.get_by_text("That is not ahead.").first).to_be_visible()
    crawl.look("reminders, a day to look at again")
    page.get_by_label("Pause until").fill(f"{timezone.now().year + 1}-01-02")
    press("button", name="Pause").click()
    expect(press("button", name="Let them go on")).to_be_visible()
    crawl.look("reminders, paused")
    signed = LINKS.sign(Delivery.objects.filter(purpose="reminder").first().pk)
    crawl.visit(reverse("worksheets:why_reminder", args=[signed]))
    crawl.visit(reverse("worksheets:not_for_me", args=[signed]))
    crawl.visit(reverse("worksheets:stop_reminders", args=[signed]))
    press("button", name="Stop them").click()
    expect(press("heading", name="They have stopped")).to_be_visible()
    crawl.look("reminders, stopped")
    crawl.visit("/reminders/stop/nobody-sent-this-one/", status=404)


def publish_reminders() -> None:
    """Her practice asks about them."""
    owner = user("olga")
    by = Actor(owner, owner.memberships.get(), timezone.now())
    if not ConsentText.objects.filter(layer=4).exists():
        consenting.publish_consent_text(by=by, layer=4, meaning_changed=True)


@pytest.mark.usefixtures("practice")
def test_two_texts_and_words_that_waited_are_clear(crawl, sign_in, live_server):
    sheet = open_sheet("maya")
    member = sheet.client.membership
    by = Actor(user=member.user, membership=member, now=timezone.now())
    key = sheet.version.sheet.answerable[1].key
    for words in ({"keys": [], "own": ["one"]}, {"keys": [], "own": ["two"]}, "one", "two"):
        save_stale(by, sheet, key, words)
    sign_in(crawl.page, member.user)
    for other in OtherText.objects.all()[:1]:
        crawl.visit(reverse("worksheets:choose", args=[sheet.pk, other.pk]))

    crawl.visit(reverse("worksheets:whole", args=[sheet.pk]))
    crawl.page.evaluate("document.querySelector('form[data-save]').dataset.off = ''")
    crawl.page.context.clear_cookies(name="session")
    with crawl.page.expect_navigation():
        crawl.page.get_by_role("button", name="Save and stop").click()
    crawl.look("the sign-in for words that wait")
    crawl.page.get_by_label("E-mail or sign-in name").fill("maya@example.org")
    crawl.page.get_by_label("Password", exact=True).fill(demo.script()["password"])
    with crawl.page.expect_navigation():
        crawl.page.get_by_role("button", name="Sign in", exact=True).click()
    crawl.look("the words that waited")
    assert crawl.page.url.endswith("/held/")


def save_stale(by: Actor, sheet: Assignment, key: str, words: object) -> None:
    """As from a page that has seen nothing yet; not every type takes every word."""
    try:
        saving.save(
            by=by, assignment=sheet, prompt_key=key, raw=words, base_revision=-1, key=uuid4()
        )
    except saving.prompts.CannotKeep:
        return


@pytest.mark.usefixtures("practice")
def test_pages_for_what_went_wrong(crawl, sign_in):
    page = crawl.page
    crawl.visit("/nothing-here/", status=404)
    sign_in(page, user("maya"))
    crawl.visit("/today/", status=403)
    crawl.visit("/nothing-here/", status=404)
    page.goto("/my/settings/")
    page.context.clear_cookies(name="csrf")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="This page was open for a long time")).to_be_visible()
    crawl.look("csrf")
    show(crawl, errors.bad_request, 400)
    show(crawl, errors.too_many, 429)
    show(crawl, errors.server_error, 500)


def show(crawl: Crawl, view: Callable, status: int) -> None:
    """An error page that no address leads to."""
    request = RequestFactory().get("/")
    request.user, request.actor = AnonymousUser(), Actor(None, None, timezone.now())
    html = view(request).content.decode()
    crawl.page.route("**/wrong/", lambda route: route.fulfill(status=status, body=html))
    crawl.visit("/wrong/", status=status)
    crawl.page.unroute("**/wrong/")
