"""The sharing switch where she writes: who reads is said there, and changed there (rulings 4)."""

from uuid import uuid4

import pytest
from django.http import QueryDict

from tests.factories import NOW, link, make_assignment, make_supervisor, make_version
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.forms.mine import moved, switched
from worksheets.models import Answer, Round, SharedAnswer
from worksheets.prompts import WorksheetSchema

pytestmark = pytest.mark.django_db


def choices() -> dict[str, str]:
    """Her own word on sharing, by prompt."""
    return dict(Answer.objects.values_list("prompt_key", "choice"))


def plain(hers, part=1, **fields):
    """Presses Next without script; `noticed__share` stands for `noticed:_share`."""
    named = {name.replace("__", ":_"): value for name, value in fields.items()}
    return hers.post("save", {"place": part, "go": "next"} | named)


def shown(hers, part) -> tuple[bool, str]:
    """How the switch of a part stands, and what its page says it was."""
    (one,) = hers.get("part", part).context["prompts"]
    return one["is_shared"], one["was"]


def test_each_part_names_all_who_would_read(hers, ana, maya):
    link(maya, make_supervisor(ana.practice, "Sofia Lund"), role="supervisor")

    page, review = text(hers.get("part", 1)), text(hers.get("share"))

    assert "Shared with Ana and Sofia Lund (supervisor) when you send it" in page
    assert "Stays with you. Nobody else sees it." in page
    assert "can be read by Ana and Sofia Lund (supervisor) once you send it" in review


def test_a_switch_stands_as_marked(browser, maya):
    browser.force_login(maya.membership.user)
    given = make_assignment(maya, kept_private=["size"], round={"opened_at": NOW})
    hers = Hers(browser, given)

    assert [shown(hers, part) for part in (1, 2, 3)] == [
        (True, "on"),
        (False, "off"),
        (False, "off"),
    ]


def test_a_plain_form_keeps_the_switch_with_the_words(hers):
    plain(hers, **{"noticed:": "Mine."}, noticed__revision=0, noticed__was="on")

    assert (choices(), Answer.objects.get().value) == ({"noticed": "private"}, "Mine.")
    assert shown(hers, 1) == (False, "off")


def test_she_may_choose_before_she_writes(hers):
    plain(hers, **{"noticed:": ""}, noticed__revision=0, noticed__was="on")
    assert choices() == {"noticed": "private"}
    assert text(hers.get("share")).count('role="switch"') == 0

    assert hers.save("Then the words.").json()["revision"] == 1

    assert shown(hers, 1) == (False, "off")
    hers.send()
    assert list(SharedAnswer.objects.all()) == []


def test_a_switch_that_stands_as_shown_undoes_nothing(hers):
    hers.save("Mine.")
    hers.post("keep_choices", {"seen:noticed": 1}, headers={"Accept": "application/json"})

    # A page from before, on another device, still shows it as shared.
    plain(
        hers,
        **{"noticed:": "Mine."},
        noticed__revision=1,
        noticed__was="on",
        noticed__share="on",
    )

    assert choices() == {"noticed": "private"}


def test_a_review_from_before_undoes_nothing_either(hers):
    hers.save("Mine.")
    hers.post("keep_choices", {"seen:noticed": 1}, headers={"Accept": "application/json"})

    hers.post("keep_choices", {"seen:noticed": 1, "was:noticed": "on", "share:noticed": "on"})

    assert choices() == {"noticed": "private"}


LETTER = {
    "prompts": [
        {"key": "letter", "type": "letter_unsent", "text": "Write.", "privacy": "locked"},
        {
            "key": "ticks",
            "type": "checklist",
            "text": "Tick.",
            "privacy": "locked",
            "ephemeral": True,
            "options": [{"key": "a", "label": "A"}],
        },
    ]
}


def test_what_is_locked_or_only_on_the_page_has_no_switch(browser, maya):
    browser.force_login(maya.membership.user)
    hers = Hers(browser, make_assignment(maya, make_version(LETTER), round={"opened_at": NOW}))

    pages = [text(hers.get("part", part)) for part in (1, 2)]
    for key in ("letter", "ticks", "nothing"):
        plain(hers, **{f"{key}:_was": "off", f"{key}:_share": "on"})
        hers.post("keep_choices", {f"seen:{key}": 0, f"share:{key}": "on"})

    assert ['role="switch"' in page for page in pages] == [False, False]
    assert choices() == {}


