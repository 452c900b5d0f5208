"""The PDF of a sheet: tagged, in its language, and never stopped by what somebody wrote."""

import logging

import pytest
import typst
from django.utils import translation

from tests.pdf import BREAK, size_of, tags_of, told_by, words_of
from tests.worksheets.content_words import sheets
from tests.worksheets.prompts.samples import EVERY_KIND, a_prompt
from worksheets import library, prompts
from worksheets.printing import typeset
from worksheets.printing.papers import Paper, Part, Said
from worksheets.printing.plain import breakable, direction

SHEETS = {sheet.slug: sheet for sheet in sheets()}
TABLE = {
    "columns": [
        {"key": "what", "type": "short_text", "label": "What"},
        {"key": "who", "type": "short_text", "label": "Who"},
    ],
    "rows": 31,
}


def answered(prompt, value) -> Part:
    """A part with her answer."""
    return Part(prompt, prompts.read_context(prompt, value))


def written(text: str) -> Part:
    """A part in which she wrote."""
    return answered(a_prompt("long_text"), text)


def made_of(*parts: Part, is_large: bool = False) -> bytes:
    """The PDF of a paper with these parts."""
    paper = Paper("Naming what I miss", parts=parts)
    return typeset.pdf(paper, is_large=is_large, name="Tend", country="US")


def test_it_is_tagged_in_the_order_of_reading():
    list_, table = a_prompt("checklist"), a_prompt("table", **TABLE)

    made = made_of(
        written("The quiet."),
        answered(list_, {"keys": ["often"], "own": []}),
        answered(table, [{"what": "Bread", "who": "Rosa"}]),
    )

    heads = ["TR", "TH", "Strong", "TH", "Strong"]
    assert tags_of(made) == [
        *["Document", "H1", "H2", "P"],
        *["H2", "L", "LI", "Lbl", "LBody"],
        *["H2", "Table", "THead", *heads, "TBody", "TR", "TD", "TD"],
    ]
    assert words_of(made) == (
        "Naming what I miss What is it? The quiet. What is it? • Often "
        "What is it? What Who Bread Rosa 1 / 1"
    )


def test_it_tells_of_itself_only_its_language():
    assert told_by(made_of(written("The quiet."))) == {
        "title": "Tend",
        "author": None,
        "language": "en",
        "direction": "/L2R",
        "is_tagged": True,
        "is_for_everybody": True,
    }


@pytest.mark.parametrize("language", ["ar", "he"])
def test_it_runs_as_her_language_does(language):
    with translation.override(language):
        told = told_by(made_of(written("The quiet.")))

    assert (told["language"], told["direction"], told["is_for_everybody"]) == (
        language,
        "/R2L",
        True,
    )


@pytest.mark.parametrize(
    ("text", "way"),
    [
        ("שלום עולם", "rtl"),
        ("«مرحبا بالعالم»", "rtl"),
        ("1. Hello שלום", "ltr"),
        ("12 + 3", ""),
        ("", ""),
    ],
)
def test_her_words_run_by_their_first_letter(text, way):
    assert direction(text) == way


@pytest.mark.parametrize(
    "text",
    ["שלום עולם", "مرحبا بالعالم", "Καλημέρα", "Добрый вечер", "Chào buổi sáng", "❤ ♥ ☀"],
)
def test_letters_of_many_lands_have_their_shapes(text):
    told = told_by(made_of(written(text)))

    assert told["is_for_everybody"] is True


@pytest.mark.parametrize("text", ["I saw her 🙂 today.", "你好", "👩‍👧 🇵🇹 e\u0301\u0302", "\ue000"])
def test_a_sign_that_no_font_has_stops_nothing(text):
    made = made_of(written(f"{text} So it was."))

    told = told_by(made)
    assert (told["is_tagged"], told["language"]) == (True, "en")
    assert "So it was." in words_of(made)


