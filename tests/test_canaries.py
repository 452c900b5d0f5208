"""Strings that occur nowhere else stand in everything people write; then everything is searched.

What she keeps reaches no table in clear, no page of anybody's else, no log, mail, task or title
(V-05, V-06, H-04); what she shares reaches her care team alone.
"""

import base64
import logging
import re

import pytest
import time_machine
from celery.signals import task_prerun
from django.contrib.sessions.models import Session
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from clients.models import ClientDraft, NoteRelease, PrivateNote
from practice import audit, vault
from practice.models import AuditEvent, AuditIntake
from practice.sealed_sessions import unseal
from tests.addresses import parts
from tests.factories import NOW, link
from tests.pdf import read_aloud
from tests.scene import WORDS, Scene, make_scene, save
from tests.tables import cells
from tests.walk import STOPS, address, just_proven, posted, signed_in, stops
from worksheets.models import AddedLine, Answer, OtherText, OwnPlan

pytestmark = pytest.mark.django_db

CANARIES = {name: f"kanarie{name.replace(' ', '')}x7f3a" for name in WORDS}
CANARIES["address"] += "@example.org"
KEPT = {
    "private",
    "locked",
    "draft",
    "other",
    "line",
    "kept date",
    "her draft",
    "her other",
    "plan",
    "hurdle",
}
TOLD = {"shared", "declined", "reason", "comment", "reply", "shared date", "name", "note"}
# Private notes: to their author alone, and the note itself to the supervisor whom she named.
HERS_ALONE = {"beside", "handed"}
PRIVATE_NOTES = HERS_ALONE | {"clinician"}
# After these, little else can be done: they come last.
CLOSING = {
    "clients:discharge",
    "clients:withdraw_consent",
    "practice:end_membership",
    "worksheets:not_now",
    "worksheets:paper",
    "worksheets:submit",
    "worksheets:withdraw",
}
IN_CARE = {"ana", "sofia", "maya"}
EVERYBODY = ["ana", "sofia", "ben", "olga", "eva", "otto", "maya", "noor", "nobody"]
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LINK = re.compile(r"""(?:href|action|src|formaction)="([^"]*)\"""")


@pytest.fixture(autouse=True)
def _the_day():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def scene() -> Scene:
    return make_scene(CANARIES)


def found_in(text: str) -> set[str]:
    """The names of the canaries that sing in a text."""
    low = text.lower()
    return {name for name, word in CANARIES.items() if word.split("@")[0] in low}


def found_raw(content: bytes) -> set[str]:
    """The same for bytes, also where they are written as hex or base64."""
    return found_in(content.decode("latin-1")) | {
        name for name, word in CANARIES.items() if any(form in content for form in forms(word))
    }


def forms(word: str) -> list[bytes]:
    """Ways in which bytes are written as letters; base64 has three, by where the word begins."""
    raw = word.encode()
    shifted = (base64.b64encode(b"-" * shift + raw)[4:-4] for shift in range(3))
    return [raw.hex().encode(), word.encode("utf-16-le"), *shifted]


def pages(scene: Scene, who: str, how: str = "GET"):
    """Every answer that this person gets anywhere; each of Maya's sheets in turn in her care."""
    browser = signed_in(scene, who)
    for name in stops(how):
        for sheet in scene.sheets if who in IN_CARE and "assignment_id" in parts(name) else [""]:
            url = address(scene, name, sheet)
            if name == "worksheets:leave":
                continue
            if how == "POST":
                yield name, browser.post(url, posted(scene, name))
            else:
                yield name, browser.get(url)


def sung_to(scene: Scene, who: str, how: str = "GET") -> set[str]:
    """The canaries that this person meets on any page, in a header or in the body."""
    return {
        name
        for _, answer in pages(scene, who, how)
        for name in found_raw(read_aloud(answer) + str(answer.headers).encode())
    }


def everybody_looks_and_acts(scene: Scene) -> None:
    """All pages by everybody, then every form by whose it is."""
    for who in EVERYBODY:
        own = signed_in(scene, who)
        for name in stops("GET"):
            own.get(address(scene, name))
    for who in ("maya", "ana", "olga"):
        own = signed_in(scene, who)
        for name in sorted(stops("POST"), key=lambda name: (name in CLOSING, name)):
            if STOPS[name].who == who and name != "worksheets:leave":
                own.post(address(scene, name), posted(scene, name))


def test_canaries_are_seen_where_they_sing():
    word = CANARIES["private"].encode()
    for hidden in (word, word.upper(), word.hex().encode(), base64.b64encode(b"ab" + word)):
        assert found_raw(b"..." + hidden + b"...") == {"private"}


