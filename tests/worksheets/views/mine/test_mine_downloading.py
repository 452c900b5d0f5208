"""Her sheet as she wants it on paper: what, how large, and what becomes of parts left open."""

import re

import pytest
import typst

from tests.factories import NOW, actor_for, make_assignment, make_submission, make_version
from tests.pdf import size_of, tags_of, told_by, words_of
from tests.worksheets.views.mine.conftest import Hers, text
from worksheets.actions import assigning
from worksheets.models import Round
from worksheets.printing import typeset

pytestmark = pytest.mark.django_db

LINE = '<div class="write'


def pdf(hers: Hers, **choices: str) -> bytes:
    """Her sheet as a file."""
    response = hers.get("download_mine", data=choices)
    assert response.headers["Content-Type"] == "application/pdf"
    return response.content


def paper(hers: Hers, **choices: str) -> str:
    """Her sheet as the page for the printer holds it."""
    return text(hers.get("print_mine", data=choices)).split("<main")[1].split("</main>")[0]


@pytest.fixture
def sent(hers) -> Hers:
    """She shared one part, kept another to herself, and left the rest open."""
    hers.save("The quiet.")
    hers.save("A wave.", prompt="miss")
    hers.send()
    return hers


def test_the_file_holds_what_the_page_holds(sent):
    made = pdf(sent)

    words = words_of(made)
    page = " ".join(re.sub(r"<[^>]+>", " ", paper(sent).split(">", 1)[1]).split())
    assert words.removesuffix(" 1 / 1") == page
    assert [one for one in tags_of(made) if one.startswith("H")][0] == "H1"


def test_the_file_is_neutral_and_kept_by_no_cache(sent):
    response = sent.get("download_mine")

    told = told_by(response.content)
    assert response.headers["Content-Disposition"] == 'attachment; filename="sheet.pdf"'
    assert response.headers["Cache-Control"] == "no-store, private"
    assert (told["title"], told["author"], told["is_tagged"]) == ("Tend", None, True)


@pytest.mark.parametrize("read", [paper, lambda hers, **more: words_of(pdf(hers, **more))])
def test_only_what_she_shared_leaves_the_rest_out_without_a_trace(sent, read):
    shared = read(sent, only="shared", unanswered="said")

    assert ("The quiet." in shared, "A wave." in shared, "Left blank" in shared) == (
        True,
        False,
        False,
    )
    assert "What do you miss the most?" not in shared


def test_a_part_left_open_reads_as_she_chose(sent):
    papers = {choice: paper(sent, unanswered=choice) for choice in ("said", "room", "out", "")}
    files = {choice: words_of(pdf(sent, unanswered=choice)) for choice in ("said", "room", "out")}
    question = "How big has it felt?"

    assert {c: ("Left blank" in p, LINE in p, question in p) for c, p in papers.items()} == {
        "said": (True, False, True),
        "room": (False, True, True),
        "out": (False, False, False),
        "": (True, False, True),
    }
    assert {c: ("Left blank" in f, question in f) for c, f in files.items()} == {
        "said": (True, True),
        "room": (False, True),
        "out": (False, False),
    }


def test_a_sheet_in_the_middle_has_her_words_and_room_for_the_rest(hers):
    hers.save("The quiet.")

    page = paper(hers)

    assert ("The quiet." in page, LINE in page, "Left blank" in page) == (True, True, False)


def test_of_a_sheet_that_was_taken_back_nothing_is_said_to_be_left_blank(hers, given, ana):
    hers.save("The quiet.")
    assigning.withdraw(by=actor_for(ana), assignment=given)

    page = paper(hers)

    assert ("The quiet." in page, LINE in page, "Left blank" in page) == (True, False, False)


def test_large_letters_are_large_on_both(sent):
    html = sent.get("print_mine", data={"type": "large"}).content.decode()

    assert 'class="public large-letters"' in html
    assert size_of(pdf(sent, type="large"), "The quiet.") == 18
    assert size_of(pdf(sent), "The quiet.") == 11


def test_the_page_stands_as_it_was_chosen(sent):
    html = text(sent.get("print_mine", data={"only": "shared", "unanswered": "out"}))

    assert '<option value="shared" selected>' in html
    assert '<option value="out" selected>' in html
    assert f'formaction="{sent.url("download_mine")}"' in html


@pytest.mark.parametrize(
    "odd",
    [
        {"only": "x" * 10_000, "type": "a\x00b", "unanswered": "\ud83d"},
        {"only": ["shared", ""], "type": "LARGE", "unanswered": ["room", "nothing"]},
    ],
)
def test_what_an_address_cannot_know_is_as_usual(sent, odd):
    usual = [words_of(pdf(sent)), paper(sent)]

    odd = {
        k: v.encode("utf-8", "replace").decode() if isinstance(v, str) else v
        for k, v in odd.items()
    }
    assert [words_of(pdf(sent, **odd)), paper(sent, **odd)] == usual


def test_emoji_null_bytes_and_other_directions_are_no_trouble(hers):
    hers.save("Tea 🙂\x00 with her. مرحبا שלום")
    hers.save("x" * 4000, prompt="miss")

    words = words_of(pdf(hers))

    assert ("with her." in words, words.count("x") >= 4000) == (True, True)


def test_where_no_pdf_can_be_made_the_page_says_what_helps(sent, monkeypatch, caplog):
    def stops(*_, **__):
        raise typst.TypstError("The quiet.")

    monkeypatch.setattr(typeset.typst, "compile", stops)

    response = sent.http.get(sent.url("download_mine"), follow=True)

    assert response.redirect_chain == [(sent.url("print_mine"), 302)]
    assert "You can print this page instead." in text(response)
    assert "quiet" not in caplog.text


def test_what_was_said_to_the_sheet_is_in_the_file(browser, maya, ana):
    version = make_version({"prompts": [{"key": "a", "type": "long_text", "text": "A line."}]})
    given = make_assignment(maya, version, round={"opened_at": NOW})
    make_submission(given, {"a": "The quiet."})
    browser.force_login(maya.membership.user)
    Round.objects.filter(assignment=given).update(
        reviewed_at=NOW, reviewed_by=ana.user, closing="thanks"
    )

    words = words_of(pdf(Hers(browser, given), only="shared"))

    assert "Sent 10 March 2026 Read 10 March 2026" in words
    assert "The quiet." in words
