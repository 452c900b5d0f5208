"""My work: everything she ever wrote, by time and by theme, and her own charts."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_submission,
    make_version,
)
from tests.worksheets.views.mine.conftest import text
from worksheets.models import Answer, Comment, Theme

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WORK, CHARTS = "/my/work/", "/my/work/charts/"


def rated(maya, days: int, value: int) -> None:
    """A rating that she keeps to herself, of a sheet sent so many days from NOW."""
    schema = {
        "prompts": [
            {
                "key": "missing",
                "type": "scale_0_10",
                "text": "How big?",
                "low": "small",
                "high": "big",
                "privacy": "private",
                "measure": {"key": "m.missing"},
            }
        ]
    }
    given = make_assignment(maya, make_version(schema))
    make_submission(given, at=NOW + days * DAY)
    Answer.objects.create(client=maya, assignment=given, prompt_key="missing", value=value)


def written(maya, title: str, **fields):
    """A sheet with words of hers in it."""
    given = make_assignment(maya, make_version(title=title), round={"opened_at": NOW}, **fields)
    Answer.objects.create(client=maya, assignment=given, prompt_key="noticed", value="Words.")
    return given


def titles(response) -> list[str]:
    return [work.round.assignment.version.title for work in response.context["listed"]]


def everything(maya, ana) -> None:
    """One of each kind, each in a theme of its own."""
    sent = written(maya, "Sent")
    round_ = make_submission(sent, {"noticed": "Words."}, at=NOW - 40 * DAY)
    Comment.objects.create(
        client=maya, assignment=sent, round=round_, author=ana.user, body="Thanks.", sent_at=NOW
    )
    written(maya, "Open")
    written(maya, "Aside", declined_at=NOW - 2 * DAY, decline_reason="long")
    make_assignment(maya, make_version(title="Not begun"))


def test_everything_she_wrote_stands_there_by_time(as_maya, maya, ana):
    everything(maya, ana)

    response = as_maya.get(WORK)

    assert titles(response) == ["Open", "Aside", "Sent"]
    page = text(response)
    assert [word for word in ("March 2026", "January 2026") if word not in page] == []
    assert "What Ana wrote" in page


@pytest.mark.parametrize(
    ("show", "listed"),
    [
        ("sent", ["Sent"]),
        ("unsent", ["Open"]),
        ("aside", ["Aside"]),
        ("answered", ["Sent"]),
    ],
)
def test_she_may_look_at_one_kind(as_maya, maya, ana, show, listed):
    everything(maya, ana)

    assert titles(as_maya.get(WORK, {"show": show})) == listed


def test_she_may_look_at_one_theme_and_by_theme(as_maya, maya, ana):
    everything(maya, ana)
    theme = Theme.objects.get(worksheets__versions__title="Aside")

    one = as_maya.get(WORK, {"theme": theme.slug, "by": "theme"})
    all_of_them = as_maya.get(WORK, {"by": "theme"})

    assert titles(one) == ["Aside"]
    assert sorted(titles(all_of_them)) == ["Aside", "Open", "Sent"]


@pytest.mark.parametrize(
    "asked",
    [
        {"show": "x" * 70_000},
        {"theme": "\x00", "page": "-1"},
        {"theme": "nowhere", "by": "\x00"},
        {"page": "99999999999999999999"},
    ],
)
def test_odd_questions_get_a_page(as_maya, maya, ana, asked):
    everything(maya, ana)

    assert as_maya.get(WORK, asked).status_code == 200


def test_what_fits_nothing_says_so_and_leads_back(as_maya, maya):
    written(maya, "Open")

    page = text(as_maya.get(WORK, {"show": "sent"}))

    assert ("No sheet of yours fits that." in page, "Show everything" in page) == (True, True)


def test_a_page_has_twenty_five(as_maya, maya):
    for _ in range(26):
        make_submission(make_assignment(maya))

    response = as_maya.get(WORK)

    assert (len(response.context["listed"]), response.context["page_obj"].paginator.count) == (
        25,
        26,
    )


def test_twice_the_same_sheet_leads_to_then_and_now(as_maya, maya):
    first = written(maya, "Twice")
    second = make_assignment(maya, first.version, round={"opened_at": NOW})
    Answer.objects.create(client=maya, assignment=second, prompt_key="noticed", value="More.")
    written(maya, "Once")

    works = as_maya.get(WORK).context["listed"]

    told = {(work.round.assignment.version.title, work.has_then) for work in works}
    assert told == {("Twice", True), ("Once", False)}


def test_the_charts_hold_private_points_and_a_table(as_maya, maya):
    for days, value in ((-9, 8), (-1, 3)):
        rated(maya, days, value)

    page = text(as_maya.get(CHARTS))

    assert ("Size of the missing" in page, "<svg" in page, "<table>" in page) == (True, True, True)
    assert ('<td class="num">8</td>' in page, "style=" in page) == (True, False)
    assert [word for word in ("better", "worse", "progress", "improve") if word in page] == []


def test_without_two_points_the_page_says_what_will_come(as_maya, maya):
    rated(maya, -1, 3)

    page = text(as_maya.get(CHARTS))

    assert ("No charts so far." in page, "<polyline" in page) == (True, False)


def test_the_charts_are_hers_alone(browser, maya, ana):
    for days in (-2, -1):
        rated(maya, days, 3)
    noor = make_client(make_counselor(ana.practice), "Noor")

    browser.force_login(ana.user)
    assert browser.get(CHARTS).status_code == 403
    browser.force_login(noor.membership.user)
    assert browser.get(CHARTS).context["charts"] == []


@pytest.mark.parametrize("rows", [1, 30])
def test_the_charts_cost_the_same_with_one_point_and_with_thirty(as_maya, maya, rows):
    for number in range(rows):
        rated(maya, -number, 3)
    as_maya.get(CHARTS)

    with CaptureQueriesContext(connection) as queries:
        as_maya.get(CHARTS)

    # The account, its membership, herself, who cares for her, the sheets, her key, her answers and
    # hard days.
    assert len(queries) == 8


def test_my_work_leads_to_the_charts(as_maya, maya):
    written(maya, "Open")

    assert f'href="{reverse("worksheets:my_charts")}"' in text(as_maya.get(WORK))
