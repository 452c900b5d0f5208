"""A walk over every address: who may open it, and that opening changes nothing (architecture 5)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import pytest
from django.db import connection
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from zeal import zeal_ignore

from clients.models import Client
from practice.access import THIRD_PARTY
from tests.factories import make_assignment, make_client, make_counselor, make_owner, make_practice
from tests.web import Browser
from worksheets.models import Assignment

OURS = ("practice.", "clients.", "worksheets.")
AUDIENCES = {"public", "member", "client", "staff", "counselor", "owner"}

# Adding a line here opens a page to the whole world.
PUBLIC = {
    "practice:start",
    "practice:healthz",
    "practice:mail",  # demo only
    "practice:styleguide",  # demo only
    "clients:welcome",
    "clients:accept",
    "worksheets:help",
    "worksheets:clear_tracks",
    "worksheets:leave",
    "worksheets:save",  # keeps what was written when the session has ended (rulings 43)
}


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    view: object
    needs: tuple[str, ...] = field(default=())

    @property
    def is_ours(self) -> bool:
        return self.view.__module__.startswith(OURS)

    @property
    def audiences(self) -> set[str]:
        """Every audience found on the view and on what it wraps."""
        found, view = set(), self.view
        while view is not None:
            found |= {view.__dict__["audience"]} if "audience" in view.__dict__ else set()
            view = getattr(view, "__wrapped__", None)
        return found

    @property
    def is_open(self) -> bool:
        return not getattr(self.view, "login_required", True)


def walk(resolver: URLResolver, space: str = "", above: tuple[str, ...] = ()) -> Iterator[Address]:
    for entry in resolver.url_patterns:
        needs = above + tuple(entry.pattern.converters)
        if isinstance(entry, URLPattern):
            name = f"{space}:{entry.name}" if space else str(entry.name)
            yield Address(name, entry.callback, needs)
        else:
            yield from walk(entry, space or entry.namespace or "", needs)


def addresses() -> list[Address]:
    return list(walk(get_resolver()))


def test_every_view_of_ours_has_exactly_one_audience():
    unclear = {a.name: a.audiences for a in addresses() if a.is_ours and len(a.audiences) != 1}

    assert unclear == {}
    assert {word for a in addresses() if a.is_ours for word in a.audiences} <= AUDIENCES


def test_what_is_open_to_everybody_is_pinned():
    ours = [address for address in addresses() if address.is_ours]

    assert {a.name for a in ours if a.audiences == {"public"}} == PUBLIC
    assert {a.name for a in ours if a.is_open} == PUBLIC


def test_other_peoples_views_are_in_the_table():
    theirs = [a for a in addresses() if not a.is_ours and not is_replaced(a)]
    by_audience = {a.name: "public" if a.is_open else "member" for a in theirs}

    assert by_audience == THIRD_PARTY


def is_replaced(address: Address) -> bool:
    """A view of ours stands in front of it."""
    view = resolve(reverse(address.name, args=[1] * len(address.needs))).func
    return view.__module__.startswith(OURS)


def test_names_are_used_once():
    names = [a.name for a in addresses() if a.is_ours or not is_replaced(a)]

    assert sorted({name for name in names if names.count(name) > 1}) == []


# --- with people --------------------------------------------------------------------------------


@dataclass
class World:
    """Ana with Maya; strangers Ben and Noor beside them, Eva and Rosa in another practice."""

    maya: Client
    sheet: Assignment
    ana: object
    strangers: list

    def path(self, address: Address) -> str:
        """The address for Maya's rows; ids that no row has where the world has no such row."""
        known = {
            "client_id": self.maya.pk,
            "assignment_id": self.sheet.pk,
            "worksheet_id": self.sheet.version.worksheet_id,
            "membership_id": self.ana.pk,
            "number": 1,
            "layer": 1,
            "token": "no-such-token",
            "pk": 1,
        }
        return reverse(
            address.name, kwargs={name: known.get(name, uuid4()) for name in address.needs}
        )


@pytest.fixture
def world(db) -> World:
    practice, elsewhere = make_practice(), make_practice(name="Elsewhere")
    ana, ben = make_counselor(practice), make_counselor(practice, "Ben Okafor")
    eva = make_counselor(elsewhere, "Eva Novak")
    maya, noor, rosa = make_client(ana), make_client(ben, "Noor"), make_client(eva, "Rosa")
    make_owner(practice)
    return World(
        maya=maya,
        sheet=make_assignment(maya),
        ana=ana,
        strangers=[ben, eva, noor.membership, rosa.membership],
    )


def side_of(address: Address) -> str:
    return "client" if "client" in address.audiences else "staff"


@contextmanager
def writes_noted() -> Iterator[list[str]]:
    """The changes that are sent to the database, but for session rows and the read audit."""
    noted: list[str] = []
    spared = ("django_session", "practice_auditintake")

    def note(execute, sql, params, many, context):
        is_change = sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
        if is_change and not any(table in sql for table in spared):
            noted.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield noted


def with_rows_of_hers() -> list[Address]:
    """Addresses that lead to a client's rows, for whom the audience is one side's."""
    hers = {"client_id", "assignment_id"}
    return [a for a in addresses() if a.is_ours and hers & set(a.needs) and not a.is_open]


def test_strangers_find_nothing_of_hers(world):
    """404 whatever the method: that she exists is confidential (rulings 29)."""
    found = []
    for address in with_rows_of_hers():
        for stranger in [s for s in world.strangers if s.side == side_of(address)]:
            browser = Browser()
            browser.force_login(stranger.user)
            for method in (browser.get, browser.post):
                status = method(world.path(address)).status_code
                if status not in {404, 405}:
                    found.append((address.name, method.__name__, status))

    assert found == []


def test_the_other_side_is_turned_away(world):
    """403 before any row is looked for."""
    let_in = []
    for address in with_rows_of_hers():
        other = world.maya.membership if side_of(address) == "staff" else world.ana
        browser = Browser()
        browser.force_login(other.user)
        for method in (browser.get, browser.post):
            status = method(world.path(address)).status_code
            if status not in {403, 405}:
                let_in.append((address.name, method.__name__, status))

    assert let_in == []


def test_signed_out_everything_else_leads_to_the_sign_in(world):
    closed = [a for a in addresses() if a.is_ours and not a.is_open]

    for address in closed:
        response = Browser().get(world.path(address))
        assert (address.name, response.status_code, response["Location"][:15]) == (
            address.name,
            302,
            reverse("account_login")[:15],
        )


def test_opening_a_page_changes_nothing(world):
    """GET never writes, but for the read audit (rulings 34)."""
    changed = {}
    owner = world.maya.practice.memberships.get(is_owner=True)
    for address in [a for a in addresses() if a.is_ours]:
        for person in (world.ana, world.maya.membership, owner):
            browser = Browser()
            browser.force_login(person.user)
            with writes_noted() as noted, zeal_ignore():
                browser.get(world.path(address))
            if noted:
                changed[address.name] = noted

    assert changed == {}


def test_the_walk_really_opens_pages(world):
    """The control of the tests above: with the right person the same addresses answer."""
    closed = []
    for address in with_rows_of_hers():
        person = world.maya.membership if side_of(address) == "client" else world.ana
        if set(address.needs) <= {"client_id", "assignment_id", "worksheet_id", "number"}:
            browser = Browser()
            browser.force_login(person.user)
            status = browser.get(world.path(address)).status_code
            if status in {403, 404}:
                closed.append(address.name)

    assert closed == []
