"""`manage.py deliveries`, for whoever runs the machine."""

import json
from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import CommandError

from practice import deliveries
from practice.models import AuditIntake, Delivery, Freeze
from tests.factories import NOW, make_practice
from tests.practice.posting import ends
from tests.practice.test_deliveries_ledger import in_state

pytestmark = pytest.mark.django_db

State = Delivery.State


@pytest.fixture(autouse=True)
def _the_day(post):
    with time_machine.travel(NOW, tick=False):
        yield


def run(*words: str) -> str:
    out = StringIO()
    call_command("deliveries", *words, stdout=out)
    return out.getvalue().strip()


def said() -> list[tuple]:
    rows = AuditIntake.objects.order_by("id")
    return list(rows.values_list("practice_id", "action", "object_id", "actor"))


def test_figures_for_a_person():
    in_state(State.FAILED, "The address did not accept it.")
    in_state(State.PLANNED, due_at=NOW - timedelta(minutes=2))
    in_state(State.SENT, settled_at=NOW - timedelta(minutes=1))

    lines = run("figures").splitlines()

    assert lines == [
        "The oldest due row waits 120 seconds.",
        "0.1 sent a minute, over fifteen minutes.",
        "1 failed",
        "1 planned",
        "1 sent",
        "1 × The address did not accept it.",
    ]
    assert run().splitlines() == lines


def test_figures_for_a_program():
    in_state(State.FAILED, "The address did not accept it.")
    in_state(State.PLANNED, due_at=NOW - timedelta(minutes=2))
    in_state(State.SENT, settled_at=NOW - timedelta(minutes=1))
    deliveries.freeze(why="By hand.", now=NOW)

    assert json.loads(run("figures", "--json")) == {
        "lag_seconds": 120,
        "sent_per_minute": 0.07,
        "states": {"failed": 1, "planned": 1, "sent": 1},
        "failures": {"The address did not accept it.": 1},
        "frozen": True,
    }


def test_the_list_has_what_is_in_trouble_and_never_whom():
    row = in_state(State.FAILED, "A reason.", step="once", due_at=NOW)
    in_state(State.SENT)
    in_state(State.FAILED, handled_at=NOW)
    in_state(State.FAILED, settled_at=NOW - timedelta(days=15))

    told = run("list")

    assert told == f"{row.pk}  2026-03-10 15:00Z  failed    card once  A reason."


def test_the_list_has_what_is_being_sent_for_long():
    claim = {"claim": uuid4(), "settled_at": None}
    row = in_state(State.CLAIMED, step="x", claimed_at=NOW - timedelta(minutes=2), **claim)
    in_state(State.CLAIMED, claimed_at=NOW, **claim)

    told = run("list")

    assert told == f"{row.pk}  2026-03-10 15:00Z  claimed   card x"


def test_the_list_shows_other_states_when_asked():
    in_state(State.FAILED)
    held = [in_state(State.HELD), in_state(State.HELD)]

    told = run("list", "--state", "held", "--limit", "1")

    assert [told.startswith(str(row.pk)) for row in held].count(True) == 1
    assert (len(told.splitlines()), run("list", "--state", "sent")) == (1, "None.")


def test_one_is_tried_again_and_it_is_on_record():
    row = in_state(State.FAILED, "A reason.")

    told = run("retry", str(row.pk))

    new = Delivery.objects.exclude(pk=row.pk).get()
    assert told == f"Planned anew as {new.pk}, due now."
    assert said() == [(row.practice_id, "delivery.retried", row.pk, None)]


@pytest.mark.parametrize("state", [State.FAILED, State.HELD, State.PLANNED])
def test_one_is_left_and_it_is_on_record(state):
    row = in_state(state)

    told = run("drop", str(row.pk))

    assert told == f"Left as {ends(row)[0]}."
    assert ends(row)[0] == (State.FAILED if state == State.FAILED else State.SKIPPED)
    assert said() == [(row.practice_id, "delivery.dropped", row.pk, None)]


@pytest.mark.parametrize("word", ["retry", "drop"])
def test_what_needs_nothing_is_said(word):
    row = in_state(State.SENT)

    with pytest.raises(CommandError, match="It is sent: there is nothing to decide"):
        run(word, str(row.pk))
    with pytest.raises(CommandError, match="There is no delivery"):
        run(word, str(uuid4()))
    with pytest.raises(CommandError, match="invalid UUID value"):
        run(word, "x")

    assert (Delivery.objects.count(), said()) == (1, [])


def test_all_are_stopped_and_let_go_again():
    make_practice()

    stopped = run("freeze", "A backup is put back.")
    frozen = Freeze.objects.get()
    figures = run("figures").splitlines()
    told = [run("release"), run("release")]

    assert stopped == "Nothing goes out until `manage.py deliveries release`."
    assert figures[0] == "Frozen: A backup is put back."
    assert told == ["Released: deliveries go out again.", "Nothing was frozen."]
    assert said() == [
        (None, "deliveries.frozen", frozen.pk, None),
        (None, "deliveries.released", frozen.pk, None),
    ]


@pytest.mark.parametrize("why", ["", "  ", "x" * 301])
def test_a_freeze_says_why(why):
    with pytest.raises(CommandError, match="Say why"):
        run("freeze", why)

    assert Freeze.objects.count() == 0


# --- one practice, and a restore whose age is known ---------------------------------------------


def test_figures_and_list_of_one_practice():
    mine = in_state(State.FAILED, "A reason.")
    in_state(State.UNKNOWN, practice=make_practice(name="Another"))

    asked = str(mine.practice_id)

    assert run("figures", "--practice", asked).splitlines()[2:] == ["1 failed", "1 × A reason."]
    assert [line.split()[0] for line in run("list", "--practice", asked).splitlines()] == [
        str(mine.pk)
    ]
    for word in ("figures", "list"):
        with pytest.raises(CommandError, match="There is no practice"):
            run(word, "--practice", str(uuid4()))


def test_what_a_restored_database_forgot_never_goes_again():
    gone = in_state(State.PLANNED, due_at=NOW - timedelta(hours=2))
    held = in_state(State.HELD, due_at=NOW - timedelta(hours=1))
    left_out = in_state(State.SKIPPED, due_at=NOW - timedelta(hours=2), settled_at=None)
    ahead = in_state(State.PLANNED, due_at=NOW - timedelta(minutes=10))

    told = run("freeze", "A backup was put back.", "--before", "2026-03-10T14:30Z")
    run("release")
    deliveries.dispatch(now=NOW)

    words = "It may have gone out before the backup was put back."
    assert told.endswith("What was due before then is unknown.")
    assert [ends(gone), ends(held)] == [(State.UNKNOWN, words)] * 2
    assert [ends(left_out)[0], ends(ahead)[0]] == [State.SKIPPED, State.SENT]
    left_out.refresh_from_db()
    assert left_out.settled_at == NOW


def test_an_instant_without_a_zone_is_utc():
    gone = in_state(State.PLANNED, due_at=NOW - timedelta(minutes=1))

    run("freeze", "A backup was put back.", "--before", "2026-03-10T15:00")

    assert ends(gone)[0] == State.UNKNOWN


@pytest.mark.parametrize("instant", ["2026-03-10T15:01Z", "yesterday", ""])
def test_an_instant_that_cannot_be_is_refused(instant):
    with pytest.raises(CommandError):
        run("freeze", "A backup was put back.", "--before", instant)

    assert Freeze.objects.count() == 0
