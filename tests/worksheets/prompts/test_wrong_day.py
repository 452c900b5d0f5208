"""A day that is none is told in words that fit the calendar it is chosen from."""

import pytest

from worksheets.prompts import date
from worksheets.prompts.base import CannotKeep


@pytest.mark.parametrize(
    ("precision", "raw", "said"),
    [
        ("day", "2026-02-31", "That is no day of the calendar. Please choose it again."),
        ("day", "soon", "That is no day of the calendar. Please choose it again."),
        ("month", "20-03", "Choose the month and write the year with four digits."),
    ],
)
def test_a_wrong_date_is_told_as_it_is_put_in(precision, raw, said):
    with pytest.raises(CannotKeep) as wrong:
        date.clean(raw, date.Settings(precision=precision))

    assert said in str(wrong.value)
