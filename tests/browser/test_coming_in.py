"""A counselor invites, a client comes in on her phone: real forms, real cookies, real letters."""

import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from clients.models import Client
from practice import deliveries
from tests.clients.people import PASSWORD, come_in, invite, make_people

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_the_invitation_to_her_home(desk, phone, sign_in, axe_clean, mailoutbox):
    people = make_people()
    sign_in(desk, people.ana.user)

    desk.goto("/caseload/")
    desk.get_by_role("link", name="Invite a client").click()
    desk.get_by_label("Name to call her by").fill("Rosa")
    desk.get_by_label("Her e-mail address").fill("rosa@example.org")
    axe_clean(desk)
    desk.get_by_label("She is 18 or older.").check()
    desk.get_by_role("button", name="Send the invitation").click()
    expect(desk.get_by_text("A letter to Rosa is on its way.")).to_be_visible()
    deliveries.dispatch(now=timezone.now())
    link = re.search(r"/welcome/\S+", mailoutbox[0].body)[0]

    phone.goto(link)
    axe_clean(phone)
    phone.get_by_role("button", name="Go on").click()
    expect(phone.get_by_label("I am 18 or older.")).to_be_visible()
    axe_clean(phone)
    phone.get_by_label("I am 18 or older.").check()
    phone.get_by_label("I have read how this works").check()
    phone.get_by_label("my counselor may give me sheets").check()
    phone.get_by_label("Password").fill(PASSWORD)
    phone.get_by_role("button", name="Yes, let me in").click()
    expect(phone.get_by_text("You are in. Welcome.")).to_be_visible()
    assert phone.url.endswith("/my/")

    desk.goto("/caseload/")
    row = desk.get_by_role("row").filter(has_text="Rosa")
    expect(row.get_by_text("came in")).to_be_visible()


def test_what_does_not_fit_is_said_on_the_phone_and_kept(phone, axe_clean, mailoutbox):
    client = invite(make_people().ana, timezone.now())
    deliveries.dispatch(now=timezone.now())
    phone.goto(re.search(r"/welcome/\S+", mailoutbox[0].body)[0])
    phone.get_by_role("button", name="Go on").click()
    phone.get_by_label("I am 18 or older.").check()
    phone.get_by_label("With a name I choose").check()
    phone.get_by_label("Sign-in name").fill("rosa.reads")
    phone.get_by_label("Password").fill("too short")

    phone.get_by_role("button", name="Yes, let me in").click()

    expect(phone.get_by_role("alert")).to_be_visible()
    axe_clean(phone)
    expect(phone.get_by_label("I am 18 or older.")).to_be_checked()
    expect(phone.get_by_label("Sign-in name")).to_have_value("rosa.reads")
    expect(phone.get_by_label("Password")).to_have_value("")
    assert Client.objects.get(pk=client.pk).membership is None


def to_the_steps(page, mailoutbox, zone: str) -> Client:
    """She opens her letter, whose clock is that of `zone`; her device's is New York's."""
    now = timezone.now()
    client = invite(make_people().ana, now, time_zone=zone)
    deliveries.dispatch(now=now)
    page.goto(re.search(r"/welcome/\S+", mailoutbox[0].body)[0])
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_label("I am 18 or older.")).to_be_visible()
    return client


def test_on_another_clock_she_is_asked_whose_to_go_by(page, axe_clean, mailoutbox):
    client = to_the_steps(page, mailoutbox, "Europe/Lisbon")
    expect(page.get_by_text("Your device is on New York time.")).to_be_visible()
    axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")

    page.get_by_label("I am 18 or older.").check()
    page.get_by_label("Go by my device's time.").check()
    page.get_by_label("I have read how this works").check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Yes, let me in").click()

    expect(page.get_by_text("You are in. Welcome.")).to_be_visible()
    assert Client.objects.get(pk=client.pk).time_zone == "America/New_York"


@pytest.mark.parametrize("zone", ["America/New_York", "US/Eastern"])
def test_on_the_same_clock_by_whatever_name_nothing_is_asked(phone, mailoutbox, zone):
    to_the_steps(phone, mailoutbox, zone)

    expect(phone.get_by_label("Go by my device's time.")).to_be_hidden()


@pytest.mark.parametrize("path", ["/my/dates/", "/my/agreements/", "/my/settings/"])
def test_her_pages_are_clean(page, sign_in, axe_clean, path):
    now = timezone.now()
    client = come_in(invite(make_people().ana, now), now)
    sign_in(page, Client.objects.get(pk=client.pk).membership.user)

    page.goto(path)

    axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.mark.parametrize("name", ["edit", "flags", "team", "dates", "discharge", "way-back"])
def test_the_counselors_pages_are_clean(page, sign_in, axe_clean, name):
    people = make_people()
    sign_in(page, people.ana.user)

    page.goto(f"/caseload/{people.maya.pk}/{name}/")

    axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_owners_page_is_clean(page, sign_in, axe_clean):
    people = make_people()
    sign_in(page, people.olga.user)

    page.goto("/practice/agreements/")

    axe_clean(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def at_accept(page, mailoutbox) -> None:
    """The second page of a new letter."""
    invite(make_people().ana, timezone.now())
    deliveries.dispatch(now=timezone.now())
    page.goto(re.search(r"/welcome/\S+", mailoutbox[0].body)[0])
    page.get_by_role("button", name="Go on").click()


@pytest.mark.parametrize("has_script", [True, False])
def test_a_name_is_asked_only_of_who_wants_one(new_page, mailoutbox, has_script):
    page = new_page(java_script_enabled=has_script)
    at_accept(page, mailoutbox)

    seen = [page.get_by_label("Sign-in name").is_visible()]
    for choice in ("With a name I choose", "With rosa@example.org"):
        page.get_by_label(choice).check()
        seen.append(page.get_by_label("Sign-in name").is_visible())

    assert seen == [False, True, False]


@pytest.mark.parametrize("has_script", [True, False])
def test_errors_take_the_focus_and_lead_to_their_fields(new_page, mailoutbox, has_script):
    page = new_page(java_script_enabled=has_script)
    at_accept(page, mailoutbox)
    page.get_by_label("With a name I choose").check()
    page.get_by_role("button", name="Yes, let me in").click()

    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="I am 18 or older.")).to_be_focused()
    page.get_by_role("link", name="Sign-in name").press("Enter")

    expect(page.get_by_label("Sign-in name")).to_be_focused()
