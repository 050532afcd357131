"""How long a failed job waits, and what is kept of its error."""

import datetime as dt

import pytest

from bot.errors import CriticFailed, SendLater, TryLater
from storage.jobs.retries import after


def test_each_failure_waits_longer_up_to_five_minutes() -> None:
    waits = [after(ValueError(), attempts).wait for attempts in range(10)]
    assert [wait and wait.total_seconds() for wait in waits] == [
        1, 2, 4, 8, 16, 32, 64, 128, 256, None
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(SendLater("busy", dt.timedelta(seconds=7)), 7), (TryLater("locked"), 5)],
)
def test_being_told_to_wait_counts_as_no_attempt(error: Exception, seconds: int) -> None:
    outcome = after(error, 9)
    assert outcome.attempts == 9
    assert outcome.wait == dt.timedelta(seconds=seconds)


def test_only_our_own_errors_keep_their_text() -> None:
    assert after(CriticFailed("no judgement in time"), 0).error == (
        "CriticFailed: no judgement in time"
    )
    assert after(ValueError("the words of an answer"), 0).error == "ValueError"
