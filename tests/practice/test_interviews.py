"""Mock interviews in direct messages: begun, answered, stopped, gone on with, summed up."""

import pytest
from support.interviewing import answers, begun, interviews, posts, whole, writes
from support.team import Someone, Team, buttons, form, said

from bot.errors import InvalidInput
from bot.interviews.model import ItemState, Phase, TurnKind
from bot.members.settings import MemberSettings


def value(member: Someone, action: str) -> str:
    """What that button carries in the newest message that has it."""
    newest = [p for p in posts(member) if action in buttons(p.message)][-1]
    return buttons(newest.message)[action]


async def at(member: Someone) -> tuple[Phase, int, int]:
    state = (await interviews(member))[0].state
    return state.phase, state.item, state.follow_ups


async def test_what_is_missing_is_asked_for_in_a_form(team: Team) -> None:
    ada = team.member("Ada")
    sheet = form(await ada.runs("/mock real caching"))
    chosen = {field.name: field.value for field in sheet.fields}
    assert chosen == {"skill": "caching", "level": "mid", "length": "3", "mode": "real"}
    told = said(await ada.sends(sheet, **chosen))
    assert told.startswith("Caching, mid, real mode: 3 questions.")
    assert "keyword check" in told


@pytest.mark.parametrize(
    ("typed", "fix"),
    [
        ("chaching", "Did you mean caching?"),
        ("caching senor", "Did you mean senior?"),
        ("caching 4", "There are 3, 5 and 10."),
        ("caching llamaindex", "Say one."),
        ("!!!", "There are"),
    ],
)
async def test_a_typing_error_names_what_would_be_right(team: Team, typed: str, fix: str) -> None:
    with pytest.raises(InvalidInput, match="Not begun") as caught:
        await team.member("Ada").runs(f"/mock {typed}")
    assert fix in str(caught.value)


@pytest.mark.parametrize("word", ["pause", "resume", "skip", "hint", "end"])
async def test_more_words_than_a_command_takes_say_what_to_type(team: Team, word: str) -> None:
    ada = await begun(team)
    with pytest.raises(InvalidInput, match=f"/mock {word} takes no other words. Type it alone."):
        await ada.runs(f"/mock {word} now")
    assert await at(ada) == (Phase.ANSWERING, 1, 0)


@pytest.mark.parametrize(
    "text", ["Pause now", "pause, please.", "OK, pause this interview.", "Please pause for today"]
)
async def test_a_word_to_the_interview_may_be_said_politely(team: Team, text: str) -> None:
    ada = await begun(team)
    await answers(ada, text)
    held = await whole(ada)
    assert held.interview.state.paused
    assert held.answers(1) == []


async def test_to_end_the_question_does_not_end_the_interview(team: Team) -> None:
    ada = await begun(team)
    await answers(ada, "End this question, please.")
    assert await at(ada) == (Phase.ANSWERING, 2, 0)


@pytest.mark.parametrize("text", ["Pause the consumer.", "End to end.", "Skip the cache, then."])
async def test_an_answer_that_begins_with_such_a_word_is_an_answer(team: Team, text: str) -> None:
    ada = await begun(team)
    await answers(ada, text)
    assert (await whole(ada)).answers(1) == [text]


async def test_a_word_after_start_does_what_it_says(team: Team) -> None:
    ada = await begun(team)
    assert "Paused" in said(await ada.runs("/mock start pause"))
    assert (await whole(ada)).interview.state.paused


async def test_starting_twice_gives_the_same_interview(team: Team) -> None:
    ada = await begun(team)
    told = await ada.runs("/mock llamaindex junior 5 study")
    assert "Caching, senior, real mode, at question 1 of 3" in said(told)
    assert len(await interviews(ada)) == 1
    await ada.runs("/mock end")
    for _ in range(2):
        await ada.runs("/mock llamaindex junior 5 study", id="same")
    assert len(await interviews(ada)) == 2


async def test_messages_of_one_go_are_one_answer(team: Team) -> None:
    ada = await begun(team)
    await writes(ada, "We served an old price for two hours, to about 900 people.")
    await team.later(seconds=10)
    await writes(ada, "I compared the cached age with the database and found it.")
    await team.later(seconds=15)
    assert await at(ada) == (Phase.CONSIDERING, 1, 0)
    await team.later(seconds=10)
    assert await at(ada) == (Phase.ANSWERING, 1, 1)
    assert len((await whole(ada)).answers(1)) == 2


