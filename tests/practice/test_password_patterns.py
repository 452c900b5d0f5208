"""A password of one sign, of a short pattern or of a row is none (I-03)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


def told(password: str) -> list[str]:
    try:
        validate_password(password)
    except ValidationError as wrong:
        return [error.code for error in wrong.error_list if error.code == "password_pattern"]
    return []


@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaaaa",
        "AaAaAaAaAaAaAaAa",
        "abababababababab",
        "abcabcabcabcabcab",
        "1234 1234 1234 1234",
        "aaaaaaaabbbbbbbb",
        "abcdefghijklmnopq",
        "zyxwvutsrqponmlkj",
        "1234567890123456",
        "9876543210987654",
        "qwertyuiopasdfghjkl",
        "Qwertz1234567890!",
        "poiuytrewq asdfg 7",
        " " * 15,
    ],
)
def test_what_repeats_itself_or_follows_a_row_is_refused(password):
    assert told(password) == ["password_pattern"]


@pytest.mark.parametrize(
    "password",
    [
        "four blue boats at noon",
        "banana banana kiwi",
        "lanterns over a slow river",
        "abcdabcdabcdabcX",
        "property rewards a walk",
    ],
)
def test_words_of_her_own_are_taken(password):
    assert told(password) == []
