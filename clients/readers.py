"""Who can read what she shares: the one rule, and how her pages name them (rulings 4).

The rule is that of `Client.objects.visible_to`, asked the other way round: by live care links.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from clients.models import CareLink, Client
from practice.models import Membership

LEAD_FIRST = {CareLink.Role.LEAD: 0, CareLink.Role.SECOND: 1, CareLink.Role.COVER: 2}


def first_name(membership: Membership) -> str:
    """How a client calls her: "Ana", or the whole name where it begins with a title."""
    name = membership.user.shown_name
    first = name.split(" ")[0]
    return name if first.endswith(".") else first


@dataclass(frozen=True)
class Reader:
    """Somebody who can read what she shares."""

    membership: Membership
    role: str

    @property
    def name(self) -> str:
        """The whole name; one who only reads is named as that."""
        if self.role == CareLink.Role.SUPERVISOR:
            return _("%(name)s (supervisor)") % {"name": self.membership.user.shown_name}
        return self.membership.user.shown_name

    @property
    def first_name(self) -> str:
        """How she calls her (`first_name`)."""
        return first_name(self.membership)


@dataclass(frozen=True)
class Readers:
    """All who can read what she shares, her counselor first."""

    found: tuple[Reader, ...] = ()

    @property
    def first(self) -> Reader | None:
        """Her counselor."""
        return self.found[0] if self.found else None

    @property
    def counselor(self) -> str:
        """What her pages call her counselor: "Ana"."""
        return self.found[0].first_name if self.found else _("your counselor")

    @property
    def names(self) -> str:
        """All of them in a sentence: "Ana, Ben Hart and Sofia Lund (supervisor)"."""
        return get_text_list([self.counselor, *self._others], _("and"))

    @property
    def whole_names(self) -> str:
        """The same with the counselor's whole name, for the page that introduces them."""
        first = [self.found[0].name] if self.found else [_("your counselor")]
        return get_text_list([*first, *self._others], _("and"))

    @property
    def _others(self) -> list[str]:
        return [reader.name for reader in self.found[1:]]


def readers(client: Client, now: datetime) -> Readers:
    """Who can read what she shares at the instant `now`. One query."""
    links = (
        CareLink.objects.live(now)
        .filter(client=client)
        .select_related("membership__user", "membership__practice")
        .order_by("starts_at")
    )
    found: dict[UUID, Reader] = {}
    for link in sorted(links, key=lambda link: LEAD_FIRST.get(link.role, 3)):
        # Who supervises and covers just now is named as who covers.
        found.setdefault(link.membership_id, Reader(link.membership, link.role))
    return Readers(tuple(found.values()))
