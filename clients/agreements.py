"""The words that clients agree to: shipped as data, with slots that each practice fills (K-07)."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from clients.models import ConsentText
from practice.models import Practice

TEXTS = Path(__file__).parent / "consent_texts"
SLOT = re.compile(r"\[\[(\w+)\]\]")
MAX_SLOT = 4000

# slot -> what the owner is asked for, and an example in other words than ours
SLOTS = {
    "limits_of_confidentiality": (
        _("Limits of confidentiality"),
        _(
            "When you must speak to somebody else: danger to the client or others, abuse of a "
            "child or an older person, an order by a court."
        ),
    ),
    "emergency_plan": (
        _("Emergency plan"),
        _("What you agreed for a bad night: whom to call, where to go, when the practice is shut."),
    ),
    "reply_times": (
        _("Reply times"),
        _("On which days sheets are read, and within how many working days you answer."),
    ),
    "record_keeping": (
        _("Record keeping"),
        _("What goes into the record, how long it is kept, and what happens after that."),
    ),
    "fees": (_("Fees"), _("What it costs to use this, or that it costs nothing.")),
    "complaints": (
        _("Contact for complaints"),
        _("Whom to write to or call at the practice, and which office outside it."),
    ),
    "practice_contact": (
        _("Contact of the practice"),
        _("Address, telephone and e-mail, and who answers for privacy."),
    ),
}


@dataclass(frozen=True)
class Block:
    """One heading, paragraph or list of an agreement, ready for a template."""

    kind: str
    lines: tuple[str, ...]


@cache
def shipped(layer: int, language: str = "en") -> tuple[str, str]:
    """Title and body of a layer as it ships, slots still open."""
    first, rest = (TEXTS / f"{layer}.{language}.md").read_text("utf-8").split("\n", 1)
    return first.removeprefix("# "), rest.strip()


def slots_in(layer: int) -> list[str]:
    """Keys of the slots that the layer's words have, in the order of SLOTS."""
    found = set(SLOT.findall(shipped(layer)[1]))
    return [key for key in SLOTS if key in found]


def empty_slots(practice: Practice, layer: int) -> list[str]:
    """Slots of the layer that the practice has not filled; with one of them nothing publishes."""
    filled = practice.consent_slots
    return [key for key in slots_in(layer) if not str(filled.get(key, "")).strip()]


def body_for(practice: Practice, layer: int) -> str:
    """The layer's words with the practice's own in the slots; an empty slot leaves a gap."""
    values: Mapping[str, str] = {**practice.consent_slots, "practice": practice.name}
    return SLOT.sub(lambda found: str(values.get(found[1], "")).strip(), shipped(layer)[1])


def hash_of(title: str, body: str) -> str:
    """What a consent remembers of the words it was given to (K-01)."""
    return sha256(f"{title}\n\n{body}".encode()).hexdigest()


def has_changed(practice: Practice, layer: int, current: ConsentText | None) -> bool:
    """True where publishing now would change what clients read."""
    if current is None:
        return True
    return current.text_hash != hash_of(shipped(layer)[0], body_for(practice, layer))


def blocks(body: str) -> Iterator[Block]:
    """The body for display: `## ` begins a heading, `- ` a list, an empty line a new paragraph."""
    for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip()):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if lines and lines[0].startswith("## "):
            yield Block("heading", (lines.pop(0).removeprefix("## "),))
        if lines and all(line.startswith("- ") for line in lines):
            yield Block("list", tuple(line.removeprefix("- ") for line in lines))
        elif lines:
            yield Block("text", tuple(lines))


def as_text(text: ConsentText) -> str:
    """The version as a plain text file that its reader can keep (K-03)."""
    head = f"{text.title}\n{text.practice.name}, version {text.number}"
    return f"{head}\n\n{text.body.replace('## ', '')}\n"
