"""Fixtures of the practice's tests."""

from collections.abc import Iterator

import pytest

from practice import channels, deliveries
from tests.practice.posting import Post, register
from tests.web import Browser


@pytest.fixture
def browser() -> Browser:
    """An HTTP client without a session, after whose requests mails and tasks have gone out."""
    return Browser()


@pytest.fixture
def post() -> Iterator[Post]:
    """Deliveries over the channel `post` end here; the purpose `note` is registered."""
    post = Post()
    channels.CHANNELS["post"] = lambda: post
    register()
    yield post
    del channels.CHANNELS["post"], deliveries.purposes["card"]
