import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.clock import MONDAY

from bot.page_links import Pass, PassRefused, opened, signed

HOUR = dt.timedelta(hours=1)
GIVEN = Pass(3, 7, MONDAY + HOUR)
TEXT = signed("secret", "link", GIVEN)


@given(st.integers(0, 10**18 - 1), st.integers(0, 10**18 - 1), st.sampled_from(["link", "visit"]))
def test_a_pass_opens_as_it_was_given_until_its_time(team: int, member: int, kind: str) -> None:
    given = Pass(team, member, MONDAY + HOUR)
    text = signed("secret", kind, given)  # type: ignore[arg-type]
    second = dt.timedelta(seconds=1)
    assert opened("secret", kind, text, MONDAY + HOUR - second) == given  # type: ignore[arg-type]
    with pytest.raises(PassRefused, match="expired") as refused:
        opened("secret", kind, text, MONDAY + HOUR)  # type: ignore[arg-type]
    assert refused.value.expired


def test_no_character_of_a_pass_can_be_another() -> None:
    for at in range(len(TEXT)):
        for other in "0a.9f":
            if other != TEXT[at]:
                with pytest.raises(PassRefused) as refused:
                    opened("secret", "link", TEXT[:at] + other + TEXT[at + 1 :], MONDAY)
                assert not refused.value.expired


def test_an_altered_pass_that_has_expired_is_not_called_expired() -> None:
    """Else its time could be probed without the secret."""
    with pytest.raises(PassRefused, match="altered"):
        opened("secret", "link", TEXT.replace(".3.", ".4."), MONDAY + 9 * HOUR)


@pytest.mark.parametrize("text", ["", "link", TEXT + "0", TEXT[:-1], "٣".join(TEXT.split("3"))])
def test_what_is_no_pass_opens_nothing(text: str) -> None:
    with pytest.raises(PassRefused, match="not whole"):
        opened("secret", "link", text, MONDAY)


def test_a_link_is_no_visit_and_another_secret_signs_nothing() -> None:
    with pytest.raises(PassRefused, match="not whole"):
        opened("secret", "visit", TEXT, MONDAY)
    with pytest.raises(PassRefused, match="altered"):
        opened("other", "link", TEXT, MONDAY)
