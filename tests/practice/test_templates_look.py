"""The look keeps its promises: contrast, size, no inline code, one thing in storage."""

import re
import zlib
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
STATIC = REPOSITORY / "practice" / "static" / "practice"
TEMPLATES = REPOSITORY / "templates"
# What a client's page loads, in base.html's order.
CLIENT_CSS = ["tokens", "base", "components", "states", "forms", "sheet", "frame", "print"]


def tokens(look: int) -> dict[str, str]:
    """Colours of a look: 0 light, 1 dark."""
    text = (STATIC / "tokens.css").read_text()
    pairs = re.findall(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", text)
    return {name: colours[look] for name, *colours in pairs}


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


GROUNDS = ["paper", "sheet", "leaf-wash", "sand", "rail"]
TEXTS = [(text, ground) for text in ("ink", "ink-soft", "leaf") for ground in GROUNDS]


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
def test_text_has_contrast_on_every_ground(look):
    colours = tokens(look)
    pairs = [*TEXTS, ("clay", "paper"), ("clay", "sheet"), ("on-leaf", "leaf")]

    weak = [
        (text, ground, round(contrast(colours[text], colours[ground]), 2))
        for text, ground in pairs
        if contrast(colours[text], colours[ground]) < 4.5
    ]

    assert weak == []


def test_contrast_tells_weak_from_strong():
    assert [round(contrast("#ffffff", c), 1) for c in ("#000000", "#ffffff")] == [21.0, 1.0]


def test_the_light_fallback_is_the_light_look():
    text = (STATIC / "tokens.css").read_text()
    plain = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", text))

    assert {name: plain.get(name) for name in tokens(0)} == tokens(0)


def test_the_styles_of_her_pages_stay_light():
    raw = b"".join((STATIC / f"{name}.css").read_bytes() for name in CLIENT_CSS)

    assert len(zlib.compress(raw, 9)) < 12_000


def test_her_pages_load_exactly_these_styles():
    base = (TEMPLATES / "base.html").read_text()

    assert re.findall(r"practice/([a-z]+)\.css", base) == CLIENT_CSS


def test_styles_ask_nobody_for_anything():
    asked = [
        f"{file.name}: {hit}"
        for file in sorted(STATIC.glob("*.css"))
        for hit in re.findall(r"url\(|@import", file.read_text())
    ]

    assert asked == []


def test_colours_have_one_home():
    loose = [
        f"{file.name}: {hit}"
        for file in sorted(STATIC.glob("*.css"))
        if file.name not in {"tokens.css", "print.css"}
        for hit in re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|rgb\(|hsl\(", file.read_text())
    ]

    assert loose == []


def test_only_the_theme_is_ever_kept_in_local_storage():
    uses = {
        f"{file.name}: {hit}"
        for file in sorted(REPOSITORY.glob("*/static/**/*.js"))
        for hit in re.findall(r"(?:local|session)Storage\.?\w*(?:\([^)]*\))?", file.read_text())
    }

    assert uses == {
        "theme.js: localStorage.getItem(KEY)",
        "theme.js: localStorage.setItem(KEY, look)",
        "theme.js: localStorage.removeItem(KEY)",
        "theme.js: localStorage",
    }


def test_every_part_that_a_page_includes_exists():
    wanted = {
        name
        for file in TEMPLATES.rglob("*.html")
        for name in re.findall(r'include "(components/[^"]+)"', file.read_text())
    }

    assert sorted(name for name in wanted if not (TEMPLATES / name).exists()) == []


def test_every_class_in_a_template_has_a_style():
    styles = "".join(file.read_text() for file in REPOSITORY.glob("*/static/*/*.css"))
    dressed = set(re.findall(r"\.([a-zA-Z][\w-]*)", re.sub(r"/\*.*?\*/", "", styles, flags=re.S)))
    bare = {
        f"{file.relative_to(TEMPLATES)}: {name}"
        for file in TEMPLATES.rglob("*.html")
        for names in re.findall(r'class="([^"]*)"', without_tags(file.read_text()))
        for name in names.split()
        if name not in dressed
    }

    assert bare == set()


def without_tags(template: str) -> str:
    """A template's HTML; what the tags would print is unknown here."""
    return re.sub(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", " ", template, flags=re.S)
