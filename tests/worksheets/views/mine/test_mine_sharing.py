"""The sharing review, the submit, and exactly what leaves by it."""

from datetime import date
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.urls import reverse

from clients.models import TenderDate
from practice.models import AuditIntake
from tests.factories import NOW, make_assignment, make_version
from tests.worksheets.views.mine.conftest import Hers
from worksheets.models import Answer, OtherText, Round, SharedAnswer, Submission, TalkRequest

pytestmark = pytest.mark.django_db


def snapshot() -> dict:
    """What was copied, by prompt key."""
    return {row.prompt_key: row.value for row in SharedAnswer.objects.all()}


def test_the_review_shows_all_answers_as_they_are_marked(hers):
    hers.save("Seen.")
    hers.save("Mine.", prompt="miss")

    lines = hers.get("share").context["lines"]

    assert [(line.prompt.key, line.is_shared, line.revision) for line in lines] == [
        ("noticed", True, 1),
        ("miss", False, 1),
    ]


def test_only_what_is_marked_as_shared_is_copied(hers):
    hers.save("Seen.")
    hers.save("Mine.", prompt="miss")
    hers.save("0", prompt="size")

    response = hers.send()

    assert response["Location"] == hers.url("receipt")
    assert snapshot() == {"noticed": "Seen.", "size": 0}


def test_a_switch_is_kept_before_anything_is_sent(hers):
    hers.save("Seen.")
    hers.save("Mine.", prompt="miss")
    data = {"seen:noticed": 1, "seen:miss": 1, "share:miss": "on"}

    by_script = hers.post("keep_choices", data, headers={"Accept": "application/json"})
    by_button = hers.post("keep_choices", data | {"go": "2"})

    assert by_script.json() == {"kept": True, "shared": ["miss", "size"]}
    assert by_button["Location"] == f"{hers.url('part', 2)}?back=review"
    lines = hers.get("share").context["lines"]
    assert [(line.prompt.key, line.is_shared) for line in lines] == [
        ("noticed", False),
        ("miss", True),
    ]
    assert snapshot() == {}


@pytest.mark.parametrize("go", ["", "x", "٣", "9" * 9])
def test_a_spoilt_way_on_leads_back_to_the_review(hers, go):
    hers.save("Seen.")

    response = hers.post("keep_choices", {"seen:noticed": 1, "go": go})

    assert response["Location"] == hers.url("share")


def test_after_sending_no_switch_moves(hers):
    hers.save("Seen.")
    hers.send()

    response = hers.post("keep_choices", {"seen:noticed": 1}, headers={"Accept": "text/html"})

    assert response["Location"] == hers.url("read")
    assert Answer.objects.get(prompt_key="noticed").choice == ""


def test_her_switches_decide(hers):
    hers.save("Seen.")
    hers.save("Mine.", prompt="miss")

    data = {"submit_key": uuid4(), "done_as": "could", "share:miss": "on"}
    hers.post("submit", data | {"seen:noticed": 1, "seen:miss": 1})

    round_ = Round.objects.get()
    assert snapshot() == {"miss": "Mine."}
    assert (round_.done_as, round_.is_on_paper) == ("could", False)
    assert {row.prompt_key: row.choice for row in Answer.objects.all()} == {
        "noticed": "private",
        "miss": "shared",
    }


def test_a_submit_pressed_twice_is_one_submission(hers):
    hers.save("Seen.")
    first = hers.send(submit_key=UUID(int=9))

    again = hers.post("submit", {"submit_key": UUID(int=9), "done_as": "done"})

    assert (first["Location"], again["Location"]) == (hers.url("receipt"), hers.url("receipt"))
    assert Submission.objects.count() == 1
    assert snapshot() == {"noticed": "Seen."}


def test_an_empty_sheet_can_be_sent(hers):
    hers.send()

    assert snapshot() == {}
    assert Round.objects.get().submitted_at is not None


def test_what_changed_since_the_review_is_shown_again_not_sent(hers):
    hers.save("As she saw it.")
    data = {"submit_key": uuid4(), "done_as": "done", "seen:noticed": 1, "share:noticed": "on"}
    hers.save("Changed on the phone.", revision=1)

    response = hers.post("submit", data)

    assert response.status_code == 409
    assert "Something changed since you looked" in response.content.decode()
    assert (snapshot(), Round.objects.get().submitted_at) == ({}, None)


