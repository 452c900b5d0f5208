"""Points for the next session: from a note, by themselves, done, taken up again."""

from datetime import timedelta
from uuid import uuid4

import pytest

from clients.actions import caring, noting, pointing
from clients.models import Note, SessionPoint, Thread
from practice.models import AuditIntake
from tests.factories import NOW, actor_for, link

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def ana(people):
    return actor_for(people.ana)


def write(client, body: str = "I saw the swing today.", **fields) -> Note:
    """A note of hers as it lies in the table."""
    thread, _ = Thread.objects.get_or_create(client=client, is_general=True)
    return Note.objects.create(
        thread=thread,
        client=client,
        author=client.membership,
        body=body,
        key=uuid4(),
        **{"sent_at": NOW - timedelta(hours=1)} | fields,
    )


def standing(client) -> list[str]:
    return [point.body for point in client.session_points.waiting()]


def told() -> list[str]:
    """What the record says, first to last."""
    return list(AuditIntake.objects.order_by("pk").values_list("action", flat=True))


def test_a_note_becomes_a_point_once(people, ana):
    note = write(people.maya)

    point = pointing.keep_note(by=ana, note=note)
    again = pointing.keep_note(by=ana, note=note)

    assert (again, point.note, point.by, point.at) == (point, note, people.ana, NOW)
    assert standing(people.maya) == ["I saw the swing today."]
    assert told()[-1:] == ["point.kept"]
    assert AuditIntake.objects.filter(action="point.kept").count() == 1


def test_a_long_note_becomes_as_much_as_fits(people, ana):
    point = pointing.keep_note(by=ana, note=write(people.maya, "a" * 1000))

    assert (len(point.body), point.body[-4:]) == (500, "aa …")


def test_a_note_that_was_taken_back_becomes_none(people, ana):
    note = write(people.maya, "", recalled_at=NOW)

    with pytest.raises(pointing.NothingToKeep):
        pointing.keep_note(by=ana, note=note)


def test_words_taken_back_later_leave_the_point(people, ana):
    note = write(people.maya)
    pointing.keep_note(by=ana, note=note)
    mine = pointing.add_point(by=ana, client=people.maya, body="Ask about her sister.")

    noting.recall(by=actor_for(people.maya), note=note)

    assert standing(people.maya) == ["", mine.body]


def test_a_point_of_her_own_twice_is_one(people, ana):
    for _ in range(2):
        pointing.add_point(by=ana, client=people.maya, body="  Ask about her sister. ")

    assert standing(people.maya) == ["Ask about her sister."]


@pytest.mark.parametrize("body", ["", " \n "])
def test_a_point_has_words(people, ana, body):
    with pytest.raises(pointing.NothingToKeep):
        pointing.add_point(by=ana, client=people.maya, body=body)


def test_done_and_taken_up_again(people, ana):
    point = pointing.add_point(by=ana, client=people.maya, body="Ask about her sister.")

    for _ in range(2):
        point = pointing.finish(by=actor_for(people.ana, LATER), point=point)
    after = (standing(people.maya), point.done_at, point.done_by)
    for _ in range(2):
        point = pointing.take_up(by=ana, point=point)

    assert after == ([], LATER, people.ana)
    assert standing(people.maya) == ["Ask about her sister."]
    assert [action for action in told() if action.startswith("point.")] == [
        "point.kept", "point.done", "point.taken_up",
    ]  # fmt: skip


def test_a_note_that_waits_again_is_not_doubled(people, ana):
    note = write(people.maya)
    first = pointing.finish(by=ana, point=pointing.keep_note(by=ana, note=note))
    second = pointing.keep_note(by=ana, note=note)

    assert pointing.take_up(by=ana, point=first) == second
    assert list(SessionPoint.objects.waiting()) == [second]


def test_sixty_points_are_enough(people, ana):
    for number in range(pointing.MOST_WAITING):
        pointing.add_point(by=ana, client=people.maya, body=f"Point {number}")

    with pytest.raises(pointing.EnoughPoints):
        pointing.add_point(by=ana, client=people.maya, body="One more")


@pytest.mark.parametrize("who", ["ben", "sofia", "olga", "eva", "maya", "noor"])
def test_nobody_else_keeps_or_ticks_points(people, ana, who):
    link(people.maya, people.sofia, role="supervisor")
    by, note = actor_for(getattr(people, who)), write(people.maya)
    point = pointing.add_point(by=ana, client=people.maya, body="Hers")

    for act in (
        lambda: pointing.keep_note(by=by, note=note),
        lambda: pointing.add_point(by=by, client=people.maya, body="Mine"),
        lambda: pointing.finish(by=by, point=point),
        lambda: pointing.take_up(by=by, point=point),
    ):
        with pytest.raises(pointing.MayNotPoint):
            act()
    assert standing(people.maya) == ["Hers"]


def test_after_the_end_of_care_points_stay_as_they_are(people, ana):
    point = pointing.add_point(by=ana, client=people.maya, body="Hers")
    caring.discharge(by=ana, client=people.maya)

    with pytest.raises(pointing.MayNotPoint):
        pointing.finish(by=ana, point=point)


def test_points_are_no_page_of_hers(people, ana):
    point = pointing.add_point(by=ana, client=people.maya, body="Hers")

    assert list(SessionPoint.objects.visible_to(ana)) == [point]
    for who in ("maya", "ben", "eva", "olga"):
        assert not SessionPoint.objects.visible_to(actor_for(getattr(people, who))).exists()
