"""Who may open what at the desk: one happy, one stranger, one wrong role for every page."""

import pytest
from django.test import Client as Http

from practice.models import AuditIntake
from tests.factories import NOW, make_assignment, make_reply, make_submission, make_version
from tests.worksheets.views.desk.conftest import of_sheet, url
from worksheets.models import Assignment, Comment, TalkRequest

pytestmark = pytest.mark.django_db

READ = ("client", "assignment", "review")
WRITE_PAGES = ("pick_sheet", "assign", "kind_word")
SEEN = ("decline_seen", "request_seen", "replies_seen")
POSTS = ("withdraw", "reschedule", "comment", "send_review", "asked", *SEEN)


@pytest.fixture
def addresses(maya) -> dict[str, str]:
    """Every address about Maya, each with rows that could leak."""
    given, done = make_assignment(maya), make_assignment(maya)
    make_submission(done, {"noticed": "The quiet."})
    declined = make_assignment(maya, declined_at=NOW, decline_reason="painful")
    asked = TalkRequest.objects.create(client=maya, kind="safety", at=NOW)
    make_reply(done)
    return {
        "client": url("client", maya),
        "pick_sheet": url("pick_sheet", maya),
        "assign": url("assign", maya, make_version().worksheet),
        "assignment": of_sheet("assignment", given),
        "review": of_sheet("review", done),
        "comment": of_sheet("comment", done),
        "send_review": of_sheet("send_review", done),
        "kind_word": of_sheet("kind_word", declined),
        "withdraw": of_sheet("withdraw", given),
        "reschedule": of_sheet("reschedule", given),
        "decline_seen": of_sheet("decline_seen", declined),
        "replies_seen": of_sheet("replies_seen", done),
        "request_seen": url("request_seen", maya, asked),
        "asked": url("asked", maya),
    }


def answers(http: Http, addresses: dict[str, str], method: str, names) -> dict[str, int]:
    """What each address answers."""
    return {name: getattr(http, method)(addresses[name]).status_code for name in names}


def snapshot() -> list:
    """Everything that a change could change."""
    sheets = Assignment.objects.order_by("pk").values_list(
        "pk", "withdrawn_at", "due_on", "decline_seen_at"
    )
    return [
        *sheets,
        Comment.objects.count(),
        TalkRequest.objects.waiting().count(),
        AuditIntake.objects.exclude(action__endswith=".read").count(),
    ]


def test_ana_opens_every_page_about_her_client(ana, addresses):
    pages = READ + WRITE_PAGES

    assert answers(ana, addresses, "get", pages) == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("who", ["ben", "eva", "former"])
def test_for_a_stranger_she_does_not_exist(people, at, addresses, who):
    http, before = at(getattr(people, who)), snapshot()
    pages = READ + WRITE_PAGES

    assert answers(http, addresses, "get", pages) == dict.fromkeys(pages, 404)
    changes = (*POSTS, "assign", "kind_word")
    assert answers(http, addresses, "post", changes) == dict.fromkeys(changes, 404)
    assert snapshot() == before


@pytest.mark.parametrize("who", ["olga", "maya"])
def test_an_owner_and_a_client_are_another_audience(people, at, addresses, who):
    person = getattr(people, who)
    http, before = at(person.membership if who == "maya" else person), snapshot()
    pages = READ + WRITE_PAGES

    assert answers(http, addresses, "get", pages) == dict.fromkeys(pages, 403)
    changes = (*POSTS, "assign", "kind_word")
    assert answers(http, addresses, "post", changes) == dict.fromkeys(changes, 403)
    assert http.get(url("today")).status_code == 403
    assert snapshot() == before


def test_a_supervisor_reads_and_never_writes(people, at, addresses):
    http, before = at(people.sofia), snapshot()

    assert answers(http, addresses, "get", READ) == dict.fromkeys(READ, 200)
    assert answers(http, addresses, "get", WRITE_PAGES) == dict.fromkeys(WRITE_PAGES, 403)
    changes = (*POSTS, "assign", "kind_word")
    assert answers(http, addresses, "post", changes) == dict.fromkeys(changes, 403)
    assert snapshot() == before


def test_a_supervisor_sees_no_button_that_changes_something(people, at, addresses):
    http = at(people.sofia)

    for name in READ:
        page = http.get(addresses[name]).content.decode()
        main = page.split('<main id="main"')[1].split("</main>")[0]
        # On the review the form stays, without a box or a button in it.
        assert (main.count("<button"), main.count("<textarea")) == (0, 0), name


def test_after_discharge_the_pages_are_read_only(people, ana, maya, addresses):
    maya.discharged_at, maya.discharged_by = NOW, people.ana.user
    maya.save()

    assert answers(ana, addresses, "get", READ) == dict.fromkeys(READ, 200)
    assert answers(ana, addresses, "post", POSTS) == dict.fromkeys(POSTS, 403)


def test_changes_are_not_made_by_a_get(ana, addresses):
    assert answers(ana, addresses, "get", POSTS) == dict.fromkeys(POSTS, 405)


def test_signed_out_every_page_asks_to_sign_in(browser, addresses):
    pages = READ + WRITE_PAGES

    assert answers(browser, addresses, "get", pages) == dict.fromkeys(pages, 302)


@pytest.mark.parametrize("name", ["library", "worksheet", "preview", "print_blank"])
@pytest.mark.parametrize(
    ("who", "status"), [("ana", 200), ("sofia", 200), ("olga", 200), ("maya", 403)]
)
def test_the_library_is_for_staff(people, at, name, who, status):
    person = getattr(people, who)
    args = [] if name == "library" else [make_version().worksheet]

    http = at(person.membership if who == "maya" else person)

    assert http.get(url(name, *args)).status_code == status


def test_a_practices_own_sheet_does_not_exist_in_another(people, at):
    own = make_version().worksheet
    own.practice = people.ana.practice
    own.save()

    seen = {
        who: at(getattr(people, who)).get(url("worksheet", own)).status_code
        for who in ("ana", "eva")
    }

    assert seen == {"ana": 200, "eva": 404}


def test_a_sheet_of_another_client_is_not_found_under_this_one(ana, people, given):
    from_elsewhere = url("assignment", people.maya, make_version().pk)

    assert ana.get(from_elsewhere).status_code == 404


def test_reading_is_written_down_once_a_page(people, ana, addresses):
    for name in (*READ, "kind_word"):
        ana.get(addresses[name])
    ana.get(url("today"))

    reads = AuditIntake.objects.filter(actor=people.ana.user_id).order_by("id")
    assert list(reads.values_list("action", "client_id")) == [
        ("client.read", people.maya.pk),
        ("assignment.read", people.maya.pk),
        ("review.read", people.maya.pk),
        ("assignment.read", people.maya.pk),
        ("today.read", None),
    ]
