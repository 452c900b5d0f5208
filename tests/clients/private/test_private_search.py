"""Her own notes are searched in the request; the words stand in no address, log or record."""

import logging

import pytest
import time_machine
from django.urls import reverse

from clients import private_notes
from practice.models import AuditIntake
from tests.clients.private.writing import write
from tests.factories import NOW, actor_for, link, make_client
from tests.web import Browser

pytestmark = pytest.mark.django_db
SEARCH = "clients:search_private_notes"


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


def look(browser: Browser, **data):
    """She presses the button."""
    return browser.post(reverse(SEARCH), data)


def found(answer) -> list[str]:
    return [one.words for one in answer.context["search"].found]


def test_all_words_in_any_case_and_any_client_of_hers(team, as_ana):
    noor = make_client(team.ana, "Noor")
    write(team.ana, team.maya, "The KETTLE was singing in the kitchen.")
    write(team.ana, noor, "No kettle in that kitchen.")
    write(team.ana, noor, "Only a kettle.")

    answer = look(as_ana, words=" kitchen  Kettle ")

    assert sorted(found(answer)) == [
        "No kettle in that kitchen.",
        "The KETTLE was singing in the kitchen.",
    ]
    assert "Looked through 3 of your 3 notes" in answer.content.decode()


def test_one_client_alone(team, as_ana):
    noor = make_client(team.ana, "Noor")
    write(team.ana, team.maya, "A kettle for Maya.")
    write(team.ana, noor, "A kettle for Noor.")

    answer = look(as_ana, words="kettle", client=noor.pk)

    assert found(answer) == ["A kettle for Noor."]


def test_neither_anothers_notes_nor_clients_that_are_not_hers(team, as_ana):
    write(team.ben, team.maya, "Ben's kettle.")
    link(team.people.noor, team.ana, "cover", ends_at=NOW)
    gone = write(team.people.ben, team.people.noor, "Noor's kettle.")

    everywhere = look(as_ana, words="kettle")
    there = look(as_ana, words="kettle", client=gone.client_id)

    assert (found(everywhere), there.status_code) == ([], 404)


def test_who_was_named_does_not_search_anothers_notes(team):
    write(team.ana, team.maya, "A kettle.")
    browser = Browser()
    browser.sign_in(team.sofia.user)

    assert found(look(browser, words="kettle")) == []


def test_so_many_are_looked_through_at_a_press_and_the_next_one_goes_on(team, as_ana, monkeypatch):
    monkeypatch.setattr(private_notes, "LOOKED_THROUGH", 3)
    for number in range(5):
        write(team.ana, team.maya, f"Kettle {number}.")

    first = look(as_ana, words="kettle")
    rest = look(as_ana, words="kettle", start=first.context["search"].next)

    assert (len(found(first)), len(found(rest))) == (3, 2)
    assert len({*found(first), *found(rest)}) == 5
    assert "Looked through 3 of your 5 notes" in first.content.decode()
    assert "Looked through notes 4 to 5 of 5" in rest.content.decode()
    assert rest.context["search"].next is None


def test_so_many_are_shown_at_a_press(team, as_ana, monkeypatch):
    monkeypatch.setattr(private_notes, "SHOWN", 2)
    for number in range(3):
        write(team.ana, team.maya, f"Kettle {number}.")

    search = look(as_ana, words="kettle").context["search"]

    assert (len(search.found), search.looked, search.next) == (2, 2, 2)


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_one_and_for_thirty(team, as_ana, django_assert_num_queries, count):
    for number in range(count):
        write(team.ana, make_client(team.ana, f"Client {number}"), f"Kettle {number}.")
    look(as_ana, words="kettle")

    # Session, account, memberships; count, notes, keys, the record in its own transaction,
    # what is unread for the rail.
    with django_assert_num_queries(9):
        look(as_ana, words="kettle")


@pytest.mark.parametrize(
    "data",
    [{}, {"words": ""}, {"words": "\x00"}, {"words": "x" * 201}, {"words": "a", "start": "x"}],
)
def test_what_cannot_be_looked_for_is_told(team, as_ana, data):
    write(team.ana, team.maya)

    answer = look(as_ana, **data)

    assert (answer.status_code, "search" in answer.context) == (200, False)
    assert 'role="alert"' in answer.content.decode()


def test_the_words_stand_in_no_address_log_or_record(team, as_ana, caplog):
    write(team.ana, team.maya, "A kettle.")
    with caplog.at_level(logging.DEBUG):
        answer = look(as_ana, words="kettle")

    row = AuditIntake.objects.latest("pk")
    assert (row.action, row.client_id) == ("private_notes.searched", None)
    assert row.details == {"looked": 1, "clients": [str(team.maya.pk)]}
    assert ("kettle" in caplog.text, "kettle" in str(answer.headers)) == (False, False)


def test_without_a_proof_the_words_wait_until_there_is_one(team, as_ana):
    write(team.ana, team.maya, "A kettle.")
    slip = as_ana.get(reverse(SEARCH)).context["form"]
    assert slip is not None
    page = as_ana.get(reverse(SEARCH)).content.decode()
    signed = page.split('name="slip" value="')[1].split('"')[0]
    session = as_ana.session
    del session["account_authentication_methods"]
    session.save()

    answer = look(as_ana, words="kettle", slip=signed)
    as_ana.sign_in(team.ana.user)
    back = as_ana.get(reverse(SEARCH)).content.decode()

    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(SEARCH))
    assert 'value="kettle"' in back


def test_around_shows_the_words_in_their_line():
    body = "One. " * 60 + "The kettle\nwas singing. " + "Two. " * 60

    shown = private_notes.around(body, ["kettle"])

    assert "The kettle was singing." in shown
    assert (shown[0], shown[-1], len(shown) < 200) == ("…", "…", True)


def test_the_actor_without_a_practice_finds_nothing(team):
    assert private_notes.search(actor_for(team.people.eva), "kettle").found == []
