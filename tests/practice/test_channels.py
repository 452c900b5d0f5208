"""Mail over a kept connection, to a server that has its moods."""

import asyncio
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientsRefused, SMTPSenderRefused
from threading import Thread

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from practice import channels, deliveries, smtp
from practice.emails import Letter
from practice.models import Delivery
from tests.factories import NOW
from tests.practice.posting import ends, plan
from tests.services.sink import Receiver


class Moody(Receiver):
    """Says no to some, hangs up on others, and on everybody after three letters."""

    def __init__(self, counts: Counter[str], greeting: bytes) -> None:
        super().__init__(counts, pause=0)
        self.greeting = greeting
        counts["connections"] += 1
        self.letters = 0

    def answer(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"MAIL" and self.letters == 3:
            self.transport.write(b"421 enough\r\n")
            self.transport.close()
        elif word == b"RCPT" and b"gone-before@" in line:
            self.transport.abort()
        elif word == b"RCPT" and b"no@" in line:
            self.say(b"550 nobody here")
        elif word == b"RCPT" and b"later@" in line:
            self.say(b"450 busy")
        else:
            super().answer(line)

    def take(self) -> None:
        self.letters += bool(self.to)
        if self.to == ["gone@example.org"]:
            self.transport.abort()
        elif self.to == []:
            self.takes_data = False
            self.say(b"554 for nobody")
        else:
            super().take()


@pytest.fixture(params=[b"250-moody\r\n250 PIPELINING", b"250 moody"], ids=["one breath", "plain"])
def server(settings, request) -> Iterator[Counter[str]]:
    """What a mail server took for whom, and how many connections it needed."""
    counts: Counter[str] = Counter()
    connections: list[Moody] = []

    def meet() -> Moody:
        connections.append(Moody(counts, request.param))
        return connections[-1]

    async def listen() -> asyncio.Server:
        return await asyncio.get_running_loop().create_server(meet, "127.0.0.1", 0)

    async def hang_up() -> None:
        made.close()
        for connection in connections:
            connection.transport.abort()
        await asyncio.sleep(0)

    # In a thread of its own: a browser's loop may be at work in this one.
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever)
    thread.start()
    made = asyncio.run_coroutine_threadsafe(listen(), loop).result(10)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    settings.EMAIL_PORT = made.sockets[0].getsockname()[1]
    yield counts
    asyncio.run_coroutine_threadsafe(hang_up(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def send(*names: str) -> list[str]:
    """What became of a letter to each of these, over one line."""
    ends = []
    with channels.opened() as lines:
        for name in names:
            try:
                lines.to("email").send(Letter(f"{name}@example.org", "address_changed"))
                ends.append("sent")
            except (channels.NotSent, SMTPException) as error:
                ends.append(type(error).__name__)
    return ends


def test_letters_share_a_connection(server):
    ends = send("a", "b", "c")

    assert (ends, server["connections"], server["a@example.org"]) == (["sent"] * 3, 1, 1)


def test_a_letter_that_meets_a_tired_connection_opens_another(server):
    ends = send("a", "b", "c", "d", "e")

    assert (ends, server["connections"]) == (["sent"] * 5, 2)
    assert [server[f"{name}@example.org"] for name in "abcde"] == [1] * 5


def test_a_no_to_one_leaves_the_connection_to_the_others(server):
    ends = send("no", "a", "later", "b")

    assert (ends, server["connections"]) == (["NobodyThere", "sent", "Later", "sent"], 1)


def test_after_a_broken_connection_the_next_letter_opens_another(server):
    ends = send("a", "gone", "b")

    assert (ends, server["connections"]) == (["sent", "SMTPServerDisconnected", "sent"], 2)


def test_what_breaks_before_the_mail_is_given_away_did_not_go_out(server, request):
    ends = send("gone-before", "b")

    # One word after the other, smtplib does not say where it broke.
    broken = "Later" if "one breath" in request.node.name else "SMTPServerDisconnected"
    assert (ends, server["gone-before@example.org"]) == ([broken, "sent"], 0)


def test_lines_that_begin_with_a_dot_arrive(server):
    smtp_line = SMTP("127.0.0.1", settings.EMAIL_PORT)

    smtp.sendmail(smtp_line, "tend@localhost", "a@example.org", b"Subject: a\r\n\r\n.\r\n..b")
    smtp.sendmail(smtp_line, "tend@localhost", "b@example.org", b"Subject: b\r\n\r\nwell\r\n")
    smtp_line.quit()

    assert (server["a@example.org"], server["b@example.org"]) == (1, 1)


def test_a_server_that_is_not_there_is_away(server, settings):
    settings.EMAIL_PORT = 1

    assert send("a", "b") == ["Away", "Away"]


def test_an_address_that_fits_into_no_mould_goes_the_long_way(server):
    with channels.opened() as lines:
        lines.to("email").send(Letter("o'neil@example.org", "address_changed"))

    assert server["o'neil@example.org"] == 1


@pytest.mark.parametrize(
    ("code", "words", "meaning"),
    [
        (550, b"5.1.1 User unknown", "NobodyThere"),
        (550, b"5.2.1 Mailbox disabled", "NobodyThere"),
        (553, b"5.1.3 Bad address", "NobodyThere"),
        (550, b"No such user here", "NobodyThere"),
        (551, b"User not local", "NobodyThere"),
        (550, b"5.7.1 Relaying denied", "Refused"),
        (550, b"relay not permitted", "Refused"),
        (550, b"5.1.8 Bad sender", "Refused"),
        (552, b"5.2.2 Mailbox full", "Refused"),
        (552, b"Quota exceeded", "Refused"),
        (554, b"Refused by local policy", "Refused"),
        (530, b"5.7.0 Authentication required", "Refused"),
        (450, b"4.2.0 Greylisted", "Later"),
    ],
)
def test_only_a_no_to_the_address_itself_means_that_nobody_is_there(code, words, meaning):
    error = SMTPRecipientsRefused({"a@example.org": (code, words)})

    assert type(channels.refusal(error)).__name__ == meaning


@pytest.mark.parametrize(
    "error",
    [SMTPSenderRefused(550, b"5.1.1 no", "a@example.org"), SMTPDataError(550, b"5.1.1 no")],
)
def test_a_no_to_the_sender_or_to_the_mail_says_nothing_of_the_address(error):
    assert type(channels.refusal(error)) is channels.Refused


@pytest.mark.django_db
@pytest.mark.parametrize("error", [ImproperlyConfigured("pw"), ImportError("pw"), ValueError()])
def test_a_channel_that_is_set_up_wrongly_keeps_no_claim(post, monkeypatch, caplog, error):
    rows = [plan(late=timedelta(minutes=2)), plan("b@example.org")]

    def broken():
        raise error

    with monkeypatch.context() as wrong:
        wrong.setitem(channels.CHANNELS, "post", broken)
        deliveries.dispatch(now=NOW)
    waits = [ends(row) for row in rows]
    deliveries.dispatch(now=NOW + timedelta(minutes=1))

    told = (Delivery.State.PLANNED, "Mail could not be reached. It is tried again each minute.")
    assert (waits, [ends(row) for row in rows]) == ([told, told], [(Delivery.State.SENT, "")] * 2)
    assert caplog.messages == [f"mail is set up wrongly: {type(error).__name__}"]
