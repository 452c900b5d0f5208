"""What this machine cannot run is skipped loudly, and fails where CI is set."""

import os
from collections.abc import Iterable

import pytest

NOT_RUN = "Not run on this machine. "


def missing(sentence: str) -> None:
    """Skip the asking test, or fail it under CI; the sentence says what to install."""
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    pytest.skip(NOT_RUN + sentence)


def not_run(skipped: Iterable[pytest.TestReport]) -> list[str]:
    """What to install, each once: read from the reports, which come from every test process."""
    reasons = (report.longrepr[2].removeprefix("Skipped: ") for report in skipped)
    return sorted({text.removeprefix(NOT_RUN) for text in reasons if text.startswith(NOT_RUN)})
