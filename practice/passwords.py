"""Password rules beside Django's own (I-01 to I-03). No composition rules, no forced change."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from practice.models import Practice, User

# What must be left of a password when the words of the house are taken out of it.
LEFT_OVER = 8
# A pattern of so many signs is one that is typed without thinking of it.
PATTERN = 4
FEW_SIGNS = 2
# Rows of keys in the usual orders, and how many side by side are no accident.
KEYS = ("1234567890", "qwertyuiop", "asdfghjkl", "zxcvbnm", "qwertzuiop", "yxcvbnm", "azertyuiop")
RUN = 4
PRODUCT = ("tend", "password", "counselor", "worksheet")


class AtLeast:
    """How long it is at the least, in the words of the hint above its box (I-01)."""

    def __init__(self, min_length: int = 15) -> None:
        self.min_length = min_length

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError below it, with how many more it takes."""
        if (more := self.min_length - len(password)) > 0:
            raise ValidationError(
                ngettext(
                    "Please use %(n)d letters or more. One more is enough.",
                    "Please use %(n)d letters or more. %(more)d more are enough.",
                    more,
                )
                % {"n": self.min_length, "more": more},
                code="password_too_short",
            )

    def get_help_text(self) -> str:
        """What to do."""
        return _("Use %(n)d letters or more.") % {"n": self.min_length}


class AtMost:
    """A top that no passphrase reaches, so that hashing one stays cheap (I-01: 64 at the least)."""

    def __init__(self, max_length: int = 128) -> None:
        self.max_length = max_length

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError above the top."""
        if len(password) > self.max_length:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        """What to do."""
        return _("Use at most %(n)d letters.") % {"n": self.max_length}


class NoPattern:
    """Neither one sign over and over, nor a short pattern, nor a row of the keyboard's signs."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError for what repeats itself or only counts on."""
        signs = folded(password)
        if repeats(signs) or counts_on(signs) or follows_keys(signs):
            raise ValidationError(
                _("This repeats itself or follows a row. Please use a few words of your own."),
                code="password_pattern",
            )

    def get_help_text(self) -> str:
        """What to do."""
        return _("Do not repeat the same signs, and do not follow a row such as 12345.")


class NoHouseWords:
    """Names of the product, the practice and the person count for nothing (V6.1.2, V6.2.11)."""

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError where little is left without those words."""
        left = whole = folded(password)
        for word in sorted(house_words(user), key=len, reverse=True):
            left = left.replace(word, "")
        if left != whole and len(left) < LEFT_OVER:
            raise ValidationError(
                _("This leans on names that others know. Please add words of your own."),
                code="password_house_words",
            )

    def get_help_text(self) -> str:
        """What to do."""
        return _("Do not build it from your name or the practice's.")


def folded(text: str) -> str:
    """Upper and lower case, spaces and look-alike forms made one."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def repeats(signs: str) -> bool:
    """A pattern of at most PATTERN signs, over and over, or hardly any different signs."""
    if len(set(signs)) <= FEW_SIGNS:
        return True
    lengths = range(1, min(PATTERN, len(signs) // 2) + 1)
    return any(signs == (signs[:n] * len(signs))[: len(signs)] for n in lengths)


def counts_on(signs: str) -> bool:
    """Each sign is the next one of a row, or the one before: abcdef, 7890123, 54321."""
    steps = {ord(after) - ord(before) for before, after in pairwise(signs)}
    return steps <= {1, -9} or steps <= {-1, 9}


def follows_keys(signs: str) -> bool:
    """Little is left without runs of four keys or more along a row of a keyboard."""
    left = signs
    for row in (*KEYS, *(row[::-1] for row in KEYS)):
        for length in range(len(row), RUN - 1, -1):
            for start in range(len(row) - length + 1):
                left = left.replace(row[start : start + length], "")
    return left != signs and len(left) < LEFT_OVER


def house_words(user: User | None) -> Iterator[str]:
    """Words of four letters or more that an outsider would guess first."""
    yield from PRODUCT
    texts = [user.name, user.sign_in_name or ""] if user else []
    if user and not user._state.adding:
        practices = Practice.objects.filter(memberships__user=user)
        for name, app_name in practices.values_list("name", "app_name"):
            texts += [name, app_name]
    for text in texts:
        yield from (folded(word) for word in text.split() if len(folded(word)) >= 4)
