"""Time is an argument, ciphertext is not sorted, and the checks can fail."""

from pathlib import Path

import pytest

from tests.repository.habits import (
    checks_that_cannot_fail,
    clock_readers,
    locks_that_stop_others,
    sorted_ciphertext,
)
from tests.repository.source import REPOSITORY, write

RULES = [clock_readers, checks_that_cannot_fail, locks_that_stop_others, sorted_ciphertext]


@pytest.mark.parametrize("rule", RULES)
def test_this_tree_keeps_the_rule(rule):
    assert rule(REPOSITORY) == []


@pytest.mark.parametrize("call", ["timezone.now()", "date.today()", "datetime.now()"])
def test_a_reader_of_the_clock_is_found(tmp_path: Path, call):
    tree = write(tmp_path, {"clients/actions/caring.py": f"def f():\n    return {call}"})

    assert clock_readers(tree) == [
        "clients/actions/caring.py:2 reads the clock: take `now` as an argument"
    ]


def test_a_default_and_a_view_may(tmp_path: Path):
    files = {
        "clients/models.py": "at = F(default=timezone.now)",
        "clients/views.py": "timezone.now()",
    }

    assert clock_readers(write(tmp_path, files)) == []


SEALED_NAME = "class Client:\n    call_name = SealedText()\n    at = DateTimeField()\n"


@pytest.mark.parametrize(
    "line",
    [
        'Client.objects.order_by("-call_name")',
        'rows.order_by("at", F("client__call_name").desc())',
        'rows.filter(at=None).latest("call_name")',
        'class Meta:\n    ordering = ("at", "call_name")',
    ],
)
def test_a_sort_by_ciphertext_is_found(tmp_path: Path, line):
    tree = write(tmp_path, {"clients/models.py": SEALED_NAME, "worksheets/today.py": line})

    assert [found.split(":")[0] for found in sorted_ciphertext(tree)] == ["worksheets/today.py"]


def test_a_sort_by_anything_else_may(tmp_path: Path):
    line = 'rows.filter(call_name__isnull=False).order_by("at").only("call_name")'
    tree = write(tmp_path, {"clients/models.py": SEALED_NAME, "worksheets/today.py": line})

    assert sorted_ciphertext(tree) == []


@pytest.mark.parametrize(("how", "found"), [("", 1), ('of=("self",)', 1), ("no_key=True", 0)])
def test_a_lock_that_stops_others_is_found(tmp_path: Path, how, found):
    line = f"Client.objects.select_for_update({how}).get(pk=1)"
    tree = write(tmp_path, {"clients/actions/caring.py": line})

    assert len(locks_that_stop_others(tree)) == found


def test_a_check_that_cannot_fail_is_found(tmp_path: Path):
    tree = write(tmp_path, {".ci/run": "#!/bin/bash\nruff check || " + "true\n"})

    assert checks_that_cannot_fail(tree) == [
        ".ci/run does not stop at the first error",
        ".ci/run:2 goes on after an error",
    ]
