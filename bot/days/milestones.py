"""The good news an answer brings: a milestone, a freeze, a streak restored. Each is told once.

A milestone is reached once in a member's time with the team: a day that is deleted and kept
again, or a later streak of the same length, does not repeat it."""

import datetime as dt

from bot.days.streaks import EARNED_A_FREEZE, EARNED_BACK, DayState, Ledger
from bot.members.people import TERMINAL
from bot.model import Member, Round
from bot.sending.outbox import Place
from bot.sending.telling import tell_directly
from bot.stores import Transaction
from bot.wording import streaks
from bot.wording.basics import called

MILESTONES = (7, 30, 100, 365)  # answered days in the running streak
RECENT = dt.timedelta(days=28)  # older days that were earned back are no news


async def brought(tx: Transaction, round_: Round, member: Member, ledger: Ledger) -> None:
    """Tells what the member's answer in that round brought, by the ledger that has it.

    In private; a milestone also in the round's thread, of who agreed to be named."""
    kept = next((day for day in ledger.days if day.date == round_.local_date), None)
    if kept is None or kept.state is not DayState.ANSWERED:
        return
    if (await tx.teams.get(member.team_id)).platform == TERMINAL:  # it shows the streak anyway
        return
    reached = max((n for n in MILESTONES if n <= ledger.current), default=0)
    if reached and not await tx.milestones.add(member.id, reached, kept.date):
        reached = 0
    freezes = ledger.freezes if kept.rule.endswith(EARNED_A_FREEZE) else 0
    if reached or freezes:
        news = streaks.good_news(reached, freezes, ledger)
        await tell_directly(tx, f"news:{member.id}:{kept.date}", member, news)
    if reached:
        await _in_thread(tx, round_, member, reached)
    for day in ledger.days:
        if day.rule == EARNED_BACK and round_.local_date - day.date <= RECENT:
            key = f"restored:{member.id}:{day.date}"
            await tell_directly(tx, key, member, streaks.restored(day, ledger))


async def _in_thread(tx: Transaction, round_: Round, member: Member, days: int) -> None:
    settings = await tx.member_settings.of(member.id)
    if settings.named and not settings.hidden and round_.thread is not None:
        place = Place(round_.thread.channel, round_.thread.message)
        message = streaks.milestone_in_thread(called(member.name), days)
        await tx.sends.add(f"milestone:{member.id}:{days}", member.team_id, place, message)
