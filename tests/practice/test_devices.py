"""What a browser calls itself, as people say it."""

import pytest

from practice.templatetags.devices import device


@pytest.mark.parametrize(
    ("user_agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/126 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126 Safari/537.36 Edg/126", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Android 14; Mobile) Gecko/127.0 Firefox/127.0", "Firefox on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) Version/17 Safari/605.1", "Safari on Mac"),
        ("something on Windows", "Windows"),
        ("curl/8.5", "a browser"),
        ("", "a browser"),
    ],
)  # fmt: skip
def test_a_device_has_a_name_that_people_know(user_agent, said):
    assert device(user_agent) == said
