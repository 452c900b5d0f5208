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

    def __init__(self, counts: Counter[str], pause: float) -> None:
        self.counts, self.pause = counts, pause
        self.rest, self.to, self.takes_data = b"", [], False

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.say(b"220 sink")

    def data_received(self, data: bytes) -> None:
        self.rest += data
        while True:
            end = b"\r\n.\r\n" if self.takes_data else b"\r\n"
            said, found, after = self.rest.partition(end)
            if not found:
                return
            self.rest = after
            self.take() if self.takes_data else self.answer(said)

    def answer(self, line: bytes) -> None:
        word = line[:4].upper()
        if word == b"RCPT":
            self.to.append(line.partition(b"<")[2].partition(b">")[0].decode())
        if word == b"DATA":
            self.takes_data = True
            self.say(b"354 go on")
        elif word == b"XCOU":
            self.say(b"250 %d" % self.counts.total())
        else:
            self.say(b"221 bye" if word == b"QUIT" else b"250 ok")

    def take(self) -> None:
        """The letter is ours from here on: counted first, then said."""
        self.counts.update(self.to)
        self.to, self.takes_data = [], False
        if self.pause:
            asyncio.get_running_loop().call_later(self.pause, self.say, b"250 taken")
        else:
            self.say(b"250 taken")

    def say(self, words: bytes) -> None:
        self.transport.write(words + b"\r\n")


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
