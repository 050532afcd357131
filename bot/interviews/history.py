"""`/mock history`: a member's interviews, their scorecards again, and a trend per skill."""

import datetime as dt
from collections import defaultdict

from bot.context import Context
from bot.days import wallclock
from bot.errors import InvalidInput
from bot.features import Feature
from bot.interviews import scorecard
from bot.interviews.claims import SKILL
from bot.interviews.desk import Desk
from bot.interviews.model import Past, Phase, Whole
from bot.members.people import People
from bot.message import Call, Press, Reply
from bot.model import Member, Verdict
from bot.naming import skill_name
from bot.pictures import Trend
from bot.stores import Transaction
from bot.wording import history as wording
from bot.wording import scorecards
from bot.wording.basics import listed, named

SHOWN = 10  # interviews, newest first


class History:
    def __init__(self, context: Context, people: People, desk: Desk) -> None:
        self._c = context
        self._people = people
        self._desk = desk

    def feature(self) -> Feature:
        return Feature(commands={"mock history": self._history}, presses={"mock_open": self._open})

    async def _history(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        skill = self._skill(rest) if rest else ""
        mine = [
            each
            for each in await tx.interviews.of_member(member.id)
            if skill in ("", each.skill) and each.state.phase is not Phase.CLOSED
        ]
        done = [each for each in mine if each.state.phase is Phase.DONE]
        zone = await self._people.zone(tx, member)
        past = [self._past(await tx.interviews.whole(each), zone) for each in done[:SHOWN]]
        open_ = next((each for each in mine if not each.state.over), None)
        about = skill_name(self._c.bank, skill) if skill else ""
        return wording.history(past, open_, about, len(done) - len(past), trend(past))

    async def _open(self, tx: Transaction, member: Member, press: Press) -> Reply:
        interview, _ = await self._desk.mine(tx, member, press.value)
        whole = await tx.interviews.whole(interview)
        return scorecards.scorecard(await scorecard.made(self._c, self._people, tx, whole))

    def _skill(self, typed: str) -> str:
        wanted = typed.strip().lower()
        ids = {skill.name.lower(): skill.id for skill in self._c.bank.skills()}
        ids |= {ident: ident for ident in ids.values()} | {SKILL: SKILL}
        if wanted not in ids:
            known = listed(sorted(set(ids.values())))
            raise InvalidInput(f"{named(typed)} is no skill. There are {known}.")
        return ids[wanted]

    def _past(self, whole: Whole, zone: str) -> Past:
        interview = whole.interview
        items = [item for item in whole.items if not scorecard.unread(item)]
        judged = [item.judgement for item in items if item.judgement is not None]
        met = sum(1 for j in judged for f in j.findings if f.verdict is Verdict.MET)
        ended = interview.ended_at or interview.turned_at
        return Past(
            interview,
            skill_name(self._c.bank, interview.skill),
            wallclock.local_day(ended, zone, self._c.rules.rollover),
            met,
            sum(len(item.question.points) for item in items),
            any(judgement.source == "keyword" for judgement in judged),
        )


def trend(past: list[Past]) -> Trend | None:
    """The share of points met, a line per skill and kind of review: they do not compare.

    None where no skill has two interviews. `past` is newest first."""
    series: dict[str, list[tuple[dt.date, float]]] = defaultdict(list)
    for each in reversed(past):
        if each.points:
            series[wording.line_of(each)].append((each.on, each.met / each.points))
    lines = tuple((name, tuple(points)) for name, points in series.items() if len(points) > 1)
    return Trend(wording.TREND, lines) if lines else None
