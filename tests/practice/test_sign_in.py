"""Signing in: four ways, one answer for everybody else (A-04, I-05, I-15, rulings 3)."""

import re

import pytest
from django.core import mail
from django.urls import reverse
from zeal import zeal_ignore

from practice.models import AuditIntake, User
from tests.factories import make_client, make_counselor, make_owner, make_practice, make_user
from tests.web import Browser

pytestmark = pytest.mark.django_db

PASSWORD = "lanterns over a slow river"
LOGIN, CODE = "account_login", "account_request_login_code"


def make_colleague(**fields) -> User:
    user = make_user(password=PASSWORD, name="Olga Brandt", **fields)
    make_owner(make_practice(app_name="Harbour"), user=user)
    return user


def sign_in(browser: Browser, name: str, password: str = PASSWORD, **extra):
    return browser.post(reverse(LOGIN), {"login": name, "password": password, **extra})


def is_signed_in(browser: Browser) -> bool:
    return "_auth_user_id" in browser.session


def words(response) -> list[str]:
    form = response.context["form"]
    return [str(word) for errors in form.errors.values() for word in errors]


def code_in(message) -> str:
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", message.body, re.MULTILINE)[0]


def test_an_address_with_a_password_opens_the_door(browser):
    user = make_colleague(email="olga@example.org")

    response = sign_in(browser, "Olga@Example.org")

    assert (response["Location"], is_signed_in(browser)) == ("/", True)
    assert browser.session["_auth_user_id"] == str(user.pk)


def test_a_sign_in_name_works_without_any_address(browser):
    make_colleague(email=None, sign_in_name="Olga.B")

    sign_in(browser, "olga.b")

    assert is_signed_in(browser)
    assert mail.outbox == []


def test_a_passphrase_may_be_typed_on_another_keyboard(browser):
    user = make_user(password="ﬁve ducks went swimming")
    make_owner(make_practice(), user=user)

    sign_in(browser, user.email, "five ducks went swimming")

    assert is_signed_in(browser)


def test_next_is_kept_and_leads_nowhere_else(browser):
    user = make_colleague()

    inside = sign_in(browser, user.email, next="/practice/people/")["Location"]
    outside = sign_in(Browser(), user.email, next="https://elsewhere.example/")["Location"]

    assert (inside, outside) == ("/practice/people/", "/")


def test_a_wrong_password_and_an_unknown_name_read_alike(browser):
    make_colleague(email="olga@example.org", sign_in_name="olga")
    tries = [
        ("olga@example.org", "not the password at all"),
        ("nobody@example.org", PASSWORD),
        ("olga", "not the password at all"),
        ("nobody", PASSWORD),
    ]

    said = [words(sign_in(browser, *each)) for each in tries]

    assert said == [["That name and password do not go together. Please try again."]] * 4


def test_many_wrong_tries_must_wait(browser):
    make_colleague(email="olga@example.org")
    for _ in range(5):
        sign_in(browser, "olga@example.org", "not the password at all")

    said = words(sign_in(browser, "olga@example.org"))

    assert said == ["That was a lot of tries. Please wait five minutes, then try again."]


def test_a_code_by_mail_opens_the_door(browser):
    user = make_colleague()
    browser.post(reverse(CODE), {"email": user.email})

    code = code_in(mail.outbox[0])
    browser.post(reverse("account_confirm_login_code"), {"code": code.lower()})

    assert is_signed_in(browser)
    assert [(m.subject, m.from_email, m.to) for m in mail.outbox] == [
        ("Your code to sign in to Harbour", "Harbour <tend@localhost>", [user.email])
    ]


def test_a_code_works_only_where_it_was_asked_for(browser):
    user = make_colleague()
    browser.post(reverse(CODE), {"email": user.email})
    other = Browser()
    other.post(reverse(CODE), {"email": "nobody@example.org"})

    other.post(reverse("account_confirm_login_code"), {"code": code_in(mail.outbox[0])})

    assert not is_signed_in(other)


def test_asking_for_a_code_reads_alike_for_unknown_addresses(browser):
    user = make_colleague()

    pages = []
    for asker, email in [(Browser(), user.email), (Browser(), "nobody@example.org")]:
        asked = asker.post(reverse(CODE), {"email": email})
        page = asker.get(asked["Location"]).content.decode()
        pages.append((asked.status_code, asked["Location"], without_secrets(page, email)))

    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [[user.email]]


def test_a_reset_reads_alike_for_unknown_addresses(browser):
    user = make_colleague()

    pages = []
    for asker, email in [(Browser(), user.email), (Browser(), "nobody@example.org")]:
        asked = asker.post(reverse("account_reset_password"), {"email": email})
        page = asker.get(asked["Location"]).content.decode()
        pages.append((asked.status_code, asked["Location"], without_secrets(page, email)))

    assert pages[0] == pages[1]
    assert [message.to for message in mail.outbox] == [[user.email]]


