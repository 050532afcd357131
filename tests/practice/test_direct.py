"""A direct message answers the question that waits, or its author is asked which."""

from dataclasses import replace

import pytest
from support.interviewing import (
    STALE,
    answers,
    posts,
    unwrites,
    writes,
)
from support.team import GOOD, PLATFORM, Asked, Posted, Someone, Team, said, waiting

from bot.errors import NotFound, SendUnknown, TryLater
from bot.message import Deletion


def told(member: Someone, start: str) -> list[Posted]:
    return [p for p in posts(member) if p.key.startswith(start)]


async def test_a_direct_message_answers_the_open_question_in_private(team: Team) -> None:
    asked, ada = await waiting(team)
    message = team.next_id()
    for _ in range(2):
        assert await writes(ada, GOOD, message=message)
    await team.work()
    (answer,) = await team.answers(asked)
    assert (answer.readers, answer.text) == ("me", GOOD)
    assert not told(ada, "review:")  # more may come
    (taken,) = told(ada, "direct:taken")
    assert taken.place.channel == ""
    assert "Taken as your answer to the Caching question in #practice. Only you see it" in (
        taken.message.text
    )
    await team.later(seconds=25)
    assert await writes(ada, GOOD, message=message)
    await team.work()
    assert asked.thread == []
    (review,) = told(ada, f"review:{answer.id}")
    assert "I found wording for" in review.message.text
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))
    assert len(await team.answers(asked)) == 1


async def test_while_a_question_may_stand_there_unknown_to_us_it_comes_again(team: Team) -> None:
    await team.track()
    ada = team.member("Ada")
    await ada.runs("/practice streak")
    team.chat.faults += [SendUnknown("no answer")]
    await team.later(minutes=30)
    with pytest.raises(TryLater):
        await writes(ada, GOOD, message="m")
    assert not await writes(ada, "streak")
    assert not await writes(ada, "hello")
    sent = team.clock.now()
    await team.later(minutes=5)
    assert await writes(ada, GOOD, message="m", revision=int(sent.timestamp() * 1e6))
    assert [a.text for a in await team.answers(team.newest())] == [GOOD]


async def test_what_is_written_within_ten_minutes_joins_it_and_later_words_do_not(
    team: Team,
) -> None:
    asked, ada = await waiting(team)
    await answers(ada, "One request takes a lock.")
    await answers(ada, "Jitter spreads the expiry.")
    (answer,) = await team.answers(asked)
    assert answer.text == "One request takes a lock.\n\nJitter spreads the expiry."
    assert len(told(ada, "direct:taken")) == 1
    await team.later(minutes=11)
    assert not await writes(ada, "The others serve the stale value.")
    await ada.presses("again", asked.id)
    assert await writes(ada, GOOD)
    assert [a.text for a in await team.answers(asked)] == [answer.text, GOOD]


async def test_an_edit_is_judged_anew_and_a_deletion_opens_the_day_again(team: Team) -> None:
    asked, ada = await waiting(team)
    message = team.next_id()
    await writes(ada, "One request takes a lock.", message=message)
    await team.later(seconds=25)
    assert await writes(ada, GOOD, message=message)
    await team.later(seconds=25)
    (answer,) = await team.answers(asked)
    assert answer.text == GOOD
    assert told(ada, f"review:{answer.id}")[0].edits == 1
    assert await unwrites(ada, message)
    await team.work()
    assert [a.state for a in await team.answers(asked)] == ["deleted"]
    assert "was deleted" in told(ada, f"review:{answer.id}")[0].message.text
    assert "No day yet" in said(await ada.runs("/practice streak"))
    assert await writes(ada, GOOD, message=message, revision=1)
    assert len(await team.answers(asked)) == 1
    assert GOOD.encode() not in team.stored()


async def test_what_was_not_meant_so_is_removed_and_stays_so(team: Team) -> None:
    asked, ada = await waiting(team)
    message = team.next_id()
    await writes(ada, GOOD, message=message)
    await team.later(seconds=25)
    (taken,) = told(ada, "direct:taken")
    (undo,) = taken.message.buttons
    assert undo.label == "Take it back"
    assert "Deleted" in said(await ada.presses(undo.action, undo.value))
    await team.later(seconds=25)
    assert await writes(ada, f"{GOOD} And more.", message=message)
    assert [a.state for a in await team.answers(asked)] == ["deleted"]
    assert await writes(ada, GOOD)
    assert len(await team.answers(asked)) == 2


@pytest.mark.parametrize(
    "text", ["thanks", "I don't know", "streak", "strek", "guide caching", "hint", "/mock caching"]
)
async def test_talk_and_commands_answer_no_question(team: Team, text: str) -> None:
    asked, ada = await waiting(team)
    assert not await writes(ada, text)
    assert await team.answers(asked) == []


async def test_after_the_model_answer_it_keeps_the_day_without_points(team: Team) -> None:
    asked, ada = await waiting(team)
    await ada.presses("dont_know", asked.id)
    model = (await asked.round()).question.model_answer
    assert not await writes(ada, model)
    assert await writes(ada, "All keys miss at once, so one of them has to wait for the others.")
    await team.later(seconds=25)
    assert "It keeps the day and brings no points" in told(ada, "direct:taken")[0].message.text
    assert (await team.answers(asked))[0].after_reveal