def test_no_table_page_of_the_file_or_session_holds_a_word_in_clear(scene):
    everybody_looks_and_acts(scene)
    audit.seal(now=timezone.now())

    sung = {(table, column): found_raw(cell) for table, column, cell in cells()}
    held = " ".join(str(unseal(row.session_data)) for row in Session.objects.all())

    assert {place: names for place, names in sung.items() if names} == {}
    assert (len(sung) > 200, AuditEvent.objects.exists()) == (True, True)
    assert found_in(held) == set()
    if connection.vendor == "sqlite":
        # Also what was deleted or overwritten: the pages themselves.
        assert found_raw(connection.connection.serialize()) == set()


@pytest.mark.parametrize(
    ("who", "meets"),
    [
        (
            "ana",
            TOLD
            | {"away", "unsent", "answer", "desk draft", "desk other", "point"}
            | PRIVATE_NOTES,
        ),
        # Not before a minute is over: until then it can be taken back.
        ("sofia", TOLD | {"point", "clinician"}),
        ("ben", set()),
        ("olga", {"asked"}),
        ("eva", set()),
        ("otto", set()),
        ("noor", set()),
        ("nobody", set()),
        ("maya", TOLD | {"away"} | KEPT),
    ],
)
def test_pages_show_what_is_theirs_to_whose_it_is(scene, who, meets):
    sung = sung_to(scene, who)

    assert sung == meets
    assert sung & KEPT == set() or who == "maya"


@pytest.mark.parametrize("who", ["ana", "sofia", "ben", "olga", "eva"])
def test_answers_to_forms_show_staff_nothing_that_she_keeps(scene, who):
    assert sung_to(scene, who, "POST") & KEPT == set()


@pytest.mark.parametrize("who", ["sofia", "ben", "olga", "eva", "otto", "maya", "noor", "nobody"])
def test_answers_to_forms_show_private_notes_to_nobody_else(scene, who):
    """In what they themselves send stand no words of hers."""
    scene.words |= dict.fromkeys(PRIVATE_NOTES, "Nothing of hers.")

    assert sung_to(scene, who, "POST") & PRIVATE_NOTES == set()


def test_who_covers_or_shares_the_care_meets_no_private_note(scene):
    link(scene.maya, scene.people.ben, "second")
    cleo = scene.cover.membership
    for member in (scene.people.ben, cleo):
        browser = signed_in(scene, "nobody")
        browser.force_login(member.user)
        just_proven(browser, member.user)

        sung = {
            name
            for stop in stops("GET")
            for name in found_raw(read_aloud(browser.get(address(scene, stop))))
        }

        assert (sung & PRIVATE_NOTES, sung >= {"shared", "name"}) == (set(), True)


def test_a_pdf_sings_to_her_alone_and_what_she_shared_is_no_more_than_that(scene):
    maya, url = signed_in(scene, "maya"), address(scene, "worksheets:download_mine")

    everything, shared = (maya.get(url, {"only": only}) for only in ("", "shared"))

    assert found_raw(read_aloud(everything)) == {"shared", "private", "locked"}
    assert found_raw(read_aloud(shared)) == {"shared"}


def test_titles_and_addresses_tell_nothing(scene):
    told = set()
    for who in [*IN_CARE, "nobody"]:
        for name, answer in pages(scene, who):
            text = answer.content.decode("utf-8", "replace")
            said = [*TITLE.findall(text), *LINK.findall(text), answer.headers.get("Location", "")]
            told |= {(name, one) for one in said if found_in(one) or scene.version.title in one}

    assert told == set()


def test_logs_mails_tasks_and_audit_tell_nothing(
    scene, caplog, mailoutbox, django_capture_on_commit_callbacks, every_logger, tasks
):
    connection.run_on_commit.clear()  # as after the commit of all that went before
    with django_capture_on_commit_callbacks(execute=True):
        everybody_looks_and_acts(scene)
    letters = "".join(str(letter.message()) for letter in mailoutbox if not is_to_rosa(letter))

    assert found_in(caplog.text) == set()
    assert found_in(letters) == set()
    assert found_in(str(tasks)) == set()
    assert found_in(str(list(AuditIntake.objects.values()))) == set()
    assert (len(tasks) > 0, len(mailoutbox) > 0, "args=(" in caplog.text) == (True, True, True)


def is_to_rosa(letter) -> bool:
    """A letter to a canary's address holds it in `To`, and nowhere else."""
    is_hers = letter.to == [CANARIES["address"]]
    words = letter.subject + letter.body + str(letter.alternatives)
    assert found_in(words) == set()
    return is_hers