def test_an_answer_she_did_not_see_in_the_review_is_never_sent(hers):
    hers.save("Not on the page.")

    response = hers.post("submit", {"submit_key": uuid4(), "done_as": "done"})

    assert response.status_code == 409
    assert snapshot() == {}


@pytest.mark.parametrize(
    "fields", [{"done_as": "x"}, {"submit_key": "x"}, {"done_as": ""}, {"seen:noticed": "x"}]
)
def test_a_forged_submit_sends_nothing(hers, fields):
    hers.save("Seen.")
    data = {"submit_key": uuid4(), "done_as": "done", "seen:noticed": 1, "share:noticed": "on"}

    response = hers.post("submit", data | fields)

    assert response.status_code in {409, 422}
    assert (snapshot(), Round.objects.get().submitted_at) == ({}, None)


LOCKED = {
    "prompts": [
        {"key": "letter", "type": "letter_unsent", "text": "Write.", "privacy": "locked"},
        {
            "key": "keep",
            "type": "single_choice",
            "text": "What should happen to the letter?",
            "privacy": "private",
            "feeds": "letter_keep",
            "options": [{"key": "keep", "label": "Keep it"}, {"key": "delete", "label": "Delete"}],
        },
    ]
}


def at(browser, maya, schema) -> Hers:
    """Maya at a sheet of this schema."""
    browser.force_login(maya.membership.user)
    return Hers(browser, make_assignment(maya, make_version(schema), round={"opened_at": NOW}))


def test_a_locked_answer_has_no_switch_and_no_way_out(browser, maya):
    hers = at(browser, maya, LOCKED)
    hers.save("To the years.", prompt="letter")

    page = hers.get("share").content.decode()
    data = {"submit_key": uuid4(), "done_as": "done", "seen:letter": 1, "share:letter": "on"}
    hers.post("submit", data)

    assert 'name="share:letter"' not in page
    assert snapshot() == {}
    assert Answer.objects.get().choice == ""


def test_a_letter_she_wants_gone_is_gone(browser, maya):
    hers = at(browser, maya, LOCKED)
    hers.save("To the years.", prompt="letter")
    hers.save("To the other years.", prompt="letter")
    hers.save("delete", prompt="keep")

    hers.send()

    assert Answer.objects.get(prompt_key="letter").value is None
    assert list(OtherText.objects.all()) == []
    assert "Your letter is deleted" in hers.get("receipt").content.decode()


TELL = {
    "prompts": [
        {
            "key": "tell",
            "type": "checklist",
            "text": "Would you like to talk about safety?",
            "feeds": "safety_request",
            "options": [{"key": "raise_it", "label": "Yes, please raise it with me"}],
        }
    ]
}


def test_the_safety_line_goes_on_to_her_counselor_when_it_is_shared(browser, maya):
    hers = at(browser, maya, TELL)
    hers.save("raise_it", prompt="tell")

    hers.send()

    assert [request.kind for request in TalkRequest.objects.all()] == ["safety"]


def test_the_safety_line_kept_back_tells_nobody(browser, maya):
    hers = at(browser, maya, TELL)
    hers.save("raise_it", prompt="tell")

    hers.post("submit", {"submit_key": uuid4(), "done_as": "done", "seen:tell": 1})

    assert list(TalkRequest.objects.all()) == []


def test_the_receipt_says_what_is_on_record(hers):
    hers.save("Seen.")
    hers.send()

    page = " ".join(hers.get("receipt").content.decode().split())

    assert "Sent today, 11:00 am. What you shared can be read by Ana." in page
    assert "Ana plans to read it by Thursday 12 March." in page
    assert "not for emergencies" in page


def test_the_receipt_names_the_session_where_it_comes_first(hers, maya):
    maya.next_session_at = NOW.replace(day=11)
    maya.save(update_fields=["next_session_at"])
    hers.send()

    assert hers.get("receipt").context["read_by"] == date(2026, 3, 11)


def test_there_is_no_receipt_without_a_submission(hers):
    assert hers.get("receipt")["Location"] == hers.url("sheet")


