"""What a mail provider tells us: believed with its proof, refused without, and never a 500."""

import hmac
import json
import logging
from base64 import b64encode
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.urls import reverse

from practice.models import ChannelStop, Delivery
from practice.providers import PROVIDERS, anymail
from tests.factories import NOW, make_counselor, make_practice
from tests.tables import changed, checksums
from tests.worksheets.reminders.people import make_reachable, sent_before

pytestmark = pytest.mark.django_db
SECRET = "tend:a password of twenty"
SIGNING = "the signing key"
AT = int(NOW.timestamp())

# What each tells, by what it means for the row: its state then, and the kind of a stop.
ENDS = {
    "gone": ("bounced", "bounced"),
    "unwanted": ("sent", "complaint"),
    "not taken": ("failed", ""),
    "waits": ("sent", ""),
    "known to be gone": ("bounced", "bounced"),
}


def postmark(what: str, row: str, to: str) -> object:
    kinds = {
        "gone": "HardBounce",
        "unwanted": "SpamComplaint",
        "not taken": "SoftBounce",
        "waits": "Transient",
        "known to be gone": "BadEmailAddress",
    }
    is_complaint = what == "unwanted"
    return {
        "RecordType": "SpamComplaint" if is_complaint else "Bounce",
        "ID": 42,
        "Type": kinds[what],
        "Email": to,
        "BouncedAt": "2026-03-10T14:30:00Z",
        "Metadata": {"delivery": row},
    }


def mailjet(what: str, row: str, to: str) -> object:
    kinds = {
        "gone": {"event": "bounce", "hard_bounce": True, "error": "user unknown"},
        "unwanted": {"event": "spam"},
        "not taken": {"event": "bounce", "hard_bounce": False, "error": "quota exceeded"},
        "waits": {"event": "bounce", "hard_bounce": False, "error": "greylisted"},
        "known to be gone": {"event": "blocked", "error": "invalid domain"},
    }
    return [kinds[what] | {"time": AT, "email": to, "Payload": json.dumps({"delivery": row})}]


def sparkpost(what: str, row: str, to: str) -> object:
    kinds = {
        "gone": {"type": "bounce", "bounce_class": "10"},
        "unwanted": {"type": "spam_complaint"},
        "not taken": {"type": "bounce", "bounce_class": "22"},
        "waits": {"type": "delay", "bounce_class": "20"},
        "known to be gone": {"type": "policy_rejection", "bounce_class": "10"},
    }
    inside = {"timestamp": str(AT), "raw_rcpt_to": to, "rcpt_meta": {"delivery": row}}
    return [{"msys": {"message_event": kinds[what] | inside}}]


def mailgun(what: str, row: str, to: str) -> object:
    kinds = {
        "gone": {"event": "failed", "severity": "permanent", "reason": "bounce"},
        "unwanted": {"event": "complained"},
        "not taken": {"event": "rejected", "reject": {"reason": "Not allowed"}},
        "waits": {"event": "failed", "severity": "temporary", "reason": "generic"},
        "known to be gone": {
            "event": "failed",
            "severity": "permanent",
            "reason": "suppress-bounce",
        },
    }
    inside = {
        "timestamp": AT,
        "recipient": to,
        "user-variables": {"delivery": row},
        "message": {"headers": {"message-id": "one@example.org", "to": to}},
    }
    return {"signature": signature(SIGNING), "event-data": kinds[what] | inside}


def signature(key: str) -> dict[str, str]:
    said = {"timestamp": str(AT), "token": "0123456789"}
    signed = hmac.new(key.encode(), f"{AT}0123456789".encode(), sha256)
    return said | {"signature": signed.hexdigest()}


TELLS = {"postmark": postmark, "mailjet": mailjet, "sparkpost": sparkpost, "mailgun": mailgun}


def choose(settings, name: str) -> None:
    """Mail goes through this provider."""
    keys = ":".join(["key"] * len(PROVIDERS[name].keys))
    secret = SIGNING if PROVIDERS[name].signing_key else SECRET
    environ = {"TEND_MAIL_KEY": keys, "TEND_MAIL_SECRET": secret}
    settings.MAIL_PROVIDER = PROVIDERS[name]
    settings.ANYMAIL = anymail(PROVIDERS[name], environ)


@pytest.fixture
def maya():
    return make_reachable(make_counselor(make_practice()))


