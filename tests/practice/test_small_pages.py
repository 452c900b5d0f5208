"""The front door, the switch between practices, the demo's letter box, health, error pages."""

from email.message import EmailMessage

import pytest
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives, get_connection
from django.test import RequestFactory
from django.urls import reverse

from practice import mailbox
from practice.views import errors
from tests.factories import NOW, make_client, make_counselor, make_owner, make_practice

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("client", "/my/"),
        ("counselor", "/today/"),
        ("supervisor", "/caseload/"),
        ("counselor and supervisor", "/today/"),
        ("owner", "/practice/"),
    ],
)
def test_the_front_door_leads_each_person_to_her_day(browser, who, page):
    counselor = make_counselor(make_practice())
    users = {
        "client": lambda: make_client(counselor).membership.user,
        "counselor": lambda: counselor.user,
        "supervisor": lambda: (
            make_counselor(
                counselor.practice, "Sofia Lund", is_counselor=False, is_supervisor=True
            ).user
        ),
        "counselor and supervisor": lambda: (
            make_counselor(counselor.practice, "Cara Nunes", is_supervisor=True).user
        ),
        "owner": lambda: make_owner(counselor.practice).user,
    }
    browser.force_login(users[who]())

    assert browser.get("/")["Location"] == page


def test_the_front_door_leads_strangers_to_the_sign_in(browser):
    assert browser.get("/")["Location"] == reverse("account_login")


def test_an_account_without_a_practice_gets_a_kind_page(browser):
    browser.force_login(make_counselor(make_practice(), ended_at=NOW).user)

    response = browser.get("/")

    assert (response.status_code, response.templates[0].name) == (200, "practice/no_practice.html")


def test_somebody_in_two_practices_switches(browser):
    one, two = make_practice(name="One"), make_practice(name="Two")
    first = make_owner(one)
    second = make_owner(two, user=first.user)
    browser.force_login(first.user)

    browser.post(reverse("practice:switch"), {"membership": str(second.pk)})
    page = browser.get(reverse("practice:overview"))

    assert page.context["practice"] == two


@pytest.mark.parametrize("state", ["somebody else's", "ended", "nonsense"])
def test_only_a_live_membership_of_her_own_can_be_chosen(browser, state):
    owner = make_owner(make_practice())
    other = {
        "somebody else's": lambda: make_owner(make_practice()).pk,
        "ended": lambda: make_owner(make_practice(), user=owner.user, ended_at=NOW).pk,
        "nonsense": lambda: "\x00",
    }[state]()
    browser.force_login(owner.user)

    response = browser.post(reverse("practice:switch"), {"membership": str(other)})

    assert response.status_code == 404


# --- the demo's letter box ----------------------------------------------------------------------


@pytest.fixture
def letter_box(settings, tmp_path):
    settings.EMAIL_FILE_PATH = tmp_path
    connection = get_connection("django.core.mail.backends.filebased.EmailBackend")
    for number in (1, 2):
        letter = EmailMultiAlternatives(
            f"Letter {number}", f"Open http://localhost/{number}/\nGrüße", "a@x.org", ["b@x.org"]
        )
        letter.attach_alternative("<p>Open</p>", "text/html")
        connection.send_messages([letter])
    return tmp_path


def test_mails_are_read_newest_first(letter_box):
    mails = mailbox.newest(letter_box)

    assert [(m.subject, m.sender, m.to, m.text) for m in mails] == [
        (f"Letter {n}", "a@x.org", "b@x.org", f"Open http://localhost/{n}/\nGrüße") for n in (2, 1)
    ]


def test_no_folder_is_no_mail(tmp_path):
    assert mailbox.newest(tmp_path / "nowhere") == []


def test_a_mail_without_text_is_shown_empty():
    assert mailbox.read(EmailMessage().as_bytes(), NOW).text.strip() == ""


def test_the_demo_shows_its_letter_box(browser, settings, letter_box):
    settings.DEMO = True

    page = browser.get(reverse("practice:mail")).content.decode()

    assert page.count('<article class="card mail">') == 2
    assert '<a href="http://localhost/2/"' in page


def test_outside_the_demo_there_is_no_letter_box(browser, letter_box):
    assert browser.get(reverse("practice:mail")).status_code == 404


# --- health and errors --------------------------------------------------------------------------


def test_health_says_what_answers(browser):
    response = browser.get(reverse("practice:healthz"))

    told = {"database": True, "cache": True, "letters": None}
    assert (response.status_code, response.json()) == (200, told)


def test_health_says_what_does_not(browser, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(type(cache._connections["default"]), "set", broken)

    response = browser.get(reverse("practice:healthz"))

    told = {"database": True, "cache": False, "letters": None}
    assert (response.status_code, response.json()) == (503, told)


@pytest.mark.parametrize(
    ("view", "status"),
    [
        (errors.bad_request, 400),
        (errors.forbidden, 403),
        (errors.not_found, 404),
        (errors.csrf_failure, 403),
        (errors.too_many, 429),
        (errors.server_error, 500),
    ],
)
def test_error_pages_need_neither_session_nor_actor(view, status):
    response = view(RequestFactory().get("/anything/"))

    assert (response.status_code, b"<h1>" in response.content) == (status, True)


class Broken:
    """An actor from which nothing can be had."""

    @property
    def practice(self) -> None:
        raise RuntimeError("the database is gone")


def test_the_last_resort_works_when_nothing_else_does():
    request = RequestFactory().get("/")
    request.actor = Broken()

    response = errors.server_error(request)

    assert (response.status_code, b"<h1>" in response.content) == (500, True)
