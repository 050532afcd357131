"""Figures of groups: what they are made from, and what was made of it."""

import datetime as dt
from collections.abc import Mapping, Sequence

from sqlalchemy import Column, Date, Float, Index, Integer, Table, Text, func, or_, select

from bot.managers.figures import Place, Result, Week
from bot.managers.published import Judged
from bot.members.settings import MemberSettings
from bot.model import RoundState
from storage.connections.session import Session
from storage.schema.columns import AsJson, as_type, values_of
from storage.schema.metadata import metadata, reference
from storage.schema.standings import unsettled as closing
from storage.schema.tables import STANDS, answers, critiques, members, rounds
from storage.stores.member_settings import member_settings

published_weeks = Table(
    "published_weeks",
    metadata,
    reference("teams", "team_id", key=True),
    Column("first", Date, primary_key=True),
    Column("week", AsJson(Week), nullable=False),
)

published_days = Table(
    "published_days",
    metadata,
    reference("teams", "team_id", key=True),
    Column("date", Date, primary_key=True),
    Column("places", AsJson(tuple[Place, ...]), nullable=False),
)

shared_results = Table(
    "shared_results",
    metadata,
    reference("members", "member_id", key=True),
    Column("week", Date, primary_key=True),
    reference("tracks", "track_id", key=True),
    Column("skill", Text, primary_key=True),
    Column("level", Text, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("coverage", Float, nullable=False),
    Index(None, "track_id"),
)

GIVEN_UP = dt.timedelta(days=7)  # a round that long past its end will not be closed any more
_FOR_ALL = rounds.c.track_id.is_not(None)


class Published:
    """The Published of bot/managers/published.py."""

    def __init__(self, session: Session) -> None:
        self._session = session

    async def began(self, team_id: int) -> dt.date | None:
        query = select(func.min(rounds.c.local_date)).where(rounds.c.team_id == team_id, _FOR_ALL)
        date: dt.date | None = await self._session.value(query)
        return date

    async def unsettled(self, team_id: int, now: dt.datetime) -> dt.date | None:
        query = select(func.min(rounds.c.local_date)).where(
            rounds.c.team_id == team_id,
            _FOR_ALL,
            or_(
                rounds.c.state.in_([RoundState.PLANNED, RoundState.OPEN]),
                rounds.c.id.in_(select(closing.c.round_id).filter_by(team_id=team_id)),
            ),
            rounds.c.closes_at > now - GIVEN_UP,
        )
        date: dt.date | None = await self._session.value(query)
        return date

    async def judged(self, team_id: int, first: dt.date, last: dt.date) -> Sequence[Judged]:
        mine = (rounds.c.team_id == team_id, rounds.c.local_date.between(first, last), _FOR_ALL)
        asked = {  # once a round: a question is long
            row["id"]: row
            for row in await self._session.rows(
                select(rounds.c.id, rounds.c.track_id, rounds.c.question).where(*mine)
            )
        }
        query = (
            select(answers.c.round_id, answers.c.member_id, critiques.c.judgement)
            .join(critiques, critiques.c.answer_id == answers.c.id)
            .where(answers.c.round_id.in_(select(rounds.c.id).where(*mine)))
            .where(answers.c.attempt == 1, STANDS)
            .where(answers.c.after_reveal.is_(False))
            .where(critiques.c.revision == answers.c.revision)
            .order_by(answers.c.id)
        )
        return [
            as_type(Judged, {**asked[row["round_id"]], **row})
            for row in await self._session.rows(query)
            if row["judgement"].source == "ai"
        ]

    async def chosen(self, team_id: int) -> Mapping[int, MemberSettings]:
        mine = members.c.team_id == team_id
        query = select(member_settings).join(members).where(mine)
        rows = await self._session.rows(query)
        return {row["member_id"]: as_type(MemberSettings, row) for row in rows}

    async def weeks(self, team_id: int, since: dt.date) -> Sequence[Week]:
        mine = (published_weeks.c.team_id == team_id, published_weeks.c.first >= since)
        query = select(published_weeks.c.week).where(*mine).order_by(published_weeks.c.first)
        return [row["week"] for row in await self._session.rows(query)]

    async def add_week(self, team_id: int, week: Week) -> bool:
        values = {"team_id": team_id, "first": week.first, "week": week}
        return await self._session.add(published_weeks, values) is not None

    async def add_results(self, results: Sequence[Result]) -> None:
        for result in results:
            await self._session.add(shared_results, values_of(result))

    async def results(self, team_id: int, since: dt.date) -> Sequence[Result]:
        query = (
            select(shared_results)
            .join(members, members.c.id == shared_results.c.member_id)
            .join(member_settings, member_settings.c.member_id == members.c.id)
            .where(members.c.team_id == team_id, shared_results.c.week >= since)
            .where(member_settings.c.shares_scores, member_settings.c.hidden.is_(False))
            .order_by(shared_results.c.member_id, shared_results.c.week)
        )
        return [as_type(Result, row) for row in await self._session.rows(query)]

    async def days(self, team_id: int, since: dt.date) -> Mapping[dt.date, Sequence[Place]]:
        mine = (published_days.c.team_id == team_id, published_days.c.date >= since)
        query = select(published_days).where(*mine).order_by(published_days.c.date)
        return {row["date"]: row["places"] for row in await self._session.rows(query)}

    async def add_day(self, team_id: int, date: dt.date, places: Sequence[Place]) -> None:
        values = {"team_id": team_id, "date": date, "places": tuple(places)}
        await self._session.add(published_days, values)
