"""Texts that are older than a team keeps them are blanked; what follows from them stays."""

from dataclasses import replace

import pytest
from support.interviewing import Pressing, begun, with_a_model
from support.interviewing import answers as says_in_interview
from support.team import GOOD, Asked, Someone, Team, form, said

from bot.errors import InvalidInput, NotAllowed
from bot.practice import Practice

MARKED = f"Okapi first. {GOOD}"


async def a_day(team: Team) -> None:
    """The daily task, once."""
    await team.practice.retention.tick()
    await team.work()


async def practised(team: Team) -> tuple[Someone, Asked]:
    """An answer and an interview, both reviewed; then thirty days go by."""
    with_a_model(team, Pressing())
    await team.track()
    asked = await team.ask()
    ada = await begun(team)
    await ada.answers(asked, MARKED)
    await says_in_interview(ada, f"An okapi lock. {GOOD}")
    await ada.runs("/mock end")
    await team.work()
    await team.practice.closing.close({"round": asked.id})
    await team.work()
    return ada, asked


async def test_a_manager_sets_it_and_the_team_is_told(team: Team) -> None:
    await team.track()
    boss, ada = team.member("Boss"), team.member("Ada")
    with pytest.raises(NotAllowed):
        await ada.runs("/practice retention 90")
    assert "kept until" in said(await boss.runs("/practice retention", admin=True))
    changed = said(await boss.runs("/practice retention 90", admin=True))
    assert "kept for 90 days" in changed
    assert "The team is told" in changed
    await team.work()
    (told,) = [p.message.text for p in team.chat.posts if p.key.startswith("retention:")]
    assert told.startswith("Boss changed how long answers are kept. Texts of answers")
    again = said(await boss.runs("/practice retention 90 days", admin=True))
    assert "The team is told" not in again
    assert "until" in said(await boss.runs("/practice retention forever", admin=True))


@pytest.mark.parametrize("typed", ["6", "3651", "soon", "90 weeks", "-1", "9.5"])
async def test_what_is_no_time_is_refused_with_what_would_be(team: Team, typed: str) -> None:
    with pytest.raises(InvalidInput, match="Give 7 to 3650 days"):
        await team.member("Boss").runs(f"/practice retention {typed}", admin=True)


async def test_old_texts_are_blanked_and_younger_ones_stay(team: Team) -> None:
    ada, asked = await practised(team)
    await team.member("Boss").runs("/practice retention 30", admin=True)
    await a_day(team)
    assert b"Okapi" in team.stored()
    team.clock.move(days=31)
    newer = await team.ask()
    await ada.answers(newer, f"Quagga first. {GOOD}")
    await a_day(team)
    stored = team.stored()
    assert b"kapi" not in stored
    assert b"Quagga first" in stored
    (old,) = await team.answers(asked)
    assert old.text == ""
    assert "quagga first" in (await team.answers(newer))[0].text.lower()


async def test_days_verdicts_cards_and_boards_survive(team: Team) -> None:
    ada, asked = await practised(team)
    async with team.store.reading() as tx:
        before = {
            "days": await tx.answers.days(1),
            "cards": await tx.cards.of_members([1]),
            "facts": await tx.standings.observed(1),
            "verdicts": [
                [(f.point_id, f.verdict) for f in c.judgement.findings]
                for c in await tx.critiques.of_answer(1)
            ],
        }
        assert before["verdicts"]
    await team.member("Boss").runs("/practice retention 7", admin=True)
    team.clock.move(days=8)
    await a_day(team)
    async with team.store.reading() as tx:
        assert before == {
            "days": await tx.answers.days(1),
            "cards": await tx.cards.of_members([1]),
            "facts": await tx.standings.observed(1),
            "verdicts": [
                [(f.point_id, f.verdict) for f in c.judgement.findings]
                for c in await tx.critiques.of_answer(1)
            ],
        }
    assert "no longer kept. Its review: 1 of" in said(await ada.presses("review", asked.id))


async def test_a_blanked_judgement_is_not_given_to_somebody_else(team: Team) -> None:
    await practised(team)
    async with team.store.reading() as tx:
        (made,) = await tx.critiques.of_answer(1)
        assert made.request
        assert await tx.critiques.reusable(made.request)
    await team.member("Boss").runs("/practice retention 7", admin=True)
    team.clock.move(days=8)
    await a_day(team)
    async with team.store.reading() as tx:
        assert await tx.critiques.reusable(made.request) is None


async def test_then_and_now_says_that_the_text_is_gone(team: Team) -> None:
    ada = team.member("Ada")
    sheet = form(await ada.runs("/practice solo caching"))
    await ada.sends(sheet, text=MARKED, readers="me")
    await team.later(seconds=5)
    await team.member("Boss").runs("/practice retention 30", admin=True)
    team.clock.move(days=70)
    await a_day(team)
    review = form(await ada.runs("/practice review"))
    await ada.sends(review, text=GOOD, readers="me")
    await team.work()
    told = said(await ada.presses("then", review.id.partition(":")[2]))
    assert "The text is no longer kept." in told
    assert "hammered" in told


async def test_the_owners_setting_holds_where_a_team_has_not_chosen(team: Team) -> None:
    context = team.practice.context
    team.practice = Practice(replace(context, rules=replace(context.rules, keep_days=10)))
    ada, asked = await practised(team)
    assert "kept for 10 days" in said(await ada.runs("/practice privacy"))
    team.clock.move(days=11)
    await a_day(team)
    assert (await team.answers(asked))[0].text == ""


async def test_it_is_looked_at_once_a_day(team: Team) -> None:
    asked_for = []

    async def count(args: object) -> None:
        asked_for.append(args)

    for _ in range(3):
        await team.practice.retention.tick()
        await team.store.jobs().drain({"retain": count})
        team.clock.move(hours=13)
    assert len(asked_for) == 2
