"""A name, an icon and a sender that say nothing, and what a lock screen makes of them (A-03)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from practice import emails
from practice.emails import Letter, LockScreen
from practice.forms import PracticeForm
from practice.models import Icon, Practice
from practice.neutral import loud_words
from tests.clients.people import make_people
from tests.factories import NOW, make_client, make_counselor, make_owner, make_practice
from tests.practice.test_email_snapshots import GIVEN, NAMES
from tests.practice.test_practices import FORM

ICONS = Path(settings.BASE_DIR) / "practice/static/practice/icons"
HOUSE = {"app_name": "Harbour", "sender_name": "Olga", "icon": "drop"}
PNG = b"\x89PNG\r\n\x1a\n"


def mail_of(name: str, **house: str):
    """The mail of that name from such a practice."""
    fields = GIVEN[name] | {"practice": Practice(country="US", **HOUSE | house)}
    return emails.render(Letter(to="somebody@example.org", name=name, **fields))


# --- the sender ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_mail_comes_from_the_chosen_sender(name):
    mail = mail_of(name)
    headers = f"{mail.from_email} {mail.subject} {' '.join(mail.extra_headers)}"

    assert mail.from_email.startswith("Olga <")
    assert loud_words(headers) == []


def test_without_a_sender_the_name_on_screens_stands():
    assert mail_of("reminder", sender_name="").from_email.startswith("Harbour <")


def test_a_sender_brings_no_line_into_the_head_of_a_mail():
    mail = mail_of("reminder", sender_name="Olga\r\nBcc: x@example.org")

    assert "\n" not in mail.from_email
    assert mail.message()["Bcc"] is None


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        (
            "sender_name",
            "Family Counseling",
            "“family” tells others what this is about. Please choose another word.",
        ),
        (
            "sender_name",
            "O" * 41,
            "Please use at most 40 letters here. You wrote 41.",
        ),
        ("sender_name", "Ol\0ga", "Please type this anew: a sign in it cannot be kept."),
        ("icon", "", "Please choose one."),
        (
            "icon",
            "../tokens",
            "Please choose one from the list.",
        ),
    ],
)
@pytest.mark.django_db
def test_what_a_stranger_may_read_is_looked_at(field, value, said):
    form = PracticeForm({**FORM, field: value}, instance=make_practice(), now=NOW)

    assert form.errors == {field: [said]}


# --- the icon -----------------------------------------------------------------------------------


@pytest.mark.parametrize("icon", Icon.values)
def test_each_icon_is_drawn_for_tabs_and_for_home_screens(icon):
    drawn, picture = ICONS / f"{icon}.svg", (ICONS / f"{icon}.png").read_bytes()

    assert "<script" not in drawn.read_text()
    assert (picture[:8], picture[16:24]) == (PNG, (180).to_bytes(4, "big") * 2)


def test_there_is_no_icon_that_nobody_can_choose():
    assert {file.stem for file in ICONS.iterdir()} == set(Icon.values)


@pytest.mark.parametrize(("fields", "icon"), [({}, "leaf"), (HOUSE, "drop")], ids=["as is", "drop"])
@pytest.mark.django_db
def test_her_pages_carry_the_icon_and_the_name(browser, fields, icon):
    practice = make_practice(**fields)
    browser.force_login(make_client(make_counselor(practice)).membership.user)

    page = browser.get(reverse("worksheets:home")).content.decode()

    links = re.findall(r'<link rel="(icon|apple-touch-icon)" href="([^"]+)"', page)
    assert links == [
        ("icon", f"/static/practice/icons/{icon}.svg"),
        ("apple-touch-icon", f"/static/practice/icons/{icon}.png"),
    ]
    assert f'data-icon="{icon}"' in page
    assert f'name="apple-mobile-web-app-title" content="{practice.app_name}"' in page


@pytest.mark.django_db
def test_signed_out_no_practice_is_to_be_seen(browser):
    make_practice(**HOUSE)

    page = browser.get(reverse("account_login")).content.decode()

    assert "icons/leaf.svg" in page
    assert "Harbour" not in page


# --- titles -------------------------------------------------------------------------------------

HERS = ["worksheets:home", "worksheets:reminders", "worksheets:my_work", "clients:my_settings"]
HERS += ["clients:my_notes", "clients:my_dates", "usersessions_list", "worksheets:clear_tracks"]
TITLES = [
    "Home · Harbour",
    "Reminders · Harbour",
    "Your work · Harbour",
    "Settings · Harbour",
    "Notes · Harbour",
    "Days · Harbour",
    "Where you are signed in · Harbour",
    "Harbour",
]


@pytest.mark.django_db
def test_her_tabs_say_the_neutral_name_and_little_else(browser):
    people = make_people()
    Practice.objects.filter(pk=people.maya.practice_id).update(**HOUSE)
    browser.force_login(people.maya.membership.user)

    pages = [browser.get(reverse(name)).content.decode() for name in HERS]

    titles = [re.search(r"<title>(.*?)</title>", page)[1] for page in pages]
    assert titles == TITLES
    assert loud_words(" ".join(titles)) == []


# --- the look at it -----------------------------------------------------------------------------


def test_a_lock_screen_is_read_from_the_mail_itself():
    letter = Letter(
        to="", name="reminder", practice=Practice(app_name="Harbour", sender_name="Zoë")
    )

    assert emails.lock_screen(letter) == LockScreen(
        "Zoë",
        "You have something waiting",
        "You have something waiting. When it suits you, sign in here:"
        " http://localhost:8000/account/login/ Harbour …",
    )


def shown(response) -> list[tuple[str, str, str]]:
    """What the page says that a lock screen shows, by letter."""
    return [(what, one.sender, one.subject) for what, one in response.context["lock_screens"]]


def as_from(sender: str, name: str) -> list[tuple[str, str, str]]:
    return [
        ("A reminder", sender, "You have something waiting"),
        ("A code to sign in", sender, f"Your code to sign in to {name}"),
        ("An invitation", sender, f"Olga Brandt invites you to {name}"),
    ]


@pytest.mark.django_db
def test_an_owner_sees_what_lock_screens_show_now(browser):
    browser.force_login(make_owner(make_practice(**HOUSE)).user)

    page = browser.get(reverse("practice:setup"))

    assert shown(page) == as_from("Olga", "Harbour")


@pytest.mark.django_db
def test_an_owner_looks_before_she_saves(browser):
    owner = make_owner(make_practice(app_name="Harbour"))
    browser.force_login(owner.user)

    page = browser.post(
        reverse("practice:setup"), {**FORM, "app_name": "Pier", "sender_name": "Zoë", "look": "1"}
    )

    assert (page.status_code, shown(page)) == (200, as_from("Zoë", "Pier"))
    assert "Nothing is saved yet." in page.content.decode()
    assert 'value="Zoë"' in page.content.decode()
    assert ">Harbour</a>" in page.content.decode()
    assert Practice.objects.get().sender_name == ""


@pytest.mark.django_db
def test_a_loud_name_is_not_shown_as_it_would_be(browser):
    browser.force_login(make_owner(make_practice(app_name="Harbour")).user)

    page = browser.post(
        reverse("practice:setup"), {**FORM, "sender_name": "Grief Room", "look": "1"}
    )

    assert shown(page) == as_from("Harbour", "Harbour")
    assert list(page.context["form"].errors) == ["sender_name"]