@pytest.fixture
def every_logger(caplog, settings):
    """Everything that is logged, queries with their values among it, from DEBUG on.

    But for what the settings never let speak at that level, whatever an operator sets for the rest.
    """
    known = {name for name, one in logging.root.manager.loggerDict.items() if hasattr(one, "level")}
    with caplog.at_level(logging.DEBUG):
        for name in known - set(settings.LOGGING["loggers"]):
            caplog.set_level(logging.DEBUG, logger=name)
        connection.force_debug_cursor = True
        yield
        connection.force_debug_cursor = False


@pytest.fixture
def tasks():
    """What every task of the test was called with."""
    called = []

    def note(task_id, task, args, kwargs, **_):
        called.append((task.name, args, kwargs))

    task_prerun.connect(note, weak=False)
    yield called
    task_prerun.disconnect(note)


def test_a_staff_process_reads_the_review_and_cannot_read_an_answer(scene, settings):
    settings.TEND_SIDE = "staff"
    settings.TEND_KEYS = {name: key for name, key in settings.TEND_KEYS.items() if name != "own"}
    vault.forget()
    answer, other, line = Answer.objects.first(), OtherText.objects.get(), AddedLine.objects.get()
    begun, plan = ClientDraft.objects.get(), OwnPlan.objects.get()

    review = signed_in(scene, "ana").get(address(scene, "worksheets:review"))

    assert (review.status_code, found_raw(review.content) >= {"shared", "name"}) == (200, True)
    for read in (
        lambda: answer.value,
        lambda: other.value,
        lambda: line.body,
        lambda: begun.body,
        lambda: begun.others,
        lambda: scene_date(scene).own_label,
        lambda: plan.said,
    ):
        with pytest.raises(vault.RingNotLoaded):
            read()


def scene_date(scene: Scene):
    """Her private day, fresh from its table."""
    return type(scene.kept_date).objects.get(pk=scene.kept_date.pk)


@pytest.mark.parametrize("who", ["ana", "sofia"])
def test_every_page_of_staff_works_in_a_staff_process(scene, settings, who):
    settings.TEND_SIDE = "staff"
    settings.TEND_KEYS = {name: key for name, key in settings.TEND_KEYS.items() if name != "own"}
    vault.forget()

    told = {name: answer.status_code for name, answer in pages(scene, who)}

    assert {name for name, code in told.items() if code >= 500} == set()


@pytest.mark.parametrize("how", ["GET", "POST"])
def test_every_page_of_hers_works_in_a_client_process_which_opens_no_private_note(
    scene, settings, how
):
    settings.TEND_SIDE = "client"
    keys = settings.TEND_KEYS
    settings.TEND_KEYS = {name: key for name, key in keys.items() if name != "clinician"}
    vault.forget()
    note = PrivateNote.objects.get()

    told = {name: answer.status_code for name, answer in pages(scene, "maya", how)}

    assert {name for name, code in told.items() if code >= 500} == set()
    for read in (lambda: note.body, lambda: note.others, lambda: scene_release().to_whom):
        with pytest.raises(vault.RingNotLoaded):
            read()


def scene_release() -> NoteRelease:
    """What was handed out, fresh from its table."""
    return NoteRelease.objects.get()


def test_kept_and_skipped_read_the_same_byte_for_byte(scene):
    """V-04: two sheets of one version, in one of which she kept nothing back."""
    browser = signed_in(scene, "ana")
    kept = browser.get(address(scene, "worksheets:review", "done"))
    silent = browser.get(address(scene, "worksheets:review", send_with_one_answer(scene)))

    assert nothing_shared(kept) == nothing_shared(silent)
    assert len(nothing_shared(kept)) == 2


def send_with_one_answer(scene: Scene) -> str:
    """On `fresh` she answers what she shares, and skips the rest."""
    browser, sheet = signed_in(scene, "maya"), scene.sheets["fresh"]
    save(scene, "fresh", "noticed", CANARIES["shared"])
    save(scene, "fresh", "size", 7)
    sent = {"seen:noticed": 1, "share:noticed": "on", "seen:size": 1, "share:size": "on"}
    sent |= {"done_as": "done", "submit_key": str(sheet.pk)}
    browser.post(reverse("worksheets:submit", args=[sheet.pk]), sent)
    return "fresh"


def nothing_shared(answer) -> list[str]:
    """The parts of a review in which nothing is shared, without her comment boxes' own ids."""
    parts = re.findall(r"<article.*?</article>", answer.content.decode(), re.DOTALL)
    return [part for part in parts if "Nothing shared here" in part]
