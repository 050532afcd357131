"""A skill has left the bank, though a track, an open question and a digest still name it."""

import datetime as dt
import shutil

import pytest
from support.interviewing import writes
from support.team import GOOD, PLATFORM, Team, form, said

from bot.daily.schedule import NOTHING_LEFT
from bot.model import TrackState
from bot.ports import Bank
from questions import open_bank
from questions.files import BANK as FOLDER


@pytest.fixture(scope="module")
def smaller(tmp_path_factory: pytest.TempPathFactory) -> Bank:
    """The bank without caching."""
    folder = tmp_path_factory.mktemp("bank")
    for path in FOLDER.glob("*.toml"):
        if path.stem != "caching":
            shutil.copy(path, folder)
    return open_bank(folder)


def restarted(team: Team, bank: Bank) -> Team:
    """The same team after a restart on that bank."""
    later = Team(team.store, team.clock, bank=bank, chat=team.chat)
    later.message_ids = team.message_ids
    return later


async def test_nobody_owes_a_day_that_is_not_asked_about(team: Team, smaller: Bank) -> None:
    track = await team.track()
    assert track.next_fire_at is not None
    team.clock.at = track.next_fire_at
    await restarted(team, smaller).work()
    assert team.chat.posts == []
    async with team.store.reading() as tx:
        (excuse,) = await tx.days.excuses([track.id])
    assert excuse.reason == NOTHING_LEFT


async def test_its_open_question_stands_on_the_page_of_who_owes_it(
    team: Team, smaller: Bank
) -> None:
    await team.track()
    await team.member("Ada").answers(await team.ask())
    await team.ask()
    ada = restarted(team, smaller).member("Ada")
    assert "Caching" in said(await ada.runs("/practice streak"))
    assert "Caching" in (await ada.team.practice.home(ada.person)).text


async def test_its_open_question_is_answered_directly_and_by_the_button(
    team: Team, smaller: Bank
) -> None:
    await team.track()
    asked = await team.ask()
    later = restarted(team, smaller)
    sheet = form(await later.member("Bob").presses("answer", asked.id))
    assert sheet.title.startswith("Caching, ")
    ada = later.member("Ada")
    assert await writes(ada, GOOD)
    await later.work()
    assert "the Caching question in #practice" in ada.sees()[0]
    assert [answer.text for answer in await team.answers(asked)] == [GOOD]


async def test_its_channel_closes_and_the_managers_hear_of_it(team: Team, smaller: Bank) -> None:
    track = await team.track()
    boss = team.member("Boss")
    await boss.runs("/practice streak")
    await boss.runs("/practice manager add @Boss", admin=True)
    later = restarted(team, smaller)
    await later.practice.channel_gone(PLATFORM, "acme", "practice", "it was deleted")
    await later.work()
    async with team.store.reading() as tx:
        assert (await tx.tracks.get(track.id)).state is TrackState.PAUSED
    assert any("Caching" in told for told in boss.sees())


async def test_its_digest_goes_on(team: Team, smaller: Bank) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice digest on", admin=True)
    await ada.answers(await team.ask())
    later = restarted(team, smaller)
    while team.clock.at < dt.datetime(2026, 11, 6, 16, 5, tzinfo=dt.UTC):
        await later.later(hours=5)
    (told,) = [p for p in team.chat.posts if p.key.startswith("digest:")]
    assert told.message.lines[-1].text == "Next week: Caching."
