"""One reminder a day for who has not answered yet: planned when a question stands there, sent if
it is still wanted at its time. The rules: `bot/days/reminding.py`."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from bot.context import Context
from bot.days.reminding import LATE, LATELY, MOST_IGNORED, due, is_quiet, usual
from bot.days.streaks import Day, DayState
from bot.errors import NotFound
from bot.members.people import TERMINAL, People
from bot.members.settings import MemberSettings
from bot.model import Member, Round, RoundState, Track
from bot.sending.outbox import Place, SendState
from bot.sending.telling import tell_directly
from bot.stores import Transaction
from bot.wording import reminders

BATCH = 200  # members in one transaction, so that a large team holds nobody up


class Reminding:
    def __init__(self, context: Context, people: People) -> None:
        self._c = context
        self._people = people

    async def plan(self, args: Mapping[str, int | str]) -> None:
        """Task: a job for each who takes part, at their time; the next `BATCH` after that id."""
        async with self._c.store.transaction() as tx:
            round_ = await tx.rounds.get(int(args["round"]))
            if round_.state is not RoundState.OPEN or round_.track_id is None:
                return
            track = await tx.tracks.get(round_.track_id)
            people = await tx.reminders.of_track(
                track.id, round_.local_date, int(args["after"]), BATCH
            )
            answered = defaultdict(list)
            ids = [each.member_id for each in people]
            since = round_.local_date - LATELY
            for member_id, at in await tx.reminders.answered_at(track.id, since, ids):
                answered[member_id].append(at)
            for each in people:
                zone = each.zone or track.zone
                hour = usual(answered[each.member_id], round_.created_at, zone)
                when = due(round_.created_at, round_.closes_at, zone, each.settings, hour)
                await self._enqueue(tx, round_, each.member_id, when)
            if len(people) == BATCH:
                await tx.jobs.enqueue("reminders", {"round": round_.id, "after": ids[-1]})

    async def plan_again(self, tx: Transaction, member: Member) -> None:
        """The member's times have changed: what is open now is planned anew."""
        settings = await tx.member_settings.of(member.id)
        for round_ in await tx.rounds.open_in(member.team_id):
            if round_.track_id is not None and settings.reminders:
                track = await tx.tracks.get(round_.track_id)
                when = await self._due(tx, round_, track, member, settings)
                if when is not None and when > self._c.clock.now():
                    await self._enqueue(tx, round_, member.id, when)

    async def remind(self, args: Mapping[str, int | str]) -> None:
        """Task: the reminder, unless the day is kept or off, or another time was set since."""
        async with self._c.store.transaction() as tx:
            try:
                member = await tx.members.get(int(args["member"]))
                round_ = await tx.rounds.get(int(args["round"]))
            except NotFound:
                return  # deleted meanwhile
            settings = await tx.member_settings.of(member.id)
            if not settings.reminders or round_.track_id is None:
                return
            track, now = await tx.tracks.get(round_.track_id), self._c.clock.now()
            zone, when = member.zone or track.zone, None
            if round_.state is RoundState.OPEN:
                when = await self._due(tx, round_, track, member, settings)
            if when is None or not when <= now <= when + LATE or is_quiet(now, zone, settings):
                return
            if not await self._is_owed(tx, member, round_.local_date):
                return
            if await tx.reminders.add(member.id, round_.local_date):
                await tx.sends.add(
                    _key(member.id, round_.local_date),
                    member.team_id,
                    Place("", None, member.external_id),
                    reminders.daily(round_, zone, now),
                    useful_until=when + LATE,
                )

    async def _enqueue(
        self, tx: Transaction, round_: Round, member_id: int, when: dt.datetime | None
    ) -> None:
        if when is not None:
            args = {"round": round_.id, "member": member_id}
            key = f"reminder:{round_.id}:{member_id}:{when.timestamp():.0f}"
            await tx.jobs.enqueue("reminder", args, run_at=when, key=key)

    async def _due(
        self,
        tx: Transaction,
        round_: Round,
        track: Track,
        member: Member,
        settings: MemberSettings,
    ) -> dt.datetime | None:
        zone, since = member.zone or track.zone, round_.local_date - LATELY
        answered = [at for _, at in await tx.reminders.answered_at(track.id, since, [member.id])]
        hour = usual(answered, round_.created_at, zone)
        return due(round_.created_at, round_.closes_at, zone, settings, hour)

    async def _is_owed(self, tx: Transaction, member: Member, date: dt.date) -> bool:
        """By the ledger: who answered, is away, rests, has left or is excused owes nothing."""
        if (await tx.teams.get(member.team_id)).platform == TERMINAL:
            return False
        ledger = await self._people.ledger(tx, member)
        return any(day.date == date and day.state is DayState.OPEN for day in ledger.days)

    async def passed(self, tx: Transaction, member: Member, day: Day) -> None:
        """That day is over. A third reminder ignored in a row is the last one, told once."""
        if day.state in (DayState.OPEN, DayState.ANSWERED):
            return
        if not await tx.reminders.count(member.id, day.date):
            return
        send = await tx.sends.by_key(_key(member.id, day.date))
        if send is None or send.state is not SendState.SENT:
            return
        settings = await tx.member_settings.of(member.id)
        ignored = settings.reminders_ignored + 1
        goes_on = settings.reminders and ignored < MOST_IGNORED
        await tx.member_settings.save(
            replace(settings, reminders=goes_on, reminders_ignored=ignored)
        )
        if settings.reminders and not goes_on:
            key = f"reminders over:{member.id}:{day.date}"
            await tell_directly(tx, key, member, reminders.over())


def _key(member_id: int, date: dt.date) -> str:
    return f"reminder:{member_id}:{date}"
