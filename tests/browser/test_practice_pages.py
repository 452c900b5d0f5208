"""The owner's and the account's pages: clean for axe, and no wider than the screen."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from practice import deliveries, note_mails, summaries
from practice.actions import offers
from practice.actions.away import Away, add_leave
from tests.factories import actor_for, make_client, make_counselor, make_owner, make_practice
from tests.practice.test_practices import make_delivery

SIGNED_OUT = (
    "account_login",
    "account_request_login_code",
    "account_reset_password",
    "account_signup",
    "account_inactive",
    "practice:mail",
)
STOP = ("stop_summary", "why_summary")
SIGNED_IN = (
    "practice:overview",
    "practice:deliveries",
    "practice:setup",
    "practice:closed",
    "practice:people",
    "practice:add_colleague",
    "practice:profile",
    "practice:confirm",
    "mfa_index",
    "mfa_list_webauthn",
    "account_email",
    "usersessions_list",
    "account_logout",
)


def fits(page) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_signed_out_pages_are_clean(page, axe_clean, settings):
    settings.DEMO = True

    for name in SIGNED_OUT:
        page.goto(reverse(name))
        axe_clean(page)
        assert (name, fits(page)) == (name, True)


def test_the_owners_pages_are_clean(page, axe_clean, sign_in):
    practice = make_practice(holidays_of="US-NY")
    ben = make_counselor(practice, "Ben Okafor")
    sign_in(page, make_owner(practice).user)

    for address in [*map(reverse, SIGNED_IN), reverse("practice:colleague", args=[ben.pk])]:
        page.goto(address)
        axe_clean(page)
        assert (address, fits(page)) == (address, True)


@pytest.mark.parametrize("width", [360, 1280])
def test_who_is_asked_and_the_list_of_them_are_clean_and_fit(page, axe_clean, sign_in, width):
    """From the list, over the answer of a client elsewhere, to her menu."""
    olga = make_owner(make_practice(name="Harbour House"))
    maya = make_client(make_counselor(make_practice())).membership
    by, form = actor_for(olga, timezone.now()), {"name": "M. Lind", "roles": ["counselor"]}
    offers.ask_colleague(by=by, email=maya.user.email, **form)
    page.set_viewport_size({"width": width, "height": 800})
    for who, address in ((olga, "practice:people"), (maya, "practice:start")):
        page.context.clear_cookies()
        sign_in(page, who.user)
        page.goto(reverse(address))
        axe_clean(page)
        assert (address, fits(page)) == (address, True)

    page.get_by_role("button", name="Yes, I work there").click()
    page.get_by_text("You work in Harbour House now.").wait_for()
    axe_clean(page)
    sign_in(page, maya.user)  # a new sign-in is where she was first
    page.goto(reverse("practice:start"))
    page.locator("summary", has_text="Menu").click()
    there = page.get_by_role("button", name="Go to Harbour House")
    there.wait_for()
    axe_clean(page)
    there.click()
    page.wait_for_url("**/today/")


@pytest.mark.parametrize("width", [360, 1280])
def test_letters_in_trouble_are_clean_and_fit(page, axe_clean, sign_in, settings, width):
    settings.TEND_SELF_TEST_TO = "keeper@example.org"
    olga = make_owner(make_practice(created_at=timezone.now() - timedelta(days=9)))
    for state in ("failed", "unknown", "bounced"):
        make_delivery(olga.practice, state, settled_at=timezone.now(), reason="It came back.")
    deliveries.freeze(why="A backup was put back.", now=timezone.now())
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, olga.user)

    for address in ("practice:overview", "practice:deliveries"):
        page.goto(reverse(address))
        axe_clean(page)
        assert (address, fits(page)) == (address, True)


@pytest.mark.parametrize("width", [360, 1280])
def test_a_counselors_own_pages_are_clean_and_fit(page, axe_clean, sign_in, width):
    ana, now = make_counselor(make_practice()), timezone.now()
    ben, cara = (make_counselor(ana.practice, name) for name in ("Ben Okoye", "Cara Nunes"))
    days = Away(ana.today(now), ana.today(now), "Ring the front desk.", ben)
    leave = add_leave(by=actor_for(ana, now), away=days)
    next_week = ana.today(now) + timedelta(days=7)
    add_leave(by=actor_for(cara, now), away=Away(next_week, next_week, "Away.", ana))
    mail = make_delivery(ana.practice, "sent", purpose="summary", subject=ana.pk)
    note = make_delivery(ana.practice, "sent", purpose="note_staff", subject=ana.pk)
    page.set_viewport_size({"width": width, "height": 800})
    sign_in(page, ana.user)

    own = [reverse("practice:profile"), reverse("practice:away")]
    change = reverse("practice:change_away", args=[leave.pk])
    signed = (summaries.LINKS.sign(mail.pk), note_mails.LINKS.sign(note.pk))
    stop = [reverse(f"practice:{name}", args=[each]) for name in STOP for each in signed]
    for address in [*own, change, *stop]:
        page.goto(address)
        axe_clean(page)
        assert (address, fits(page)) == (address, True)


def test_an_idle_sign_in_says_so_and_is_clean(page, axe_clean):
    page.goto(f"{reverse('account_login')}?ended=idle&next=/my/")

    axe_clean(page)
    assert page.get_by_text("You were away for a while").is_visible()
