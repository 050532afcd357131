"""Keeps the standings up to date, after what they follow from has changed.

Nothing of it is done while somebody waits for an acknowledgement. An answer's own critique task
writes the rows first (so a board is right once its author has been quiet for 20 s, whatever the
critic takes), and again when a model has read it. What has no such task (a deletion, an answer
after the reveal, away, leaving) enqueues 'standing' in its own transaction, so nothing is lost.
The closing of a round breaks streaks: 'settle' writes those; until it has, a board asks the
ledgers of those it shows.

Each run reads all that a row follows from, so running twice, late or in another order ends the
same, and `rebuild` is the same code over all dates."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress

from bot.boards.standings import EVER, Board, Kind, touched_since, values_of
from bot.context import Context
from bot.days.milestones import brought
from bot.days.streaks import Ledger
from bot.errors import NotFound
from bot.members.people import People
from bot.model import Member, Round, RoundKind
from bot.stores import Transaction

STREAK = Board(Kind.STREAK)


async def touched(tx: Transaction, member_id: int, round_id: int = 0) -> None:
    """Asks for the member's streak to be looked at, and for the date of that round if given."""
    args = {"member": member_id, "round": round_id}
    await tx.jobs.enqueue("standing", args, key=f"standing:{member_id}:{round_id}")


class Keeping:
    def __init__(self, context: Context, people: People) -> None:
        self._c = context
        self._people = people

    async def answered(self, tx: Transaction, round_: Round, member: Member) -> None:
        """An answer of theirs in that round came or went."""
        await self.reviewed(tx, round_, member.id)
        await brought(tx, round_, member, await self.streak(tx, member))

    async def reviewed(self, tx: Transaction, round_: Round, member_id: int) -> None:
        """A critique of theirs in that round was stored."""
        if round_.kind is not RoundKind.SOLO:
            await self._rows(tx, member_id, round_.local_date)

    async def streak(self, tx: Transaction, member: Member) -> Ledger:
        """Keeps the streak as it runs now. Who has left every track runs none on a board."""
        await tx.standings.take_turns(member.id)
        ledger = await self._people.ledger(tx, member)
        here = await tx.tracks.memberships(member_id=member.id)
        current = ledger.current if any(m.left_on is None for m in here) else 0
        if current != (await tx.standings.own(member.id, STREAK) or 0):
            rows, gone = ({STREAK: current}, []) if current else ({}, [STREAK])
            await tx.standings.put(member.id, rows, gone)
        return ledger

    async def _rows(self, tx: Transaction, member_id: int, date: dt.date | None) -> None:
        """All rows but the streak, after a change on that local date; None: on any."""
        await tx.standings.take_turns(member_id)
        now = {fact.round_id: fact for fact in await tx.standings.observed(member_id, date)}
        kept = {fact.round_id: fact for fact in await tx.standings.facts(member_id)}
        gone = {r for r, fact in kept.items() if r not in now and date in (None, fact.date)}
        new = [fact for r, fact in now.items() if kept.get(r) != fact]
        if gone or new:
            await tx.standings.change(member_id, gone, new)
        elif date is not None:
            return
        facts = [fact for r, fact in (kept | now).items() if r not in gone]
        since = EVER if date is None else touched_since(date)
        rows, before = values_of(facts, since), await tx.standings.values(member_id, since)
        changed = {b: value for b, value in rows.items() if date is None or before.get(b) != value}
        if changed or before.keys() - rows.keys():
            await tx.standings.put(member_id, changed, before.keys() - rows.keys())

    async def standing(self, args: Mapping[str, int | str]) -> None:
        """Task: what `touched` asked for."""
        async with self._c.store.transaction() as tx:
            try:
                member = await tx.members.get(int(args["member"]))
                if args["round"]:
                    round_ = await tx.rounds.get(int(args["round"]))
                    await self.answered(tx, round_, member)
                    return
            except NotFound:
                return  # deleted meanwhile, with their rows
            await self.streak(tx, member)

    async def standings(self, args: Mapping[str, int | str]) -> None:
        """Task: a team's rows from scratch."""
        await self.rebuild(int(args["team"]))

    async def rebuild(self, team_id: int) -> int:
        """Writes a team's rows from its answers, one transaction per member; returns how many
        members there are."""
        async with self._c.store.reading() as tx:
            members = await tx.members.of_team(team_id)
        for member in members:
            with suppress(NotFound):  # who has deleted their data meanwhile
                async with self._c.store.transaction() as tx:
                    await self._rows(tx, member.id, None)
                    await self.streak(tx, await tx.members.get(member.id))
        return len(members)
