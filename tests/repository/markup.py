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
    r"\|\s*safe\b": "unescaped text",
    r"autoescape\s+off": "unescaped text",
    r"https?://(?!www\.w3\.org/)": "an address of another site",
}
# Where one of these may stand, and why.
ALLOWED = {
    ("templates/mfa/totp/activate_form.html", "unescaped text"): "allauth draws the QR code",
}


def forbidden(root: Path) -> list[str]:
    """Every place where a template breaks the policy. Help lines and links come from data."""
    found = []
    for file in sorted((root / "templates").rglob("*.html")):
        text = re.sub(r"\{#.*?#\}", "", file.read_text(encoding="utf-8"))
        for pattern, what in FORBIDDEN.items():
            for hit in re.finditer(pattern, text, re.IGNORECASE):
                path, number = (
                    file.relative_to(root).as_posix(),
                    text[: hit.start()].count("\n") + 1,
                )
                if (path, what) not in ALLOWED:
                    found.append(f"{path}:{number} holds {what}")
    return found
