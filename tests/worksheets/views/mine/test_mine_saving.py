"""The saving address: script and plain forms, and whatever else may come."""

import json
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers
from worksheets.models import Answer, OtherText

pytestmark = pytest.mark.django_db

ONE, TWO = UUID(int=1), UUID(int=2)


def kept(prompt="noticed"):
    """What stands: words, revision, and the texts kept beside them."""
    answer = Answer.objects.get(prompt_key=prompt)
    return answer.value, answer.revision, [other.value for other in OtherText.objects.all()]


def test_a_script_is_told_the_revision_and_the_time(hers):
    response = hers.save("A short call.", once=ONE)

    said = response.json()
    assert said.pop("saved_at").startswith("2026-03-10T15:00:")
    assert response.status_code == 200
    assert said == {
        "prompt": "noticed",
        "revision": 1,
        "saved_words": "Saved 11:00\u00a0am",
        "later_words": "Saved 10 March 11:00\u00a0am",
        "nudges": [],
    }
    assert kept() == ("A short call.", 1, [])


def test_a_repeated_save_gets_the_same_answer(hers):
    first = hers.save("One.", once=ONE)

    assert hers.save("One.", once=ONE).content == first.content
    assert kept() == ("One.", 1, [])


def test_a_stale_save_is_told_of_both_texts(hers):
    hers.save("One.", once=ONE)

    response = hers.save("Two.", once=TWO)

    other = OtherText.objects.get()
    assert response.status_code == 409
    assert response.json() == {
        "prompt": "noticed",
        "revision": 1,
        "standing": "One.",
        "other": "Two.",
        "is_settled": False,
        "choose": hers.url("choose", other.pk),
        "message": "This one was changed elsewhere. Both texts are kept.",
    }


def test_words_that_do_not_fit_are_refused_kindly(hers):
    response = hers.save("x" * 4001)

    assert response.status_code == 422
    assert response.json()["message"].startswith("This box holds 4,000 characters")
    assert list(Answer.objects.all()) == []


def test_after_the_submit_a_script_is_told_so(hers):
    hers.send()

    response = hers.save("Late.")

    assert response.status_code == 422
    assert response.json() == {
        "prompt": "noticed",
        "closed": "done",
        "message": "You have already sent this one, so it takes no new words.",
    }


@pytest.mark.parametrize("data", [{}, {"noticed:": "x"}, {"forged:_revision": "0"}, {"a:": "b"}])
def test_a_post_without_a_prompt_saves_nothing(hers, data):
    response = hers.post("save", data, headers={"Accept": "application/json"})

    assert response.status_code == 422
    assert list(Answer.objects.all()) == []


def plain(hers, words, go="next", revision=0, place="1", **more):
    """Saves as a form without script does."""
    data = {
        "place": place,
        "go": go,
        "noticed:": words,
        "noticed:_revision": revision,
        "noticed:_once": uuid4(),
    }
    return hers.post("save", data | more)


WAYS = [
    ("next", "part", [2]),
    ("back", "sheet", []),
    ("stay", "part", [1]),
    ("whole", "whole", []),
    ("share", "share", []),
    ("not_now", "not_now", []),
    ("raise_it", "raise_it", []),
]


@pytest.mark.parametrize(("go", "name", "args"), WAYS)
def test_a_plain_form_saves_and_goes_where_the_button_said(hers, go, name, args):
    response = plain(hers, "One.", go)

    assert response.status_code == 302
    assert response["Location"] == hers.url(name, *args)
    assert kept() == ("One.", 1, [])


def test_a_pause_comes_back_to_its_place(hers):
    response = plain(hers, "One.", "pause")

    assert response["Location"] == hers.url("pause") + "?at=1"
    assert hers.url("part", 1) in hers.http.get(response["Location"]).content.decode()


def test_save_and_stop_leads_home_and_is_remembered(hers):
    plain(hers, "One.", "next")
    plain(hers, "One.", "stop", revision=1, place="2")

    assert hers.post("begin")["Location"] == hers.url("part", 2)


def test_a_plain_form_saves_every_part_of_its_page(hers):
    data = {f"{key}:_revision": 0 for key in ("noticed", "miss", "size")}
    words = {"noticed:": "One.", "miss:": "Two.", "size:": "0", "place": "whole", "go": "whole"}

    response = hers.post("save", data | words)

    answers = {row.prompt_key: row.value for row in Answer.objects.all()}
    assert response["Location"] == hers.url("whole")
    assert answers == {"noticed": "One.", "miss": "Two.", "size": 0}


def test_a_plain_form_that_does_not_fit_keeps_the_words_in_the_box(hers):
    response = plain(hers, "x" * 4001)

    assert response.status_code == 422
    assert "x" * 4001 in response.content.decode()
    assert list(Answer.objects.all()) == []


def test_a_plain_form_with_an_old_page_leads_to_both_texts(hers):
    plain(hers, "One.")

    response = plain(hers, "Two.")

    assert response["Location"] == hers.url("choose", OtherText.objects.get().pk)
    assert kept() == ("One.", 1, ["Two."])


def test_a_plain_form_after_the_submit_gives_the_words_back(hers):
    hers.send()

    response = plain(hers, "Late words.")

    assert response.status_code == 409
    assert "Late words." in response.content.decode()
    assert "already sent this one" in response.content.decode()


