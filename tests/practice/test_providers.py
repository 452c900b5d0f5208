"""Which provider carries mail: read from outside, refused in words where one is missing."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from practice import providers

SECRET = "tend:twenty letters or more"
QUIET = {"track_opens": False, "track_clicks": False}


def read(name: str, key: str = "abc", secret: str = SECRET, **more: str) -> dict[str, object]:
    environ = {"TEND_MAIL_KEY": key, "TEND_MAIL_SECRET": secret, **more}
    return providers.anymail(providers.chosen(name), environ)


def test_without_a_provider_mail_goes_by_smtp():
    assert (providers.chosen(""), providers.anymail(None, {})) == (None, {})


@pytest.mark.parametrize(
    ("name", "key", "secret", "told"),
    [
        ("postmark", "abc", SECRET, {"POSTMARK_SERVER_TOKEN": "abc", "WEBHOOK_SECRET": SECRET}),
        ("sparkpost", "abc", SECRET, {"SPARKPOST_API_KEY": "abc", "WEBHOOK_SECRET": SECRET}),
        (
            "mailjet",
            "abc:def",
            SECRET,
            {"MAILJET_API_KEY": "abc", "MAILJET_SECRET_KEY": "def", "WEBHOOK_SECRET": SECRET},
        ),
        ("mailgun", "abc", "xyz", {"MAILGUN_API_KEY": "abc", "MAILGUN_WEBHOOK_SIGNING_KEY": "xyz"}),
    ],
)
def test_what_the_package_is_told_of_each(name, key, secret, told):
    assert read(name, key, secret) == told | {
        "SEND_DEFAULTS": QUIET,
        "REQUESTS_TIMEOUT": (5, 15),
    }


def test_a_provider_of_another_region_has_another_address():
    made = read("mailgun", secret="xyz", TEND_MAIL_API="https://api.eu.example/v3")

    assert made["MAILGUN_API_URL"] == "https://api.eu.example/v3"


@pytest.mark.parametrize("name", list(providers.PROVIDERS))
def test_what_each_is_called_there_exists(name):
    provider = providers.PROVIDERS[name]

    assert import_string(provider.backend).esp_name == provider.name
    assert import_string(provider.listener).esp_name == provider.name


@pytest.mark.parametrize(
    ("name", "key", "secret", "words"),
    [
        ("pigeon", "abc", SECRET, "one of mailgun, mailjet, postmark, sparkpost, or left empty"),
        ("postmark", "", SECRET, "Postmark takes one key"),
        ("mailjet", "abc", SECRET, "Mailjet takes two keys with a colon"),
        ("postmark", "abc", "", "name:password, 20 letters"),
        ("postmark", "abc", "tend:short", "name:password, 20 letters"),
        ("postmark", "abc", ":twenty letters or more", "name:password, 20 letters"),
        ("mailgun", "abc", "", "its signing key"),
    ],
)
def test_what_is_missing_stops_the_start_in_words(name, key, secret, words):
    with pytest.raises(ImproperlyConfigured, match=words):
        read(name, key, secret)
