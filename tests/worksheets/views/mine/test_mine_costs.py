"""What her pages cost, with one row and with thirty: the same."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers
from worksheets.models import Comment, OtherText

pytestmark = pytest.mark.django_db

# The account and its membership; the session is in the cache. A page of hers comes on top.
FRAME = 2


def cost(hers, act) -> int:
    """Queries of a request when schemas, templates and the session are warm."""
    act()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        response = act()
    assert response.status_code in {200, 302}
    return len(queries) - FRAME


def many(maya, ana, count: int) -> None:
    """Done sheets with an answer of the counselor, and open ones."""
    for number in range(count):
        done = {"submitted_at": NOW, "done_as": "done", "opened_at": NOW}
        at = NOW - timedelta(days=number)
        given = make_assignment(maya, round=done, assigned_at=at)
        Comment.objects.create(
            client=maya,
            assignment=given,
            round=given.rounds.get(),
            author=ana.user,
            body="Thank you.",
            sent_at=NOW,
        )
        make_assignment(maya, due_on=None)


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("name", "queries"), [("home", 10), ("my_work", 7)])
def test_a_list_costs_the_same_with_one_row_and_with_thirty(hers, maya, ana, rows, name, queries):
    many(maya, ana, rows)

    assert cost(hers, lambda: hers.http.get(reverse(f"worksheets:{name}"))) == queries


PARTS = [{"key": f"p{n}", "type": "short_text", "text": "A line."} for n in range(30)]


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(
    ("name", "args", "queries"),
    [
        ("sheet", (), 5),
        ("part", (1,), 4),
        ("whole", (), 4),
        ("share", (), 4),
        ("read", (), 7),
        ("print_mine", (), 4),
        ("download_mine", (), 3),
    ],
)
def test_a_page_of_a_sheet_costs_the_same_whatever_she_wrote(
    browser, maya, rows, name, args, queries
):
    version = make_version({"prompts": PARTS[:rows]})
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, version, round={"opened_at": NOW}))
    for number in range(rows):
        hers.save(f"Words {number}.", prompt=f"p{number}")

    assert cost(hers, lambda: hers.get(name, *args)) == queries


def test_a_save_costs_four_queries_and_its_transaction(hers):
    revisions = iter(range(9))

    def act():
        revision = next(revisions)
        return hers.save(f"Words {revision}.", revision=revision)

    # begin, the round under lock, her key, the answer, the update, end
    assert cost(hers, act) == 6


@pytest.mark.parametrize("rows", [1, 30])
def test_saving_a_whole_page_locks_and_looks_once(browser, maya, rows):
    version = make_version({"prompts": PARTS[:rows]})
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, version, round={"opened_at": NOW}))

    def act():
        data = {"place": "whole", "go": "whole"}
        for number in range(rows):
            data |= {
                f"p{number}:": "Words.",
                f"p{number}:_revision": 0,
                f"p{number}:_once": uuid4(),
            }
        return hers.post("save", data)

    assert cost(hers, act) == 7


@pytest.mark.parametrize("rows", [1, 30])
def test_a_submit_costs_the_same_whatever_she_shares(browser, maya, rows):
    version = make_version({"prompts": PARTS[:rows]})
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, version, round={"opened_at": NOW}))
    for number in range(rows):
        hers.save(f"Words {number}.", prompt=f"p{number}")
    data = {"submit_key": uuid4(), "done_as": "done"}
    data |= {f"seen:p{number}": 1 for number in range(rows)}
    data |= {f"share:p{number}": "on" for number in range(rows)}

    with CaptureQueriesContext(connection) as queries:
        hers.post("submit", data)

    assert len(queries) - FRAME == 10  # one of them drops her reminders


def test_other_texts_are_kept_in_one_look(hers):
    hers.save("One.")
    hers.save("Two.", prompt="miss")

    with CaptureQueriesContext(connection) as queries:
        data = {"noticed:": "A.", "miss:": "B.", "noticed:_revision": 0, "miss:_revision": 0}
        hers.post("save", data)

    looks = [q for q in queries if "othertext" in q["sql"] and q["sql"].startswith("SELECT")]
    assert OtherText.objects.count() == 2
    assert len([q for q in looks if "worksheets_answer" not in q["sql"].split("WHERE")[0]]) == 1
