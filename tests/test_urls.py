"""What the URLconf itself says: one audience per view, and none without (architecture 5).

Who really gets in, and that looking changes nothing, is asked in tests/test_access_walk.py.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from practice.access import THIRD_PARTY

OURS = ("practice.", "clients.", "worksheets.")
AUDIENCES = {"public", "member", "client", "staff", "counselor", "owner"}


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf."""

    name: str
    view: object
    needs: tuple[str, ...]

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


def test_only_public_views_open_without_a_sign_in():
    ours = [address for address in addresses() if address.is_ours]

    assert {a.name for a in ours if a.is_open} == {
        a.name for a in ours if a.audiences == {"public"}
    }


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