def test_a_closed_sheet_takes_no_switch(hers):
    hers.save("Seen.")
    hers.send()

    plain(hers, **{"noticed:": "Seen."}, noticed__revision=1, noticed__was="on")

    assert choices() == {"noticed": ""}


def test_words_that_waited_for_a_sign_in_bring_their_switch(hers, maya):
    slip = hers.get("part", 1).context["slip"]
    hers.http.logout()
    plain(hers, **{"noticed:": "Mine."}, noticed__revision=0, noticed__was="on", slip=slip)
    hers.http.force_login(maya.membership.user)

    hers.post("held", {"pick": "save"})

    assert choices() == {"noticed": "private"}


def test_a_page_that_comes_back_keeps_the_switch_as_she_moved_it(hers):
    response = plain(hers, **{"noticed:": "x" * 4001}, noticed__revision=0, noticed__was="on")

    (one,) = response.context["prompts"]
    assert (response.status_code, one["is_shared"]) == (422, False)
    assert "x" * 4001 in response.content.decode()


SCHEMA = WorksheetSchema.model_validate(
    {"prompts": [{"key": key, "type": "short_text", "text": "Write."} for key in ("a", "b")]}
)


@pytest.mark.parametrize(
    ("posted", "found"),
    [
        ("a:_was=on", {"a": False}),
        ("a:_was=off&a:_share=on", {"a": True}),
        ("a:_was=on&a:_share=on&b:_was=off", {}),
        ("a:_share=on", {}),
        ("", {}),
    ],
)
def test_only_what_was_moved_counts_on_a_part(posted, found):
    assert switched(SCHEMA, QueryDict(posted)) == found


@pytest.mark.parametrize(
    ("posted", "found"),
    [
        ("seen:a=1&was:a=on", {"a": False}),
        ("seen:a=1&was:a=on&share:a=on", {}),
        ("seen:a=1&was:a=off&share:a=on&seen:b=1&was:b=off", {"a": True}),
        ("seen:a=1&share:a=on", {"a": True}),
        ("was:a=on", {}),
    ],
)
def test_only_what_was_moved_counts_in_the_review(posted, found):
    assert moved(QueryDict(posted)) == found


def test_from_the_review_a_part_leads_straight_back(hers):
    hers.save("Seen.")
    there = hers.post("keep_choices", {"seen:noticed": 1, "share:noticed": "on", "go": "1"})

    page = text(hers.http.get(there["Location"]))
    data = {"noticed:": "Seen anew.", "noticed:_revision": 1, "noticed:_once": uuid4()}
    back = hers.post("save", data | {"place": 1, "back": "review", "go": "share"})

    assert "Back to the review" in page
    assert 'name="go" value="next"' not in page
    assert back["Location"] == hers.url("share")
    assert Answer.objects.get().value == "Seen anew."


def test_a_pause_on_the_way_keeps_the_way_back(hers):
    paused = hers.post("save", {"place": 1, "back": "review", "go": "pause"})

    assert paused["Location"] == f"{hers.url('pause')}?at=1&back=review"
    assert f"{hers.url('part', 1)}?back=review" in text(hers.http.get(paused["Location"]))


def test_a_forged_way_back_is_none(hers):
    page = text(hers.http.get(f"{hers.url('part', 1)}?back=//elsewhere.example"))

    assert ("elsewhere" in page.split("<main")[1], "Back to the review" in page) == (False, False)


def test_from_what_she_wrote_a_part_leads_back_there(hers):
    hers.save("Seen.")
    assert f"{hers.url('part', 1)}?back=read" in text(hers.get("read"))

    back = hers.post("save", {"place": 1, "back": "read", "go": "read"})

    assert back["Location"] == hers.url("read")


def test_what_is_sent_offers_no_change(hers):
    hers.save("Seen.")
    hers.send()

    assert "Change what I wrote" not in text(hers.get("read"))
    assert Round.objects.get().submitted_at is not None
