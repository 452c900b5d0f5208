"""What she said to one prompt over rounds, sheets, versions and copies, in order of time."""

from datetime import timedelta

import pytest

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
from worksheets.actions import looking_back
from worksheets.models import Answer, Round, Version, Worksheet
from worksheets.then_and_now import more_than_once, roots_by_assignment, said

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
SCHEMA = {
    "prompts": [
        {"key": "noticed", "type": "long_text", "text": "What did you notice?"},
        {"key": "size", "type": "scale_0_10", "text": "How big?", "low": "small", "high": "big"},
        {"key": "frame.bring", "type": "short_text", "text": "To bring?", "frame": True},
    ]
}


@pytest.fixture
def maya():
    client = make_client(make_counselor(make_practice()))
    vault.create_keys(client.pk)
    return client


def write(maya, version, days: int, words: object = "", key: str = "noticed"):
    """A sheet of hers with this answer, written so many days from NOW."""
    given = make_assignment(maya, version, round={"opened_at": NOW})
    answer(given, words or f"Day {days}.", days, key)
    return given


def answer(given, words: object, days: int, key: str = "noticed") -> None:
    Answer.objects.update_or_create(
        assignment=given,
        prompt_key=key,
        defaults={"client": given.client, "value": words, "saved_at": NOW + days * DAY},
    )


def send_back(given, days: int, words: str) -> Round:
    """It was sent with these words, and came back."""
    sent = make_submission(given, {"noticed": words}, at=NOW + days * DAY)
    Round.objects.filter(pk=sent.pk).update(superseded_at=NOW + days * DAY)
    return Round.objects.create(
        assignment=given, client=given.client, number=sent.number + 1, reopened_keys=["noticed"]
    )


def words(maya, given, key: str = "noticed") -> list[object]:
    return [one.value for one in said(actor_for(maya), given.pk, key)]


def again(maya, *given) -> set[str]:
    return {key for _root, key in more_than_once(actor_for(maya), [one.pk for one in given])}


def test_the_same_sheet_given_twice_is_read_in_order_of_time(maya):
    version = make_version(SCHEMA)
    late = write(maya, version, -1)
    early = write(maya, version, -9)

    assert words(maya, late) == words(maya, early) == ["Day -9.", "Day -1."]
    assert again(maya, late) == {"noticed"}


def test_another_version_and_a_copy_of_the_practice_go_on_with_it(maya):
    version = make_version(SCHEMA)
    copy = Worksheet.objects.create(
        practice=maya.practice, theme=version.worksheet.theme, slug="copy", origin=version
    )
    second = published(version.worksheet, number=2, language="pt")
    own = published(copy)
    given = [write(maya, one, -n) for n, one in enumerate((version, second, own), start=1)]

    assert words(maya, given[0]) == ["Day -3.", "Day -2.", "Day -1."]
    assert set(roots_by_assignment([one.pk for one in given]).values()) == {version.worksheet_id}


def published(worksheet, **fields) -> Version:
    """Another version, of this sheet or of a copy of it."""
    return Version.objects.create(
        worksheet=worksheet,
        schema=SCHEMA,
        published_at=NOW,
        **{
            "number": 1,
            "title": "Naming",
            "purpose": "Words.",
            "minutes": 5,
            "weight": "light",
            "content_hash": "0" * 64,
        }
        | fields,
    )


def test_another_sheet_with_the_same_key_is_another_matter(maya):
    one = write(maya, make_version(SCHEMA), -1)
    write(maya, make_version(SCHEMA), -2)

    assert (words(maya, one), again(maya, one)) == (["Day -1."], set())


def test_what_she_sent_before_it_came_back_stands_where_she_changed_it(maya):
    given = write(maya, make_version(SCHEMA), -5, "The quiet.")
    send_back(given, -4, "The quiet.")
    assert (words(maya, given), again(maya, given)) == (["The quiet."], set())

    answer(given, "The noise.", -1)

    assert words(maya, given) == ["The quiet.", "The noise."]
    assert again(maya, given) == {"noticed"}


def test_ratings_and_the_frame_are_no_words(maya):
    version = make_version(SCHEMA)
    for key, value in (("size", 3), ("frame.bring", "The kettle.")):
        for days in (-2, -1):
            given = write(maya, version, days, value, key)

    assert again(maya, given) == set()
    assert words(maya, given, "size") == []


def test_what_she_cleared_is_not_there(maya):
    version = make_version(SCHEMA)
    write(maya, version, -2)
    given = write(maya, version, -1)
    answer(given, None, 0)

    assert (words(maya, given), again(maya, given)) == (["Day -2."], set())


def test_a_line_stays_with_its_words_once_the_sheet_came_back(maya):
    version = make_version(SCHEMA)
    old = write(maya, version, -9, "The quiet.")
    write(maya, version, -1)
    add_line(old.rounds.get(), "I was tired.")

    send_back(old, -8, "The quiet.")

    found = said(actor_for(maya), old.pk, "noticed")
    lines = [one.line and one.line.body for one in found]
    assert lines == ["I was tired.", None]


def add_line(round_, body: str) -> None:
    looking_back.add_line(
        by=actor_for(round_.client), round_=round_, prompt_key="noticed", body=body, revision=0
    )


def test_nobody_else_finds_any_of_it(maya):
    version = make_version(SCHEMA)
    given = [write(maya, version, days) for days in (-2, -1)]
    lead = maya.care_links.get().membership
    noor = make_client(make_counselor(maya.practice))

    for stranger in (lead, noor):
        assert more_than_once(actor_for(stranger), [given[0].pk]) == set()
    assert said(actor_for(noor), given[0].pk, "noticed") == []
