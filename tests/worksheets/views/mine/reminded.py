"""Her page of reminders as tests read it, and her word on it."""

import re
from html import unescape

from django.urls import reverse

from clients.models import Client, Consent, ConsentText

PAGE = "/my/reminders/"


def inside(response) -> str:
    """The page between its frame, in words."""
    page = response.content.decode().split("<main")[1].split("</main")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", page)).split())


def said(response) -> list[str]:
    """The messages on the page."""
    return [str(message) for message in response.context["messages"]]


def switch(browser, words: ConsentText, word: str, **data):
    """She presses yes or no."""
    url = reverse("worksheets:switch_reminders")
    return browser.post(url, {"word": word, "text": words.pk} | data, follow=True)


def last_word(client: Client) -> bool | None:
    """Her last word on reminders; None where she said none."""
    word = Consent.objects.latest_word(client, 4)
    return word.given if word else None
