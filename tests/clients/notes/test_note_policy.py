"""Who begins notes: for the practice by its owner, for one client by who cares for her."""

import pytest
from django.urls import reverse

from clients.actions import caring
from clients.models import Client
from practice.forms import PracticeForm
from practice.models import AuditIntake, Practice
from tests.factories import NOW, actor_for, link, make_practice
from tests.practice.test_practices import FORM

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page(client: Client) -> str:
    return reverse("clients:note_policy", args=[client.pk])


def test_an_owner_says_how_notes_are_in_the_practice(browser, people):
    browser.force_login(people.olga.user)
    said = {"note_policy": "reply_only", "note_limit": "500", "shows_read_times": "on"}

    browser.post(reverse("practice:setup"), FORM | said | {"requires_second_factor": ""})

    practice = Practice.objects.get(pk=people.practice.pk)
    assert (practice.note_policy, practice.note_limit, practice.shows_read_times) == (
        "reply_only", 500, True,
    )  # fmt: skip
    changed = AuditIntake.objects.get(action="practice.settings_changed").details["changed"]
    assert {"note_policy", "note_limit", "shows_read_times"} <= set(changed)
    overview = browser.get(reverse("practice:overview")).content.decode()
    assert "A client writes where she was written to, up to 500 signs" in overview


@pytest.mark.parametrize("limit", ["499", "10001", "", "many", "-1", "1e3"])
def test_a_note_has_room_for_five_hundred_to_ten_thousand_signs(limit):
    form = PracticeForm({**FORM, "note_limit": limit}, instance=make_practice(), now=NOW)

    assert list(form.errors) == ["note_limit"]


@pytest.mark.parametrize("policy", ["", "never", "\x00"])
def test_a_policy_is_one_of_three(policy):
    form = PracticeForm({**FORM, "note_policy": policy}, instance=make_practice(), now=NOW)

    assert list(form.errors) == ["note_policy"]


def test_for_one_client_it_can_be_otherwise(as_ana, people):
    before = as_ana.get(page(people.maya)).content.decode()
    as_ana.post(page(people.maya), {"policy": "off"})
    file = as_ana.get(reverse("clients:edit", args=[people.maya.pk])).content.decode()

    assert "As in the practice: Both sides write when they want to" in before
    assert Client.objects.get(pk=people.maya.pk).note_policy == "off"
    assert AuditIntake.objects.get(action="client.note_policy_set").details == {"policy": "off"}
    assert "No notes." in file


def test_and_as_in_the_practice_again(as_ana, people):
    for policy in ("reply_only", "", ""):
        as_ana.post(page(people.maya), {"policy": policy})

    assert Client.objects.get(pk=people.maya.pk).note_policy == ""
    assert AuditIntake.objects.filter(action="client.note_policy_set").count() == 2


@pytest.mark.parametrize("policy", ["never", "\x00", "x" * 10_000])
def test_a_policy_that_nobody_knows_is_not_set(as_ana, people, policy):
    response = as_ana.post(page(people.maya), {"policy": policy})

    assert (response.status_code, list(response.context["form"].errors)) == (200, ["policy"])
    assert Client.objects.get(pk=people.maya.pk).note_policy == ""


def test_who_only_reads_sets_none(browser, people):
    link(people.maya, people.sofia, role="supervisor")
    browser.force_login(people.sofia.user)

    assert browser.post(page(people.maya), {"policy": "off"}).status_code == 403
    with pytest.raises(caring.MayNotCare):
        caring.set_note_policy(by=actor_for(people.ben), client=people.maya, policy="off")
