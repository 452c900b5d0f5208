"""Her lists name what her counselor wrote until she has read it, and no longer."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.urls import reverse

from practice.models import AuditIntake
from tests.factories import NOW, actor_for, make_client
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.actions import answering, reviewing
from worksheets.actions.answering import MayNotAnswer
from worksheets.models import Comment

pytestmark = pytest.mark.django_db

LISTS = ["worksheets:home", "worksheets:my_work"]


def named(hers: Hers) -> list[bool]:
    """Whether home and her work say that Ana wrote back."""
    return ["Ana wrote back" in text(hers.http.get(reverse(name))) for name in LISTS]


def write(ana, given, words: str, at=NOW) -> Comment:
    return Comment.objects.create(
        client=given.client,
        assignment=given,
        round=given.rounds.current().get(),
        prompt_key="noticed",
        author=ana.user,
        body=words,
        sent_at=at,
    )


@pytest.fixture
def answered(hers, ana, given) -> Hers:
    """She sent it and Ana wrote back."""
    hers.save("The quiet.")
    hers.send()
    write(ana, given, "I hear it.")
    return hers


def test_it_is_named_until_she_has_read_it(answered, given):
    unread = answered.get("read").context["unread"]

    before = named(answered)
    answered.post("words_read", {"up_to": unread.pk})

    assert (before, named(answered)) == ([True, True], [False, False])
    assert answered.get("read").context["unread"] is None
    assert "data-mark-read" not in text(answered.get("read"))


def test_looking_alone_writes_nothing_down(answered, given):
    page = text(answered.get("read"))

    assert "I have read this" in page
    assert given.rounds.get().words_read_at is None


def test_what_comes_after_is_new_again(answered, ana, given):
    seen = answered.get("read").context["unread"]
    write(ana, given, "One more thing.", NOW + timedelta(seconds=30))

    answered.post("words_read", {"up_to": seen.pk})

    assert named(answered) == [True, True]


def test_who_replies_has_read_it(answered):
    answered.post("reply", {"prompt_key": "noticed", "body": "Thank you.", "request_key": uuid4()})

    assert named(answered) == [False, False]


def test_what_she_was_asked_to_look_at_again_is_read_when_she_sends_it(answered, ana, given):
    reviewing.send_review(
        by=actor_for(ana), round_=given.rounds.get(), closing="back", reopened=["noticed"]
    )
    answered.post("begin")
    answered.save("The quiet, and a bird.", revision=1)
    answered.send()

    assert named(answered) == [False, False]


@pytest.mark.parametrize("up_to", ["", "no-id", "00000000-0000-4000-8000-000000000001"])
def test_what_stood_on_no_page_of_hers_marks_nothing(answered, given, up_to):
    response = answered.post("words_read", {"up_to": up_to})

    assert response["Location"] == answered.url("read")
    assert given.rounds.get().words_read_at is None


def test_reading_is_hers_alone_never_goes_back_and_is_on_no_record(answered, ana, given):
    round_ = given.rounds.get()
    other = make_client(ana)
    entries = AuditIntake.objects.count()

    for stranger in (actor_for(ana), actor_for(other)):
        with pytest.raises(MayNotAnswer):
            answering.mark_read(by=stranger, round_=round_, at=NOW)
    answering.mark_read(by=actor_for(given.client), round_=round_, at=NOW)
    answering.mark_read(by=actor_for(given.client), round_=round_, at=NOW - timedelta(days=1))

    assert given.rounds.get().words_read_at == NOW
    assert AuditIntake.objects.count() == entries


def test_who_has_left_still_reads_and_marks(answered, maya):
    maya.discharged_at, maya.discharged_by = NOW, maya.created_by
    maya.save(update_fields=["discharged_at", "discharged_by"])
    with time_machine.travel(NOW + timedelta(minutes=1)):
        unread = answered.get("read").context["unread"]
        answered.post("words_read", {"up_to": unread.pk})

        assert named(answered) == [False, False]
