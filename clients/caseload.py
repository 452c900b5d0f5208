"""The caseload of people: names are opened, searched and sorted here (rulings 38)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from clients import invitations
from clients.models import CareLink, Client, Flag, Invitation
from practice import facts, vault
from practice.access import Actor

# state -> (pill, words)
STATES = {
    "planned": ("draft", _("letter on its way")),
    "sent": ("not-opened", _("letter sent")),
    "bounced": ("declined", _("the address did not take the letter")),
    "unknown": ("passed", _("the letter may not have arrived")),
    "unsent": ("declined", _("the letter did not go out")),
    "opened": ("opened", _("letter opened")),
    "expired": ("passed", _("the link ran out")),
    "withdrawn": ("withdrawn", _("taken back")),
    "stopped": ("withdrawn", _("stopped by her")),
    "accepted": ("done", _("came in")),
    "closed": ("withdrawn", _("closed her account")),
}
# What matters of a way back while she has an account.
NEWS = {"planned", "sent", "opened", "bounced", "unknown", "unsent"}


@dataclass(frozen=True)
class Work:
    """How much of her work stands open, and how much waits to be read."""

    open: int = 0
    to_read: int = 0


@dataclass(frozen=True)
class Row:
    """What the list says about one client."""

    client: Client
    name: str
    part: str
    leads: bool
    flags: int
    state: str
    work: Work = Work()

    @property
    def pill(self) -> str:
        """The shape of the state; none where she is simply here."""
        return STATES[self.state][0] if self.state else ""

    @property
    def words(self) -> str:
        """The state in words."""
        return str(STATES[self.state][1]) if self.state else ""


def rows(
    actor: Actor, *, has_ended: bool = False, search: str = "", by_session: bool = False
) -> list[Row]:
    """Clients of the actor, current or ended. Eight queries, however many there are."""
    found = list(
        Client.objects.visible_to(actor)
        .filter(discharged_at__isnull=not has_ended)
        .select_related("membership__user")
    )
    ids = [client.pk for client in found]
    vault.warm(ids, "care")
    wanted = [c for c in found if search.casefold() in c.call_name.casefold()]
    parts, flags, said = _parts(actor, ids), _flags(ids), _letters(ids, actor.now)
    answers = facts.ask("caseload.work", client_ids=ids)
    work = {key: Work(*counts) for answer in answers for key, counts in answer.items()}
    listed = [
        Row(
            client=client,
            name=client.call_name,
            part=parts[client.pk].get_role_display() if client.pk in parts else "",
            leads=client.pk in parts and parts[client.pk].role == CareLink.Role.LEAD,
            flags=flags[client.pk],
            state=_state(client, said.get(client.pk, "")),
            work=work.get(client.pk, Work()),
        )
        for client in wanted
    ]
    return sorted(listed, key=_by_session if by_session else _by_name)


def letter_state(client: Client, now: datetime) -> str:
    """The same word about one client, for her own page."""
    return _state(client, _letters([client.pk], now).get(client.pk, ""))


def _parts(actor: Actor, ids: list[UUID]) -> dict[UUID, CareLink]:
    mine = CareLink.objects.live(actor.now).filter(membership=actor.membership, client__in=ids)
    return {link.client_id: link for link in mine}


def _flags(ids: list[UUID]) -> Counter[UUID]:
    standing = Flag.objects.standing().filter(client__in=ids)
    return Counter(standing.values_list("client_id", flat=True))


def _letters(ids: list[UUID], now: datetime) -> dict[UUID, str]:
    newest: dict[UUID, Invitation] = {}
    for letter in (
        invitations.with_people().filter(client__in=ids).order_by("created_at", "not_before")
    ):
        newest[letter.client_id] = letter
    states = invitations.states(newest.values(), now)
    return {client_id: states[letter.pk] for client_id, letter in newest.items()}


def _state(client: Client, letter: str) -> str:
    # A letter is news while she is not in, and while a way back is under way.
    if client.has_account():
        return letter if letter in NEWS else ""
    if letter in {"", "accepted"}:
        return "closed" if client.membership_id else ""
    return letter


def _by_name(row: Row) -> tuple:
    return (row.name.casefold(), str(row.client.pk))


def _by_session(row: Row) -> tuple:
    at = row.client.next_session_at
    return (at is None, at or row.client.created_at, *_by_name(row))


def own_client_at(actor: Actor, email: str, besides: UUID | None = None) -> Client | None:
    """A client of the actor's own whom letters reach at this address. Of others' not a word."""
    hers = Client.objects.visible_to(actor).select_related("membership__user").exclude(pk=besides)
    people = list(hers.order_by("created_at"))
    vault.warm([client.pk for client in people], "care")
    at = email.casefold()
    return next((client for client in people if at in addresses_of(client)), None)


def addresses_of(client: Client) -> set[str]:
    """Where a letter reached her, and what her account has as its own."""
    account = client.membership.user.email if client.membership else None
    return {address.casefold() for address in (client.contact_email, account) if address}
