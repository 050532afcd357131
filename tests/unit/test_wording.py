"""Small pieces that messages are made of."""

import pytest

from bot.model import WEEKDAYS, WORKDAYS
from bot.wording.basics import weekdays


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (WEEKDAYS, "every day"),
        (WORKDAYS, "Mon to Fri"),
        (("mon", "tue", "wed", "thu", "sun"), "Sun to Thu"),
        (("mon", "sat", "sun"), "Sat to Mon"),
        (("mon", "tue"), "Mon and Tue"),
        (("mon", "wed", "fri"), "Mon, Wed and Fri"),
        (("mon", "tue", "wed", "fri", "sat"), "Mon, Tue, Wed, Fri and Sat"),
        (("sun",), "Sun"),
    ],
)
def test_a_run_of_days_is_told_as_one(days: tuple[str, ...], told: str) -> None:
    assert weekdays(days) == told
