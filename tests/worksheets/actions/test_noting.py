"""The thread about a sheet or a part of it: one each, and what its list says of it."""

import pytest

from clients.actions.noting import MayNotWrite
from clients.models import Thread
from clients.notes.threads import About, about_threads
from tests.clients.people import make_people
from tests.factories import SMALL_SHEET, actor_for, make_assignment, make_version
from worksheets.actions import noting
from worksheets.models import ThreadSheet

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return make_people()


@pytest.fixture
def given(people):
    return make_assignment(people.maya)


def open_as(who, given, prompt_key=""):
    return noting.open_about(by=actor_for(who), assignment=given, prompt_key=prompt_key)


def test_one_thread_for_the_sheet_and_one_for_each_part(people, given):
    whole, part = open_as(people.maya, given), open_as(people.ana, given, "noticed")

    again = [open_as(people.ana, given), open_as(people.maya, given, "noticed")]

    assert again == [whole, part]
    assert set(ThreadSheet.objects.values_list("thread", "prompt_key")) == {
        (whole.pk, ""),
        (part.pk, "noticed"),
    }
    assert Thread.objects.filter(is_general=True).count() == 0


CONDITIONAL = {"key": "why", "type": "short_text", "text": "Why so?", "max_length": 200}
TOLD = {"key": "told", "type": "passage", "text": "Some words first."}


@pytest.fixture
def hanging(people):
    """A sheet with a passage, and a prompt that hangs on another."""
    asked = CONDITIONAL | {"show_if": {"prompt": "noticed", "empty": False}}
    version = make_version({"prompts": [TOLD, *SMALL_SHEET["prompts"], asked]})
    return make_assignment(people.maya, version)


@pytest.mark.parametrize("prompt_key", ["why", "told"])
def test_what_hangs_on_an_answer_or_asks_nothing_is_the_whole(people, hanging, prompt_key):
    assert open_as(people.maya, hanging, prompt_key) == open_as(people.maya, hanging)


def test_a_thread_never_names_what_hangs_on_an_answer(people, hanging):
    thread = open_as(people.maya, hanging)
    ThreadSheet.objects.update(prompt_key="why")

    assert about_threads([thread.pk])[thread.pk].title == "Naming what I miss"


@pytest.mark.parametrize("prompt_key", ["nowhere", "x\x00", "frame.bring"])
def test_a_part_that_is_not_there_is_the_whole(people, given, prompt_key):
    assert open_as(people.maya, given, prompt_key) == open_as(people.maya, given)


@pytest.mark.parametrize("who", ["ben", "noor", "eva", "olga"])
def test_strangers_open_none_and_find_none(people, given, who):
    open_as(people.maya, given)

    for key in ("", "noticed"):
        with pytest.raises(MayNotWrite, match="not_theirs"):
            open_as(getattr(people, who), given, key)


def test_where_only_replies_are_wanted_she_begins_none(people, given):
    people.maya.note_policy = "reply_only"
    people.maya.save()

    with pytest.raises(MayNotWrite, match="reply_only"):
        open_as(people.maya, given)
    assert open_as(people.ana, given) == open_as(people.maya, given)


def test_what_a_thread_is_about(people, given, django_assert_max_num_queries):
    whole, part = open_as(people.maya, given), open_as(people.maya, given, "noticed")

    with django_assert_max_num_queries(2):
        found = about_threads([whole.pk, part.pk])

    ways = {
        "url_for_staff": f"/caseload/{people.maya.pk}/sheets/{given.pk}/",
        "url_for_client": f"/my/sheets/{given.pk}/read/",
    }
    assert found == {
        whole.pk: About(title="Naming what I miss", **ways),
        part.pk: About(title="Naming what I miss: What did you notice this week?", **ways),
    }
