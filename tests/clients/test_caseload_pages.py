"""The caseload, inviting, her file and her letters."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from clients.actions import caring, inviting
from clients.models import Client
from practice.models import AuditIntake, Delivery
from tests.clients.people import invite, standing
from tests.factories import NOW, actor_for, make_counselor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
BAD = ["\x00", "\u202eabc\u202c", "🙂" * 20, "x" * 10_000, "<b>&\"'"]


def url(name: str, client: Client | None = None, *more) -> str:
    return reverse(f"clients:{name}", args=[client.pk, *more] if client else [])


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_caseload_in_order_of_names_or_sessions(as_ana, people):
    zoe = invite(people.ana, call_name="Zoe", next_session_at=NOW + DAY)
    invite(people.ana, call_name="anna")

    by_name = as_ana.get(url("caseload")).context["rows"]
    by_session = as_ana.get(url("caseload"), {"sort": "session"}).context["rows"]

    assert [row.name for row in by_name] == ["anna", "Maya", "Zoe"]
    assert by_session[0].client == zoe


def test_caseload_is_found_by_name_and_by_whether_care_has_ended(as_ana, people):
    invite(people.ana, call_name="Mayra")
    caring.discharge(by=actor_for(people.ana), client=people.maya)

    found = as_ana.get(url("caseload"), {"q": "mAY"}).context["rows"]
    ended = as_ana.get(url("caseload"), {"show": "ended"}).context["rows"]
    nobody = as_ana.get(url("caseload"), {"q": "\x00<b>"})

    assert [row.name for row in found] == ["Mayra"]
    assert [row.name for row in ended] == ["Maya"]
    assert "Nobody by that name" in nobody.content.decode()


@pytest.mark.parametrize("count", [1, 30])
def test_caseload_costs_the_same_for_one_and_for_thirty(
    browser, people, django_assert_num_queries, count
):
    fia = make_counselor(people.practice, "Fia Holm")
    for number in range(count):
        client = invite(fia, call_name=f"Client {number}", next_session_at=NOW + DAY)
        caring.set_flag(by=actor_for(fia), client=client, kind="heavy_off")
    browser.force_login(fia.user)
    browser.get(url("caseload"))

    # Session, account, memberships; clients, keys, parts, marks, letters, mails.
    with django_assert_num_queries(11):
        response = browser.get(url("caseload"))

    assert len(response.context["rows"]) == count


def asked_for(**changes) -> dict[str, str]:
    return {
        "call_name": "Rosa",
        "email": "rosa@example.org",
        "time_zone": "America/New_York",
        "country": "US",
        "session_on": "2026-03-12",
        "session_time": "15:30",
        "is_adult": "on",
        "request_key": str(uuid4()),
    } | changes


def test_inviting_says_what_happened(as_ana, people):
    response = as_ana.post(url("invite"), asked_for(), follow=True)

    client = Client.objects.get(created_by=people.ana.user, membership=None)
    assert client.call_name == "Rosa"
    assert client.next_session_at.isoformat() == "2026-03-12T19:30:00+00:00"
    assert messages(response) == ["A letter to Rosa is on its way. Its link holds for seven days."]


def test_inviting_twice_with_one_form_invites_once(as_ana, people):
    data = asked_for()

    as_ana.post(url("invite"), data)
    as_ana.post(url("invite"), data)

    assert Delivery.objects.filter(purpose="invitation").count() == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"call_name": ""}, "call_name"),
        ({"call_name": "x" * 81}, "call_name"),
        ({"call_name": "a\x00b"}, "call_name"),
        ({"email": "nothing"}, "email"),
        ({"email": f"{'x' * 10_000}@example.org"}, "email"),
        ({"time_zone": "Mars/Base"}, "time_zone"),
        ({"time_zone": "\x00"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"is_adult": ""}, "is_adult"),
        ({"session_on": "2026-02-31"}, "session_on"),
        ({"session_on": "\x00"}, "session_on"),
        ({"session_on": "2026-03-01"}, "session_on"),
        ({"session_on": "2036-03-01"}, "session_on"),
        ({"session_time": ""}, "session_time"),
        ({"session_on": ""}, "session_on"),
        ({"request_key": "forged"}, "request_key"),
    ],
)
def test_inviting_says_what_to_do_and_keeps_what_was_typed(as_ana, people, changes, field):
    response = as_ana.post(url("invite"), asked_for(**changes))

    form = response.context["form"]
    assert response.status_code == 200
    assert list(form.errors) == [field]
    assert form["call_name"].value() == changes.get("call_name", "Rosa")
    assert Client.objects.filter(created_by=people.ana.user, membership=None).count() == 0


@pytest.mark.parametrize("text", BAD[1:3])
def test_names_of_any_script_are_kept_as_they_are(as_ana, people, text):
    as_ana.post(url("invite"), asked_for(call_name=text))

    assert text in [row.name for row in as_ana.get(url("caseload")).context["rows"]]


def test_inviting_waits_for_the_agreements(browser, people):
    eve = make_counselor(people.eva.practice, "Eve Lane")
    eve.practice.consent_texts.all()
    fresh = make_counselor(type(people.practice).objects.create(name="New Practice"), "Nia Bell")
    fresh.practice.requires_second_factor = False
    fresh.practice.save()
    browser.force_login(fresh.user)

    response = browser.post(url("invite"), asked_for())

    assert "The agreements come first" in response.content.decode()
    assert Client.objects.filter(practice=fresh.practice).count() == 0


def test_editing_before_she_came_in_moves_the_letter(as_ana, people):
    client = invite(people.ana)

    as_ana.post(
        url("edit", client),
        {
            "call_name": "Rosie",
            "email": "r2@example.org",
            "time_zone": "Europe/Lisbon",
            "country": "PT",
        },
    )

    again = Client.objects.get(pk=client.pk)
    assert (again.call_name, again.contact_email, again.country) == (
        "Rosie",
        "r2@example.org",
        "PT",
    )
    assert standing(client).address == "r2@example.org"


def test_editing_cannot_move_her_address_once_she_came_in(as_ana, people):
    before = people.maya.contact_email

    as_ana.post(
        url("edit", people.maya),
        {
            "call_name": "May",
            "email": "mine@example.org",
            "time_zone": "UTC",
            "country": "US",
        },
    )

    again = Client.objects.get(pk=people.maya.pk)
    assert (again.call_name, again.contact_email) == ("May", before)


def test_reading_her_file_and_her_days_is_written_down(as_ana, people):
    as_ana.get(url("edit", people.maya))
    as_ana.get(url("client_dates", people.maya))

    rows = AuditIntake.objects.filter(client_id=people.maya.pk, actor=people.ana.user.pk)
    assert list(rows.order_by("id").values_list("action", flat=True)) == [
        "client.read",
        "dates.read",
    ]


def test_letters_are_sent_again_and_taken_back(as_ana, people):
    client = invite(people.ana)

    again = as_ana.post(url("resend_invitation", client), follow=True)
    taken = as_ana.post(url("withdraw_invitation", client), follow=True)
    none_left = as_ana.post(url("withdraw_invitation", client), follow=True)

    assert [messages(page) for page in (again, taken, none_left)] == [
        ["A new letter is on its way. The old link works no more."],
        ["Taken back. The link in the letter works no more."],
        ["There is no open letter to take back."],
    ]


def test_a_letter_to_who_is_in_is_not_needed(as_ana, people):
    response = as_ana.post(url("resend_invitation", people.maya), follow=True)

    assert messages(response) == ["She is in already, so no letter is needed."]


def test_way_back_is_planned_after_a_word_with_her(as_ana, people, settings):
    # One delivery per letter: the new address and each old one, a handful at most.
    settings.ZEAL_ALLOWLIST = [{"model": "practice.Delivery", "field": "*"}]
    unsure = as_ana.post(url("way_back", people.maya), {"email": "new@example.org"})
    response = as_ana.post(
        url("way_back", people.maya),
        {"email": "new@example.org", "is_sure": "on"},
        follow=True,
    )

    assert list(unsure.context["form"].errors) == ["is_sure"]
    assert messages(response) == [
        "Planned. The letter goes out in 24 hours, unless she signs in before."
    ]
    assert standing(people.maya).not_before == NOW + DAY


def test_six_letters_a_day_are_answered_in_words(as_ana, people):
    client = invite(people.ana)
    for _ in range(4):
        inviting.resend(by=actor_for(people.ana), client=client)

    response = as_ana.post(url("resend_invitation", client), follow=True)

    assert messages(response) == ["Five letters went out today. Please try again tomorrow."]
