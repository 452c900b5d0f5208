"""The registry through which apps tell and ask each other, and its page in the docs."""

import re
from pathlib import Path

import pytest

from practice import facts

PAGE = Path(__file__).parents[2] / "docs" / "facts.md"


def test_docs_list_every_fact_and_ask():
    listed = set(re.findall(r"^\| `([a-z]+\.[a-z_]+)`", PAGE.read_text("utf-8"), re.MULTILINE))

    assert listed == {*facts.EVENTS, *facts.ASKS}


@pytest.mark.parametrize("call", [facts.tell, facts.ask])
def test_unknown_name_is_refused(call):
    with pytest.raises(facts.UnknownFact, match=re.escape("moon.rose")):
        call("moon.rose")


def test_listener_of_an_unknown_fact_is_refused():
    with pytest.raises(facts.UnknownFact, match=re.escape("moon.rose")):
        facts.on("moon.rose", print)


def test_listeners_run_in_order_and_once(monkeypatch):
    heard = []
    monkeypatch.setitem(facts._listeners, "client.accepted", [])
    first = lambda **what: heard.append(("first", what))  # noqa: E731
    facts.on("client.accepted", first)
    facts.on("client.accepted", first)
    facts.on("client.accepted", lambda **what: heard.append(("second", what)))

    facts.tell("client.accepted", client=1)

    assert heard == [("first", {"client": 1}), ("second", {"client": 1})]


def test_answers_come_from_every_listener(monkeypatch):
    monkeypatch.setitem(facts._listeners, "caseload.work", [])
    facts.on("caseload.work", lambda client_ids: dict.fromkeys(client_ids, (1, 2)))

    assert facts.ask("caseload.work", client_ids=[7]) == [{7: (1, 2)}]
