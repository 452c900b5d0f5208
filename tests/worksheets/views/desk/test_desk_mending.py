"""Mail that did not reach her: who cares for her says that it may go to her again, or saw it."""

import re
from datetime import date

import pytest
from django.urls import reverse

from clients.actions import contact
from practice import deliveries
from practice.models import AuditIntake, ChannelStop, Delivery
from tests.factories import NOW, actor_for
from tests.tables import changed, checksums
from tests.worksheets.reminders.people import DAY, give, make_reachable, planned, sent_before
from tests.worksheets.views.desk.conftest import url
from worksheets.actions import mending
from worksheets.reminders.trouble import troubles

pytestmark = pytest.mark.django_db
AGAIN, SEEN = "Mail may go to her again", "I have seen it"


@pytest.fixture
def rosa(people):
    return make_reachable(people.ana, "Rosa")


def buttons(response) -> list[str]:
    """What can be pressed about her mail."""
    page = response.content.decode().split("<main")[1]
    return [
        word for word in re.findall(r"<button[^>]*>([^<]*)</button>", page) if word in (AGAIN, SEEN)
    ]


def said(client) -> list[tuple]:
    found = AuditIntake.objects.filter(client_id=client.pk).order_by("id")
    return [each for each in found.values_list("action", "actor") if ".read" not in each[0]]


@pytest.mark.parametrize("kind", ChannelStop.Kind.values)
def test_staff_lift_a_stop_and_her_plan_is_made_anew(ana, people, rosa, kind):
    row = sent_before(rosa, NOW - DAY, state="unknown")
    deliveries.stop(person=rosa.pk, kind=kind, now=NOW, delivery=row)
    give(rosa, date(2026, 3, 17))
    ahead = planned(rosa)
    Delivery.objects.filter(person=rosa.pk, state="planned").delete()
    before = ana.get(url("client", rosa))

    after = ana.post(url("mail_again", rosa), follow=True)

    stop = ChannelStop.objects.get()
    assert (buttons(before), buttons(after)) == ([AGAIN], [])
    assert "Mail goes to her again, from here on." in after.content.decode()
    assert (stop.lifted_by, stop.lifted_at >= NOW) == (people.ana.user, True)
    assert (planned(rosa), bool(ahead)) == (ahead, True)
    assert ("channel.lifted", people.ana.user.pk) in said(rosa)


def test_several_stops_are_lifted_together_with_one_button(ana, rosa):
    for kind in ChannelStop.Kind.values:
        deliveries.stop(person=rosa.pk, kind=kind, now=NOW)
    before = ana.get(url("client", rosa))

    ana.post(url("mail_again", rosa))

    assert (buttons(before), troubles([rosa.pk], NOW)) == ([AGAIN], {})


def test_what_did_not_arrive_is_seen_with_who_and_when(ana, people, rosa):
    rows = [sent_before(rosa, NOW - DAY, state=state) for state in ("failed", "unknown")]
    before = ana.get(url("client", rosa))

    after = ana.post(url("mail_seen", rosa), follow=True)

    handled = Delivery.objects.filter(handled_at__gte=NOW)
    assert (buttons(before), buttons(after), handled.count()) == ([SEEN], [], len(rows))
    assert said(rosa) == [("delivery.seen", people.ana.user.pk)]
    assert "A message did not arrive" not in ana.get(url("today")).content.decode()


@pytest.mark.parametrize("name", ["mail_again", "mail_seen"])
def test_pressed_with_nothing_to_do_it_says_so_and_writes_nothing(ana, rosa, name):
    answers = [ana.post(url(name, rosa), follow=True).status_code for _ in range(2)]

    assert (answers, said(rosa)) == ([200, 200], [])


@pytest.mark.parametrize("name", ["mail_again", "mail_seen"])
@pytest.mark.parametrize(
    ("who", "status"),
    [("sofia", 403), ("former", 404), ("ben", 404), ("eva", 404), ("olga", 403)],
)
def test_only_who_cares_for_her_decides(people, at, maya, name, who, status):
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW)
    sent_before(maya, NOW - DAY, state="failed")
    browser = at(getattr(people, who))
    browser.get(reverse("practice:start"))
    before = checksums()

    answer = browser.post(url(name, maya))

    assert (answer.status_code, changed(before, checksums())) == (status, [])


def test_she_herself_and_who_only_reads_have_no_button(people, at, maya):
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW)

    page = at(people.sofia).get(url("client", maya))

    assert (page.status_code, buttons(page)) == (200, [])
    assert at(maya.membership).post(url("mail_again", maya)).status_code == 403


@pytest.mark.parametrize("act", [mending.mail_again, mending.mark_seen, contact.mail_again])
@pytest.mark.parametrize("who", ["sofia", "former", "ben", "eva", "olga"])
def test_the_actions_ask_as_well(people, maya, act, who):
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW)

    with pytest.raises((mending.MayNotSee, contact.MayNotMend)):
        act(by=actor_for(getattr(people, who)), client=maya)

    assert ChannelStop.objects.get().lifted_at is None


def test_after_care_has_ended_nothing_is_lifted(ana, people, maya):
    deliveries.stop(person=maya.pk, kind="bounced", now=NOW)
    maya.discharged_at, maya.discharged_by = NOW, people.ana.user
    maya.save()

    assert buttons(ana.get(url("client", maya))) == []
    assert ana.post(url("mail_again", maya)).status_code == 403
