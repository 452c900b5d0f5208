"""Mail through a provider's own interface: what it is given, and what its answers mean (M-04).

The provider is a server of the test's own on this machine.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from uuid import uuid4

import pytest

from practice import channels
from practice.emails import Letter
from practice.providers import PROVIDERS, anymail

TAKEN = {"ErrorCode": 0, "Message": "OK", "MessageID": "one", "To": "a@example.org"}
INACTIVE = "Found inactive addresses: a@example.org. Inactive recipients have generated a bounce."


@dataclass
class Provider:
    """What it was asked, and what it answers."""

    asked: list[dict] = field(default_factory=list)
    status: int = 200
    answer: object = field(default_factory=lambda: TAKEN)


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    told = Provider()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # noqa: N802 - the name it is called by
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            told.asked.append(json.loads(raw))
            said = (
                told.answer if isinstance(told.answer, bytes) else json.dumps(told.answer).encode()
            )
            if said == b"hang up":
                return
            self.send_response(told.status)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: object) -> None:
            """Nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    choose(settings, server.server_port)
    yield told
    server.shutdown()
    thread.join()
    server.server_close()


def choose(settings, port: int) -> None:
    settings.MAIL_PROVIDER = PROVIDERS["postmark"]
    settings.EMAIL_BACKEND = PROVIDERS["postmark"].backend
    settings.ANYMAIL = anymail(
        PROVIDERS["postmark"],
        {
            "TEND_MAIL_KEY": "key",
            "TEND_MAIL_SECRET": "tend:a password of twenty",
            "TEND_MAIL_API": f"http://127.0.0.1:{port}/",
        },
    )


def send(**fields) -> str:
    """What became of a letter."""
    defaults = {"to": "a@example.org", "name": "address_changed"}
    with channels.opened() as lines:
        try:
            lines.to("email").send(Letter(**defaults | fields))
        except Exception as error:
            return type(error).__name__
    return "sent"


def test_it_gets_address_and_template_and_one_id(provider):
    row = uuid4()

    assert send(delivery=row, headers={"List-Unsubscribe": "<https://x.example>"}) == "sent"

    asked = provider.asked[0]
    assert set(asked) == {
        "From", "To", "Subject", "TextBody", "HtmlBody", "Headers", "Metadata", "TrackOpens",
        "TrackLinks",
    }  # fmt: skip
    assert (asked["From"], asked["To"]) == ("Tend <tend@localhost>", "a@example.org")
    assert asked["Metadata"] == {"delivery": row.hex}
    assert (asked["TrackOpens"], asked["TrackLinks"]) == (False, "None")
    assert asked["Headers"] == [
        {"Name": "Auto-Submitted", "Value": "auto-generated"},
        {"Name": "List-Unsubscribe", "Value": "<https://x.example>"},
    ]


def test_a_letter_without_a_row_tells_no_id(provider):
    send()

    assert "Metadata" not in provider.asked[0]


@pytest.mark.parametrize(
    ("status", "answer", "end"),
    [
        (200, TAKEN, "sent"),
        (422, {"ErrorCode": 406, "Message": INACTIVE}, "NobodyThere"),
        (422, {"ErrorCode": 406, "Message": "Inactive: a@example.org"}, "Unclear"),
        (
            422,
            {"ErrorCode": 300, "Message": "Invalid 'To' address: 'a@example.org'."},
            "NobodyThere",
        ),
        (422, {"ErrorCode": 400, "Message": "Sender not confirmed"}, "Refused"),
        (401, {"ErrorCode": 10, "Message": "Bad token"}, "Away"),
        (403, {}, "Away"),
        (429, {}, "Later"),
        (503, {}, "Later"),
        (500, {}, "AnymailRequestsAPIError"),
        (502, b"<html>", "AnymailRequestsAPIError"),
        (200, b"no json", "AnymailRequestsAPIError"),
        (200, b"hang up", "AnymailRequestsAPIError"),
    ],
)
def test_what_each_answer_means(provider, status, answer, end):
    provider.status, provider.answer = status, answer

    assert send() == end


def test_nobody_there_to_connect_to_is_away(settings):
    choose(settings, 1)

    assert send() == "Away"


def test_no_log_says_who_or_what(provider, caplog):
    provider.status, provider.answer = 401, {"Message": "a@example.org is nobody"}

    send()

    assert [r.getMessage() for r in caplog.records if r.levelname == "ERROR"] == [
        "the mail provider does not know our key: 401"
    ]
    assert [r for r in caplog.records if "a@example.org" in r.getMessage()] == []


@pytest.mark.parametrize("name", list(PROVIDERS))
def test_what_every_provider_is_given_says_that_nothing_is_watched(settings, name):
    """What would be posted; built without a connection."""
    keys = ":".join(["key"] * len(PROVIDERS[name].keys))
    settings.ANYMAIL = anymail(
        PROVIDERS[name], {"TEND_MAIL_KEY": keys, "TEND_MAIL_SECRET": "tend:a password of twenty"}
    )
    settings.EMAIL_BACKEND = PROVIDERS[name].backend
    row = uuid4()
    line = channels.ByProvider()

    message = channels.emails.render(Letter("a@example.org", "address_changed", delivery=row))
    payload = line.connection.build_message_payload(message, line.connection.send_defaults)
    sent = json.dumps(payload.data, default=str)

    off = {
        "mailgun": ['"o:tracking-opens": "no"', '"o:tracking-clicks": "no"'],
        "mailjet": ['"TrackOpens": "disabled"', '"TrackClicks": "disabled"'],
        "postmark": ['"TrackOpens": false', '"TrackLinks": "None"'],
        "sparkpost": ['"open_tracking": false', '"click_tracking": false'],
    }[name]
    assert [word for word in [*off, row.hex] if word not in sent] == []
