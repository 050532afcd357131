"""What stays of a mock interview, who can have it, and how a member takes words back."""

import json
from collections.abc import Sequence

import pytest
from support.interviewing import (
    STALE,
    Pressing,
    answers,
    begun,
    interviews,
    posts,
    unwrites,
    whole,
    with_a_model,
    writes,
)
from support.team import PLATFORM, Team, form, said

from bot.errors import InvalidInput, NotFound
from bot.interviews.model import Appraisal, Phase
from bot.interviews.ports import Appraised
from bot.message import Attachment, Line, Message
from bot.records import Spending
from bot.sending.attachments import spelled_out


async def test_interviews_feed_the_members_own_cards_and_no_board(team: Team) -> None:
    await team.track()
    ada = await begun(team)
    await answers(ada)
    await ada.runs("/mock end")
    await team.work()
    interview, question = (await interviews(ada))[0], (await whole(ada)).items[0].question
    async with team.store.reading() as tx:
        (card,) = await tx.cards.of_members([interview.member_id])
        assert card.concept == question.concept
        assert await tx.standings.observed(interview.member_id) == []
        assert await tx.calls.spending(team.clock.now(), interview.team_id) == Spending()
    await team.later(days=2)
    sheet = form(await ada.runs("/practice review"))
    assert sheet.intro in question.rewordings


async def test_a_finished_interview_keeps_the_day_and_an_empty_one_does_not(team: Team) -> None:
    ada, bob = await begun(team), await begun(team, name="Bob")
    await answers(ada)
    for member in (ada, bob):
        await member.runs("/mock end")
    await team.work()
    assert "Streak 1 day" in said(await ada.runs("/practice streak"))
    assert "Streak 1 day" not in said(await bob.runs("/practice streak"))


async def test_a_deleted_answer_takes_its_quotes_with_it(team: Team) -> None:
    ada = await begun(team, "/mock caching mid 3 study")
    text = "I measured the 3,200 identical queries first, then added a lock with a short lease."
    await writes(ada, text, message="m1")
    await team.later(seconds=25)
    await ada.runs("/mock end")
    await team.work()
    assert "3,200 identical" in posts(ada)[-1].message.text
    assert await unwrites(ada, "m1")
    await team.work()
    assert not [p for p in posts(ada) if "3,200" in p.message.text]
    assert "answered, then deleted" in posts(ada)[-1].message.text
    exported = await ada.runs("/mock export")
    assert isinstance(exported, Message)
    assert exported.attachment
    assert "3,200" not in exported.attachment.text
    assert "(deleted)" in exported.attachment.text


async def test_a_deleted_answer_takes_its_card_with_it(team: Team) -> None:
    ada = await begun(team)
    await writes(ada, STALE, message="m1")
    await team.later(seconds=25)
    await ada.runs("/mock end")
    await team.work()
    member = (await interviews(ada))[0].member_id
    async with team.store.reading() as tx:
        assert len(await tx.cards.of_members([member])) == 1
    assert await unwrites(ada, "m1")
    async with team.store.reading() as tx:
        assert not await tx.cards.of_members([member])


async def test_what_is_deleted_while_it_is_summed_up_is_in_no_scorecard(team: Team) -> None:
    said = "We kept 3,200 identical queries off the database with one lock."

    class Slow(Pressing):
        async def appraise(self, items: Sequence[Appraised], *, member: str) -> Appraisal:
            made = await super().appraise(items, member=member)
            await unwrites(ada, "m1")
            return made

    with_a_model(team, Slow())
    ada = await begun(team)
    await writes(ada, said, message="m1")
    await team.later(seconds=25)
    await answers(ada, "The lock costs one more round trip to the cache for each miss.")
    await ada.runs("/mock end")
    await team.work()
    interview = (await interviews(ada))[0]
    assert interview.state.phase is Phase.DONE
    assert interview.appraisal
    assert "3,200" not in repr(await whole(ada))
    assert not [p for p in posts(ada) if "3,200" in p.message.text]


async def test_an_edit_counts_until_the_answer_is_judged(team: Team) -> None:
    ada = await begun(team)
    await writes(ada, "a lok", message="m1")
    await team.later(seconds=5)
    await writes(ada, "a lock with a lease", message="m1")
    await team.later(seconds=25)
    assert (await whole(ada)).answers(1) == ["a lock with a lease"]
    await writes(ada, "all five points", message="m1")
    assert (await whole(ada)).answers(1) == ["a lock with a lease"]


async def test_an_export_of_what_is_no_number_says_where_the_numbers_are(team: Team) -> None:
    ada = await begun(team)
    with pytest.raises(InvalidInput, match=r"latest is no number .* /mock history names them\."):
        await ada.runs("/mock export latest")


async def test_the_export_is_a_file_to_read_or_to_go_on_with(team: Team) -> None:
    ada, bob = await begun(team), team.member("Bob")
    await answers(ada, "One request\ntakes a lock.")
    number = (await interviews(ada))[0].id
    exported = await ada.runs(f"/mock export {number}")
    assert isinstance(exported, Message)
    assert exported.attachment
    assert exported.attachment.name == f"interview-{number}.md"
    assert "> One request\n> takes a lock." in exported.attachment.text
    as_json = await ada.runs("/mock export json")
    assert isinstance(as_json, Message)
    assert as_json.attachment
    assert json.loads(as_json.attachment.text)["interview"]["skill"] == "caching"
    with pytest.raises(NotFound):
        await bob.runs(f"/mock export {number}")
    with pytest.raises(NotFound):
        await bob.presses("mock_end", f"{number}:1")


async def test_a_team_that_left_takes_its_interviews_along(team: Team) -> None:
    ada = await begun(team)
    await answers(ada)
    await team.practice.team_gone(PLATFORM, team.name)
    await team.later(days=8)
    async with team.store.reading() as tx:
        assert await tx.teams.find(PLATFORM, team.name) is None
    assert b"takes a lock and recomputes" not in team.stored()


async def test_what_the_bot_says_keeps_the_rules_of_the_voice(team: Team) -> None:
    ada = await begun(team, "/mock caching mid 3 study")
    for text in ("ok, later", "A lock with a lease.", "hint", "pause", "A word.", "resume", "end"):
        await answers(ada, text)
    await team.work()
    for post in posts(ada):
        own = "\n".join(line.text for line in post.message.lines if line.kind != "quote")
        assert "!" not in own
        assert "  " not in own
        assert all(0 < len(b.label) <= 40 for b in post.message.buttons)


def test_where_no_file_can_go_its_text_follows_whole() -> None:
    text = "\n".join(f"line {n} of it" for n in range(1000))
    message = Message((Line("Here."),), attachment=Attachment("a.md", "text/markdown", text))
    spelled = spelled_out(message)
    assert spelled.attachment is None
    assert spelled.text == f"Here.\n{text}"
    assert len(spelled.lines) > 2
    assert spelled_out(spelled) == spelled
