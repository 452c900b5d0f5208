"""What a session holds is unreadable at rest, in the table and in the cache (H-04)."""

import base64
import re
import zlib

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from practice.sealed_sessions import SessionStore, seal, unseal
from practice.vault import rings
from tests.factories import make_client, make_counselor, make_practice
from tests.web import Browser

pytestmark = pytest.mark.django_db

HELD = {"_auth_user_id": "somebody", "code": "QWER-TZUI", "words": "Über"}


def readings(text: str) -> str:
    """Everything that a reader of the table gets without a key: as it is, decoded, unpacked."""
    found = [text]
    for piece in re.split(r"[:.]", text):
        raw = base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4))
        found.append(raw.decode("latin-1"))
        try:
            found.append(zlib.decompress(raw).decode("latin-1"))
        except zlib.error:
            continue
    return "\n".join(found)


def mailed_code(browser: Browser) -> str:
    """The code that was mailed for a sign-in just now."""
    client = make_client(make_counselor(make_practice()))
    browser.post(reverse("account_request_login_code"), {"email": client.membership.user.email})
    return re.search(r"^[A-Z]{4}-[A-Z]{4}$", mail.outbox[-1].body, re.MULTILINE)[0]


def test_a_mailed_code_cannot_be_read_in_the_table_or_the_cache(browser: Browser):
    code = mailed_code(browser)
    row = Session.objects.get()
    cached = cache.get(SessionStore(row.session_key).cache_key)

    assert [code in readings(text) for text in (row.session_data, cached)] == [False, False]
    assert code in str(unseal(row.session_data))


def test_that_reading_finds_the_code_where_sessions_are_only_signed(browser: Browser, settings):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

    code = mailed_code(Browser())

    assert code in readings(Session.objects.get().session_data)


def test_a_session_comes_back_from_table_and_cache():
    store = SessionStore()
    store.update(HELD)
    store.create()
    store.save()

    from_cache = dict(SessionStore(store.session_key).items())
    cache.clear()
    from_table = dict(SessionStore(store.session_key).items())

    assert (from_cache, from_table) == (HELD, HELD)


def test_opening_a_session_asks_the_table_for_its_row_alone(django_assert_num_queries):
    store = SessionStore()
    store.update(HELD)
    store.create()
    cache.clear()

    with django_assert_num_queries(1):
        assert SessionStore(store.session_key)["code"] == HELD["code"]


@pytest.mark.parametrize(
    "spoiled", ["", "test", "test.", "test.AAAA", "gone.AAAA", "\x00", "a:b:c"]
)
def test_what_cannot_be_opened_is_an_empty_session(spoiled):
    assert unseal(spoiled) == {}


def test_a_changed_byte_is_an_empty_session():
    sealed = seal(HELD)

    assert (unseal(sealed), unseal(sealed[:-4] + "AAAA")) == (HELD, {})


def test_sessions_outlive_a_rotation_until_their_key_is_dropped(settings):
    before = seal(HELD)
    old = settings.TEND_KEYS["care"]
    new = rings.new_entry(old)

    settings.TEND_KEYS = {**settings.TEND_KEYS, "care": new}
    after = seal(HELD)
    kept = unseal(before)
    newest = {"current": new["current"], "keys": {new["current"]: new["keys"][new["current"]]}}
    settings.TEND_KEYS = {**settings.TEND_KEYS, "care": newest}

    assert (kept, after.partition(".")[0]) == (HELD, new["current"])
    assert (unseal(before), unseal(after)) == ({}, HELD)
