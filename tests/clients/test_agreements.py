"""The shipped words: plain, headed, complete, and shown as they are stored (K-05)."""

import re

import pytest

from clients import agreements
from clients.agreements import Block, blocks
from clients.models import Layer

VOWELS = re.compile(r"[aeiouy]+")


def grade(text: str) -> float:
    """Flesch-Kincaid grade, with vowel groups for syllables."""
    sentences = [part for part in re.split(r"[.!?:]+\s|\n\n", text) if part.strip()]
    words = re.findall(r"[A-Za-z']+", text)
    syllables = sum(max(1, len(VOWELS.findall(word.lower().removesuffix("e")))) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


@pytest.mark.parametrize("layer", Layer.values)
def test_grade_is_eight_or_lower(layer):
    _title, body = agreements.shipped(layer)

    assert grade(agreements.SLOT.sub("", body)) <= 8


@pytest.mark.parametrize("layer", Layer.values)
def test_one_heading_per_topic(layer):
    kinds = [block.kind for block in blocks(agreements.shipped(layer)[1])]

    assert kinds[0] == "heading"
    assert all(pair != ("heading", "heading") for pair in zip(kinds, kinds[1:], strict=False))


def test_terms_say_plainly_what_private_means():
    words = (
        "Private means no one at the practice can open it in this app. A court can sometimes order "
        "stored data. If you lose access, we cannot read it back to you."
    )

    assert words in agreements.shipped(Layer.TERMS)[1]


def test_slots_named_by_the_texts_are_known():
    for layer in Layer.values:
        found = set(agreements.SLOT.findall(agreements.shipped(layer)[1]))
        assert found - set(agreements.SLOTS) <= {"practice"}


def test_blocks_read_headings_lists_and_paragraphs():
    body = "## What is kept\n\n- Names.\n- Days.\n\nTwo\nlines.\r\n\r\n<b>&"

    assert list(blocks(body)) == [
        Block("heading", ("What is kept",)),
        Block("list", ("Names.", "Days.")),
        Block("text", ("Two", "lines.")),
        Block("text", ("<b>&",)),
    ]
