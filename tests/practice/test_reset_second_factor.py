"""An owner who lost every second step gets back in, by whoever may open the machine (V6.4.4)."""

from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse

from practice.models import AuditIntake, User
from tests.factories import make_counselor, make_owner, make_practice, make_user
from tests.practice.test_sign_in import PASSWORD, sign_in
from tests.web import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def olga() -> User:
    user = make_user(email="olga@example.org", name="Olga Brandt", password=PASSWORD)
    make_owner(make_practice(requires_second_factor=True, app_name="Harbour"), user=user)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=user, type=kind, data={})
    return user


def reset(monkeypatch, email: str, again: str) -> str:
    def type_it(_prompt: str) -> str:
        if not again:
            raise EOFError
        return again

    monkeypatch.setattr("builtins.input", type_it)
    out = StringIO()
    call_command("reset_second_factor", email, stdout=out)
    return out.getvalue()


def test_all_of_them_go_and_it_is_on_record(monkeypatch, olga, django_capture_on_commit_callbacks):
    other = make_owner(make_practice(name="Hill Road"), user=olga)

    with django_capture_on_commit_callbacks(execute=True):
        said = reset(monkeypatch, "Olga@example.org", "olga@example.org")

    rows = AuditIntake.objects.values_list("practice_id", "action", "actor", "details")
    practices = {m.practice_id for m in olga.memberships.all()}
    assert Authenticator.objects.count() == 0
    assert other.practice_id in practices
    assert set(map(str, rows)) == {
        str((pk, "account.factors_reset", None, {"count": 2})) for pk in practices
    }
    assert [(message.to, message.subject) for message in mail.outbox] == [
        (["olga@example.org"], "The second step of your Harbour sign-in was taken off")
    ]
    assert "1. She signs in at http://localhost:8000/account/login/" in said


def test_she_is_signed_out_and_led_to_a_new_one(monkeypatch, olga):
    Authenticator.objects.all().delete()
    browser = Browser()
    sign_in(browser, olga.email)
    before = browser.get(reverse("mfa_index")).status_code

    reset(monkeypatch, olga.email, olga.email)

    after = browser.get(reverse("mfa_index"))["Location"]
    sign_in(browser, olga.email)
    led = browser.get(reverse("practice:overview"))["Location"]
    assert (before, after.partition("?")[0], led) == (
        200,
        reverse("account_login"),
        reverse("mfa_index"),
    )


@pytest.mark.parametrize("again", ["olga@example.com", "yes", ""])
def test_another_address_changes_nothing(monkeypatch, olga, again):
    with pytest.raises(CommandError, match="Nothing was changed"):
        reset(monkeypatch, olga.email, again)

    assert (Authenticator.objects.count(), AuditIntake.objects.count()) == (2, 0)


@pytest.mark.parametrize("who", ["nobody", "closed", "colleague"])
def test_only_an_owners_account_is_opened(monkeypatch, olga, who):
    ben = make_counselor(make_practice(), "Ben Okafor").user
    User.objects.filter(pk=olga.pk).update(is_active=False)
    email = {"nobody": "x@example.org", "closed": olga.email, "colleague": ben.email}[who]

    with pytest.raises(CommandError):
        reset(monkeypatch, email, email)

    assert (Authenticator.objects.count(), AuditIntake.objects.count()) == (2, 0)
