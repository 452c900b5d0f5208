"""Mails that an installation without a mail server keeps as files, read for the demo's page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

# What Django's file backend writes after each mail.
LINE = b"\n" + b"-" * 79 + b"\n"


@dataclass(frozen=True)
class Mail:
    """One mail as its receiver sees it."""

    at: datetime
    sender: str
    to: str
    subject: str
    text: str


def newest(folder: Path, limit: int = 50) -> list[Mail]:
    """The latest mails in the folder, newest first; none where there is no folder."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    mails: list[Mail] = []
    for file in files[:limit]:
        at = datetime.fromtimestamp(file.stat().st_mtime, tz=UTC)
        parts = [part for part in file.read_bytes().split(LINE) if part.strip()]
        mails += [read(part, at) for part in reversed(parts)]
    return mails[:limit]


def read(raw: bytes, at: datetime) -> Mail:
    """One mail from its bytes."""
    message = message_from_bytes(raw.strip(), _class=EmailMessage, policy=policy.default)
    body = message.get_body(preferencelist=("plain",))
    return Mail(
        at=at,
        sender=str(message["From"] or ""),
        to=str(message["To"] or ""),
        subject=str(message["Subject"] or ""),
        text=body.get_content() if body else "",
    )