async def test_what_is_delivered_twice_changes_nothing(team: Team) -> None:
    ada = await begun(team)
    for _ in range(3):
        assert await writes(ada, "One request takes the lock and recomputes.", message="m1")
    await team.later(seconds=25)
    assert await writes(ada, "One request takes the lock and recomputes.", message="m1")
    assert await at(ada) == (Phase.ANSWERING, 1, 1)
    for _ in range(2):
        await ada.presses("mock_skip", value(ada, "mock_skip"), id="p")
        await team.work()
    assert await at(ada) == (Phase.ANSWERING, 2, 0)
    for _ in range(2):
        await ada.runs("/mock skip", id="c")
        await team.work()
    assert await at(ada) == (Phase.ANSWERING, 3, 0)
    keys = [p.key for p in posts(ada)]
    assert len(keys) == len(set(keys))


async def test_a_button_of_a_question_that_is_behind_changes_nothing(team: Team) -> None:
    ada = await begun(team)
    first = value(ada, "mock_skip")
    await ada.presses("mock_skip", first)
    await team.work()
    assert "question 1 is behind you" in said(await ada.presses("mock_skip", first))
    assert "question 1 is behind you" in said(await ada.presses("mock_answer", first))
    assert await at(ada) == (Phase.ANSWERING, 2, 0)


async def test_an_answer_in_a_form_is_taken_at_once_and_once(team: Team) -> None:
    ada = await begun(team)
    sheet = form(await ada.presses("mock_answer", value(ada, "mock_answer")))
    assert sheet.intro == (await whole(ada)).items[0].prompt
    for _ in range(2):
        assert "Taken" in said(await ada.sends(sheet, id="f", text="A lock, and jitter on it."))
        await team.work()
    assert await at(ada) == (Phase.ANSWERING, 1, 1)
    await ada.runs("/mock skip")
    await team.work()
    late = said(await ada.sends(sheet, text="This came too late."))
    assert "not stored" in late
    assert "This came too late." in late


async def test_an_interview_goes_on_the_next_day_where_it_stopped(team: Team) -> None:
    ada = await begun(team)
    await answers(ada)
    assert "Paused" in said(await ada.runs("/mock pause"))
    await team.later(hours=30)
    assert not [p for p in posts(ada) if ":nudge:" in p.key]
    assert "question 1 of 3" in said(await ada.runs("/mock resume"))
    await team.work()
    again = posts(ada)[-1].message.text
    asked = [t.text for t in (await whole(ada)).turns if t.kind is not TurnKind.ANSWER]
    assert all(text in again for text in asked)
    assert await at(ada) == (Phase.ANSWERING, 1, 1)


async def test_a_question_that_takes_long_is_followed_by_one_word(team: Team) -> None:
    ada = await begun(team)
    await team.later(minutes=8)
    assert not [p for p in posts(ada) if ":nudge:" in p.key]
    for _ in range(4):
        await team.later(minutes=4)
    (nudge,) = [p for p in posts(ada) if ":nudge:" in p.key]
    assert "about 6 minutes" in nudge.message.text
    await answers(ada)
    assert await at(ada) == (Phase.ANSWERING, 1, 1)


async def test_there_is_no_nudge_for_who_switched_it_off(team: Team) -> None:
    ada = await begun(team)
    interview = (await interviews(ada))[0]
    async with team.store.transaction() as tx:
        off = MemberSettings(interview.member_id, interview_nudges=False)
        await tx.member_settings.save(off)
    await team.later(minutes=30)
    assert not [p for p in posts(ada) if ":nudge:" in p.key]


