"""Points for the next session as those see and tick them who care for her."""

import pytest
from django.urls import reverse

from clients.actions import pointing
from clients.models import Note, SessionPoint
from practice import vault
from tests.clients.notes.test_desk_pages import box, point_of, shown, url
from tests.factories import actor_for, make_client, make_note, make_thread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def note(people, thread) -> Note:
    """What Maya wrote an hour ago."""
    return make_note(thread, people.maya, "I saw the swing.")


def test_a_note_becomes_a_point_from_the_page(as_ana, people, note):
    as_ana.post(url("make_point", note.thread, note.pk))
    page = as_ana.get(url("client_thread", note.thread))
    file = as_ana.get(reverse("worksheets:client", args=[people.maya.pk]))
    as_ana.post(reverse("clients:point_done", args=[people.maya.pk, SessionPoint.objects.get().pk]))

    assert "Kept for the next session" in shown(page)
    assert "I saw the swing." in shown(file)
    assert not SessionPoint.objects.waiting().exists()


def test_her_own_note_becomes_no_point(as_ana, people, note):
    mine = make_note(note.thread, people.ana)

    assert as_ana.post(url("make_point", note.thread, mine.pk)).status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize(("name", "queries"), [("client_notes", 15), ("points", 14)])
def test_her_threads_and_points_cost_the_same_for_one_and_for_thirty(
    as_ana, people, thread, django_assert_num_queries, name, queries, rows
):
    for _ in range(rows):
        about = make_thread(people.maya, is_general=False)
        point_of(make_note(about, people.maya), people.ana)
    vault.forget()

    with django_assert_num_queries(queries):
        as_ana.get(reverse(f"clients:{name}", args=[people.maya.pk]))


@pytest.mark.parametrize(("body", "status"), [("Ask her", 302), ("", 200), ("a" * 501, 200)])
def test_a_point_is_written_down(as_ana, people, body, status):
    answer = as_ana.post(reverse("clients:points", args=[people.maya.pk]), {"body": body})

    kept = SessionPoint.objects.filter(client=people.maya).count()
    assert (answer.status_code, kept) == (status, int(status == 302))
    assert status == 302 or box(answer).strip() == body


def test_a_point_is_taken_up_again_from_its_list(as_ana, people):
    point = pointing.add_point(by=actor_for(people.ana), client=people.maya, body="Ask her")
    point = pointing.finish(by=actor_for(people.ana), point=point)
    listed = shown(as_ana.get(reverse("clients:points", args=[people.maya.pk])))

    as_ana.post(reverse("clients:point_again", args=[people.maya.pk, point.pk]))

    assert "ticked today by Ana Ruiz" in listed
    assert SessionPoint.objects.waiting().get() == point


def test_a_point_of_another_client_is_not_there(as_ana, people):
    zoe = make_client(people.ana, "Zoe")
    point = pointing.add_point(by=actor_for(people.ana), client=zoe, body="Ask her")

    crossed = reverse("clients:point_done", args=[people.maya.pk, point.pk])

    assert as_ana.post(crossed).status_code == 404
