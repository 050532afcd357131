"""What managers look at in chat and on the page. Each look is checked, and logged."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from bot.context import Context
from bot.errors import NotAllowed, NotFound
from bot.features import Feature
from bot.managers.figures import Figures, Filter, by_skill, monday
from bot.managers.publishing import SETTLES, WEEK, keep, look, make
from bot.members.views import View
from bot.message import Call, Message
from bot.model import Member, Track
from bot.naming import skill_name
from bot.page_links import AGAIN, Pass, PassRefused, opened, signed
from bot.ports import Bank
from bot.stores import Transaction
from bot.wording import managers as wording
from bot.wording import roles
from bot.wording.basics import called, count

SECRET = "page"
PASS_WORD = "You are no manager of this team, so its page is closed to you. "


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What the page shows. `names`: of members who share; `skills`: names of all by their ids."""

    team: str
    figures: Figures
    tracks: tuple[Track, ...]
    skills: Mapping[str, str]
    names: Mapping[int, str]


class Managers:
    def __init__(self, context: Context) -> None:
        self._c = context

    @property
    def is_https(self) -> bool:
        """Whether the pages are reached by https, by a proxy before us perhaps."""
        return self._c.pages.address.startswith("https://")

    def feature(self) -> Feature:
        return Feature(commands={"leaderboard team": self._board})

    async def make(self, args: Mapping[str, int | str]) -> None:
        """Task: makes what is due of a team's figures, so that nobody waits for it."""
        team_id = int(args["team"])
        async with self._c.store.reading() as tx:
            made = await make(tx, team_id, self._c.clock.now())
        async with self._c.store.transaction() as tx:
            await keep(tx, team_id, made)

    async def enter(self, text: str) -> tuple[Pass, str]:
        """Of a link's pass, that of a visit, also as text. Raises PassRefused."""
        async with self._c.store.transaction() as tx:
            secret, now = await tx.secrets.ensure(SECRET), self._c.clock.now()
            link = opened(secret, "link", text, now)
            await self._check(tx, link)
            visit = Pass(link.team_id, link.member_id, now + self._c.pages.link_lasts)
            return visit, signed(secret, "visit", visit)

    async def visitor(self, team_id: int, text: str) -> Pass:
        """Who comes with that visit's pass to that team's page. Raises PassRefused."""
        async with self._c.store.transaction() as tx:
            secret = await tx.secrets.ensure(SECRET)
            visit = opened(secret, "visit", text, self._c.clock.now())
            if visit.team_id != team_id:
                raise PassRefused(f"This visit is to another team's page. {AGAIN}")
            await self._check(tx, visit)
            return visit

    async def page(self, visit: Pass, filter: Filter, where: str) -> TeamPage:
        """What the visitor sees; `where` is for the log of looks. Raises PassRefused."""
        await self.make({"team": visit.team_id})
        async with self._c.store.transaction() as tx:
            if self._c.clock.now() >= visit.until:
                raise PassRefused(f"This visit has ended. {AGAIN}", expired=True)
            await self._check(tx, visit)
            team = await tx.teams.get(visit.team_id)
            shown = await self._look(tx, visit.team_id, visit.member_id, filter, where)
            return TeamPage(
                team.name,
                shown,
                tuple(await tx.tracks.of_team(team.id)),
                {skill.id: skill.name for skill in self._c.bank.skills()},
                {of: called((await tx.members.get(of)).name) for of in shown.members},
            )

    async def _board(self, tx: Transaction, member: Member, call: Call, rest: str) -> Message:
        if not await tx.roles.is_manager(member.id):
            names = [called(m.name) for m in await tx.roles.managers(member.team_id)]
            raise NotAllowed(wording.NOT_NAMED.format(roles.way_on(names)))
        now = self._c.clock.now()
        shown = await self._look(tx, member.team_id, member.id, Filter(), "in chat")
        link = signed(
            await tx.secrets.ensure(SECRET),
            "link",
            Pass(member.team_id, member.id, now + self._c.pages.link_lasts),
        )
        minutes = int(self._c.pages.link_lasts.total_seconds()) // 60
        return wording.figures_message(
            shown,
            {skill.id: skill.name for skill in self._c.bank.skills()},
            f"{self._c.pages.address}/team/open/{link}",
            count(minutes, "minute"),
            _comes(shown, now.date()),
        )

    async def _look(
        self, tx: Transaction, team_id: int, member_id: int, filter: Filter, where: str
    ) -> Figures:
        track = await tx.tracks.get(filter.track) if filter.track is not None else None
        if track and track.team_id != team_id:
            raise NotFound("This team has no such track.")
        now = self._c.clock.now()
        await tx.views.add(View(team_id, member_id, now, f"{where}, {wording.told(filter)}"))
        return await look(tx, team_id, filter, self._c.clock)

    async def _check(self, tx: Transaction, given: Pass) -> None:
        """The role is looked at each time, so who lost it sees nothing more."""
        try:
            member = await tx.members.get(given.member_id)
            team = await tx.teams.get(given.team_id)
        except NotFound:
            raise PassRefused(PASS_WORD + AGAIN) from None
        manages = member.team_id == team.id and await tx.roles.is_manager(member.id)
        if not manages or team.gone_at is not None:
            raise PassRefused(PASS_WORD + "An admin of the team can name you one again.")


async def seen_of(bank: Bank, tx: Transaction, member: Member) -> Message:
    """Exactly what managers see of that member, for that member's eyes."""
    settings = await tx.member_settings.of(member.id)
    results = await tx.published.results(member.team_id, dt.date.min)
    mine = [result for result in results if result.member_id == member.id]
    means = {skill_name(bank, skill): mean for skill, mean in by_skill(mine).items()}
    return wording.seen(means, shares=settings.shares_scores, hidden=settings.hidden)


def _comes(shown: Figures, today: dt.date) -> dt.date:
    """When the first week that is not made yet is."""
    return max(shown.trend, default=monday(today)) + WEEK + SETTLES
