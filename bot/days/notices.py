"""What members are told without asking: a reminder they wanted, and how a day ended."""

import datetime as dt
from collections.abc import Mapping
from contextlib import suppress

from bot.boards.keeping import Keeping
from bot.context import Context
from bot.daily.access import standing
from bot.days.reminders import Reminding
from bot.days.streaks import Day, DayState, Ledger
from bot.errors import NotFound
from bot.members.people import People
from bot.message import Message
from bot.model import Round, RoundState
from bot.sending.telling import tell_directly
from bot.wording import days, questions


class Notices:
    def __init__(
        self, context: Context, people: People, keeping: Keeping, reminding: Reminding
    ) -> None:
        self._c = context
        self._people = people
        self._keeping = keeping
        self._reminding = reminding

    async def remind(self, args: Mapping[str, int | str]) -> None:
        """Task: the reminder a member asked for, unless they answered or it is too late."""
        async with self._c.store.transaction() as tx:
            round_ = await tx.rounds.get(int(args["round"]))
            member = await tx.members.get(int(args["member"]))
            answered = await standing(tx, round_.id, member.id)
            if answered or round_.state is not RoundState.OPEN:
                return
            zone = await self._people.zone(tx, member)
            message = questions.reminder(round_, zone, self._c.clock.now())
            await tell_directly(
                tx, f"remind:{round_.id}:{member.id}:{args['press']}", member, message
            )

    async def settle(self, args: Mapping[str, int | str]) -> None:
        """Task: a round is over; who did not answer is told once what became of the day.

        One transaction per member, so that a large team holds nobody up."""
        async with self._c.store.reading() as tx:
            round_ = await tx.rounds.get(int(args["round"]))
            assert round_.track_id is not None, "only rounds of tracks are settled"
            here = await tx.tracks.memberships(track_id=round_.track_id)
            done = {a.member_id for a in await standing(tx, round_.id)}
        waiting = {m.member_id for m in here if m.left_on is None} - done
        for member_id in sorted(waiting):
            with suppress(NotFound):  # who has deleted their data meanwhile
                await self._settle(round_, member_id)
        async with self._c.store.transaction() as tx:
            await tx.reminders.answered(sorted(done))
            await tx.standings.settled(round_.id)

    async def _settle(self, round_: Round, member_id: int) -> None:
        """Raises NotFound."""
        async with self._c.store.transaction() as tx:
            member = await tx.members.get(member_id)
            ledger = await self._keeping.streak(tx, member)
            today = [d for d in ledger.days if d.date == round_.local_date]
            until = await self._people.earn_back_until(tx, member, round_.local_date)
            news = _news(ledger, today[0], until) if today else None
            if news is not None:
                await tell_directly(tx, f"member:{member.id}:{news[0]}", member, news[1])
            if today:
                await self._reminding.passed(tx, member, today[0])

    async def excused(self, args: Mapping[str, int | str]) -> None:
        """Task: nobody owes that date of a track, and no closing will say so.

        Whose streak ran into it is told; of several such dates only once a day."""
        date, today = dt.date.fromisoformat(str(args["date"])), self._c.clock.now().date()
        async with self._c.store.reading() as tx:
            here = await tx.tracks.memberships(track_id=int(args["track"]))
        for member_id in sorted({m.member_id for m in here if m.left_on is None}):
            with suppress(NotFound):  # who has deleted their data meanwhile
                await self._excused(member_id, date, today)

    async def _excused(self, member_id: int, date: dt.date, today: dt.date) -> None:
        """Raises NotFound."""
        async with self._c.store.transaction() as tx:
            member = await tx.members.get(member_id)
            ledger = await self._keeping.streak(tx, member)
            days_ = [d for d in ledger.days if d.date == date and d.state is DayState.EXCUSED]
            if days_ and _running_before(ledger, date)[0]:
                key = f"member:{member.id}:excused:{today}"
                await tell_directly(tx, key, member, days.kept_by(days_[0]))


def _news(ledger: Ledger, settled: Day, until: str) -> tuple[str, Message] | None:
    """(key, text) on a day without an answer; nothing where nothing was at stake."""
    streak, last = _running_before(ledger, settled.date)
    if ledger.resting and settled.state is not DayState.OFF:
        return f"rest:{last}", days.resting()
    if not streak:
        return None
    if settled.state in (DayState.FROZEN, DayState.EXCUSED):
        return f"day:{settled.date}", days.kept_by(settled)
    if settled.state is DayState.MISSED:
        return f"day:{settled.date}", days.ended(ledger, settled, streak, until)
    return None


def _running_before(ledger: Ledger, date: dt.date) -> tuple[int, dt.date | None]:
    """The streak as it ran into that date, and the date of its last answer."""
    streak, last = 0, None
    for day in ledger.days:
        if day.date >= date:
            break
        if day.state is DayState.ANSWERED:
            streak, last = streak + 1, day.date
        elif day.state is DayState.MISSED:
            streak = 0
    return streak, last
