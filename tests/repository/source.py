"""Read a tree of Python files for the rules in this folder: its modules and what they import."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
APPS = ("practice", "clients", "worksheets")


@dataclass(frozen=True)
class Import:
    """One imported module of our own or of others."""

    line: int
    target: str
    names: tuple[str, ...] = ()
    in_function: bool = False
    for_types: bool = False


@dataclass(frozen=True)
class Source:
    """One Python file."""

    path: str
    module: str
    text: str
    tree: ast.Module

    def place(self, line: int) -> str:
        """Where a finding is."""
        return f"{self.path}:{line}"

    def says(self, line: int, words: str) -> bool:
        """Whether the words stand on this line."""
        return words in self.text.splitlines()[line - 1]

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Every function and method, also those inside others."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[Import]:
        """Every import, with whether it stands in a function or serves types only."""
        yield from found_in(self.tree, self.module, in_function=False, for_types=False)


def found_in(node: ast.AST, module: str, in_function: bool, for_types: bool) -> Iterator[Import]:
    """The imports below this node."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import):
            for name in child.names:
                yield Import(child.lineno, name.name, (), in_function, for_types)
        elif isinstance(child, ast.ImportFrom):
            base = absolute(child, module)
            names = tuple(name.name for name in child.names)
            yield Import(child.lineno, base, names, in_function, for_types)
        else:
            inside = in_function or isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef)
            typed = for_types or (
                isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test)
            )
            yield from found_in(child, module, inside, typed)


def absolute(node: ast.ImportFrom, module: str) -> str:
    """The dotted name that a relative import means."""
    if not node.level:
        return node.module or ""
    base = module.split(".")[: -node.level]
    return ".".join([*base, *filter(None, [node.module])])


def sources(root: Path, *folders: str) -> list[Source]:
    """The Python files under these folders (all three apps by default), without migrations."""
    found = []
    for folder in folders or APPS:
        for file in sorted((root / folder).rglob("*.py")):
            path = file.relative_to(root)
            if "migrations" not in path.parts:
                module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
                text = file.read_text(encoding="utf-8")
                found.append(Source(path.as_posix(), module, text, ast.parse(text, str(path))))
    return found


def edges(all_sources: list[Source]) -> Iterator[tuple[Source, Import, str]]:
    """Every import of one of our modules: who, how, and the module it reaches."""
    known = {source.module for source in all_sources}
    for source in all_sources:
        for each in source.imports():
            if each.target.split(".")[0] not in APPS:
                continue
            inner = [f"{each.target}.{name}" for name in each.names]
            whole_app = each.target in APPS
            for target in [name for name in inner if whole_app or name in known] or [each.target]:
                yield source, each, target


def write(root: Path, files: dict[str, str]) -> Path:
    """A made-up tree for the self-tests."""
    for path, text in files.items():
        file = root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return root
