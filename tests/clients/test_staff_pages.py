"""What a counselor opens about her clients: happy, stranger, other practice, wrong role."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from clients.actions import caring, dates, inviting
from clients.actions.dates import Day
from clients.models import CareLink, Client, Flag, TenderDate
from practice.models import AuditIntake, Delivery
from tests.clients.people import invite, make_people, standing
from tests.factories import NOW, actor_for, link, make_counselor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
BAD = ["\x00", "\u202eabc\u202c", "🙂" * 20, "x" * 10_000, "<b>&\"'"]


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def as_ana(browser, people):
    browser.force_login(people.ana.user)
    return browser


def url(name: str, client: Client | None = None, *more) -> str:
    return reverse(f"clients:{name}", args=[client.pk, *more] if client else [])


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


PAGES = ["edit", "flags", "team", "discharge", "client_dates", "way_back"]
POSTS = [
    "edit", "set_session", "resend_invitation", "withdraw_invitation", "way_back", "set_flag",
    "discharge", "add_care_link", "hand_over", "call_off_hand_over", "client_dates",
]  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_page_of_her_own_client(as_ana, people, name):
    response = as_ana.get(url(name, people.maya))

    assert response.status_code == 200
    assert "Maya" in response.content.decode()
    assert "Maya" not in response.content.decode().split("</title>")[0]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["ben", "eva", "sofia"])
def test_page_of_a_client_of_others_is_not_there(browser, people, who, name):
    browser.force_login(getattr(people, who).user)

    assert browser.get(url(name, people.maya)).status_code == 404


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", ["olga", "maya"])
def test_page_is_not_for_owners_and_clients(browser, people, who, name):
    browser.force_login(actor_for(getattr(people, who)).user)

    assert browser.get(url(name, people.maya)).status_code == 403


@pytest.mark.parametrize("name", POSTS)
@pytest.mark.parametrize(("who", "status"), [("ben", 404), ("eva", 404), ("olga", 403)])
def test_nothing_can_be_changed_from_outside(browser, people, who, status, name):
    browser.force_login(getattr(people, who).user)

    assert browser.post(url(name, people.maya)).status_code == status


@pytest.mark.parametrize("name", POSTS)
def test_a_supervisor_reads_only(browser, people, name):
    link(people.maya, people.sofia, role="supervisor")
    browser.force_login(people.sofia.user)

    assert browser.post(url(name, people.maya)).status_code == 403
    assert browser.get(url("flags", people.maya)).status_code == 200


@pytest.mark.parametrize("name", ["set_session", "resend_invitation", "set_flag", "hand_over"])
def test_changes_are_posts(as_ana, people, name):
    assert as_ana.get(url(name, people.maya)).status_code == 405


@pytest.mark.parametrize("name", ["caseload", "invite"])
@pytest.mark.parametrize(("who", "status"), [("olga", 403), ("maya", 403), ("ana", 200)])
def test_lists_are_for_counselors(browser, people, who, status, name):
    browser.force_login(actor_for(getattr(people, who)).user)

    assert browser.get(url(name)).status_code == status


def test_a_supervisor_sees_her_list_and_invites_nobody(browser, people):
    link(people.maya, people.sofia, role="supervisor")
    browser.force_login(people.sofia.user)

    response = browser.get(url("caseload"))

    assert [(row.name, row.part) for row in response.context["rows"]] == [
        ("Maya", "supervises, reads only")
    ]
    assert browser.get(url("invite")).status_code == 403


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
    with django_assert_num_queries(8):
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


def test_session_is_set_in_the_practices_clock(as_ana, people):
    as_ana.post(
        url("set_session", people.maya), {"session_on": "2026-03-12", "session_time": "15:30"}
    )

    again = Client.objects.get(pk=people.maya.pk)
    assert again.next_session_at.isoformat() == "2026-03-12T19:30:00+00:00"


@pytest.mark.parametrize("text", BAD)
def test_a_session_that_does_not_fit_is_said(as_ana, people, text):
    response = as_ana.post(
        url("set_session", people.maya), {"session_on": text, "session_time": text}
    )

    assert response.status_code == 200
    assert sorted(response.context["form"].errors) == ["session_on", "session_time"]


def test_marks_are_set_and_taken_off(as_ana, people):
    as_ana.post(url("set_flag", people.maya), {"kind": "contact_off"})
    flag = Flag.objects.standing().get(client=people.maya)
    page = as_ana.get(url("flags", people.maya)).content.decode()
    as_ana.post(url("clear_flag", people.maya, flag.pk))

    assert "Ana Ruiz, today" in page
    assert Flag.objects.standing().filter(client=people.maya).count() == 0


@pytest.mark.parametrize("text", ["", *BAD])
def test_a_mark_that_nobody_knows_is_not_set(as_ana, people, text):
    response = as_ana.post(url("set_flag", people.maya), {"kind": text})

    assert (response.status_code, Flag.objects.count()) == (200, 0)


def test_a_mark_of_another_client_is_not_there(as_ana, people):
    flag = caring.set_flag(by=actor_for(people.ben), client=people.noor, kind="harmed")

    assert as_ana.post(url("clear_flag", people.maya, flag.pk)).status_code == 404


def test_team_grows_and_shrinks(as_ana, people):
    as_ana.post(
        url("add_care_link", people.maya),
        {
            "member": str(people.ben.pk),
            "role": "cover",
            "until": "2026-03-20",
        },
    )
    joined = CareLink.objects.get(client=people.maya, membership=people.ben)
    as_ana.post(url("end_care_link", people.maya, joined.pk))

    assert joined.ends_at.isoformat() == "2026-03-21T04:00:00+00:00"
    joined.refresh_from_db()
    assert joined.ends_at == NOW


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"role": "second"}, "member"),
        ({"member": "BEN"}, "role"),
        ({"member": "EVA", "role": "second"}, "member"),
        ({"member": "BEN", "role": "cover"}, "until"),
        ({"member": "BEN", "role": "cover", "until": "2026-03-09"}, "until"),
        ({"member": "BEN", "role": "cover", "until": "9999-12-31"}, "until"),
        ({"member": "SOFIA", "role": "second"}, "__all__"),
        ({"member": "\x00", "role": "lead"}, "member"),
    ],
)
def test_a_part_that_does_not_fit_is_said(as_ana, people, data, field):
    known = {"BEN": people.ben, "EVA": people.eva, "SOFIA": people.sofia}
    if data.get("member") in known:
        data = data | {"member": str(known[data["member"]].pk)}

    response = as_ana.post(url("add_care_link", people.maya), data)

    assert response.status_code == 200
    assert field in response.context["add_form"].errors
    assert people.maya.care_links.count() == 1


def test_handing_over_today_closes_the_page_for_her(as_ana, people):
    response = as_ana.post(
        url("hand_over", people.maya),
        {
            "hand-member": str(people.ben.pk),
            "hand-from_on": "2026-03-10",
        },
        follow=True,
    )

    assert messages(response) == ["Ben Okoye takes the lead."]
    assert as_ana.get(url("team", people.maya)).status_code == 404


def test_handing_over_later_can_be_called_off(as_ana, people):
    page = as_ana.post(
        url("hand_over", people.maya),
        {
            "hand-member": str(people.ben.pk),
            "hand-from_on": "2026-03-15",
        },
        follow=True,
    )
    back = as_ana.post(url("call_off_hand_over", people.maya), follow=True)

    assert "Call the hand-over off" in page.content.decode()
    assert [link.membership for link in back.context["now_caring"]] == [people.ana]
    assert back.context["coming"] == []


@pytest.mark.parametrize("day", ["2026-03-09", "2206-03-15", "", "\x00"])
def test_a_slip_of_the_pen_hands_nothing_over(as_ana, people, day):
    response = as_ana.post(
        url("hand_over", people.maya),
        {
            "hand-member": str(people.ben.pk),
            "hand-from_on": day,
        },
    )

    assert list(response.context["hand_form"].errors) == ["from_on"]
    assert people.maya.care_links.get().membership == people.ana


def test_stepping_out_leads_to_the_caseload(browser, people):
    own = link(people.maya, people.ben, role="second")
    browser.force_login(people.ben.user)

    response = browser.post(url("end_care_link", people.maya, own.pk))

    assert (response.status_code, response["Location"]) == (302, url("caseload"))


def test_a_part_in_another_clients_care_is_not_there(as_ana, people):
    other = people.noor.care_links.get()

    assert as_ana.post(url("end_care_link", people.maya, other.pk)).status_code == 404


def test_discharge_says_what_happens_then_does_it(as_ana, people):
    page = as_ana.get(url("discharge", people.maya)).content.decode()
    unsure = as_ana.post(url("discharge", people.maya))
    as_ana.post(url("discharge", people.maya), {"is_sure": "on"})
    again = as_ana.get(url("discharge", people.maya))

    assert "Nothing is deleted." in page
    assert list(unsure.context["form"].errors) == ["is_sure"]
    assert Client.objects.get(pk=people.maya.pk).discharged_at == NOW
    assert again["Location"] == reverse("worksheets:client", args=[people.maya.pk])


def test_days_that_she_keeps_are_nowhere_on_the_staff_page(as_ana, people):
    by = actor_for(people.maya)
    on_date = (NOW + 9 * DAY).date()
    dates.mark_date(by=by, client=people.maya, day=Day(on_date, "canary-private-day"))
    dates.mark_date(
        by=by, client=people.maya, day=Day(on_date + DAY, "shared-day", is_private=False)
    )

    page = as_ana.get(url("client_dates", people.maya))

    html = page.content.decode()
    assert ("canary-private-day" in html, "shared-day" in html) == (False, True)
    assert "19 March" not in html
    assert [may_change for _row, _day, may_change in page.context["rows"]] == [False]


def test_staff_mark_a_day_and_take_it_off(as_ana, people):
    as_ana.post(
        url("client_dates", people.maya),
        {
            "on_date": "2026-03-20",
            "words": "Hearing",
            "quiet": "pause",
        },
    )
    marked = TenderDate.objects.get(client=people.maya)
    as_ana.post(url("remove_client_date", people.maya, marked.pk))

    assert (marked.words, marked.is_private, marked.is_hers) == ("Hearing", False, False)
    marked.refresh_from_db()
    assert marked.removed_at == NOW


def test_a_day_that_she_marked_is_not_theirs_to_take_off(as_ana, people):
    marked = dates.mark_date(
        by=actor_for(people.maya),
        client=people.maya,
        day=Day(NOW.date() + DAY, is_private=False),
    )

    assert as_ana.post(url("remove_client_date", people.maya, marked.pk)).status_code == 403


@pytest.mark.parametrize("count", [1, 30])
def test_days_cost_the_same_for_one_and_for_thirty(
    as_ana, people, django_assert_num_queries, count
):
    for number in range(count):
        day = Day(NOW.date() + (number + 1) * DAY, f"Day {number}")
        dates.mark_date(by=actor_for(people.ana), client=people.maya, day=day)
    as_ana.get(url("client_dates", people.maya))

    with django_assert_num_queries(9):
        page = as_ana.get(url("client_dates", people.maya))

    assert len(page.context["rows"]) == count
