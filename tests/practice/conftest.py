"""Fixtures of the practice's tests."""

import pytest

from tests.web import Browser


@pytest.fixture
def browser() -> Browser:
    """An HTTP client without a session, after whose requests mails and tasks have gone out."""
    return Browser()