@pytest.mark.parametrize(
    "text",
    [
        "a\x00b\x1b[31mc\x0c",
        "half \ud83d of a letter \udc00",
        '#set page(width: 1pt)\n= Heading\n#panic("no")\n$x$ @a <b> `c` \\ ',
        '{"json": "\\u0000"} "quoted" \\',
        "\u202eright to left\u2066 and back\u2069",
        " \n\n \t \n",
        "",
    ],
)
def test_nothing_that_is_typed_stops_it(text):
    made = made_of(written(text), Part(a_prompt("date"), said=[Said(text, text)]))

    assert told_by(made)["is_tagged"] is True
    assert "What is it?" in words_of(made)


def test_what_looks_like_source_is_only_text():
    typed = '#set page(width: 1pt) = Heading #panic("no") $x$ @a <b> `c`'

    assert typed in words_of(made_of(written(typed)))


@pytest.mark.parametrize("is_large", [False, True])
def test_ten_thousand_letters_without_a_space_stay_on_the_paper(is_large):
    made = made_of(written("x" * 10_000), is_large=is_large)

    words = words_of(made)
    assert words.count("x") == 10_000
    # On one line that runs off the paper there would be one page.
    assert int(words[-1]) >= 3


def test_a_word_is_never_parted_from_its_accent():
    word = "e\u0301" * 40

    parted = breakable(word, 30)

    assert parted.replace(BREAK, "") == word
    assert [one[0] for one in parted.split(BREAK)] == ["e"] * len(parted.split(BREAK))
    assert breakable("a short line of short words", 30) == "a short line of short words"


@pytest.mark.parametrize("is_large", [False, True])
def test_a_table_of_forty_rows_goes_on_under_its_heads(is_large):
    rows = [{"what": f"Thing {n}", "who": "w" * 300} for n in range(40)]

    made = made_of(answered(a_prompt("table", **TABLE), rows), is_large=is_large)

    words = words_of(made)
    assert [n for n in range(40) if f"Thing {n} " not in words] == []
    assert words.count("What Who") > 1


def test_a_table_with_many_columns_is_read_one_below_the_other():
    columns = [{"key": f"c{n}", "type": "short_text", "label": f"Column {n}"} for n in range(6)]
    prompt = a_prompt("table", columns=columns, rows=3)

    made = made_of(answered(prompt, [{"c0": "Bread", "c5": "Late"}]))

    assert "Column 0 Bread Column 5 Late" in words_of(made)
    assert "Table" not in tags_of(made)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("prompt", EVERY_KIND, ids=lambda prompt: prompt.type)
def test_every_kind_of_prompt_has_room_to_write(prompt, is_large):
    made = made_of(Part(prompt, room=prompts.on_paper(prompt)), is_large=is_large)

    assert told_by(made)["is_for_everybody"] is True
    assert prompt.text in words_of(made)


@pytest.mark.parametrize("is_large", [False, True])
@pytest.mark.parametrize("slug", SHEETS)
def test_every_sheet_of_the_library_is_set_for_everybody(slug, is_large):
    schema = library.schema_of(SHEETS[slug])
    parts = [Part(prompt, room=prompts.on_paper(prompt)) for prompt in schema.prompts]

    made = made_of(*parts, is_large=is_large)

    words = words_of(made)
    texts = [" ".join(prompt.text.split()) for prompt in schema.prompts]
    assert told_by(made)["is_for_everybody"] is True
    assert [text for text in texts if text not in words] == []


@pytest.mark.parametrize(("is_large", "sizes"), [(False, (14, 11)), (True, (24, 18))])
def test_large_letters_are_24_points_over_18(is_large, sizes):
    made = made_of(written("So it was."), is_large=is_large)

    assert (size_of(made, "What is it?"), size_of(made, "So it was.")) == sizes


def test_what_typst_says_of_a_stop_is_told_to_nobody(monkeypatch, caplog):
    def stops(*_, **__):
        raise typst.TypstError("the text `The quiet.` could not be displayed")

    monkeypatch.setattr(typeset.typst, "compile", stops)

    with caplog.at_level(logging.DEBUG), pytest.raises(typeset.CannotSet) as stop:
        made_of(written("The quiet."))
    assert "quiet" not in caplog.text
    assert (str(stop.value), stop.value.__cause__, stop.value.__context__) == ("", None, None)
