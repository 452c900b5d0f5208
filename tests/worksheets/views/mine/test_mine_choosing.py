"""Two texts for one part: both shown, and she decides."""

from uuid import UUID, uuid4

import pytest

from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers
from worksheets.actions.answering import both
from worksheets.models import Answer, OtherText
from worksheets.prompts import WorksheetSchema

pytestmark = pytest.mark.django_db


@pytest.fixture
def torn(hers) -> Hers:
    """A sheet with two texts for its first part."""
    hers.save("On the phone.")
    hers.save("On the laptop.")
    return hers


def choose(hers, picked, **fields):
    """Presses a button of the page with both texts."""
    other = OtherText.objects.get()
    page = hers.get("choose", other.pk).context
    data = {
        "pick": picked,
        "revision": page["answer"].revision,
        "key": page["key"],
        "beside": page["other"].key,
    }
    return hers.http.post(hers.url("choose", other.pk), data | fields)


def stands() -> tuple:
    """The answer, its revision, and how many texts still wait."""
    answer = Answer.objects.get()
    return answer.value, answer.revision, OtherText.objects.waiting().count()


def test_both_texts_are_shown_with_their_devices(torn):
    page = torn.get("choose", OtherText.objects.get().pk).content.decode()

    assert ("On the phone." in page, "On the laptop." in page) == (True, True)
    assert page.count("On a computer, today, 11:00\u00a0am") == 2
    assert "There are two texts for this one." in torn.get("part", 1).content.decode()


PICKS = [
    ("standing", {}, ("On the phone.", 1, 0)),
    ("other", {}, ("On the laptop.", 2, 0)),
    ("both", {}, ("On the phone.\n\nOn the laptop.", 2, 0)),
    ("own", {"noticed:": "On both."}, ("On both.", 2, 0)),
]


@pytest.mark.parametrize(("pick", "fields", "after"), PICKS)
def test_she_picks_and_it_is_settled(torn, pick, fields, after):
    response = choose(torn, pick, **fields)

    assert response["Location"] == torn.url("part", 1)
    assert stands() == after


@pytest.mark.parametrize(("name", "back"), [("share", "review"), ("read", "read")])
def test_a_text_beside_an_answer_that_was_taken_out_is_linked_and_leads_back(torn, name, back):
    torn.save("", revision=1)
    other = OtherText.objects.get()
    link = f"{torn.url('choose', other.pk)}?back={back}"

    page = torn.get(name).content.decode()
    shown = torn.http.get(link).context
    marks = {"revision": shown["answer"].revision, "key": shown["key"], "beside": other.key}
    chosen = torn.http.post(link, marks | {"pick": "other"})

    assert f'href="{link}"' in page
    assert (chosen["Location"], stands()) == (torn.url(name), ("On the laptop.", 3, 0))
    assert f'href="{link}"' not in torn.get(name).content.decode()


def test_a_sent_sheet_still_leads_to_both_texts(torn):
    torn.assignment.rounds.update(submitted_at=NOW, done_as="done")
    link = f"{torn.url('choose', OtherText.objects.get().pk)}?back=read"

    read, both_texts = torn.get("read"), torn.http.get(link)

    assert f'href="{link}"' in read.content.decode()
    assert "On the laptop." in both_texts.content.decode()
    assert f'href="{torn.url("read")}"' in both_texts.content.decode()


def test_her_own_version_that_does_not_fit_stays_in_the_box(torn):
    response = choose(torn, "own", **{"noticed:": "x" * 4001})

    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert stands() == ("On the phone.", 1, 1)


def test_pressed_twice_it_is_settled_once(torn):
    other = OtherText.objects.get()
    data = {"pick": "other", "revision": 1, "key": UUID(int=5), "beside": other.key}

    for _press in range(2):
        response = torn.http.post(torn.url("choose", other.pk), data)
        assert response["Location"] == torn.url("part", 1)

    assert stands() == ("On the laptop.", 2, 0)


def test_an_answer_that_moved_on_is_shown_again(torn):
    other = OtherText.objects.get()
    torn.save("On the phone, later.", revision=1)

    response = torn.http.post(
        torn.url("choose", other.pk),
        {"pick": "other", "revision": 1, "key": uuid4(), "beside": other.key},
    )

    assert response["Location"] == torn.url("choose", other.pk)
    assert stands() == ("On the phone, later.", 2, 1)


@pytest.mark.parametrize("pick", ["standing", "other", "both", "own"])
def test_a_text_that_was_written_on_is_shown_again_and_not_settled(torn, pick):
    other = OtherText.objects.get()
    torn.save("On the laptop, and more.", **{"noticed:_after": other.key})

    response = choose(torn, pick, beside=other.key)

    assert response["Location"] == torn.url("choose", other.pk)
    assert stands() == ("On the phone.", 1, 1)
    assert OtherText.objects.get().value == "On the laptop, and more."


@pytest.mark.parametrize(
    "fields", [{"pick": "x"}, {"revision": "-1"}, {"key": "x"}, {"beside": "x"}]
)
def test_a_forged_choice_changes_nothing(torn, fields):
    assert choose(torn, "other", **fields).status_code == 200
    assert stands() == ("On the phone.", 1, 1)


def test_after_the_submit_both_texts_can_still_be_read(torn):
    torn.send()

    page = torn.get("choose", OtherText.objects.get().pk).content.decode()
    choose(torn, "other")

    assert ("On the phone." in page, "On the laptop." in page) == (True, True)
    assert stands() == ("On the phone.", 1, 1)


TYPES = WorksheetSchema.model_validate(
    {
        "prompts": [
            {"key": "long", "type": "long_text", "text": "Write.", "max_length": 10},
            {"key": "short", "type": "short_text", "text": "Write."},
            {
                "key": "ticks",
                "type": "checklist",
                "text": "Tick.",
                "options": [{"key": "a", "label": "A"}, {"key": "b", "label": "B"}],
            },
            {"key": "size", "type": "scale_0_10", "text": "How big?", "low": "l", "high": "h"},
            {
                "key": "rows",
                "type": "table",
                "text": "Rows.",
                "rows": 3,
                "columns": [{"key": "day", "type": "short_text", "label": "Day"}],
            },
        ]
    }
)
JOINS = [
    ("long", "abc", "def", "abc\n\ndef"),
    ("long", "abcdef", "ghijkl", None),
    ("short", "a", "b", "a / b"),
    ("short", None, "b", "b"),
    (
        "ticks",
        {"keys": ["b"], "own": []},
        {"keys": ["a"], "own": []},
        {"keys": ["a", "b"], "own": []},
    ),
    ("size", 3, 5, None),
    ("rows", [{"day": "x"}], [{"day": "x"}, {"day": "y"}], [{"day": "x"}, {"day": "y"}]),
]


@pytest.mark.parametrize(("key", "one", "other", "joined"), JOINS)
def test_two_answers_become_one_where_the_type_allows_it(key, one, other, joined):
    assert both(TYPES.prompt(key), one, other) == joined


def test_a_choice_of_one_offers_no_both(browser, maya):
    browser.force_login(maya.membership.user)
    version = make_version({"prompts": [TYPES.prompt("size").model_dump(exclude_none=True)]})
    hers = Hers(browser, make_assignment(maya, version, round={"opened_at": NOW}))
    hers.save("3", prompt="size")
    hers.save("5", prompt="size")

    page = hers.get("choose", OtherText.objects.get().pk).content.decode()

    assert "Keep both" not in page
    assert choose(hers, "other")["Location"] == hers.url("part", 1)
    assert stands() == (5, 2, 0)
