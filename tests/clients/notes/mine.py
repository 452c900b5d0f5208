"""Her pages of notes: their addresses, and what they say."""

import re

from django.urls import reverse

TEXT = re.compile(r"<[^>]*>")


def at(name, thread, *more) -> str:
    return reverse(f"clients:{name}", args=[thread.pk, *more])


def main_of(answer) -> str:
    """What the page says in its middle, as plain words."""
    text = answer.content.decode()
    middle = text[text.index("<main") : text.index("</main>")]
    return " ".join(TEXT.sub(" ", middle).split())
