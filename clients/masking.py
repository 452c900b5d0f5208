"""Keeps the tokens of letters out of logs (I-16): Django logs the path of what it refuses."""

import logging
import re
from typing import ClassVar

# What stands before the token or the signature of a letter's link.
BEFORE = r"(?:/|%2F)(?:welcome|(?:reminders|summary)(?:/|%2F)(?:stop|why|not-for-me))(?:/|%2F)"
TOKEN = re.compile(rf"({BEFORE})[^/%\s?&\"']+", re.IGNORECASE)


class MaskTokens(logging.Filter):
    """Takes the token out of an address before any handler sees the record."""

    # Those that name a path: refusals, broken forms, the development server.
    LOGGERS: ClassVar[tuple[str, ...]] = ("django.request", "django.security.csrf", "django.server")

    def filter(self, record: logging.LogRecord) -> bool:
        """Always true; what changes is the text."""
        said = record.getMessage()
        if TOKEN.search(said):
            record.msg, record.args = TOKEN.sub(r"\1…", said), ()
        return True


def install() -> None:
    """Puts the filter on each of those loggers, once."""
    for name in MaskTokens.LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, MaskTokens) for each in logger.filters):
            logger.addFilter(MaskTokens())
