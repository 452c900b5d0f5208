"""Passwords: length and names, nothing else (I-01 to I-03)."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from clients.forms.agreeing import WayInForm
from practice.account_forms import PASSWORD_HELP
from practice.passwords import AtMost, NoHouseWords
from tests.factories import make_counselor, make_practice, make_user

LONG = "lanterns over a slow river"


def refused(password: str, user=None) -> list[str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return [each.code for each in error.error_list]
    return []


@pytest.mark.parametrize("length", [7, 8, 11, 12, 14])
def test_less_than_fifteen_is_too_short(length):
    assert refused(LONG[:length]) == ["password_too_short"]


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (9, "Please use 15 letters or more. 6 more are enough."),
        (14, "Please use 15 letters or more. One more is enough."),
    ],
)
def test_hint_and_answer_count_in_one_word(length, said):
    with pytest.raises(ValidationError) as error:
        validate_password(LONG[:length])

    assert error.value.messages == [said]
    hints = [str(PASSWORD_HELP), str(WayInForm.base_fields["password"].help_text)]
    assert [hint.startswith("15 letters or more.") for hint in hints] == [True, True]


@pytest.mark.parametrize("length", [15, 64, 128])
def test_fifteen_to_a_hundred_and_twenty_eight_are_fine(length):
    assert refused((LONG * 6)[:length]) == []


def test_a_top_keeps_hashing_cheap():
    with pytest.raises(ValidationError) as error:
        AtMost().validate("x" * 129)

    assert error.value.messages == ["Use at most 128 letters."]


@pytest.mark.parametrize(
    "password",
    ["ゆっくり流れる川のうえの提灯たち", "Ünïcödé wörds in ä row", "        spaces           both"],
)
def test_any_characters_count(password):
    assert refused(password) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "password",
    ["Harbour Street Practice", "harbourstreet2026!", "TendTendTendTend", "Lantern Lantern 77"],
)
def test_names_that_others_know_count_for_nothing(password):
    user = make_user()
    make_counselor(make_practice(name="Harbour Street Practice", app_name="Lantern"), user=user)

    with pytest.raises(ValidationError) as error:
        NoHouseWords().validate(password, user)

    assert error.value.code == "password_house_words"


@pytest.mark.django_db
def test_a_house_word_in_a_long_passphrase_is_fine():
    user = make_user(name="Ana Ruiz")
    make_counselor(make_practice(name="Harbour Street"), user=user)

    assert refused("the harbour sleeps while gulls argue", user) == []


def test_common_passwords_are_refused():
    assert "password_too_common" in refused("123456789987654321")
