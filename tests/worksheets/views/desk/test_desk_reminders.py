"""Reminders on Today, on her page and on a sheet's own page."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse

from clients.actions import contact
from clients.models import Contact
from practice import deliveries, vault
from practice.models import AuditIntake, Delivery
from tests.factories import NOW, make_assignment, make_client
from tests.worksheets.reminders.people import agree, give, make_reachable, prefer, sent_before
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets.reminders import plans

pytestmark = pytest.mark.django_db

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
DUE = date(2026, 3, 17)


@pytest.fixture
def rosa(people):
    """She said yes to reminders, and signed in an hour before NOW."""
    return make_reachable(people.ana, "Rosa")


def words(html: str) -> str:
    """The text without its tags, one space between."""
    plain = re.sub(r"<[^>]+>", " ", html)
    return re.sub(r"\s+", " ", unescape(plain).replace("\u00a0", " ")).strip()


def section(response, heading: str) -> str:
    """The text of a section of Today."""
    page = response.content.decode().partition(f'<h2 id="{heading}">')[2]
    return words(page.partition("</section>")[0])


def under(response, heading: str) -> str:
    """The text from a heading without an id to the next."""
    page = response.content.decode()
    return words(re.split(rf"<h2[^>]*>{heading}</h2>", page)[1].split("<h2")[0])


def fall_silent(client) -> None:
    """Two messages since her last sign-in."""
    for minutes in (20, 10):
        sent_before(client, NOW - minutes * MINUTE)


def states(client) -> list[str]:
    """What the table says of her rows that lie ahead."""
    rows = Delivery.objects.filter(person=client.pk, due_at__gt=NOW)
    return sorted(rows.values_list("state", flat=True))


def test_who_is_silent_stands_on_today_until_somebody_has_asked(ana, rosa):
    give(rosa, DUE, NOW - DAY)
    fall_silent(rosa)
    plans.replan([rosa.pk], NOW)
    stood, before = states(rosa), ana.get(url("today"))

    after = ana.post(url("asked", rosa), follow=True)

    told = "Rosa two messages without a sign-in; reminders have stopped I have asked"
    assert section(before, "ask") == f"Ask how it is going {told}"
    assert f'action="{url("asked", rosa)}"' in before.content.decode()
    notes = reverse("clients:client_notes", args=[rosa.pk])
    assert f'<a data-row href="{notes}">Rosa</a>' in before.content.decode()
    assert after.redirect_chain == [(url("today"), 302)]
    assert "Nothing waits" in words(after.content.decode())
    assert Contact.objects.get(client=rosa).resumed_at is not None
    # Those two and the next fill her week.
    assert (stood, states(rosa)) == (["held", "held"], ["planned", "skipped"])
    audited = AuditIntake.objects.filter(client_id=rosa.pk, action="contact.resumed")
    assert audited.count() == 1


def test_who_is_silent_is_asked_for_once_though_two_weeks_have_gone_by(ana, rosa):
    make_assignment(rosa, assigned_at=NOW - 20 * DAY)
    rosa.membership.user.last_login = NOW - 20 * DAY
    rosa.membership.user.save()
    fall_silent(rosa)

    page = ana.get(url("today"))

    assert section(page, "ask").startswith("Ask how it is going Rosa")
    assert "not here for two weeks" not in words(page.content.decode())


def test_what_did_not_arrive_stands_on_today_with_what_to_do(ana, rosa, people):
    irene = make_client(people.ana, "Irene")
    deliveries.stop(person=rosa.pk, kind="bounced", now=NOW)
    sent_before(rosa, NOW - DAY, state="unknown")
    sent_before(irene, NOW - DAY, state="failed")

    page = ana.get(url("today"))

    assert section(page, "mail") == (
        "A message did not arrive"
        " Irene A message could not be sent."
        " It does not go out by itself. Tell her, if it matters. yesterday"
        " Rosa Mail to her address came back."
        " No mail goes out to her. Ask her, by another way, to look at her address. today"
    )


def test_her_page_tells_every_trouble(ana, rosa):
    deliveries.stop(person=rosa.pk, kind="complaint", now=NOW)
    sent_before(rosa, NOW - DAY, state="unknown")

    page = words(ana.get(url("client", rosa)).content.decode())

    assert "A mail was marked as unwanted at her address. No mail goes out to her." in page
    assert "A message may or may not have arrived. It is not sent a second time." in page


USUAL = "They may come every day at 10:00 am, as the practice has it."


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("bounced", "None goes out until mail reaches her again."),
        ("", f"Next reminder: Wed 11 Mar, 10:00 am, her time {USUAL}"),
    ],
)
def test_no_next_reminder_is_named_that_cannot_reach_her(ana, rosa, kind, said):
    give(rosa, DUE)
    sent_before(rosa, NOW - DAY, state="unknown")
    if kind:
        deliveries.stop(person=rosa.pk, kind=kind, now=NOW)

    assert under(ana.get(url("client", rosa)), "Reminders") == said


SILENT = (
    "Two messages went out without a sign-in. None goes out until somebody has asked her how it "
    "is going. I have asked"
)
STANDS = {
    f"Next reminder: Wed 11 Mar, 10:00 am, her time {USUAL}": lambda c: give(c, DUE),
    f"No reminder is planned. {USUAL}": lambda c: None,
    f"Reminders are paused. {USUAL}": lambda c: [
        give(c, DUE),
        prefer(c, paused_until=Contact.FOR_EVER),
    ],
    "She has chosen to have no reminders.": lambda c: agree(c, given=False, at=NOW - DAY),
    "She has not chosen yet whether she wants reminders.": lambda c: None,
    "She stopped reminders by the link in a mail.": lambda c: contact.stop_by_link(
        delivery=sent_before(c, NOW - DAY), now=NOW
    ),
    SILENT: fall_silent,
}


@pytest.mark.parametrize("said", STANDS)
def test_her_page_says_how_her_reminders_stand(ana, people, rosa, said):
    client = make_client(people.ana, "Irene") if "not chosen" in said else rosa
    STANDS[said](client)

    assert under(ana.get(url("client", client)), "Reminders") == said


def test_after_her_care_no_reminders_are_spoken_of(ana, people, rosa):
    rosa.discharged_at, rosa.discharged_by = NOW, people.ana.user
    rosa.save()

    assert ">Reminders</h2>" not in ana.get(url("client", rosa)).content.decode()


def test_a_sheets_page_tells_its_reminders(ana, rosa):
    given = give(rosa, DUE)
    rows = Delivery.objects.filter(subject=given.pk)
    sent = {"state": "sent", "claim": given.pk, "claimed_at": NOW, "settled_at": NOW}
    rows.filter(step="chosen").update(**sent)
    rows.filter(step="before").update(state="held", reason="Reminders are off.")
    rows.filter(step="after").update(state="skipped", reason="A session comes first.")

    assert under(ana.get(of_sheet("assignment", given)), "Reminders") == (
        "Wed 11 Mar, 10:00 am, her time sent"
        " Mon 16 Mar, 10:00 am, her time held back · Reminders are off."
        " Thu 19 Mar, 10:00 am, her time left out · A session comes first."
    )


def test_what_the_plan_took_back_is_nothing_to_tell(ana, rosa):
    given = give(rosa, DUE)
    plans.drop(given, NOW)
    Delivery.objects.update(settled_at=NOW)  # the database has a clock of its own

    page = ana.get(of_sheet("assignment", given)).content.decode()

    assert ">Reminders</h2>" not in page


def test_what_went_out_with_another_says_so(ana, rosa):
    leader, other = give(rosa, None), give(rosa, None)
    sent = {"state": "sent", "claim": leader.pk, "claimed_at": NOW, "settled_at": NOW}
    first = Delivery.objects.get(subject=leader.pk)
    Delivery.objects.filter(subject=leader.pk).update(**sent)
    Delivery.objects.filter(subject=other.pk).update(merged_into=first, **sent)

    told = under(ana.get(of_sheet("assignment", other)), "Reminders")

    assert told == "Wed 11 Mar, 10:00 am, her time went out together with another"


@pytest.mark.parametrize("rows", [1, 30])
def test_today_asks_no_more_for_thirty_in_trouble(ana, people, django_assert_num_queries, rows):
    for number in range(rows):
        client = make_reachable(people.ana, f"Client {number}")
        fall_silent(client)
        sent_before(client, NOW - DAY, state="failed")
        deliveries.stop(person=client.pk, kind="complaint", now=NOW)
    vault.forget()

    with django_assert_num_queries(16):
        page = ana.get(url("today"))

    listed = [section(page, name).count("Client") for name in ("ask", "mail")]
    assert listed == [rows, rows]


@pytest.mark.parametrize("rows", [1, 30])
def test_a_sheets_page_asks_no_more_for_thirty_rows(ana, rosa, django_assert_num_queries, rows):
    given = make_assignment(rosa)
    for number in range(rows):
        sent_before(rosa, NOW - number * DAY, subject=given.pk, due_version=number + 1)
    vault.forget()

    with django_assert_num_queries(19):
        page = ana.get(of_sheet("assignment", given))

    assert under(page, "Reminders").count("sent") == rows
