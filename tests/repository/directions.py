"""The rules of architecture 2, each a function from a tree to what breaks it."""

from collections import defaultdict
from pathlib import Path

from tests.repository.ranks import (
    FROM_ANY_APP,
    MAY_USE_SIGNALS,
    PLUMBING_OF,
    RANKS,
    TOP,
)
from tests.repository.source import APPS, Source, edges, sources


def part(module: str) -> str:
    """The module of an app that this is or lies in: `worksheets.views.desk` -> `views`."""
    return (module.split(".") + [""])[1]


def undeclared(root: Path) -> list[str]:
    """Modules without a level."""
    parts = {(s.module.split(".")[0], part(s.module)) for s in sources(root)}
    return sorted(
        f"{app}/{name}: give it a level in tests/repository/ranks.py"
        for app, name in parts
        if name and name not in RANKS
    )


def upward_apps(root: Path) -> list[str]:
    """Imports against worksheets -> clients -> practice, or of what an app keeps to itself."""
    found = []
    for source, each, target in edges(sources(root)):
        mine, theirs = source.module.split(".")[0], target.split(".")[0]
        if mine == theirs:
            continue
        offered = FROM_ANY_APP | PLUMBING_OF.get(theirs, set())
        if APPS.index(theirs) > APPS.index(mine):
            found.append(f"{source.place(each.line)} {mine} imports {target}, which is above it")
        elif part(target) not in offered:
            found.append(f"{source.place(each.line)} {target} belongs to {theirs} alone")
    return found


def upward_levels(root: Path) -> list[str]:
    """Imports from a lower level of an app to a higher one (types excepted)."""
    found = []
    for source, each, target in edges(sources(root)):
        mine, theirs = part(source.module), part(target)
        same_app = source.module.split(".")[0] == target.split(".")[0]
        if same_app and mine and not each.for_types and rank(mine) < rank(theirs):
            found.append(f"{source.place(each.line)} {mine} imports {theirs}, which is above it")
    return found


def rank(name: str) -> int:
    """The level of a module; undeclared ones are reported elsewhere."""
    return RANKS.get(name, TOP)


def circles(root: Path) -> list[str]:
    """Modules that reach themselves through imports."""
    graph: dict[str, set[str]] = defaultdict(set)
    for source, each, target in edges(sources(root)):
        inside = source.module.startswith(f"{target}.") or source.module == target
        if not each.for_types and not inside:
            graph[source.module].add(target)
    return sorted({" -> ".join(path) for start in list(graph) if (path := way_back(graph, start))})


def way_back(graph: dict[str, set[str]], start: str) -> list[str]:
    """The shortest circle through `start`, told only from its first module by name."""
    paths, seen = [[start]], set()
    for path in paths:
        for following in sorted(graph.get(path[-1], ())):
            if following == start:
                return [*path, start] if start == min(path) else []
            if following not in seen:
                seen.add(following)
                paths.append([*path, following])
    return []


def tasks_calling_actions(root: Path) -> list[str]:
    """Tasks that import actions, of any app: actions enqueue tasks, never the other way."""
    return [
        f"{source.place(each.line)} tasks import {target}"
        for source, each, target in edges(sources(root))
        if part(source.module) == "tasks" and part(target) == "actions"
    ]


def local_imports(root: Path, *folders: str) -> list[str]:
    """Imports inside a function, but for those that say why (`# noqa: PLC0415 - why`)."""
    return [
        f"{source.place(each.line)} imports {each.target} inside a function"
        for source in sources(root, *folders)
        for each in source.imports()
        if each.in_function and not source.says(each.line, "noqa: PLC0415 - ")
    ]


def signals(root: Path) -> list[str]:
    """Signals, but for those of others that ranks.py names: our apps tell each other by facts."""
    return [
        f"{source.place(each.line)} uses signals: practice/facts.py is for that"
        for source in sources(root)
        for each in source.imports()
        if is_signal(each.target, each.names) and allowed(source) is None
    ]


def is_signal(target: str, names: tuple[str, ...]) -> bool:
    """Whether an import brings signals in."""
    return target == "django.dispatch" or target.endswith("signals") or "signals" in names


def allowed(source: Source) -> str | None:
    """Why this file may."""
    return MAY_USE_SIGNALS.get(source.path)
