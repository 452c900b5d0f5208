"""What this machine cannot run is skipped loudly, and fails where CI is set."""

import os

import pytest

NOT_RUN: set[str] = set()


def missing(sentence: str) -> None:
    """Skip the asking test, or fail it under CI; the sentence says what to install."""
    if os.environ.get("CI"):
        pytest.fail(sentence, pytrace=False)
    NOT_RUN.add(sentence)
    pytest.skip(sentence)
