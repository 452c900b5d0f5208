"""The pages behind a letter's link, as somebody signed out meets them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from clients.actions import inviting
from clients.models import Client, Consent, ConsentText
from practice.models import User
from tests.clients.people import PASSWORD, come_in, invite, letter_to, make_people, standing
from tests.factories import NOW, actor_for, make_client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


def urls(token: str) -> tuple[str, str]:
    return reverse("clients:welcome", args=[token]), reverse("clients:accept", args=[token])


def letter(**fields) -> tuple[Client, str, str]:
    """A client with a letter, and its two addresses."""
    client = invite(make_people().ana, **fields)
    return client, *urls(letter_to(client))


def filled(client: Client, **changes) -> dict[str, str]:
    texts = ConsentText.objects.current(client.practice)
    data = {
        "is_adult": "on",
        "agree_1": "on",
        "agree_3": "on",
        "texts": ",".join(sorted(str(text.pk) for text in texts)),
        "sign_in_by": "address",
        "password": PASSWORD,
    } | changes
    return {name: value for name, value in data.items() if value is not None}


def account_of(client: Client) -> User | None:
    found = Client.objects.select_related("membership__user").get(pk=client.pk)
    return found.membership.user if found.membership else None


def test_first_page_says_who_asks_and_writes_nothing(browser, django_assert_num_queries):
    client, first, _second = letter()
    before = standing(client)

    # The letter, and the country of the help lines.
    with django_assert_num_queries(2):
        response = browser.get(first)

    html = response.content.decode()
    assert response.status_code == 200
    assert "Ana Ruiz at Harbour Street Practice" in html
    assert "Rosa" not in html
    assert (
        standing(client).__dict__.items()
        >= {
            "opened_at": before.opened_at,
            "accepted_at": None,
        }.items()
    )


@pytest.mark.parametrize("which", [0, 1])
def test_pages_of_a_letter_are_kept_by_no_cache_and_told_to_no_other_site(browser, which):
    _client, *both = letter()

    response = browser.get(both[which])

    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "same-origin"


def test_going_on_is_a_post_and_noted(browser):
    client, first, second = letter()

    too_early = browser.get(second)
    response = browser.post(first)

    assert (too_early.status_code, too_early["Location"]) == (302, first)
    assert (response.status_code, response["Location"]) == (302, second)
    assert standing(client).opened_at == NOW


def test_no_box_is_ticked_and_every_text_stands_in_full(browser):
    client, first, second = letter()
    browser.post(first)

    html = browser.get(second).content.decode()

    assert "checked" not in html.replace('value="address"', "").replace(
        'id="id_sign_in_by_0" checked', ""
    )
    for text in ConsentText.objects.current(client.practice):
        assert text.title in html
    assert "rosa@example.org" in html


def test_accepting_signs_her_in_and_leads_home(browser):
    client, first, second = letter()
    browser.post(first)

    response = browser.post(second, filled(client))

    assert (response.status_code, response["Location"]) == (302, reverse("worksheets:home"))
    user = account_of(client)
    assert browser.session["_auth_user_id"] == str(user.pk)
    assert user.check_password(PASSWORD)
    assert Consent.objects.filter(client=client).count() == 3


def test_pressing_twice_leads_to_a_page_with_a_way_on(browser):
    client, first, second = letter()
    browser.post(first)
    browser.post(second, filled(client))

    again = browser.post(second, filled(client))
    elsewhere = Browser().post(second, filled(client))

    assert again.status_code == elsewhere.status_code == 410
    assert reverse("practice:start") in again.content.decode()
    assert reverse("account_login") in elsewhere.content.decode()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"is_adult": None}, "is_adult"),
        ({"agree_1": None}, "agree_1"),
        ({"password": "short"}, "password"),
        ({"password": "rosa@example.org"}, "password"),
        ({"password": ""}, "password"),
        ({"sign_in_by": "name"}, "sign_in_name"),
        ({"sign_in_by": "name", "sign_in_name": "a@b"}, "sign_in_name"),
        ({"sign_in_by": "name", "sign_in_name": "x\x00y"}, "sign_in_name"),
        ({"sign_in_by": "name", "sign_in_name": "n" * 10_000}, "sign_in_name"),
        ({"sign_in_by": "elsewhere"}, "sign_in_by"),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field_and_the_rest_kept(browser, changes, field):
    client, first, second = letter()
    browser.post(first)

    response = browser.post(second, filled(client, **changes))

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert PASSWORD not in response.content.decode()
    assert account_of(client) is None


def test_without_sheets_she_is_in_and_her_no_is_kept(browser):
    client, first, second = letter()
    browser.post(first)

    browser.post(second, filled(client, agree_3=None))

    answers = Consent.objects.filter(client=client).order_by("layer")
    assert list(answers.values_list("layer", "given")) == [(1, True), (2, True), (3, False)]


def test_who_shares_a_mailbox_is_told_how_to_come_in(browser):
    people = make_people()
    client = invite(people.ana, email=people.noor.membership.user.email)
    first, second = urls(letter_to(client))
    browser.post(first)

    refused = browser.post(second, filled(client))
    accepted = browser.post(second, filled(client, sign_in_by="name", sign_in_name="rosa-2"))

    assert list(refused.context["form"].errors) == ["sign_in_by"]
    assert accepted.status_code == 302
    assert (account_of(client).email, account_of(client).sign_in_name) == (None, "rosa-2")


def test_a_taken_name_is_said_beside_the_name(browser):
    people = make_people()
    come_in(invite(people.ana, email="other@example.org"), sign_in_name="rosa")
    client = invite(people.ana)
    first, second = urls(letter_to(client))
    browser.post(first)

    response = browser.post(second, filled(client, sign_in_by="name", sign_in_name="ROSA"))

    assert list(response.context["form"].errors) == ["sign_in_name"]


@pytest.mark.parametrize("state", ["expired", "withdrawn"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_dead_link_says_whom_to_ask(browser, state, method):
    people = make_people()
    client = invite(people.ana)
    pages = urls(letter_to(client, NOW - 8 * DAY if state == "expired" else NOW))
    if state == "withdrawn":
        inviting.resend(by=actor_for(people.ana), client=client)

    responses = [getattr(browser, method)(page) for page in pages]

    assert [response.status_code for response in responses] == [410, 410]
    for response in responses:
        html = response.content.decode()
        assert "Ana Ruiz at Harbour Street Practice" in html
        assert reverse("account_login") in html


@pytest.mark.parametrize("token", ["x", "y" * 5000, "%00", "🙂", "\u202egarbage"])
def test_a_link_that_nobody_was_sent(browser, token):
    make_people()

    response = browser.get(f"/welcome/{token}/")

    assert response.status_code == 404
    assert "We do not know this link" in response.content.decode()


def test_trying_links_has_an_end_for_a_while(browser):
    client, first, _second = letter()
    for number in range(20):
        browser.get(f"/welcome/guess-{number}/")

    waiting = browser.get(first)

    assert waiting.status_code == 429
    with time_machine.travel(NOW + timedelta(minutes=16), tick=False):
        assert browser.get(first).status_code == 200
    assert standing(client).opened_at is None


def test_a_new_version_while_she_reads_is_shown_before_she_agrees(browser):
    client, first, second = letter()
    browser.post(first)

    response = browser.post(second, filled(client, texts="from another day"))

    form = response.context["form"]
    assert response.status_code == 200
    assert sorted(form.errors) == ["__all__", "agree_1"]
    assert "agree_1" not in form.data
    assert account_of(client) is None


def test_an_account_of_another_practice_is_added_after_signing_in(browser):
    people = make_people()
    elsewhere = make_client(people.eva, "Rosa")
    client = invite(people.ana)
    first, second = urls(letter_to(client))
    browser.force_login(elsewhere.membership.user)
    browser.post(first)

    page = browser.get(second)
    response = browser.post(second, filled(client, password=None, sign_in_by=None))

    assert "password" not in page.context["form"].fields
    assert (response.status_code, response["Location"]) == (302, reverse("worksheets:home"))
    assert account_of(client) == elsewhere.membership.user
    again = Client.objects.get(pk=client.pk)
    assert browser.session["membership"] == str(again.membership_id)


@pytest.mark.parametrize("who", ["ana", "noor"])
def test_who_is_signed_in_to_this_practice_is_asked_to_sign_out_first(browser, who):
    people = make_people()
    client = invite(people.ana)
    first, second = urls(letter_to(client))
    person = getattr(people, who)
    browser.force_login(actor_for(person).user)
    browser.post(first)

    response = browser.post(second, filled(client))

    assert response.status_code == 200
    assert "Sign out" in response.content.decode()
    assert account_of(client) is None


def test_way_back_reads_as_one(browser):
    people = make_people()
    inviting.give_way_back(by=actor_for(people.ana), client=people.maya, email="new@example.org")
    first, second = urls(letter_to(people.maya))

    html = browser.get(first).content.decode()
    browser.post(first)
    response = browser.post(second, filled(people.maya))

    assert "Welcome back" in html
    assert response.status_code == 302
    assert account_of(people.maya).email == "new@example.org"


def test_csrf_is_asked_for():
    _client, first, second = letter()
    strict = Browser(enforce_csrf_checks=True)

    assert [strict.post(page).status_code for page in (first, second)] == [403, 403]


def zone_of(client: Client) -> str:
    return Client.objects.get(pk=client.pk).time_zone


def test_her_devices_clock_is_taken_where_she_ticks_it(browser):
    client, first, second = letter()
    browser.post(first)

    browser.post(second, filled(client, goes_by_device="on", device_zone="Europe/Lisbon"))

    assert (zone_of(client), account_of(client) is not None) == ("Europe/Lisbon", True)


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"device_zone": "Europe/Lisbon"},
        {"goes_by_device": "on"},
        {"goes_by_device": "on", "device_zone": "Europe/Nowhere"},
        {"goes_by_device": "on", "device_zone": "../x\x00" * 99},
    ],
    ids=["no script", "unticked", "no zone", "no such zone", "spoilt"],
)
def test_else_she_comes_in_on_the_clock_of_her_invitation(browser, given):
    client, first, second = letter()
    browser.post(first)

    browser.post(second, filled(client, **given))

    assert (zone_of(client), account_of(client) is not None) == ("America/New_York", True)


def test_the_question_of_her_clock_is_hidden_until_a_script_asks_it(browser):
    _client, first, second = letter()
    browser.post(first)

    html = browser.get(second).content.decode()

    assert '<div data-zone="America/New_York" hidden>' in html
    assert "Your invitation says New York time, now " in html