def test_the_receipt_of_paper_promises_no_reading(hers):
    hers.post("paper", {"submit_key": uuid4(), "done_as": "done"})

    page = " ".join(hers.get("receipt").content.decode().split())

    said = "That you did it can be read by Ana, and nothing of what you wrote."
    assert ("that counts" in page, said in page) == (True, True)
    assert ("plans to read it" in page, "not for emergencies" in page) == (False, True)


def test_the_receipt_says_what_comes_next_where_nobody_reads_now(hers, maya):
    hers.send()
    maya.care_links.update(ends_at=NOW)

    page = " ".join(hers.get("receipt").content.decode().split())

    assert "You can talk about it when you next meet." in page
    assert "No one watches it, so it is not for emergencies." in page


def test_paper_counts_as_done_and_shares_nothing(hers):
    hers.save("Typed before.")

    response = hers.post("paper", {"submit_key": uuid4(), "done_as": "done"})

    assert response["Location"] == hers.url("receipt")
    assert Round.objects.get().is_on_paper is True
    assert snapshot() == {}


HEAVY_NOTE = {
    "prompts": [
        {
            "key": "pull",
            "type": "scale_0_10",
            "text": "How strong is the pull?",
            "low": "none",
            "high": "very strong",
        }
    ],
    "done_notes": [
        {"when": {"prompt": "pull", "at_least": 7}, "text": "Big pulls ease.", "offers": ["pause"]}
    ],
}


@pytest.mark.parametrize(("pull", "is_said"), [("6", False), ("7", True)])
def test_notes_of_the_done_page_show_by_their_thresholds(browser, maya, pull, is_said):
    hers = at(browser, maya, HEAVY_NOTE)
    hers.save(pull, prompt="pull")
    hers.send()

    assert ("Big pulls ease." in hers.get("receipt").content.decode()) is is_said


DATES = {
    "prompts": [
        {
            "key": "dates",
            "type": "table",
            "text": "Which days may be hard?",
            "feeds": "tender_dates",
            "rows": 8,
            "columns": [
                {"key": "event", "type": "short_text", "label": "Day"},
                {"key": "date", "type": "date", "label": "Date"},
            ],
        }
    ]
}


def test_hard_days_are_marked_only_by_her_own_tick(browser, maya):
    hers = at(browser, maya, DATES)
    rows = {"dates:_0_event": "Her birthday", "dates:_0_date": "2026-05-10"}
    rows |= {"dates:_1_event": "Gone by", "dates:_1_date": "2026-01-01"}
    hers.save("", prompt="dates", **rows)
    hers.send()

    offered = hers.get("receipt").context["tender_dates"]
    assert [(day.on_date, day.words, day.is_marked) for day in offered] == [
        (date(2026, 5, 10), "Her birthday", False)
    ]
    assert list(TenderDate.objects.all()) == []

    for _press in range(2):
        hers.post("mark_days", {"day": ["2026-05-10", "2026-01-01", "2030-01-01", "x"]})
    marked = TenderDate.objects.get()
    assert (marked.on_date, marked.words, marked.is_private) == (
        date(2026, 5, 10),
        "Her birthday",
        True,
    )


CANARY = "CANARY-4fd1"


def test_a_private_word_is_nowhere_in_the_database_or_the_audit(hers):
    hers.save(f"{CANARY} mine", prompt="miss")
    hers.save(f"{CANARY} other", prompt="miss")
    hers.save("Seen.")
    hers.send()

    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = []
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own table names
            found += [table for row in cursor.fetchall() if CANARY in str(row)]
    assert found == []
    assert CANARY not in str(list(AuditIntake.objects.values()))


def test_the_submit_is_audited_without_words(hers):
    hers.save("Seen.")
    hers.send()

    event = AuditIntake.objects.get(action="assignment.submitted")
    assert event.object_id == hers.assignment.pk
    assert event.details == {"round": 1, "done_as": "done", "on_paper": False}


def test_after_the_submit_the_review_leads_to_the_receipt(hers):
    hers.send()

    assert hers.get("share")["Location"] == hers.url("receipt")
    assert reverse("worksheets:home") in hers.get("receipt").content.decode()