async def test_an_abandoned_interview_is_closed_with_what_there_is(team: Team) -> None:
    ada, bob = await begun(team), await begun(team, name="Bob")
    await answers(ada)
    await team.later(hours=71)
    assert await at(ada) == (Phase.ANSWERING, 1, 1)
    for _ in range(3):
        await team.later(hours=2)
    assert (await at(ada))[0] is Phase.DONE
    assert (await at(bob))[0] is Phase.CLOSED
    assert "2 and 3: not asked; it ended early." in posts(ada)[-1].message.text
    told = [p.message.text for p in posts(ada) if p.key.endswith("abandoned")]
    assert told == [
        "Your interview had no answer for 3 days, so it is closed. The scorecard comes in your "
        "direct messages."
    ]
    assert not [p for p in posts(bob) if p.key.endswith("scorecard")]


async def test_a_paused_interview_is_never_closed_as_abandoned(team: Team) -> None:
    ada = await begun(team)
    await answers(ada)
    await ada.runs("/mock pause")
    for _ in range(4):
        await team.later(hours=71)
    assert (await interviews(ada))[0].state.paused
    await ada.runs("/mock resume")
    for _ in range(3):
        await team.later(hours=73)
    assert (await at(ada))[0] is Phase.DONE


async def test_resume_shows_again_what_waits_for_an_answer(team: Team) -> None:
    ada = await begun(team)
    before, asked = len(posts(ada)), (await whole(ada)).items[0].prompt
    await ada.runs("/mock resume")
    await team.work()
    (again,) = posts(ada)[before:]
    assert asked in again.message.text


async def test_the_scorecard_says_what_was_skipped_and_not_asked(team: Team) -> None:
    ada = await begun(team)
    await answers(ada)
    await ada.runs("/mock skip")
    await team.work()
    await ada.runs("/mock skip")
    await team.work()
    await ada.runs("/mock end")
    await team.work()
    card = posts(ada)[-1].message
    assert card.text.startswith("Scorecard\nCaching, senior, real mode.")
    states = [item.state for item in (await whole(ada)).items]
    assert states == [ItemState.ANSWERED, ItemState.SKIPPED, ItemState.ASKED]
    assert ": skipped." in card.text
    assert ": not answered." in card.text
    assert "cannot tell right from wrong" in card.text
    assert card.text.count("Work on: ") == 2
    assert "review Tue 3 Nov" in card.text


async def test_a_quote_is_of_one_reply(team: Team) -> None:
    ada = await begun(team)
    await answers(ada, "The price was more reads on the database, which we measured for a week.")
    await answers(ada, "Today I would do it differently: compare prices with the database.")
    await ada.runs("/mock end")
    await team.work()
    held = await whole(ada)
    found = [f for i in held.items if i.judgement for f in i.judgement.findings if f.evidence]
    assert found
    for finding in found:
        assert any(finding.evidence in turn.text for turn in held.turns), finding.evidence


async def test_an_answer_that_was_not_judged_when_it_ended_is_judged_then(team: Team) -> None:
    ada = await begun(team)
    await writes(ada, "One request takes a lock and recomputes the value.")
    await ada.runs("/mock end")
    await team.work()
    assert (await at(ada))[0] is Phase.DONE
    assert (await whole(ada)).items[0].judgement is not None


async def test_no_question_returns_in_the_next_interviews(team: Team) -> None:
    ada, asked = team.member("Ada"), list[str]()
    for number in range(4):
        await ada.runs("/mock caching mid 5 study", id=f"start{number}")
        for _ in range(5):
            await team.work()
            await ada.runs("/mock skip")
        await team.work()
        assert (await at(ada))[0] is Phase.CLOSED
        items = (await whole(ada)).items
        assert len({item.question.kind for item in items}) == 4
        asked += [item.question.id for item in items]
    assert len(asked) == len(set(asked)) == 20


async def test_other_talk_is_kept_but_no_answer(team: Team) -> None:
    ada = await begun(team)
    for _ in range(2):
        await answers(ada, "ok, later")
    assert await at(ada) == (Phase.ANSWERING, 1, 0)
    assert len([p for p in posts(ada) if "haven't counted" in p.message.text]) == 1
    assert [t.text for t in (await whole(ada)).turns if t.by_member] == ["ok, later"] * 2


async def test_i_dont_know_goes_on_to_the_next_question(team: Team) -> None:
    ada = await begun(team)
    await answers(ada, "I don't know")
    assert await at(ada) == (Phase.ANSWERING, 2, 0)
    assert (await whole(ada)).items[0].state is ItemState.SKIPPED
