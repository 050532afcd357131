"""Boards: days answered in the week, five in public, and one's own place with its neighbours."""

import pytest
from support.team import Team, form, said

from bot.boards import ranked, shown


def test_ties_share_a_rank_and_the_next_one_is_skipped() -> None:
    ranks = [(rank, who) for rank, who, _ in ranked({1: 3, 2: 5, 3: 3, 4: 1})]
    assert ranks == [(1, 2), (2, 1), (2, 3), (4, 4)]


@pytest.mark.parametrize(
    ("who", "places"),
    [
        (1, [1, 2, 3, 4, 5]),
        (5, [1, 2, 3, 4, 5]),
        (6, [1, 2, 3, 4, 5, 6, 7]),
        (8, [1, 2, 3, 4, 5, 7, 8, 9]),
        (9, [1, 2, 3, 4, 5, 8, 9]),
        (77, [1, 2, 3, 4, 5]),
    ],
)
def test_five_are_public_and_ones_own_place_comes_with_its_neighbours(
    who: int, places: list[int]
) -> None:
    rows = ranked({member: 10 - member for member in range(1, 10)})
    assert [row[1] for row in shown(rows, who)] == places


async def test_the_board_counts_days_of_this_week_once_each(team: Team) -> None:
    await team.track(weekdays="daily")
    ada, bob = team.member("Ada"), team.member("Bob")
    assert said(await ada.runs("/leaderboard")).endswith("The first answer opens it.")
    asked = await team.ask()
    await bob.answers(asked)
    await ada.answers(asked)
    await ada.runs("/practice now")
    await team.work()
    await ada.answers(team.newest())
    assert said(await ada.runs("/leaderboard")).splitlines()[1:] == [
        "- 1. Ada (you), 1 day",
        "- 1. Bob, 1 day",
    ]
    await team.later(hours=21)
    await ada.answers(await team.ask())
    assert "1. Ada, 2 days" in said(await bob.runs("/leaderboard"))
    await team.later(days=7)
    assert "Nobody yet" in said(await bob.runs("/leaderboard"))


async def test_practice_of_ones_own_reaches_no_board(team: Team) -> None:
    ada = team.member("Ada")
    await ada.sends(form(await ada.runs("/practice solo caching")), text="A lock around it.")
    assert "Nobody yet" in said(await ada.runs("/leaderboard"))