async def test_nobody_joins_another_track_by_a_message_without_saying_so(team: Team) -> None:
    first, ada = await waiting(team)
    await answers(ada)
    await team.later(minutes=30)
    await team.track(skills="rate-limiting", at="10:30")
    second = await team.ask()
    assert await writes(ada, "A token bucket per client.")
    await team.work()
    assert len(await team.answers(first)) == 1
    assert await team.answers(second) == []
    (which,) = told(ada, "direct:held")
    assert "Is this an answer to the Rate limiting question in #practice?" in which.message.text
    yes, no = which.message.buttons
    assert (yes.label, no.label) == ("Yes", "No")
    assert "Taken as your answer" in said(await ada.presses(yes.action, yes.value))
    assert len(await team.answers(second)) == 1


async def test_where_several_questions_wait_buttons_ask_which(team: Team) -> None:
    await team.track()
    await team.track(skills="rate-limiting")
    await team.ask()
    by_skill = {
        (await asked.round()).question.skill: asked
        for asked in (Asked(team, int(p.key.split(":")[1]), p) for p in team.chat.posts)
    }
    ada, message = team.member("Ada"), team.next_id()
    for _ in range(2):
        assert await writes(ada, "Somethign about locks.", message=message)
    team.clock.move(seconds=1)
    assert await writes(ada, STALE, message=message)
    await team.work()
    (which,) = told(ada, "direct:held")
    lines = [line for line in which.message.lines if line.button]
    assert [line.text.split(":")[0] for line in lines] == [
        "The Rate limiting question in #practice",
        "The Caching question in #practice",
    ]
    caching = lines[1].button
    assert caching is not None
    with pytest.raises(NotFound):
        await team.member("Bob").presses(caching.action, caching.value)
    await team.later(minutes=40)
    assert "Taken as your answer" in said(await ada.presses(caching.action, caching.value))
    assert "its place already" in said(await ada.presses(caching.action, caching.value))
    await team.later(seconds=25)
    assert [a.text for a in await team.answers(by_skill["caching"])] == [STALE]
    assert await team.answers(by_skill["rate-limiting"]) == []


async def test_a_deleted_message_is_asked_about_no_more(team: Team) -> None:
    asked, ada = await waiting(team)
    await ada.runs("/practice solo rate-limiting")
    await writes(ada, STALE, message="m1")
    await team.work()
    (which,) = told(ada, "direct:held")
    other = next(line.button for line in which.message.lines if line.button)
    assert await unwrites(ada, "m1")
    await team.work()
    assert which.message.text == "The message was deleted. Nothing was counted."
    assert "its place already" in said(await ada.presses(other.action, other.value))
    assert await team.answers(asked) == []
    assert STALE.encode() not in team.stored()


async def test_a_message_counts_by_when_it_was_written(team: Team) -> None:
    asked, ada = await waiting(team)
    await ada.runs("/practice solo rate-limiting")
    await team.later(hours=19)
    await writes(ada, STALE)
    await team.work()
    await team.later(hours=2)
    (which,) = told(ada, "direct:held")
    button = next(line.button for line in which.message.lines if line.button)
    assert "Taken" in said(await ada.presses(button.action, button.value))
    assert len(await team.answers(asked)) == 1
    assert not await writes(team.member("Bob"), STALE)


async def nameless(member: Someone, text: str, message: str) -> bool:
    """A direct message where the platform names no team."""
    return await writes(
        replace(member, person=replace(member.person, team="")), text, message=message
    )


async def test_without_a_teams_name_it_is_that_where_a_question_waits(team: Team) -> None:
    asked, ada = await waiting(team)
    gone = Deletion(PLATFORM, "", "dm-ada", "m1")
    assert not await team.practice.deleted(gone)
    for text in ("One request takes a lock.", GOOD):
        assert await nameless(ada, text, "m1")
        team.clock.move(seconds=1)
    assert [a.text for a in await team.answers(asked)] == [GOOD]
    assert await team.practice.deleted(gone)
    assert [a.state for a in await team.answers(asked)] == ["deleted"]


async def test_with_questions_in_several_teams_it_is_asked_which(team: Team) -> None:
    asked, ada = await waiting(team)
    other = Team(team.store, team.clock, name="globex", chat=team.chat)
    other.message_ids = team.message_ids
    await other.track(at="09:45")
    there = await other.ask()
    assert not await nameless(ada, STALE, "m0")  # a newcomer, of one of two teams
    for each in (ada, other.member("Ada")):
        await each.runs("/practice streak")
    assert await nameless(ada, STALE, "m1")
    await team.work()
    (which,) = told(ada, "direct:held")
    lines = [line for line in which.message.lines if line.button]
    assert "of globex" in lines[1].text
    button = lines[1].button
    assert button is not None
    assert "Taken" in said(await ada.presses(button.action, button.value))
    await team.later(seconds=25)
    assert (len(await team.answers(asked)), len(await team.answers(there))) == (0, 1)
    (taken,) = told(ada, "direct:taken")
    assert taken.team == "globex"
