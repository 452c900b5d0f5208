"""What templates may not hold under our content security policy, and what would break escaping."""

import re
from pathlib import Path

FORBIDDEN = {
    r"\sstyle\s*=": "an inline style",
    r"<style": "an inline style sheet",
    # Data in a script element is never run.
    r"<script(?![^>]*\s(?:src=|type=\"application/json\"))": "an inline script",
    r"<[^>]*\son[a-z]+\s*=": "an inline handler",
    r"hx-on": "an inline handler of htmx",
    r"\bjs:|javascript:": "script in an attribute",
    r"""hx-trigger\s*=\s*["'][^"']*\[""": "an event filter, which htmx ignores under our policy",
    r"https?://(?!www\.w3\.org/)": "an address of another site",
}
FORBIDDEN_OF_DJANGO = {
    r"\|\s*safe\b": "unescaped text",
    r"autoescape\s+off": "unescaped text",
}
# Where one of these may stand, and why.
ALLOWED = {
    ("templates/mfa/totp/activate_form.html", "unescaped text"): "allauth draws the QR code",
}


def forbidden(root: Path) -> list[str]:
    """Every place where a template breaks the policy. Help lines and links come from data."""
    found = []
    for file in sorted((root / "templates").rglob("*.html")):
        path = file.relative_to(root).as_posix()
        whole = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"))
        # What Django's own tags hold is no markup: `{% replace only=None %}`.
        markup = re.sub(r"\{%.*?%\}", lambda tag: "\n" * tag[0].count("\n"), whole, flags=re.DOTALL)
        hits = [*hits_in(markup, FORBIDDEN), *hits_in(whole, FORBIDDEN_OF_DJANGO)]
        hits = [(number, what) for number, what in hits if (path, what) not in ALLOWED]
        found += [f"{path}:{number} holds {what}" for number, what in hits]
    return found


def hits_in(text: str, patterns: dict[str, str]) -> list[tuple[int, str]]:
    """Line and finding of every pattern in the text."""
    return [
        (text[: hit.start()].count("\n") + 1, what)
        for pattern, what in patterns.items()
        for hit in re.finditer(pattern, text, re.IGNORECASE)
    ]
