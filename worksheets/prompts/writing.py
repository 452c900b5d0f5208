"""Her text, made safe to store without changing what she wrote."""

from typing import Any

from django.utils.translation import gettext as _

from worksheets.prompts.base import CannotKeep


def keep_text(raw: Any, limit: int, *, one_line: bool = False) -> str:
    """The text as it will be stored, "" when there is nothing in it. Raises CannotKeep.

    Null bytes and unpaired surrogates go (no database takes them), newlines become \\n; emoji and
    right-to-left text stay. Too long is refused, never cut.
    """
    if raw is None:
        return ""
    if not isinstance(raw, str):
        raise CannotKeep(_("Please write this one as text."), raw)
    text = "".join(c for c in raw if c != "\0" and not "\ud800" <= c <= "\udfff")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if one_line:
        text = " ".join(part for part in text.split("\n") if part.strip())
    text = text.strip() if one_line else text.rstrip()
    if len(text) > limit:
        raise CannotKeep(too_long(len(text), limit), raw)
    return text if text.strip() else ""


def too_long(length: int, limit: int) -> str:
    """What to say when a text is longer than its box."""
    return _(
        "This box holds %(limit)s characters, and you wrote %(length)s. All of it is still here "
        "on the page. Shorten it a little, or carry on in another box."
    ) % {"limit": f"{limit:,}", "length": f"{length:,}"}