TICKS = {
    "prompts": [
        {
            "key": "harms",
            "type": "checklist",
            "text": "Which of these happen?",
            "privacy": "locked",
            "ephemeral": True,
            "options": [{"key": "threats", "label": "Threats", "panel": True}],
        }
    ],
    "marks": ["leave_fast"],
}


def test_ticks_of_a_page_are_not_saved_without_her_leave(browser, maya):
    given = make_assignment(maya, make_version(TICKS), round={"opened_at": NOW})
    browser.force_login(maya.membership.user)
    hers = Hers(browser, given)

    page = hers.get("part", 1).content.decode()
    hers.save("threats", prompt="harms")

    assert ' name="harms:"' not in page
    assert list(Answer.objects.all()) == []

    hers.save("threats", prompt="harms", **{"harms:_keep": "1"})
    assert Answer.objects.get().value == {"keys": ["threats"], "own": []}

    hers.save("threats", prompt="harms", revision=1)
    assert Answer.objects.get().value is None


BAD = [
    ("null bytes", {"noticed:": "a\0b"}, 200),
    ("right to left", {"noticed:": "שלום עולם \u202e abc"}, 200),
    ("emoji", {"noticed:": "👩‍👧 👍🏽"}, 200),
    ("markup", {"noticed:": "<script>alert(1)</script>"}, 200),
    ("forged revision", {"noticed:_revision": "-1"}, 200),
    ("huge revision", {"noticed:_revision": "9" * 400}, 200),
    ("revision in words", {"noticed:_revision": "one"}, 200),
    ("odd digits", {"noticed:_revision": "²"}, 200),
    ("forged key", {"noticed:_once": "not-a-key"}, 200),
    ("empty key", {"noticed:_once": ""}, 200),
    ("forged after", {"noticed:_after": "x"}, 200),
    ("a file where words go", {"noticed:": ""}, 200),
    ("a wrong number", {"size:": "11", "size:_revision": "0"}, 422),
    ("not a number", {"size:": "[]", "size:_revision": "0"}, 422),
    ("a prompt of another sheet", {"other:": "x", "other:_revision": "0"}, 422),
]


@pytest.mark.parametrize(("what", "fields", "status"), BAD, ids=[row[0] for row in BAD])
def test_bad_input_is_taken_or_refused_kindly(hers, what, fields, status):
    base = {"noticed:": "Words.", "noticed:_revision": "0", "noticed:_once": str(ONE)}
    data = fields if status == 422 else base | fields

    response = hers.post("save", data, headers={"Accept": "application/json"})

    assert response.status_code == status
    assert hers.get("part", 1).status_code == 200


def test_broken_encodings_are_taken_as_far_as_they_go(hers):
    body = b"noticed%3A=a%ED%A0%BDb%FF&noticed%3A_revision=0"
    form = "application/x-www-form-urlencoded"

    response = hers.http.post(hers.url("save"), body, content_type=form)

    assert response.status_code == 302
    assert kept()[0][0] + kept()[0][-2] == "ab"


def test_a_forged_revision_never_overwrites(hers):
    hers.save("One.", once=ONE)

    for revision in ("-1", "9" * 400, "2", "x"):
        assert hers.save(f"Forged {revision[:3]}.", revision=revision).status_code == 409

    value, revision, others = kept()
    assert (value, revision, len(others)) == ("One.", 1, 4)


TABLE = {
    "prompts": [
        {
            "key": "days",
            "type": "table",
            "text": "Which days?",
            "rows": 3,
            "columns": [{"key": "day", "type": "short_text", "label": "Day"}],
        }
    ]
}


@pytest.mark.parametrize(("rows", "status"), [(3, 200), (4, 422), (900, 422), (10_000, 400)])
def test_a_table_takes_its_rows_and_says_when_it_is_full(browser, maya, rows, status):
    given = make_assignment(maya, make_version(TABLE), round={"opened_at": NOW})
    browser.force_login(maya.membership.user)
    data = {f"days:_{n}_day": f"Day {n}" for n in range(rows)} | {"days:_revision": 0}

    response = browser.post(
        Hers(browser, given).url("save"), data, headers={"Accept": "application/json"}
    )

    assert response.status_code == status
    assert Answer.objects.count() == (1 if status == 200 else 0)


def test_a_body_of_two_megabytes_is_refused_not_a_crash(hers):
    response = hers.save("x" * 2_000_000)

    assert response.status_code == 400


names = st.sampled_from(
    [
        f"{key}:{end}"
        for key in ("noticed", "miss", "size", "zzz")
        for end in ("", "_revision", "_once", "_after", "_keep", "_own", "_0_x", "_offered")
    ]
    + ["place", "go", "slip"]
)
values = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["0", "1", "-1", "next", "back", "stop", "whole", "share", str(ONE), "99999"]),
)


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    data=st.dictionaries(names, st.lists(values, min_size=1, max_size=3), max_size=9),
    script=st.booleans(),
)
def test_no_post_is_ever_a_crash(hers, data, script):
    headers = {"Accept": "application/json"} if script else {}

    response = hers.post("save", data, headers=headers)

    assert response.status_code in {200, 302, 409, 422}
    if script:
        assert isinstance(json.loads(response.content), dict)
