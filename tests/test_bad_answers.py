"""Any form that comes for any prompt of the shipped library is kept or kindly refused."""

import json
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client as Browser
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clients.models import Client
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from tests.tables import undone
from worksheets import prompts
from worksheets.models import Answer, Assignment, Submission, Version

pytestmark = pytest.mark.django_db

SCRAPS = [
    "",
    "7",
    "-1",
    "2026-02-31",
    "2026-03",
    "not_sure",
    "\0",
    "\u202e\u05d0",
    "\U0001fac2",
    "\r\n",
]
WORD = st.one_of(st.sampled_from(SCRAPS), st.text(max_size=60), st.text(min_size=900, max_size=901))
ENDS = ["", "own", "offered", "year", "month", "not_sure", "keep", "0", "1"]
TYPES = [
    "short_text",
    "long_text",
    "single_choice",
    "multi_choice",
    "checklist",
    "scale_0_10",
    "table",
    "date",
    "mood_words",
    "letter_unsent",
]


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def maya() -> Client:
    return make_client(make_counselor(make_practice()))


@pytest.fixture
def library(maya) -> dict[str, list[tuple[Assignment, prompts.Prompt]]]:
    """Every sheet of the shipped library, given to Maya: its prompts by type."""
    call_command("load_library", verbosity=0)
    found: dict[str, list] = {}
    for version in Version.objects.current():
        assignment = make_assignment(maya, version)
        for prompt in version.sheet.answerable:
            found.setdefault(prompt.type, []).append((assignment, prompt))
    return found


def signed_in(client: Client) -> Browser:
    """Her browser; an error in a view is an answer of 500."""
    browser = Browser(raise_request_exception=False)
    browser.force_login(client.membership.user)
    return browser


def names_of(prompt: prompts.Prompt) -> list[str]:
    """The names that a form for this prompt may hold, and some that it may not."""
    columns = [column.key for column in getattr(prompt, "columns", [])]
    cells = [f"{row}_{column}" for row in ("0", "1", "99", "x") for column in columns]
    return [f"{prompt.key}:_{end}" if end else f"{prompt.key}:" for end in [*ENDS, *cells]]


def test_the_shipped_library_has_every_type_of_prompt(library):
    assert sorted(library) == sorted(TYPES)
    assert sum(len(found) for found in library.values()) > 150


@pytest.mark.parametrize("type", TYPES)
def test_any_form_is_kept_or_refused_with_words(library, maya, type):
    browser, offered = signed_in(maya), library[type]

    @settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def send(data):
        assignment, prompt = data.draw(st.sampled_from(offered))
        fields = data.draw(
            st.dictionaries(st.sampled_from(names_of(prompt)), st.lists(WORD, max_size=3))
        )
        sent = {f"{prompt.key}:_revision": "0", f"{prompt.key}:_once": str(uuid4())} | fields
        with undone():
            answer = browser.post(
                reverse("worksheets:save", args=[assignment.pk]),
                sent,
                headers={"accept": "application/json"},
            )
            told = json.loads(answer.content)
            kept = Answer.objects.filter(assignment=assignment, prompt_key=prompt.key).first()
            assert (answer.status_code, bool(told.get("message"))) in {(200, False), (422, True)}
            assert answer.status_code == 200 or kept is None
            if kept is not None:
                assert prompts.clean(prompt, kept.value) == kept.value

    send()


@pytest.mark.parametrize("type", TYPES)
def test_the_pages_of_every_type_show_again_what_was_refused(library, maya, type):
    browser = signed_in(maya)
    told = set()
    for assignment, prompt in library[type][:4]:
        sent = dict.fromkeys(names_of(prompt), "x" * 25000)
        sent |= {f"{prompt.key}:_revision": "0", f"{prompt.key}:_once": str(uuid4())}
        with undone():
            url = reverse("worksheets:save", args=[assignment.pk])
            told.add(browser.post(url, sent | {"place": "whole"}).status_code)

    assert told <= {302, 422}


TABLE = {
    "prompts": [
        {
            "key": "rows",
            "type": "table",
            "text": "Row by row.",
            "columns": [{"key": "what", "type": "short_text", "label": "What"}],
            "rows": 3,
        }
    ]
}


def test_a_table_of_ten_thousand_rows_is_refused_in_words(maya):
    assignment = make_assignment(maya, make_version(TABLE))
    url = reverse("worksheets:save", args=[assignment.pk])
    sent = {f"rows:_{row}_what": "a" for row in range(10_000)}
    sent |= {"rows:_revision": "0", "rows:_once": str(uuid4()), "place": "1"}

    too_many_fields = signed_in(maya).post(url, sent)
    some = {name: sent[name] for name in [*list(sent)[:1_500], "rows:_revision", "rows:_once"]}
    too_many_rows = signed_in(maya).post(url, some | {"place": "1"})

    assert (too_many_fields.status_code, too_many_rows.status_code) == (400, 422)
    assert "<h1>" in too_many_fields.content.decode()
    assert too_many_rows.content.decode().count("\na</textarea>") == 1_000
    assert not Answer.objects.exists()


def test_a_megabyte_too_much_is_refused_in_words(maya):
    assignment = make_assignment(maya)
    url = reverse("worksheets:save", args=[assignment.pk])

    answer = signed_in(maya).post(url, {"noticed:": "a" * 1_100_000, "noticed:_revision": "0"})

    assert (answer.status_code, "<h1>" in answer.content.decode()) == (400, True)
    assert not Answer.objects.exists()


def test_sent_twice_is_sent_once(maya):
    assignment = make_assignment(maya)
    url = reverse("worksheets:submit", args=[assignment.pk])
    sent = {"done_as": "done", "submit_key": str(uuid4())}

    told = [signed_in(maya).post(url, sent).headers["Location"] for _ in range(3)]

    assert told == [reverse("worksheets:receipt", args=[assignment.pk])] * 3
    assert Submission.objects.count() == 1


def test_given_twice_is_given_once(maya):
    ana, version = maya.care_links.get().membership, make_version()
    browser = Browser()
    browser.force_login(ana.user)
    sent = {"reason": "For you.", "request_key": str(uuid4())}

    for _ in range(3):
        browser.post(reverse("worksheets:assign", args=[maya.pk, version.worksheet_id]), sent)

    assert Assignment.objects.filter(client=maya).count() == 1