def without_secrets(page: str, email: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", page.replace(email, "EMAIL"))


def test_a_code_sets_a_new_password(browser):
    user = make_colleague()
    browser.post(reverse("account_reset_password"), {"email": user.email})
    browser.post(reverse("account_confirm_password_reset_code"), {"code": code_in(mail.outbox[0])})

    browser.post(
        reverse("account_complete_password_reset"), {"password1": "four apples in the rain"}
    )
    sign_in(browser, user.email, "four apples in the rain")

    assert is_signed_in(browser)
    assert [message.subject for message in mail.outbox] == [
        "Your code for a new Harbour password",
        "Your Harbour sign-in was changed",
    ]


def test_an_account_without_address_is_never_written_to(browser):
    """Rulings 3: the mailbox that the client shares belongs to somebody else's account."""
    shared = "both@example.org"
    client = make_client(make_counselor(make_practice()))
    client.contact_email = shared
    client.save()
    client.membership.user.email, client.membership.user.sign_in_name = None, "maya"
    client.membership.user.save()

    browser.post(reverse(CODE), {"email": shared})
    browser.post(reverse("account_reset_password"), {"email": shared})

    assert mail.outbox == []


def test_nobody_signs_up(browser):
    page = browser.get(reverse("account_signup"))
    browser.post(reverse("account_signup"), {"email": "new@example.org", "password1": PASSWORD})

    assert "Accounts come by invitation" in page.content.decode()
    assert User.objects.count() == 0


def test_a_closed_account_stays_out(browser):
    user = make_colleague(email="olga@example.org")
    user.is_active = False
    user.save()

    response = sign_in(browser, "olga@example.org")

    assert (response["Location"], is_signed_in(browser)) == ("/account/inactive/", False)


def test_a_new_device_is_told_of_in_neutral_words(browser):
    user = make_colleague()
    sign_in(browser, user.email)
    browser.post(reverse("account_logout"))
    sign_in(browser, user.email)
    told_of_known_ones = list(mail.outbox)

    sign_in(Browser(), user.email)

    assert told_of_known_ones == []
    assert [(m.to, m.subject) for m in mail.outbox] == [([user.email], "A new sign-in to Harbour")]


def test_each_sign_in_is_written_down_with_its_steps(browser):
    user = make_colleague()

    sign_in(browser, user.email)

    rows = AuditIntake.objects.values_list("action", "actor", "object_id", "details", "ip")
    assert list(rows) == [
        ("account.signed_in", user.pk, user.pk, {"steps": ["password"]}, "127.0.0.1")
    ]


def test_mail_that_cannot_go_out_looks_the_same(browser, settings, caplog):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 1, 1
    user = make_colleague()

    response = browser.post(reverse(CODE), {"email": user.email})

    lines = [r.getMessage() for r in caplog.records if r.name == "practice.emails"]
    assert (response["Location"], lines) == (
        reverse("account_confirm_login_code"),
        ["letter sign_in_code did not go out: ConnectionRefusedError"],
    )


def test_leaving_ends_the_session_on_the_server(browser):
    user = make_colleague()
    sign_in(browser, user.email)
    key = browser.session.session_key

    response = browser.post(reverse("account_logout"))

    browser.cookies["session"] = key
    assert response["Location"] == reverse(LOGIN)
    assert browser.get(reverse("practice:overview")).status_code == 302


def test_a_new_address_counts_once_its_code_came_back(browser):
    user = make_colleague(email="old@example.org")
    sign_in(browser, user.email)
    mail.outbox.clear()
    browser.post(reverse("account_email"), {"email": "new@example.org", "action_add": "1"})
    before = User.objects.get().email

    with zeal_ignore():  # the library's own look-ups
        browser.post(reverse("account_email_verification_sent"), {"code": code_in(mail.outbox[0])})

    told = [(m.to, m.subject) for m in mail.outbox]
    assert (before, User.objects.get().email, told) == (
        "old@example.org",
        "new@example.org",
        [
            (["new@example.org"], "Your code to use this address with Harbour"),
            (["old@example.org"], "Your Harbour account has a new address"),
        ],
    )


def test_where_she_is_signed_in_can_be_ended(browser):
    user = make_colleague()
    other = Browser()
    sign_in(other, user.email)
    sign_in(browser, user.email)

    with zeal_ignore():  # the library looks each session's account up, for a handful of them
        page = browser.get(reverse("usersessions_list")).content.decode()
    browser.post(reverse("usersessions_list"))

    assert (page.count("This device"), page.count("Another device")) == (1, 1)
    assert other.get(reverse("practice:overview")).status_code == 302
    assert browser.get(reverse("practice:overview")).status_code == 200
