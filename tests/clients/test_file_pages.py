"""Session, marks, team, hard days and the end of care, as a counselor opens them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from clients.actions import caring, dates
from clients.actions.dates import Day
from clients.models import CareLink, Client, Flag, TenderDate
from tests.factories import NOW, actor_for, link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)
BAD = ["\x00", "\u202eabc\u202c", "🙂" * 20, "x" * 10_000, "<b>&\"'"]


def url(name: str, client: Client | None = None, *more) -> str:
    return reverse(f"clients:{name}", args=[client.pk, *more] if client else [])


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


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
    assert "Private notes stay as they are. Who could open them still can" in page
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

    with django_assert_num_queries(10):
        page = as_ana.get(url("client_dates", people.maya))

    assert len(page.context["rows"]) == count