@pytest.fixture
def row(maya) -> Delivery:
    return sent_before(maya, NOW - timedelta(hours=1))


def tell(browser, body: object, secret: str = SECRET):
    """Posts it, with a name and a password where there is one."""
    proof = {"Authorization": f"Basic {b64encode(secret.encode()).decode()}"} if secret else {}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    kind = "application/json"
    return browser.post(reverse("practice:mail_news"), raw, content_type=kind, headers=proof)


@pytest.mark.parametrize("what", list(ENDS))
@pytest.mark.parametrize("name", list(TELLS))
def test_what_each_provider_tells(settings, browser, maya, row, name, what):
    choose(settings, name)
    body = TELLS[name](what, row.pk.hex, maya.membership.user.email)

    answers = [tell(browser, body) for _ in range(2)]

    row.refresh_from_db()
    kinds = list(ChannelStop.objects.values_list("kind", flat=True))
    assert [(answer.status_code, answer.content) for answer in answers] == [(200, b"")] * 2
    assert (row.state, "".join(kinds)) == ENDS[what]


@pytest.mark.parametrize("name", list(TELLS))
def test_the_wrong_secret_is_refused_and_changes_nothing(settings, browser, maya, row, name):
    choose(settings, name)
    body = TELLS[name]("gone", row.pk.hex, maya.membership.user.email)
    if name == "mailgun":
        body["signature"] = signature("another key")
    before = checksums()

    told = [tell(browser, body, secret).status_code for secret in ("tend:another", "", "x")]

    assert told == [403] * 3
    assert changed(before, checksums()) == []


@pytest.mark.parametrize("told", ["nobody's", "not an id", None, ["list"], {"a": 1}])
def test_an_id_that_is_none_of_ours_breaks_nothing(settings, browser, maya, told):
    choose(settings, "postmark")
    known = uuid4().hex if told == "nobody's" else told

    answer = tell(browser, postmark("gone", known, "stranger@example.org"))

    assert (answer.status_code, ChannelStop.objects.count()) == (200, 0)


@pytest.mark.parametrize("name", list(TELLS))
@pytest.mark.parametrize(
    "body",
    [b"", b"\xff", b"no json", b"null", b"[]", b"{}", b"[1]", b'"x"', b"12", b'{"event-data": 1}'],
)
def test_what_is_none_of_theirs_is_no_500(settings, browser, maya, name, body):
    choose(settings, name)

    answer = tell(browser, body)

    assert answer.status_code in {200, 400, 403}
    assert ChannelStop.objects.count() == 0


@pytest.mark.parametrize("to", [None, 7, "a\x00b", "x" * 5000, ""])
def test_an_address_that_is_none_stops_nobody_else(settings, browser, maya, to):
    choose(settings, "postmark")

    answer = tell(browser, postmark("gone", "", to))

    assert (answer.status_code, ChannelStop.objects.count()) == (200, 0)


def test_mail_of_another_kind_at_this_address_is_told_off(settings, browser):
    choose(settings, "postmark")

    assert tell(browser, {"FromFull": {"Email": "a@example.org"}}).status_code == 400


def test_what_was_opened_or_followed_is_nothing_to_us(settings, browser, row):
    choose(settings, "postmark")
    before = checksums()

    for kind in ("Open", "Click"):
        assert (
            tell(browser, {"RecordType": kind, "Metadata": {"delivery": row.pk.hex}}).status_code
            == 200
        )

    assert changed(before, checksums()) == []


def test_without_a_provider_there_is_nothing(browser):
    assert tell(browser, {}).status_code == 404


def test_a_provider_that_looks_first_is_answered_and_nobody_reads_it(settings, browser):
    choose(settings, "mailjet")
    page = reverse("practice:mail_news")

    assert (browser.head(page).status_code, browser.get(page).status_code) == (200, 405)


@pytest.mark.parametrize("what", list(ENDS))
def test_no_log_holds_an_address(settings, browser, maya, row, caplog, what):
    caplog.set_level(logging.DEBUG)
    choose(settings, "postmark")
    address = maya.membership.user.email

    tell(browser, postmark(what, row.pk.hex, address))
    tell(browser, postmark(what, row.pk.hex, address), "tend:wrong")
    tell(browser, b'{"Email": "%s"' % address.encode())

    logged = [r for r in caplog.records if r.name not in {"django.db.backends"}]
    assert [r.getMessage() for r in logged if address in r.getMessage()] == []
