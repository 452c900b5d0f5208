"""Saying something: not now, one line by itself, a reply under a comment."""

from uuid import uuid4

import pytest
from django.urls import reverse

from tests.factories import NOW
from tests.worksheets.views.mine.conftest import text
from worksheets.models import Assignment, Comment, Round, TalkRequest

pytestmark = pytest.mark.django_db


def test_not_now_needs_no_reason(hers):
    response = hers.post("not_now", {})

    hers.assignment.refresh_from_db()
    assert response["Location"] == reverse("worksheets:home")
    assert hers.assignment.decline_reason == "none"
    assert hers.assignment.declined_at is not None


def test_not_now_keeps_the_reason_sealed_for_her_counselor(hers):
    hers.save("My words.")
    hers.post("not_now", {"reason": "painful", "words": "After the call."})

    hers.assignment.refresh_from_db()
    assert hers.assignment.decline_reason == "painful"
    assert hers.assignment.decline_words == "After the call."
    assert "My words." in text(hers.get("read"))


def test_words_too_many_for_putting_it_aside_stay_in_their_box(hers):
    page = hers.post("not_now", {"reason": "long", "words": "x" * 620})

    assert "Please use at most 500 letters here. You wrote 620." in text(page)
    assert ("x" * 620 in text(page), "maxlength" in text(page)) == (True, False)
    assert Assignment.objects.get().declined_at is None


def test_not_now_twice_changes_nothing(hers):
    hers.post("not_now", {"reason": "long"})
    hers.post("not_now", {"reason": "painful"})

    hers.assignment.refresh_from_db()
    assert hers.assignment.decline_reason == "long"


def test_one_line_goes_by_itself_once(hers):
    for _press in range(2):
        response = hers.post("raise_it", {"kind": "safety"})

    sent = TalkRequest.objects.get()
    page = text(hers.http.get(response["Location"]))
    assert (sent.kind, sent.assignment) == ("safety", hers.assignment)
    assert "Sent to Ana: please raise safety with me." in page
    assert "No one watches this page" in page


def test_what_waits_to_be_seen_is_not_offered_once_more(hers):
    before = hers.get("raise_it").content.decode()
    hers.post("raise_it", {"kind": "talk_first"})
    after = hers.get("raise_it").content.decode()
    TalkRequest.objects.update(seen_at=NOW, seen_by=hers.assignment.assigned_by)
    seen = hers.get("raise_it").content.decode()

    offers = ['value="talk_first"' in page for page in (before, after, seen)]
    assert offers == [True, False, True]


def test_a_forged_kind_sends_nothing(hers):
    hers.post("raise_it", {"kind": "x" * 90})

    assert list(TalkRequest.objects.all()) == []


def test_comments_show_when_they_are_sent(hers, ana):
    hers.save("One.")
    hers.send()
    draft = {"client": hers.assignment.client, "assignment": hers.assignment, "author": ana.user}
    draft |= {"round": Round.objects.get(), "prompt_key": "noticed"}
    Comment.objects.create(**draft, body="Not yet said.")
    Comment.objects.create(**draft, body="Thank you for this.", sent_at=NOW)

    page = text(hers.get("read"))

    assert "Thank you for this." in page
    assert "Not yet said." not in page
    assert "Ana wrote back" in text(hers.http.get(reverse("worksheets:my_work")))


def test_her_reply_is_sent_once(hers, ana):
    hers.send()
    form = {"body": "It helped.", "prompt_key": "noticed"}
    form["request_key"] = "00000000-0000-0000-0000-000000000007"

    for _press in range(2):
        response = hers.post("reply", form)

    reply = Comment.objects.get()
    assert response["Location"] == hers.url("read")
    assert (reply.body, reply.is_by_client, reply.prompt_key) == ("It helped.", True, "noticed")
    assert reply.sent_at is not None


@pytest.mark.parametrize("key", ["", "noticed", "miss", "zzz"])
def test_a_reply_that_does_not_fit_stays_in_its_box(hers, key):
    hers.save("One.")
    form = {"body": "x" * 4001, "prompt_key": key, "request_key": uuid4()}

    response = hers.post("reply", form)

    assert response.status_code == 422
    assert list(Comment.objects.all()) == []
    assert "x" * 4001 in response.content.decode()


def test_a_reply_about_no_part_goes_under_the_whole(hers):
    hers.post("reply", {"body": "Thanks.", "prompt_key": "zzz", "request_key": uuid4()})

    assert Comment.objects.get().prompt_key == ""


def test_a_reply_after_the_end_of_care_comes_back_to_her(hers, maya, ana):
    maya.discharged_at, maya.discharged_by = NOW, ana.user
    maya.save(update_fields=["discharged_at", "discharged_by"])

    response = hers.post("reply", {"body": "One more thing.", "request_key": uuid4()})

    assert response.status_code == 409
    assert "One more thing." in text(response)
    assert list(Comment.objects.all()) == []


def test_not_now_too_late_gives_her_words_back(hers):
    hers.send()

    response = hers.post("not_now", {"reason": "other", "words": "It was the day."})

    assert response.status_code == 409
    assert "It was the day." in text(response)
