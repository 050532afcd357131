"""What a team's pick knows of the people it is for; and the mechanical rules of the voice."""

import re
from dataclasses import replace

import pytest
from support.clock import MONDAY
from support.samples import QUESTION, TODAY, Scene, a_round, a_track, add_answer, add_round, scene

from bot.memory.cards import Grade, card_of
from bot.memory.learning import alone, group_of, unknown
from bot.memory.selection import Pick
from bot.message import Form, Message
from bot.model import Away, Round, Skill, Team, Track
from bot.model import Member as Person
from bot.sending.fitting import every_button
from bot.stores import Transaction
from bot.wording import learning
from storage import SqlStore

KEY = ("caching", "stampede")
SKILL = Skill("caching", "Caching", "Copies near the reader.", {}, (), ())
THERE = Scene(Team(1, "p", "t", "T"), Person(1, 1, "ada", "Ada"), a_track(1))
ROUND = a_round(THERE, id=3, reason="It was Caching's turn.")


async def people(tx: Transaction, at: Scene, *names: str) -> list[Person]:
    found = [await tx.members.ensure(at.team.id, name, name) for name in names]
    for member in found:
        await tx.tracks.join(at.track.id, member.id, TODAY)
    return found


async def knows(tx: Transaction, round_: Round, member: Person, grade: Grade) -> None:
    answer = await add_answer(tx, round_, member)
    await unknown(tx, round_, member, answer.received_at)
    [shown] = await tx.cards.history(member.id, *KEY)
    await tx.cards.note(replace(shown, grade=grade))
    card = card_of(await tx.cards.history(member.id, *KEY))
    assert card is not None
    await tx.cards.put(card)


async def test_a_group_is_those_who_take_part_and_are_there(sqlite_store: SqlStore) -> None:
    async with sqlite_store.transaction() as tx:
        at = await scene(tx)
        ada, bob, eve, _resting = await people(tx, at, "Ada", "Bob", "Eve", "Rae")
        round_ = await add_round(tx, at)
        for member in (ada, bob, eve):
            await knows(tx, round_, member, Grade.GOOD)
        later = MONDAY.replace(day=5)
        three = (await group_of(tx, at.track, TODAY, later)).recall[KEY]
        assert three == pytest.approx((await alone(tx, ada, later)).recall[KEY])
        for member in (bob, eve):
            await tx.days.add_away(Away(member.id, TODAY, TODAY), MONDAY)
        await knows_nothing(tx, ada)
        assert (await group_of(tx, at.track, TODAY, later)).recall == {}


async def knows_nothing(tx: Transaction, member: Person) -> None:
    await tx.cards.remove(member.id, *KEY)


async def test_results_count_from_five_on(sqlite_store: SqlStore) -> None:
    async with sqlite_store.transaction() as tx:
        at = await scene(tx)
        [ada] = await people(tx, at, "Ada")
        for day in range(6):
            round_ = await add_round(tx, at, day, question=replace(QUESTION, concept=f"c{day}"))
            await unknown(tx, round_, ada, MONDAY)
            share = (await group_of(tx, at.track, TODAY, MONDAY)).share
            assert share == (None if day < 4 else 0.0)


def said() -> dict[str, Message | Form]:
    track: Track = a_track(1, id=2, repeat_weeks=8)
    words = QUESTION.prompt
    pick = Pick(QUESTION, words, 5, 14, new=True, in_turn=True, difficulty="hard", by_answers=True)
    reasons = {
        f"reason {n}": learning.why_this(replace(ROUND, reason=learning.reason(each, SKILL)))
        for n, each in enumerate(
            (
                pick,
                replace(pick, by_answers=False),
                replace(pick, difficulty="easy"),
                replace(pick, new=False, difficulty=None),
            )
        )
    }
    return {
        **reasons,
        "why_this, an old round": learning.why_this(replace(ROUND, reason="")),
        "review_form": learning.review_form(ROUND, SKILL.name, 1, 5),
        "nothing_learned_yet": learning.nothing_learned_yet(),
        "nothing_due": learning.nothing_due(TODAY),
        "enough_today": learning.enough_today(5, 2),
        "enough_today, none waits": learning.enough_today(1, 0),
        "then_and_now": learning.then_and_now((TODAY, "a lock"), (TODAY, "a lease")),
        "no_earlier_answer": learning.no_earlier_answer(),
        "browse": learning.browse(SKILL, [QUESTION], {}),
        "browse, tried": learning.browse(SKILL, [QUESTION], {QUESTION.id: 3}),
        "few_left": learning.few_left(track, ["Caching"], 5),
        "skill_form": learning.skill_form(track, [SKILL]),
        "skill_added": learning.skill_added(track, SKILL),
        "every_skill_in": learning.every_skill_in(track),
        "repeats_set": learning.repeats_set(track),
    }


@pytest.mark.parametrize("name", said())
def test_no_message_breaks_the_rules_of_the_voice(name: str) -> None:
    message = said()[name]
    text = message.text if isinstance(message, Message) else f"{message.title}\n{message.intro}"
    assert "!" not in text
    assert not re.search(r"\b(oops|soon|shortly|great|amazing|sorry)\b", text.lower())
    for line in text.splitlines():
        assert line == line.strip()
        assert not re.search(r"  |\s[.,;:]|\.\.$|None\b|\{|\}", line)
    for button in every_button(message) if isinstance(message, Message) else ():
        assert 0 < len(button.label) <= 40
