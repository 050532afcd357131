"""`/practice privacy`: what is stored, who reads it, and what a member does about it."""

import datetime as dt
import json
from typing import Any

import pytest
from support.interviewing import answers as says_in_interview
from support.interviewing import begun
from support.team import GOOD, Someone, Team, buttons, form, said

from bot.errors import InvalidInput, NotFound
from bot.message import Message
from bot.model import AnswerState


async def page(someone: Someone) -> Message:
    shown = await someone.runs("/practice privacy")
    assert isinstance(shown, Message)
    return shown


async def exported(someone: Someone) -> dict[str, Any]:
    reply = await someone.presses("privacy_export")
    assert isinstance(reply, Message)
    assert reply.attachment
    assert reply.attachment.name == "my-data.json"
    told: dict[str, Any] = json.loads(reply.attachment.text)
    return told


async def privately(someone: Someone, round_id: int, text: str = GOOD) -> int:
    """Answers by form; the answer's id."""
    sheet = form(await someone.presses("answer", round_id))
    await someone.sends(sheet, text=text, readers="me")
    await someone.team.later(seconds=5)
    async with someone.team.store.reading() as tx:
        return (await tx.answers.of_round(round_id))[-1].id


async def test_each_choice_is_one_press_and_shows_what_it_changed(team: Team) -> None:
    ada = team.member("Ada")
    for action, before, after in (
        ("privacy_hide", "Boards show your name", "You are on no board"),
        ("privacy_share", "Managers see no result of yours", "Managers see your results"),
        ("privacy_name", "do not name you", "may name you"),
    ):
        shown = await page(ada)
        assert before in shown.text
        changed = await ada.presses(action, buttons(shown)[action])
        assert isinstance(changed, Message)
        assert after in changed.text
        back = await ada.presses(action, buttons(changed)[action])
        assert before in said(back)


async def test_it_says_how_long_texts_are_kept(team: Team) -> None:
    ada, boss = team.member("Ada"), team.member("Boss")
    assert "Texts are kept until you delete them." in (await page(ada)).text
    await boss.runs("/practice retention 90", admin=True)
    assert "Texts are kept for 90 days" in (await page(ada)).text


async def test_view_as_manager_is_what_managers_see(team: Team) -> None:
    ada = team.member("Ada")
    assert "No result of yours alone" in said(await ada.presses("privacy_seen"))
    await ada.presses("privacy_share", "on")
    assert "You share your scores" in said(await ada.presses("privacy_seen"))


async def test_who_looked_and_when_can_be_read_also_after_that_manager_left(team: Team) -> None:
    await team.track()
    ada, boss = team.member("Ada"), team.member("Boss")
    assert "No manager looked" in said(await ada.presses("privacy_looks"))
    await boss.runs("/practice manager add @Boss", admin=True)
    await boss.runs("/leaderboard team")
    assert "09:00: Boss, in chat, 12 weeks" in said(await ada.presses("privacy_looks"))
    await boss.sends(form(await boss.presses("privacy_delete")), word="delete")
    assert "09:00: (removed), in chat, 12 weeks" in said(await ada.presses("privacy_looks"))


