"""What must hold before a sheet is given, and what stands in its way (G-01 to G-04, rulings 11).

Pure functions over facts that the caller has looked up; they are asked by the assign page, by the
assign action, and by the client's pages when a flag changed after the sheet was given.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from clients.models import Client, Flag
from worksheets.models import Version
from worksheets.prompts.schema import Gate, WorksheetSchema

Kind = Flag.Kind

# Sheets about the distance itself are the wrong content for a recent death (safety.md 2.4).
NOT_ABOUT_DISTANCE = frozenset({"coming-home", "check-in"})


@dataclass(frozen=True)
class Facts:
    """What the rules need to know about a client at the instant `now`.

    `today` is her own date; `has_taken_back`: she withdrew her yes to sheets (safety.md 2.8).
    """

    now: datetime
    flags: frozenset[str] = frozenset()
    next_session_at: datetime | None = None
    done_sheets: frozenset[str] = frozenset()
    tender_days: frozenset[date] = frozenset()
    # Those of them that staff know of.
    known_days: frozenset[date] = frozenset()
    today: date | None = None
    has_taken_back: bool = False


@dataclass(frozen=True)
class GateState:
    """One gate: does it hold, or may the counselor confirm it, or does it stand in the way?"""

    gate: Gate
    holds: bool
    asks: bool
    words: str = ""

    @property
    def key(self) -> str:
        """The gate's name on record."""
        return self.gate.key


@dataclass(frozen=True)
class Verdict:
    """All that the assign page shows: gates, what forbids the sheet, and what to keep in mind."""

    gates: tuple[GateState, ...] = ()
    stops: tuple[str, ...] = ()
    cautions: tuple[str, ...] = field(default=())

    @property
    def to_confirm(self) -> frozenset[str]:
        """The keys of the gates that need the counselor's tick."""
        return frozenset(state.key for state in self.gates if state.asks)

    @property
    def is_possible(self) -> bool:
        """Whether the sheet can be given once every tick is there."""
        return not self.stops


def lacks_safety_talk(flags: Collection[str], sheet: WorksheetSchema) -> bool:
    """The sheet asks for a talk about safety, and none stands on her file."""
    asks = any(gate.kind == "safety_talk" for gate in sheet.gates)
    return asks and Kind.SAFETY_TALK not in flags


def stops_by_flags(flags: Collection[str], version: Version, theme_slug: str) -> list[str]:
    """Why the standing flags forbid this sheet, in words for staff. Empty when they do not."""
    stops = []
    if Kind.HEAVY_OFF in flags and version.is_heavy:
        stops.append(_("Heavy sheets are switched off for her."))
    if Kind.HARMED in flags and lacks_safety_talk(flags, version.sheet):
        stops.append(_("Someone is harming her. Record a talk about safety on her file first."))
    if Kind.BEREAVED in flags and theme_slug not in NOT_ABOUT_DISTANCE:
        stops.append(_("After a recent death, sheets about distance do not fit."))
    return stops


def cautions_by_flags(flags: Collection[str]) -> list[str]:
    """What to keep in mind with these flags; nothing here forbids a sheet."""
    words = {
        Kind.MINOR: _(
            "A minor or dependent is involved: lead this yourself. Reporting duties may apply."
        ),
        Kind.CAPACITY: _("Supported use only: agree who will be with her."),
        Kind.COURT: _(
            "Court or police are involved: what is written may be asked for as evidence."
        ),
        Kind.SENT_BY_OTHERS: _("Others asked her to attend: make sure she knows who sees what."),
        Kind.CONTACT_OFF: _("Steps toward contact are hidden from her."),
    }
    return [text for kind, text in words.items() if kind in flags]


def state_of(gate: Gate, facts: Facts) -> GateState:
    """Whether one gate holds by what is on record, asks for a tick, or stands in the way."""
    if gate.kind == "safety_talk" and Kind.SAFETY_TALK in facts.flags:
        return GateState(gate, holds=True, asks=False, words=_("On her file."))
    if gate.is_confirmed:
        return GateState(gate, holds=False, asks=True)
    if gate.kind == "session_within_days":
        return _session_gate(gate, facts)
    if gate.kind == "sheet_done":
        held = gate.sheet in facts.done_sheets
        words = _("%(gate)s She has not done that one yet.") % {"gate": gate.text}
        return GateState(gate, held, False, "" if held else words)
    return _tender_gate(gate, facts)


def _session_gate(gate: Gate, facts: Facts) -> GateState:
    limit = facts.now + timedelta(days=gate.days or 0)
    held = facts.next_session_at is not None and facts.now <= facts.next_session_at <= limit
    words = _("%(gate)s Set her next session first.") % {"gate": gate.text}
    return GateState(gate, held, False, "" if held else words)


def _tender_gate(gate: Gate, facts: Facts) -> GateState:
    today = facts.today or facts.now.date()
    near = [day for day in facts.tender_days if abs((day - today).days) <= (gate.days or 0)]
    words = _("Another week suits this sheet better.") if near else ""
    return GateState(gate, not near, False, words)


def verdict(version: Version, theme_slug: str, facts: Facts) -> Verdict:
    """Everything that the assign page shows and the assign action enforces, in one answer."""
    states = tuple(state_of(gate, facts) for gate in version.sheet.gates)
    stops = stops_by_flags(facts.flags, version, theme_slug)
    if facts.has_taken_back:
        stops.append(_("She has not said yes to sheets, or took it back. Talk about it first."))
    stops += [state.words for state in states if not state.holds and not state.asks]
    return Verdict(states, tuple(stops), tuple(cautions_by_flags(facts.flags)))


def standing_flags(client: Client) -> frozenset[str]:
    """The kinds of flag that stand on the client's file now. One query.

    A court or the police in play switches steps toward contact off too (safety.md 2.4).
    """
    kinds = frozenset(Flag.objects.standing().filter(client=client).values_list("kind", flat=True))
    return kinds | {Kind.CONTACT_OFF} if Kind.COURT in kinds else kinds


def is_held(flags: Collection[str], version: Version, theme_slug: str) -> bool:
    """An open sheet that her file turned into "talk first" since it was given (G-04).

    Nothing is stored: a tick for a talk about safety sets the flag, so a flag that was cleared
    later holds the sheet.
    """
    stops = stops_by_flags(flags, version, theme_slug)
    return bool(stops) or lacks_safety_talk(flags, version.sheet)
