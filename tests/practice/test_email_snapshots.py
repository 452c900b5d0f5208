"""Every mail in every language as it arrives: sender, subject, headers, words, links (M-01, M-02).

After a change of words: `TEND_WRITE_SNAPSHOTS=1 pytest tests/practice/test_email_snapshots.py`,
and read what changed before it is kept.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from practice import account_mails, emails, summaries
from practice.deliveries import Links
from practice.emails import Letter
from practice.models import Practice
from practice.neutral import loud_words
from tests.factories import NOW
from worksheets.library import themes
from worksheets.reminders.stopping import LINKS

SNAPSHOTS = Path(__file__).parent / "snapshots"
TEMPLATES = Path(settings.BASE_DIR) / "templates" / "emails"
NAMES = sorted(path.name for path in TEMPLATES.iterdir() if path.is_dir())
LANGUAGES = [code for code, _name in settings.LANGUAGES]
EVERY = [(language, name) for language in LANGUAGES for name in NAMES]

ROW = UUID("6f1f6f0e-0b4f-4c55-8d0a-3f2f7a1c9e10")
CODE = {"code": "BCDF-GHJK"}
INVITED = {"from_whom": "Ana Ruiz", "link": "http://localhost:8000/welcome/a-token-of-hers/"}
WHEN = {"at": NOW, "zone": "America/New_York", "place": "New York"}


def stoppable(links: Links) -> dict:
    """What a mail that can be stopped is given."""
    slots = links.of_one(ROW)
    return {"slots": slots, "headers": links.headers(slots)}


# What each is given besides the practice; as the code that sends it does.
GIVEN: dict[str, dict] = {
    "account_changed": {"context": {"change": "A passkey was added."}},
    "address_changed": {},
    "address_in_use": {},
    "confirm_address": {"context": CODE},
    "factors_reset": {},
    "invitation": {"context": INVITED},
    "new_sign_in": {"context": WHEN},
    "proof_code": {"context": CODE},
    "reminder": stoppable(LINKS),
    "reset_code": {"context": CODE},
    "self_test": {"practice": None},
    "sign_in_code": {"context": CODE},
    "staff_offer": {},
    "staff_welcome": {},
    "summary": stoppable(summaries.LINKS),
    "way_back": {"context": INVITED},
    "way_back_notice": {"context": {"from_whom": "Ana Ruiz"}},
}


def rendered(language: str, name: str, **more: object) -> str:
    """The mail as one text."""
    fields = {"practice": Practice(app_name="Harbour", country="US")} | GIVEN[name] | more
    with override(language):
        mail = emails.render(Letter(to="somebody@example.org", name=name, **fields))
    headers = {"From": mail.from_email, "To": mail.to[0], "Subject": mail.subject}
    headers |= dict(sorted(mail.extra_headers.items()))
    page = str(mail.alternatives[0].content)
    parts = [
        "\n".join(f"{header}: {value}" for header, value in headers.items()),
        mail.body.rstrip(),
        page.rstrip(),
    ]
    return "\n\n=====\n\n".join(parts) + "\n"


def links(text: str) -> set[str]:
    return set(re.findall(r"https?://[^\s<>\"]+", text))


# --- as they arrive -----------------------------------------------------------------------------


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_a_mail_is_as_it_was_last_read(language, name):
    assert name in GIVEN, f"say in GIVEN what {name} is given"
    kept = SNAPSHOTS / language / f"{name}.txt"
    now = rendered(language, name)
    if "TEND_WRITE_SNAPSHOTS" in os.environ:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(now, encoding="utf-8")

    assert kept.exists(), f"{kept.name} of {language} has not been read and kept yet"
    assert now == kept.read_text(encoding="utf-8")


def test_what_is_kept_is_what_there_is():
    kept = sorted(str(path.relative_to(SNAPSHOTS)) for path in SNAPSHOTS.rglob("*.*"))

    assert kept == sorted(f"{language}/{name}.txt" for language, name in EVERY)
    assert sorted(GIVEN) == NAMES


# --- what none of them may say ------------------------------------------------------------------


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_mail_says_what_the_practice_is_for(language, name):
    text = rendered(language, name)
    places = " ".join(f"{urlsplit(url).path} {urlsplit(url).query}" for url in links(text))

    assert loud_words(re.sub(r"<[^>]*>", " ", text)) == []
    assert loud_words(places) == []


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_mail_names_a_sheet_or_a_theme(language, name):
    said = rendered(language, name).casefold()
    titles = {theme.name for theme in themes()}
    titles |= {sheet.title for theme in themes() for sheet in theme.worksheets}

    assert len(titles) > 30
    assert [title for title in titles if title.casefold() in said] == []


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_every_link_is_to_us_and_carries_nobodys_id(language, name):
    found = links(rendered(language, name))

    assert {f"{urlsplit(url).scheme}://{urlsplit(url).netloc}" for url in found} <= {
        settings.TEND_URL
    }
    assert [url for url in found if re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", url)] == []


@pytest.mark.parametrize(("language", "name"), EVERY)
def test_no_mail_leaves_a_hole_where_something_was_to_stand(language, name):
    text = rendered(language, name)

    assert re.findall(r"\{[{%]|\(\)|href=\"\"|None\b", text) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("prefix", [*account_mails.CHANGES, "mfa/email/of_a_later_release"])
def test_no_notice_of_a_change_says_more(language, prefix):
    with override(language):
        change = {"change": gettext(account_mails.change(prefix))}

    text = rendered(language, "account_changed", context=change)

    assert change["change"] in text
    assert loud_words(re.sub(r"<[^>]*>|https?://\S+", " ", text)) == []


def test_only_reminders_and_summaries_are_asked_to_stop():
    stopped = [name for name in NAMES if "/stop/" in rendered("en", name)]

    assert stopped == ["reminder", "summary"]