async def test_the_export_holds_all_of_it_and_nothing_of_others(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    ada, bob = await begun(team), team.member("Bob")
    await says_in_interview(ada, "One request takes an okapi lock.")
    await bob.answers(asked, f"Bob here. {GOOD}")
    await ada.answers(asked, f"Okapi first. {GOOD}")
    await ada.runs("/practice away 2026-12-01..2026-12-03")
    await ada.presses("privacy_hide", "on")
    add = form(await ada.presses("profile_claims"))
    await ada.sends(add, text="- Cut the cost of okapis by half", agree="yes")
    told = await exported(ada)
    assert told["members"][0]["name"] == "Ada"
    assert told["answers"][0]["text"].startswith("Okapi first.")
    assert any("okapi lock" in turn["text"] for turn in told["interview_turns"])
    assert told["claims"][0]["text"] == "Cut the cost of okapis by half"
    assert told["aways"][0]["first"] == "2026-12-01"
    assert told["member_settings"][0]["hidden"] is True
    assert told["critiques"][0]["judgement"]["findings"]
    assert told["rounds"][0]["prompt"]
    assert any("caching" in str(send["message"]).lower() for send in told["sends"])
    assert {"memberships", "cards", "interviews", "answer_parts"} <= told.keys()
    assert "Bob" not in json.dumps(told)


async def test_the_export_gives_no_model_answer_away(team: Team) -> None:
    ada = team.member("Ada")
    form(await ada.runs("/practice solo caching"))
    async with team.store.reading() as tx:
        round_ = await tx.rounds.latest_solo((await tx.members.of_team(1))[0].id)
    assert round_
    told = await exported(ada)
    assert told["rounds"][0]["prompt"] == round_.prompt
    assert round_.question.model_answer not in json.dumps(told, ensure_ascii=False)


async def test_a_private_answer_is_deleted_by_a_press_that_asks_first(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    ada = team.member("Ada")
    answer = await privately(ada, asked.id, f"Okapi first. {GOOD}")
    review = await ada.presses("review", asked.id)
    assert isinstance(review, Message)
    assert buttons(review)["delete_answer"] == str(answer)
    sure = await ada.presses("delete_answer", answer)
    assert isinstance(sure, Message)
    assert "One request takes a lock" in ada.sees()[-1]
    done = await ada.presses("delete_answer_yes", buttons(sure)["delete_answer_yes"])
    assert "Deleted" in said(done)
    await team.work()
    assert [a.state for a in await team.answers(asked)] == [AnswerState.DELETED]
    assert "There is no answer of yours" in said(await ada.presses("review", asked.id))
    assert b"Okapi" not in team.stored()
    assert not [text for text in ada.sees() if "One request takes" in text]
    assert "Deleted" in said(await ada.presses("delete_answer_yes", answer))  # once more is none
    await privately(ada, asked.id)
    assert "1 day" in said(await ada.runs("/practice streak"))


async def test_nobody_deletes_the_answer_of_another_or_one_that_is_a_message(team: Team) -> None:
    await team.track()
    asked = await team.ask()
    ada, eve = team.member("Ada"), team.member("Eve")
    answer = await privately(ada, asked.id)
    with pytest.raises(NotFound):
        await eve.presses("delete_answer_yes", answer)
    await eve.answers(asked)
    (_, spoken) = await team.answers(asked)
    with pytest.raises(NotFound):
        await eve.presses("delete_answer_yes", spoken.id)
    with pytest.raises(InvalidInput):
        await eve.presses("delete_answer", "x")
    assert len([a for a in await team.answers(asked) if a.state is not AnswerState.DELETED]) == 2


async def test_looks_of_long_ago_are_not_listed(team: Team) -> None:
    await team.track()
    ada, boss = team.member("Ada"), team.member("Boss")
    await boss.runs("/practice manager add @Boss", admin=True)
    await boss.runs("/leaderboard team")
    team.clock.at += dt.timedelta(days=91)
    assert "No manager looked" in said(await ada.presses("privacy_looks"))


async def test_deleting_waits_a_day_for_a_platform_that_is_not_set_up_and_goes_on(
    team: Team,
) -> None:
    ada = team.member("Ada")
    await ada.sends(form(await ada.presses("privacy_delete")), word="delete")

    async def waiting(**time: float) -> list[str]:
        team.clock.move(**time)
        await team.store.jobs().drain(team.practice.tasks({}))
        return [job.task for job in await team.store.job_admin.listing()]

    assert await waiting() == await waiting(hours=23) == ["forget"]
    assert await waiting(hours=2) == []
    async with team.store.reading() as tx:
        assert await tx.members.of_team(1) == []
