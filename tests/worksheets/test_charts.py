"""Her own lines: what is drawn, what is a gap, and what is never there."""

from datetime import date, timedelta

import pytest

from clients.models import TenderDate
from practice import vault
from tests.factories import (
    NOW,
    actor_for,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_submission,
    make_version,
)
from worksheets.charts import BOTTOM, LEFT, RIGHT, TOP, charts_of
from worksheets.models import Answer

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def scale(key: str, measure: str, **more) -> dict:
    return {
        "key": key,
        "type": "scale_0_10",
        "text": "How much?",
        "low": "none",
        "high": "all",
        "measure": {"key": measure},
    } | more


SCHEMA = {
    "prompts": [
        scale("missing", "m.missing", privacy="private"),
        scale("frame.before", "frame.before", frame=True),
        scale("frame.after", "frame.after", frame=True),
    ]
}


@pytest.fixture
def maya():
    client = make_client(make_counselor(make_practice()))
    vault.create_keys(client.pk)
    return client


@pytest.fixture
def version():
    return make_version(SCHEMA)


def sent(maya, version, days: int, **values: int) -> None:
    """A sheet of hers, sent so many days from NOW with these ratings."""
    given = make_assignment(maya, version)
    make_submission(given, at=NOW + days * DAY)
    for key, value in values.items():
        rate(given, key.replace("_", "."), value)


def rate(given, key: str, value: int) -> None:
    Answer.objects.create(
        client=given.client, assignment=given, prompt_key=key, value=value, saved_at=NOW
    )


def charts(maya) -> dict:
    return {chart.key: chart for chart in charts_of(actor_for(maya), maya)}


def test_private_points_stand_in_her_own_line_from_0_to_10(maya, version):
    sent(maya, version, -10, missing=0)
    sent(maya, version, 0, missing=10)

    chart = charts(maya)["m.missing"]

    marks = chart.series[0].marks
    assert [(m.said, m.x, m.y) for m in marks] == [("0", LEFT, BOTTOM), ("10", RIGHT, TOP)]
    assert chart.series[0].strokes == [f"{LEFT},{BOTTOM} {RIGHT},{TOP}"]


def test_what_she_left_out_is_a_gap_and_no_zero(maya, version):
    for days, value in ((-4, 3), (-3, 4), (-2, None), (-1, 5), (0, 6)):
        sent(maya, version, days, **({} if value is None else {"missing": value}))

    chart = charts(maya)["m.missing"]

    assert [numbers for _day, numbers in chart.rows] == [["3"], ["4"], [""], ["5"], ["6"]]
    assert len(chart.series[0].strokes) == 2


def test_one_point_makes_no_line(maya, version):
    sent(maya, version, -1, missing=3)
    sent(maya, version, 0)

    assert charts(maya) == {}


def test_before_and_after_of_one_sheet_stand_together(maya, version):
    sent(maya, version, -2, frame_before=6, frame_after=4)
    sent(maya, version, 0, frame_before=5)

    chart = charts(maya)["frame.before"]

    assert [numbers for _day, numbers in chart.rows] == [["6", "4"], ["5", ""]]
    assert [(one.said, two.said) for one, two in chart.pairs] == [("6", "4")]
    assert "frame.after" not in charts(maya)


def test_an_open_sheet_gives_its_points_and_no_gaps(maya, version):
    sent(maya, version, -2, missing=3)
    rate(make_assignment(maya, version, round={"opened_at": NOW}), "missing", 5)
    make_assignment(maya, version)

    assert [numbers for _day, numbers in charts(maya)["m.missing"].rows] == [["3"], ["5"]]


def test_points_of_one_day_stand_beside_one_another(maya, version):
    sent(maya, version, 0, missing=3)
    sent(maya, version, 0, missing=5)

    places = [mark.x for mark in charts(maya)["m.missing"].series[0].marks]

    assert LEFT < places[0] < places[1] < RIGHT


def test_hard_days_between_the_points_are_marked_each_year(maya, version):
    sent(maya, version, -400, missing=3)
    sent(maya, version, 0, missing=5)
    for day, yearly in (
        (date(2025, 3, 9), True),
        (date(2025, 6, 1), False),
        (date(2026, 9, 1), False),
    ):
        TenderDate.objects.create(
            client=maya, on_date=day, is_yearly=yearly, created_by=maya.membership.user
        )

    assert len(charts(maya)["m.missing"].hard_days) == 3


def test_nobody_elses_points_are_hers(maya, version):
    noor = make_client(make_counselor(maya.practice), "Noor")
    vault.create_keys(noor.pk)
    for days in (-1, 0):
        sent(noor, version, days, missing=3)

    assert charts(maya) == {}
