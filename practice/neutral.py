"""Words that must not stand where a stranger may look: titles, senders, mails (A-03, M-01)."""

BEGINNINGS = (
    "abus", "addict", "anxi", "child", "clinic", "counsel", "daughter", "depress", "disorder",
    "divorc", "estrang", "grief", "griev", "heal", "hospital", "mental", "mother", "parent",
    "patient", "psych", "suicid", "therap", "trauma", "treatment", "violen", "worksheet",
)  # fmt: skip
WHOLE = frozenset(
    {"care", "diary", "families", "family", "feelings", "homework", "mom", "mum", "son", "sons"}
)


def loud_words(text: str) -> list[str]:
    """The words of the text that say what the practice is for, in lower case and in order."""
    bare = "".join(letter if letter.isalpha() else " " for letter in text.casefold())
    return [word for word in bare.split() if word in WHOLE or word.startswith(BEGINNINGS)]
