"""What a browser's own translation and dictation do to a page must not reach her answers."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.conftest import PHONE
from tests.factories import (
    NOW,
    make_assignment,
    make_client,
    make_counselor,
    make_practice,
    make_version,
)
from worksheets.models import Answer, SharedAnswer

pytestmark = pytest.mark.django_db(transaction=True)

SHEET = {
    "prompts": [
        {"key": "intro", "type": "passage", "text": "A quiet line."},
        {
            "key": "weather",
            "type": "single_choice",
            "text": "How is it today?",
            "options": [{"key": "still", "label": "Still"}, {"key": "windy", "label": "Windy"}],
        },
        {
            "key": "moods",
            "type": "multi_choice",
            "text": "Which of these?",
            "options": [{"key": "calm", "label": "Calm"}, {"key": "sore", "label": "Sore"}],
        },
        {
            "key": "heavy",
            "type": "scale_0_10",
            "text": "How heavy?",
            "low": "light",
            "high": "heavy",
        },
        {"key": "noticed", "type": "long_text", "text": "What did you notice?"},
    ],
}
# As the translators of Chrome, Edge and Safari leave a page: every text in two elements more, other
# words in it, another language on the page. What is marked translate="no" they let be.
TRANSLATE = """() => {
  document.documentElement.lang = "fr";
  document.documentElement.classList.add("translated-ltr");
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found) {
    const holder = text.parentElement;
    if (!text.data.trim() || holder.closest("script, textarea, select, [translate=no]")) continue;
    const [outer, inner] = [document.createElement("font"), document.createElement("font")];
    outer.dir = "auto";
    inner.textContent = `«${text.data}»`;
    outer.append(inner);
    text.replaceWith(outer);
  }
  for (const option of document.querySelectorAll("option")) {
    option.replaceChildren(document.createTextNode(`«${option.text}»`));
  }
}"""
# As a dictation or an input method writes: no key goes down, the text is there at once.
DICTATE = """(box, words) => {
  box.focus();
  box.setRangeText(words, box.selectionStart, box.selectionEnd, "end");
  const how = { bubbles: true, inputType: "insertReplacementText", data: words };
  box.dispatchEvent(new InputEvent("input", how));
}"""


@pytest.fixture
def given():
    """Her sheet, begun."""
    maya = make_client(make_counselor(make_practice()))
    return make_assignment(maya, version=make_version(SHEET), round={"opened_at": NOW})


def opened(page, sign_in, given, where: str):
    """Her sheet on that page, translated by the browser."""
    sign_in(page, given.client.membership.user)
    page.goto(reverse(f"worksheets:{where}", args=[given.pk]))
    page.wait_for_load_state()
    page.evaluate(TRANSLATE)
    return page


def kept() -> dict[str, object]:
    """What stands in the database."""
    return {row.prompt_key: row.value for row in Answer.objects.all()}


def answer(page) -> None:
    """Every kind of control once, as she would."""
    page.get_by_text("«Windy»").click()
    page.get_by_text("«Calm»").click()
    page.locator("input[type=radio][value='7']").check(force=True)
    page.get_by_label("What did you notice?").fill("La mer.")


EVERYTHING = {
    "weather": "windy",
    "moods": {"keys": ["calm"], "own": []},
    "heavy": 7,
    "noticed": "La mer.",
}


def test_a_translated_page_saves_and_goes_on(phone, sign_in, given):
    page = opened(phone, sign_in, given, "whole")
    answer(page)
    expect(page.locator("[data-saved]").last).to_have_text(re.compile("Saved"))
    page.evaluate(TRANSLATE)  # the translator comes back for what has changed
    page.get_by_label("What did you notice?").press_sequentially(" Et le vent.")
    expect(page.locator("[data-saved]").last).to_have_text(re.compile("^Saved"))

    page.get_by_role("button", name="Look it over").click()
    page.wait_for_url("**/share/")

    assert kept() == EVERYTHING | {"noticed": "La mer. Et le vent."}


def test_a_translated_review_sends_what_she_chose(phone, sign_in, given):
    for key, value in EVERYTHING.items():
        Answer.objects.create(
            client=given.client, assignment=given, prompt_key=key, value=value, revision=1
        )
    page = opened(phone, sign_in, given, "share")

    assert page.get_by_text("La mer.", exact=True).count() == 1
    page.locator("input[name='share:noticed']").uncheck(force=True)
    expect(page.get_by_text("Your choice is kept.").last).to_be_visible()
    page.locator("button[name=done_as][value=done]").last.click()
    page.wait_for_url("**/done/**")

    assert set(SharedAnswer.objects.values_list("prompt_key", flat=True)) == {
        "weather",
        "moods",
        "heavy",
    }


def test_without_script_a_translated_page_saves_too(new_page, sign_in, given):
    page = new_page(**PHONE, java_script_enabled=False)
    opened(page, sign_in, given, "whole")
    answer(page)
    page.get_by_role("button", name="Look it over").click()
    page.wait_for_load_state()

    assert kept() == EVERYTHING


def test_dictated_words_are_saved_without_a_key(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:whole", args=[given.pk]))
    box = phone.get_by_label("What did you notice?")
    box.evaluate(DICTATE, "A short call")
    box.evaluate(DICTATE, " on Sunday.")

    expect(phone.locator("[data-saved]").last).to_have_text(re.compile("Saved"))
    assert kept() == {"noticed": "A short call on Sunday."}


def test_what_is_still_being_composed_is_not_written_over(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:whole", args=[given.pk]))
    box = phone.get_by_label("What did you notice?")
    box.focus()
    typing = phone.context.new_cdp_session(phone)
    typing.send("Input.imeSetComposition", {"text": "umi", "selectionStart": 3, "selectionEnd": 3})
    expect(phone.locator("[data-saved]").last).to_have_text(re.compile("Saved"))
    typing.send("Input.insertText", {"text": "海"})
    phone.wait_for_timeout(1200)

    assert (box.input_value(), kept()) == ("海", {"noticed": "海"})


def test_every_box_has_a_label_of_its_own_and_helps_whoever_dictates(phone, sign_in, given):
    sign_in(phone, given.client.membership.user)
    phone.goto(reverse("worksheets:whole", args=[given.pk]))
    boxes = phone.locator("main textarea, main input[type=text]")

    facts = boxes.evaluate_all(
        "all => all.map(box => [box.labels.length > 0, box.spellcheck, box.autocapitalize,"
        " box.translate, box.dir])"
    )

    assert facts == [[True, True, "", False, "auto"]] * len(facts)
    assert len(facts) > 0
