"""Passages, prompts and options are read aloud, by voices of the device and by nobody else."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser import speaking
from tests.browser.speaking import FRENCH, LOCAL, REMOTE
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets.models import Answer

pytestmark = pytest.mark.django_db(transaction=True)

SCRIPT = Path(settings.BASE_DIR) / "worksheets/static/worksheets/read-aloud.js"
SHEET = {
    "prompts": [
        {"key": "intro", "type": "passage", "text": "A quiet line. And one more."},
        {
            "key": "weather",
            "type": "single_choice",
            "text": "How is it today?",
            "options": [{"key": "still", "label": "Still"}, {"key": "windy", "label": "Windy"}],
        },
        {"key": "noticed", "type": "long_text", "text": "What did you notice?"},
    ],
    "marks": ["leave_fast"],
}
SECRET = "I sat by the harbour. It was cold."


@pytest.fixture
def given():
    """Her sheet, begun, with words of hers in it."""
    maya = make_client(make_counselor(make_practice()))
    assignment = make_assignment(maya, version=make_version(SHEET), round={"opened_at": NOW})
    Answer.objects.create(
        client=maya, assignment=assignment, prompt_key="noticed", value=SECRET, revision=1
    )
    return assignment


@pytest.fixture
def whole(phone, sign_in, given):
    """`whole(voice, …)`: the whole sheet on her phone, which has these voices."""

    def opened(*voices: dict):
        speaking.give_voices(phone, *voices)
        sign_in(phone, given.client.membership.user)
        phone.goto(reverse("worksheets:whole", args=[given.pk]))
        phone.wait_for_load_state()
        return phone

    return opened


def button(page, number: int):
    """The button beside the passage (0), the choice (1), the box (2)."""
    return page.locator("[data-aloud]").nth(number).locator("button").first


def own(page):
    """The one for her own words."""
    return page.get_by_role("button", name="Read my words aloud")


def test_a_passage_a_prompt_and_its_options_are_read(whole):
    page = whole(REMOTE, LOCAL)
    button(page, 0).click()
    passage = speaking.said(page)
    button(page, 1).click()

    assert passage == ["A quiet line.", "And one more."]
    assert speaking.said(page)[2:] == ["How is it today?", "Still", "Windy", "Leave this one out"]
    assert speaking.voices(page) == {"Here"}


def test_nothing_is_read_that_nobody_asked_for(whole):
    page = whole(LOCAL)
    page.get_by_label("What did you notice?").focus()

    assert speaking.said(page) == []


def test_what_she_wrote_is_read_at_a_press_of_its_own(whole):
    page = whole(LOCAL)
    button(page, 2).click()
    prompt = " ".join(speaking.said(page))
    own(page).click()

    assert "What did you notice?" in prompt
    assert "harbour" not in prompt
    assert speaking.said(page)[-2:] == ["I sat by the harbour.", "It was cold."]


def test_her_own_button_comes_with_her_words(whole):
    page = whole(LOCAL)
    page.get_by_label("What did you notice?").fill("")
    expect(own(page)).to_be_hidden()

    page.get_by_label("What did you notice?").fill("Rain.")

    expect(own(page)).to_be_visible()


@pytest.mark.parametrize("voices", [[], [REMOTE], [FRENCH]], ids=["none", "remote", "another"])
def test_without_a_voice_of_the_device_no_button_shows(whole, voices):
    page = whole(*voices)

    expect(page.get_by_label("What did you notice?")).to_be_visible()
    assert page.locator("[data-aloud]:visible").count() == 0


def test_voices_that_come_late_bring_the_buttons(whole):
    page = whole()
    page.evaluate(
        "(voice) => { speechSynthesis.voices = [voice];"
        " speechSynthesis.dispatchEvent(new Event('voiceschanged')); }",
        LOCAL,
    )

    expect(button(page, 0)).to_be_visible()


def test_it_is_pressed_by_keyboard_and_says_what_it_reads(whole, axe_clean):
    page = whole(LOCAL)
    button(page, 1).focus()
    page.keyboard.press("Enter")

    expect(button(page, 1)).to_have_accessible_name("Stop")
    expect(button(page, 1)).to_have_accessible_description("How is it today?")
    axe_clean(page)
    page.keyboard.press("Space")
    expect(button(page, 1)).to_have_accessible_name("Read aloud")
    assert (speaking.cancelled(page), page.url.endswith("/whole/")) == (1, True)


def test_another_button_ends_the_first(whole):
    page = whole(LOCAL)
    button(page, 0).click()
    button(page, 1).click()

    expect(button(page, 0)).to_have_accessible_name("Read aloud")
    expect(button(page, 1)).to_have_accessible_name("Stop")
    assert speaking.cancelled(page) == 1


def test_the_last_word_gives_the_button_back(whole):
    page = whole(LOCAL)
    button(page, 0).click()
    page.evaluate("speechSynthesis.said.at(-1).onend()")

    expect(button(page, 0)).to_have_accessible_name("Read aloud")


HIDES = """() => {
  Object.defineProperty(document, "hidden", { value: true, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
ENDS = {
    "hidden": HIDES,
    "gone": "() => dispatchEvent(new Event('pagehide'))",
    "left fast": "() => document.dispatchEvent(new Event('tend:leave'))",
    "a form is sent": """() => {
      addEventListener("submit", (event) => event.preventDefault(), { capture: true });
      document.querySelector("#sheet").requestSubmit();
    }""",
    "asked if she is there": "() => document.querySelector('dialog[data-stay]').showModal()",
}


@pytest.mark.parametrize("end", list(ENDS))
def test_it_falls_silent_when(whole, end):
    page = whole(LOCAL)
    button(page, 0).click()
    page.evaluate(ENDS[end])

    page.wait_for_function("speechSynthesis.cancelled === 1")


def test_leave_fast_is_silent_before_the_other_site_comes(whole, given):
    page = whole(LOCAL)
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.evaluate("speechSynthesis.cancel = () => console.log('silent', document.title)")
    title = page.title()
    page.route("https://**", lambda route: route.fulfill(body="Weather"))
    button(page, 0).click()
    page.get_by_role("button", name="Leave this page fast").click()
    page.wait_for_url("https://**")

    assert f"silent {title}" in heard


def test_a_translated_page_is_read_as_it_stands_and_her_words_as_she_wrote_them(whole):
    page = whole(LOCAL, FRENCH)
    page.evaluate(
        "() => { document.documentElement.lang = 'fr';"
        " document.querySelector('.passage p').innerHTML = '<font>Une ligne.</font>'; }"
    )
    button(page, 0).click()
    own(page).click()

    spoken = page.evaluate(
        "speechSynthesis.said.map((one) => [one.text, one.voice.name, one.lang])"
    )
    assert spoken == [
        ["Une ligne.", "Ici", "fr_FR"],
        ["I sat by the harbour.", "Here", "en-US"],
        ["It was cold.", "Here", "en-US"],
    ]


def test_no_request_leaves_the_page(whole):
    page = whole(LOCAL)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    button(page, 0).click()
    own(page).click()

    assert asked == []


def test_a_long_text_is_said_in_pieces_that_an_engine_takes(whole):
    page = whole(LOCAL)
    long = "and then " * 300
    page.get_by_label("What did you notice?").fill(long)
    own(page).click()

    spoken = speaking.said(page)
    assert max(len(text) for text in spoken) <= 600
    assert " ".join(spoken) == long.strip()


LARGE = """() => {
  document.documentElement.style.fontSize = "200%";
  const wide = (node) => node.getBoundingClientRect().right > innerWidth + 1;
  const seen = [...document.querySelectorAll("main *")].filter((node) => node.checkVisibility());
  return seen.filter(wide).map((node) => node.outerHTML.slice(0, 80));
}"""


def test_at_twice_the_text_nothing_is_cut_off_on_the_smallest_phone(whole):
    page = whole(LOCAL)
    page.set_viewport_size({"width": 320, "height": 568})

    assert page.evaluate(LARGE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_the_script_stays_small():
    assert len(gzip.compress(SCRIPT.read_bytes(), 9)) < 2048
