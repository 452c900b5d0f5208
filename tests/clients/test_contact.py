"""Her days and hour, a pause, an answer about a hard day, and the link that stops it (E-19)."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import ValidationError

from clients.actions import consenting, contact
from clients.models import Client, Consent, ConsentText, Contact, Layer, TenderDate
from practice import deliveries, facts
from practice.models import AuditIntake, Delivery
from tests.clients.people import make_people
from tests.factories import NOW, actor_for, make_counselor

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def maya(people) -> Client:
    return people.maya


@pytest.fixture
def told(monkeypatch) -> list[str]:
    """What happened, as the apps above are told."""
    found: list[str] = []
    monkeypatch.setattr(facts, "tell", lambda event, **_what: found.append(event))
    return found


def text(people) -> ConsentText:
    """The words about reminders, published."""
    by = actor_for(people.olga)
    return consenting.publish_consent_text(by=by, layer=4, meaning_changed=True)


def audited() -> list[tuple[str, dict]]:
    """The last things written down, without what the people needed to be there."""
    rows = AuditIntake.objects.filter(action__regex=r"^(contact|consent|date)\.").order_by("pk")
    return list(rows.values_list("action", "details"))


def reminder(client: Client) -> Delivery:
    """One that went out to her."""
    return deliveries.plan(
        practice=client.practice,
        purpose="reminder",
        subject=client.pk,
        person=client.pk,
        due_at=NOW,
        zone="UTC",
    )


def test_her_days_and_hour_are_kept_told_and_written_down(maya, told):
    for _twice in range(2):
        contact.save_contact(by=actor_for(maya), client=maya, days={4, 2}, at=time(18, 30))

    hers = Contact.objects.get(client=maya)
    assert (hers.days, hers.at) == ([2, 4], time(18, 30))
    assert (told, audited()) == (["client.contact_changed"], [("contact.saved", {})])


@pytest.mark.parametrize(
    ("days", "at"),
    [((), time(10)), ((8,), time(10)), ((1,), time(7, 59)), ((1,), time(21))],
)
def test_no_day_and_no_hour_of_the_night(maya, days, at):
    with pytest.raises(ValidationError):
        contact.save_contact(by=actor_for(maya), client=maya, days=days, at=at)

    assert not Contact.objects.exists()


def test_a_pause_ends_on_a_day_ahead(maya, told):
    with pytest.raises(contact.DayNotPossible):
        contact.pause(by=actor_for(maya), client=maya, until=TODAY)

    paused = contact.pause(by=actor_for(maya), client=maya, until=TODAY + DAY)

    assert (paused.paused_until, told) == (TODAY + DAY, ["client.contact_changed"])


def test_she_ends_her_pause_and_the_silence(maya):
    contact.pause(by=actor_for(maya), client=maya, until=TODAY + 9 * DAY)

    resumed = contact.resume(by=actor_for(maya), client=maya)

    assert (resumed.paused_until, resumed.resumed_at) == (None, NOW)


def test_her_counselor_ends_the_silence_but_not_her_pause(people, maya):
    contact.pause(by=actor_for(maya), client=maya, until=TODAY + 9 * DAY)

    resumed = contact.resume(by=actor_for(people.ana), client=maya)

    assert (resumed.paused_until, resumed.resumed_at) == (TODAY + 9 * DAY, NOW)


def test_nobody_else_says_how_she_is_reached(people, maya):
    ana, noor = actor_for(people.ana), actor_for(people.noor)
    for by in (ana, noor, actor_for(make_counselor(people.practice, "Cleo Hart"))):
        with pytest.raises(contact.OnlyHerself):
            contact.save_contact(by=by, client=maya, days=[1], at=time(10))
        with pytest.raises(contact.OnlyHerself):
            contact.pause(by=by, client=maya, until=TODAY + DAY)
        if by is not ana:
            with pytest.raises(contact.OnlyHerself):
                contact.resume(by=by, client=maya)

    assert not Contact.objects.exists()


def a_day(client: Client, **fields) -> TenderDate:
    """A hard day in a week."""
    marked = TenderDate(
        client=client,
        label="",
        created_by=client.membership.user,
        **{"on_date": TODAY + 7 * DAY, "quiet": "ask"} | fields,
    )
    marked.save()
    return marked


@pytest.mark.parametrize(("keeps", "kept"), [(True, TODAY + 7 * DAY), (False, None)])
def test_an_answer_is_about_the_next_time_alone(maya, told, keeps, kept):
    marked = a_day(maya, is_yearly=True)

    day = contact.answer_date(by=actor_for(maya), marked=marked, keeps=keeps)

    marked.refresh_from_db()
    assert (day, marked.answered_on, marked.keeps_on) == (TODAY + 7 * DAY, day, kept)
    assert (told, audited()) == (["client.dates_changed"], [("date.answered", {"keeps": keeps})])


@pytest.mark.parametrize(
    "fields", [{"quiet": "pause"}, {"on_date": TODAY - DAY}, {"removed_at": NOW}]
)
def test_there_may_be_nothing_to_answer(maya, fields):
    with pytest.raises(contact.DayNotPossible):
        contact.answer_date(by=actor_for(maya), marked=a_day(maya, **fields), keeps=True)


def test_her_day_is_hers_to_answer(people, maya):
    with pytest.raises(contact.OnlyHerself):
        contact.answer_date(by=actor_for(people.ana), marked=a_day(maya), keeps=True)


def test_the_link_takes_her_yes_back_once(people, maya, told):
    consenting.give_consent(by=actor_for(maya), client=maya, text=text(people))

    stopped = [contact.stop_by_link(delivery=reminder(maya), now=NOW + DAY) for _ in range(2)]

    word = Consent.objects.latest_word(maya, Layer.EMAIL)
    assert (stopped, word.given, word.method, word.at) == ([True, False], False, "link", NOW + DAY)
    assert told == ["consent.given", "consent.withdrawn"]
    assert audited()[-1] == ("consent.withdrawn", {"layer": 4, "method": "link"})
    assert AuditIntake.objects.latest("pk").actor is None


def test_the_link_of_a_client_of_another_practice_does_nothing(people, maya):
    consenting.give_consent(by=actor_for(maya), client=maya, text=text(people))
    row = reminder(maya)
    row.practice = people.eva.practice

    assert contact.stop_by_link(delivery=row, now=NOW) is False
    assert Consent.objects.latest_word(maya, Layer.EMAIL).given


def test_a_no_is_kept_once_and_a_yes_is_taken_back_by_it(people, maya):
    words, by = text(people), actor_for(maya)

    for _twice in range(2):
        consenting.decline_consent(by=by, client=maya, text=words)
    consenting.give_consent(by=by, client=maya, text=words)
    consenting.decline_consent(by=by, client=maya, text=words)

    said = Consent.objects.filter(client=maya).order_by("at")
    assert list(said.values_list("given", "method")) == [
        (False, "screen"),
        (True, "screen"),
        (False, "screen"),
    ]
    assert [action for action, _details in audited()] == [
        "consent.declined",
        "consent.given",
        "consent.withdrawn",
    ]


def test_what_work_hangs_on_is_not_declined_or_stopped_by_a_link(people, maya):
    terms = ConsentText.objects.current(people.practice).get(layer=Layer.TERMS)

    with pytest.raises(consenting.NotCurrent):
        consenting.decline_consent(by=actor_for(maya), client=maya, text=terms)
    with pytest.raises(consenting.NothingToWithdraw):
        consenting.withdraw_by_link(by=actor_for(maya), client=maya, layer=Layer.TERMS)
    with pytest.raises(consenting.OnlyHerself):
        consenting.decline_consent(by=actor_for(people.ana), client=maya, text=text(people))


def test_reminders_are_not_asked_at_the_door(people):
    words = text(people)

    at_the_door = ConsentText.objects.at_the_door(people.practice)

    assert words not in at_the_door
    assert [each.layer for each in at_the_door] == [1, 2, 3]


def test_the_pause_of_a_far_away_clock_ends_by_her_own_day(maya):
    maya.time_zone = "Pacific/Auckland"
    maya.save()

    with pytest.raises(contact.DayNotPossible):
        contact.pause(by=actor_for(maya), client=maya, until=date(2026, 3, 11))
