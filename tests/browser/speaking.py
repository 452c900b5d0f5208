"""A browser that speaks, as far as a page can tell: what it is told to say is written down."""

import json

from playwright.sync_api import Page

LOCAL = {"name": "Here", "lang": "en-US", "localService": True, "default": True}
REMOTE = {"name": "Elsewhere", "lang": "en-US", "localService": False, "default": True}
FRENCH = {"name": "Ici", "lang": "fr_FR", "localService": True, "default": False}

SPEECH = """(voices) => {
  const speech = new EventTarget();
  Object.assign(speech, {
    voices, said: [], cancelled: 0,
    getVoices: () => speech.voices,
    speak: (one) => speech.said.push(one),
    cancel: () => { speech.cancelled += 1; },
  });
  class Utterance { constructor(text) { this.text = text; } }
  Object.defineProperty(globalThis, "speechSynthesis", { value: speech, configurable: true });
  globalThis.SpeechSynthesisUtterance = Utterance;
}"""


def give_voices(page: Page, *voices: dict) -> None:
    """From the next page on, the browser has these voices and no others."""
    page.add_init_script(f"({SPEECH})({json.dumps(voices)})")


def said(page: Page) -> list[str]:
    """Everything that the page has asked for, in order."""
    return page.evaluate("speechSynthesis.said.map((one) => one.text)")


def voices(page: Page) -> set[str]:
    """The names of the voices that were asked for."""
    return set(page.evaluate("speechSynthesis.said.map((one) => one.voice.name)"))


def cancelled(page: Page) -> int:
    """How often the page asked for silence."""
    return page.evaluate("speechSynthesis.cancelled")
