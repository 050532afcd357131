"""Edits and deletions of what was said in an interview."""

from dataclasses import replace

from bot.context import Context
from bot.interviews import scorecard
from bot.interviews.disputes import TOLD
from bot.interviews.machine import Said
from bot.interviews.model import Interview, Phase, Turn, TurnKind, Whole
from bot.interviews.moves import Moves
from bot.members.people import People
from bot.stores import Transaction
from bot.wording import reviews, scorecards


class Withdrawing:
    def __init__(self, context: Context, people: People, moves: Moves) -> None:
        self._c = context
        self._people = people
        self._moves = moves

    async def reword(self, tx: Transaction, turn: Turn, text: str, revision: int) -> None:
        """An edit, while the answer it belongs to is not judged."""
        interview = await tx.interviews.get(turn.interview_id)
        if turn.kind is TurnKind.ANSWER and self._waits(interview, turn):
            await tx.interviews.save_turn(replace(turn, text=text, revision=revision))
            await self._moves.apply(tx, interview, Said())

    async def withdraw(self, tx: Transaction, turn: Turn) -> None:
        """A deletion takes the words, and every judgement and quote that rests on them."""
        interview = await tx.interviews.get(turn.interview_id)
        await tx.interviews.save_turn(replace(turn, text=""))
        if turn.kind is not TurnKind.ANSWER:
            return
        whole = await tx.interviews.whole(interview)
        item = whole.items[turn.item - 1]
        await tx.interviews.save_item(replace(item, judgement=None, judged=0))
        await self._unsay(tx, whole, turn.item)
        if self._waits(interview, turn):
            await self._moves.apply(tx, interview, Said())
        elif interview.state.phase is Phase.DONE:
            await scorecard.unlearn(tx, interview, turn.item)
            await self._again(tx, replace(interview, appraisal=None))

    def _waits(self, interview: Interview, turn: Turn) -> bool:
        state = interview.state
        return state.phase is Phase.CONSIDERING and state.item == turn.item

    async def _unsay(self, tx: Transaction, whole: Whole, item: int) -> None:
        """What quotes it goes: critiques of that question, and a second review."""
        for turn in whole.turns:
            if turn.item == item and turn.kind is TurnKind.CRITIQUE:
                await tx.interviews.save_turn(replace(turn, text=""))
                await self._take_back(tx, f"interview:{whole.interview.id}:turn:{turn.number}")
        await self._take_back(tx, f"interview:{whole.interview.id}:{TOLD}")

    async def _take_back(self, tx: Transaction, key: str) -> None:
        sent, gone = await tx.sends.by_key(key), reviews.withdrawn()
        if sent is not None:
            await tx.sends.rewrite(sent.id, gone)
            await tx.sends.add(f"{key}:gone", sent.team_id, sent.place, gone, updates=sent.id)

    async def _again(self, tx: Transaction, interview: Interview) -> None:
        """The scorecard without what was deleted, in the place of the first."""
        await tx.interviews.save(interview)
        whole = await tx.interviews.whole(interview)
        card = scorecards.scorecard(await scorecard.made(self._c, self._people, tx, whole))
        key = f"interview:{interview.id}:scorecard"
        sent = await tx.sends.by_key(key)
        if sent is not None:
            await tx.sends.rewrite(sent.id, card)
            gone = sum(1 for turn in whole.turns if not turn.text)
            await tx.sends.add(f"{key}:{gone}", sent.team_id, sent.place, card, updates=sent.id)
