"""A mail server that keeps nothing but a count for each receiver.

`python -m tests.services.sink <file> [--pause 0.01]` writes its port into the file, and answers
`XCOUNT` with how many letters it took. Asked to end (SIGTERM), it writes the counts there as JSON.
"""

import argparse
import asyncio
import json
import signal
from collections import Counter
from pathlib import Path


class Receiver(asyncio.Protocol):
    """One connection: enough SMTP for smtplib, without a copy of what is said."""

    greeting = b"250-sink\r\n250 PIPELINING"

    def __init__(self, counts: Counter[str], pause: float) -> None:
        self.counts, self.pause = counts, pause
        self.rest, self.to, self.takes_data, self.said = b"", [], False, b""

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while True:
            end = b"\r\n.\r\n" if self.takes_data else b"\r\n"
            # A mail without a line ends where it begins.
            if self.takes_data and self.rest.startswith(b".\r\n"):
                said, found, after = b"", True, self.rest[3:]
            else:
                said, found, after = self.rest.partition(end)
            if not found:
                break
            self.rest = after
            self.take() if self.takes_data else self.answer(said)
        self.transport.write(self.said)
        self.said = b""

    def answer(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"RCPT":
            self.to.append(line.partition(b"<")[2].partition(b">")[0].decode())
        if word == b"DATA":
            self.takes_data = True
            self.say(b"354 go on")
        elif word == b"EHLO":
            self.say(self.greeting)
        elif word == b"XCOU":
            self.say(b"250 %d" % self.counts.total())
        else:
            self.say(b"221 bye" if word == b"QUIT" else b"250 ok")

    def take(self) -> None:
        """The letter is ours from here on: counted first, then said."""
        self.counts.update(self.to)
        self.to, self.takes_data = [], False
        if self.pause:
            taken = (self.transport.write, b"250 taken\r\n")
            asyncio.get_running_loop().call_later(self.pause, *taken)
        else:
            self.say(b"250 taken")

    def say(self, words: bytes) -> None:
        """With whatever else is said to these words of the other side."""
        self.said += words + b"\r\n"


async def serve(file: Path, pause: float) -> None:
    """Takes letters until SIGTERM."""
    counts: Counter[str] = Counter()
    loop, ended = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, ended.set)
    server = await loop.create_server(lambda: Receiver(counts, pause), "127.0.0.1", 0)
    file.write_text(str(server.sockets[0].getsockname()[1]))
    await ended.wait()
    file.write_text(json.dumps(counts))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--pause", type=float, default=0)
    options = parser.parse_args()
    asyncio.run(serve(options.file, options.pause))
