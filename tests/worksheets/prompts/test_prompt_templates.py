"""How every prompt of the library renders: named controls, tied help, no markup of hers."""

from html.parser import HTMLParser

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from tests.worksheets.content_words import sheets
from tests.worksheets.prompts.samples import BLANKS, EVERY_KIND, a_prompt
from worksheets import library, prompts

LIBRARY = {
    sheet.slug: [p for p in library.schema_of(sheet).prompts if not p.frame] for sheet in sheets()
}
CONTROLS = {"input", "textarea", "select"}
FILLED = {
    "short_text": "<b>&",
    "long_text": "<b>\none",
    "letter_unsent": "<b>",
    "scale_0_10": 0,
    "date": "2026-03~",
    "single_choice": "often",
    "multi_choice": {"keys": ["often"], "own": []},
    "checklist": {"keys": ["often"], "own": ["<b>"]},
    "mood_words": {"keys": ["sad"], "own": ["<b>"]},
    "table": [{"what": "<b>", "size": 0, "day": "not_sure", "often": "often"}],
    "passage": None,
}


class Tags(HTMLParser):
    """Every start tag with its attributes, and what a browser would post from the controls."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict]] = []
        self.post = QueryDict(mutable=True)
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append((tag, attrs))
        is_box = attrs.get("type") in {"checkbox", "radio"}
        if tag in {"textarea", "select"}:
            self.inside = attrs["name"]
        elif tag == "option" and "selected" in attrs:
            self.post.appendlist(self.inside, attrs["value"])
        elif tag == "input" and "name" in attrs and ("checked" in attrs or not is_box):
            self.post.appendlist(attrs["name"], attrs["value"])

    def handle_endtag(self, tag):
        if tag in {"textarea", "select"}:
            self.inside = ""

    def handle_data(self, data):
        if self.inside and self.tags[-1][0] == "textarea":
            self.post.appendlist(self.inside, data.removeprefix("\n"))

    def controls(self) -> list[dict]:
        return [attrs for tag, attrs in self.tags if tag in CONTROLS]


def field(prompt, value=None, **more) -> Tags:
    context = prompts.form_context(prompt, value, **more)
    return Tags(render_to_string(context["template"], {"field": context}))


@pytest.mark.parametrize("slug", LIBRARY)
def test_fields_of_a_sheet_are_labelled_and_tied(slug):
    page = [tag for prompt in LIBRARY[slug] for tag in field(prompt, error="Try again.").tags]
    ids = [attrs["id"] for _, attrs in page if "id" in attrs]
    pointed = [attrs.get(name, "") for _, attrs in page for name in ("for", "aria-labelledby")]
    pointed += [attrs.get("aria-describedby", "") for _, attrs in page]
    labelled = {attrs["for"] for _, attrs in page if "for" in attrs}
    labelled |= {attrs.get("id") for _, attrs in page if "aria-labelledby" in attrs}

    assert len(ids) == len(set(ids))
    assert {one for each in pointed for one in each.split()} <= set(ids)
    assert [a for tag, a in page if tag in CONTROLS and a["id"] not in labelled] == []


@pytest.mark.parametrize("prompt", EVERY_KIND, ids=lambda prompt: prompt.type)
def test_names_begin_with_the_prefix(prompt):
    names = {attrs["name"] for attrs in field(prompt, prefix="miss").controls()}

    assert all(name == "miss" or name.startswith("miss_") for name in names)


@pytest.mark.parametrize("type", ["checklist", "single_choice"])
def test_a06_safety_ticks_carry_no_name_until_they_are_kept(type):
    own = {"own": False} if type == "checklist" else {}
    prompt = a_prompt(type, ephemeral=True, privacy="locked", **own)
    value = prompts.clean(prompt, ["often"])

    fresh, kept = field(prompt).controls(), field(prompt, value).controls()

    assert [attrs.get("name") for attrs in fresh] == [None] * len(fresh)
    assert {attrs["type"] for attrs in fresh} == {"checkbox"}
    assert {attrs["name"] for attrs in kept} == {"value", "value_keep"}


@pytest.mark.parametrize("type", FILLED)
def test_her_answer_is_read_as_text_and_never_as_markup(type):
    context = prompts.read_context(a_prompt(type), FILLED[type])

    html = render_to_string(context["template"], {"read": context})

    assert "<b>" not in html
    assert ("&lt;b&gt;" in html) == ("<b>" in str(FILLED[type]))
    assert ("words" in html) == (FILLED[type] is not None)


def test_a_refused_text_stays_in_its_box():
    prompt = a_prompt("short_text")
    text = "a" * 301

    html = render_to_string(
        "worksheets/prompts/short_text/_field.html",
        {"field": prompts.form_context(prompt, text, error="This box holds 300 characters.")},
    )

    assert text in html
    assert "This box holds 300 characters." in html


def test_a_scale_has_eleven_positions_and_none_to_begin_with():
    prompt = a_prompt("scale_0_10")

    controls, rated = field(prompt).controls(), field(prompt, 0).controls()
    chosen = [attrs["value"] for attrs in rated if "checked" in attrs]

    assert [attrs["value"] for attrs in controls] == [*map(str, range(11)), ""]
    assert [attrs for attrs in controls if "checked" in attrs] == []
    assert chosen == ["0"]


def test_a_table_opens_one_more_row_than_is_filled():
    prompt = a_prompt("table", rows=5)

    rows = [
        [len(context[part]) for part in ("open_rows", "more_rows")]
        for context in (
            prompts.form_context(prompt, [{"what": "a"}] * filled) for filled in (0, 2, 5)
        )
    ]

    assert rows == [[2, 3], [3, 2], [5, 0]]


@pytest.mark.parametrize("prompt", EVERY_KIND[:11], ids=lambda prompt: prompt.type)
def test_what_she_fills_in_comes_back_the_same(prompt):
    value = prompts.clean(prompt, FILLED[prompt.type])

    posted = field(prompt, value).post

    assert prompts.clean(prompt, prompts.from_post(prompt, posted)) == value


def test_blanks_months_and_ready_answers_come_back_the_same():
    ready = [{"key": "none_today", "label": "Nothing today"}]
    filled = [
        (a_prompt("short_text", blanks=BLANKS), ["he calls", ""]),
        (a_prompt("date", precision="month"), "2015-03~"),
        (a_prompt("date", precision="month"), "2015"),
        (a_prompt("long_text", offered=ready), "Nothing today"),
        (a_prompt("short_text", blanks=BLANKS, offered=ready), ["warmth", "Nothing today"]),
    ]

    posted = [prompts.from_post(prompt, field(prompt, value).post) for prompt, value in filled]

    assert posted == [value for _, value in filled]
