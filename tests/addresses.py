"""What the URLconf knows of itself: every address by name, whose it is, what stands in it."""

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

from practice.access import THIRD_PARTY


def patterns() -> dict[str, URLPattern]:
    """Our own addresses by name. `allauth` walks behind its table of names (rulings 41)."""
    return {
        name: pattern for name, pattern in every() if module(pattern).split(".")[0] != "allauth"
    }


def theirs() -> dict[str, URLPattern]:
    """allauth's addresses by name, without those that we stand in front of."""
    ours = patterns()
    return {name: pattern for name, pattern in every() if name not in ours}


def every(resolver: URLResolver | None = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Name and pattern of every address of the site."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from every(pattern, inner)
        else:
            yield f"{space}{pattern.name}", pattern


def module(pattern: URLPattern) -> str:
    """Where the view of an address was written."""
    return pattern.callback.__module__


def audience(name: str) -> str:
    """For whom an address is."""
    return getattr(patterns()[name].callback, "audience", THIRD_PARTY.get(name, ""))


def parts(name: str) -> list[str]:
    """The names of the ids in an address."""
    return list(converters(name))


def converters(name: str) -> dict[str, object]:
    """What stands in an address, by name; our routes nest no further than their own pattern."""
    return patterns()[name].pattern.converters
