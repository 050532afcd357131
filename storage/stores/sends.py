"""The outbox: what is to be sent, where it went, and which channel is free when."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, cast, func, literal, or_, select, update

from bot.errors import NotFound
from bot.message import Message
from bot.model import Ref
from bot.sending.outbox import JobQueue, Place, Send, SendState
from storage.connections.session import Session
from storage.schema.columns import as_type, values_of
from storage.schema.tables import HAS_LINES, LIVE, answers, lanes, sends, teams

# Keys of messages that name members.
NAMING = ("command:", "digest:", "manager:", "retention:", "setup:")


class Sends:
    def __init__(self, session: Session, jobs: JobQueue) -> None:
        self._session = session
        self._jobs = jobs

    async def add(
        self,
        key: str,
        team_id: int,
        place: Place,
        message: Message,
        *,
        not_before: dt.datetime | None = None,
        useful_until: dt.datetime | None = None,
        updates: int | None = None,
    ) -> Send | None:
        now = self._session.clock.now()
        values = {
            "key": key,
            "team_id": team_id,
            "lane": place.lane,
            "place": place,
            "message": message,
            "state": SendState.PENDING,
            "created_at": now,
            "not_before": not_before or now,
            "useful_until": useful_until,
            "attempts": 0,
            "updates": updates,
            "error": "",
        }
        row = await self._session.add(sends, values)
        if row is None:
            return None
        await self._deliver(team_id, place.lane, not_before or now, now)
        return await self.get(row["id"])

    async def _deliver(self, team_id: int, lane: str, at: dt.datetime, now: dt.datetime) -> None:
        """One job per lane empties it. What is due later has a job of its own at that time."""
        key = f"deliver:{team_id}:{lane}"
        if at > now:
            key += f":{at.isoformat()}"
        args: Mapping[str, int | str] = {"team": team_id, "channel": lane}
        await self._jobs.enqueue("deliver", args, run_at=at if at > now else None, key=key)

    async def get(self, send_id: int) -> Send:
        found = await self._sends(_query(sends.c.id == send_id))
        if not found:
            raise NotFound(f"There is no send {send_id}.")
        return found[0]

    async def by_key(self, key: str) -> Send | None:
        return await self._one(_query(sends.c.key == key))

    async def next_in(self, team_id: int, lane: str, now: dt.datetime) -> Send | None:
        due = or_(
            sends.c.state == SendState.SENDING,
            (sends.c.state == SendState.PENDING) & (sends.c.not_before <= now),
        )
        mine = (sends.c.team_id == team_id, sends.c.lane == lane)
        return await self._one(_query(*mine, due).where(LIVE).order_by(sends.c.id))

    async def about(self, prefix: str) -> Sequence[Send]:
        # A range of the key's index, which LIKE would not use on SQLite.
        beyond = prefix[:-1] + chr(ord(prefix[-1]) + 1)
        begins = (sends.c.key >= prefix, sends.c.key < beyond)
        return await self._sends(_query(*begins).order_by(sends.c.id))

    async def save(self, send: Send) -> None:
        values = values_of(send)
        for fixed in ("key", "message", "platform", "ref"):
            del values[fixed]
        values["ref_channel"] = send.ref.channel if send.ref else None
        values["ref_message"] = send.ref.message if send.ref else None
        await self._session.count(update(sends).where(sends.c.id == send.id).values(**values))

    async def rewrite(self, send_id: int, message: Message) -> None:
        change = update(sends).where(sends.c.id == send_id).values(message=message)
        await self._session.count(change)

    async def rename(self, send_id: int, key: str) -> None:
        await self._session.count(update(sends).where(sends.c.id == send_id).values(key=key))

    async def of_member(self, member_id: int) -> Sequence[Send]:
        posts = literal("review:") + cast(answers.c.id, Text) + literal(":post")
        reviews = select(posts).where(answers.c.member_id == member_id)
        mine = or_(sends.c.key.in_(reviews), sends.c.key.startswith(f"milestone:{member_id}:"))
        first = select(sends.c.id).where(mine)
        either = or_(sends.c.id.in_(first), sends.c.updates.in_(first))
        return await self._sends(_query(either).order_by(sends.c.id))

    async def directs(self, team_id: int, since: dt.datetime, until: dt.datetime) -> Sequence[Ref]:
        here = select(func.max(sends.c.id)).group_by(sends.c.ref_channel)
        here = here.where(sends.c.team_id == team_id, sends.c.lane.startswith("dm:"))
        here = here.where(sends.c.ref_message.is_not(None), sends.c.created_at > since)
        before = here.where(sends.c.created_at <= until)
        after = here.with_only_columns(func.min(sends.c.id)).where(sends.c.created_at > until)
        chosen = or_(sends.c.id.in_(before), sends.c.id.in_(after))
        query = select(sends.c.ref_channel, sends.c.ref_message).where(chosen).order_by(sends.c.id)
        found: dict[str, Ref] = {}
        for row in await self._session.rows(query):
            found.setdefault(row["ref_channel"], Ref(row["ref_channel"], row["ref_message"]))
        return list(found.values())

    async def that_name(self, team_id: int, names: Collection[str]) -> Sequence[Send]:
        kinds = or_(*(sends.c.key.startswith(kind) for kind in NAMING))
        some = _query(sends.c.team_id == team_id, kinds, HAS_LINES)
        told = await self._sends(some.order_by(sends.c.id))
        return [send for send in told if any(name in send.message.text for name in names)]

    async def drop(self, team_id: int, why: str) -> None:
        waiting = update(sends).where(sends.c.team_id == team_id, LIVE)
        await self._session.count(waiting.values(state=SendState.DROPPED, error=why))

    async def listing(self, states: Sequence[str], limit: int = 100) -> Sequence[Send]:
        chosen = sends.c.state.in_([SendState(state) for state in states])
        return await self._sends(_query(chosen).order_by(sends.c.id.desc()).limit(limit))

    async def claim_lane(
        self, team_id: int, lane: str, token: str, until: dt.datetime, now: dt.datetime
    ) -> bool:
        """Whoever holds it may claim it again, for longer."""
        claim = {"token": token, "until": until}
        put = self._session.insert(lanes).values(team_id=team_id, lane=lane, **claim)
        free = or_(lanes.c.token.is_(None), lanes.c.token == token, lanes.c.until <= now)
        return (
            await self._session.row(
                put.on_conflict_do_update(
                    index_elements=["team_id", "lane"], set_=claim, where=free
                ).returning(lanes.c.lane)
            )
            is not None
        )

    async def release_lane(
        self, team_id: int, lane: str, token: str, next_free_at: dt.datetime
    ) -> None:
        """Does nothing where the claim ran out and another took it."""
        mine = (lanes.c.team_id == team_id, lanes.c.lane == lane, lanes.c.token == token)
        change = update(lanes).where(*mine)
        await self._session.count(change.values(token=None, until=None, next_free_at=next_free_at))

    async def lane_free_at(self, team_id: int, lane: str) -> dt.datetime | None:
        query = select(lanes.c.next_free_at).filter_by(team_id=team_id, lane=lane)
        free_at: dt.datetime | None = await self._session.value(query)
        return free_at

    async def _one(self, query: Select[Any]) -> Send | None:
        found = await self._sends(query.limit(1))
        return found[0] if found else None

    async def _sends(self, query: Select[Any]) -> list[Send]:
        return [_send(row) for row in await self._session.rows(query)]


def _query(*conditions: ColumnElement[bool]) -> Select[Any]:
    joined = select(sends, teams.c.platform).join(teams, sends.c.team_id == teams.c.id)
    return joined.where(*conditions)


def _send(row: Mapping[Any, Any]) -> Send:
    channel, message = row["ref_channel"], row["ref_message"]
    ref = Ref(channel, message) if message is not None else None
    return as_type(Send, {**row, "ref": ref})
