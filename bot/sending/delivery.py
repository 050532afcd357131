"""Sends what the outbox holds, in order per channel, so that each message stands there once.

A send is pending, then `sending` (committed before the request leaves), then sent. Whoever finds
`sending` set looks for the message first. What stays unclear is parked as unknown, so that others
go on, and looked for later. See docs/decisions/0001-jobs-and-sends.md."""

import asyncio
import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

import structlog

from bot.errors import NotFound, SendLater, SendRefused, SendUnknown, WhetstoneError
from bot.logs import origin
from bot.model import Ref
from bot.ports import Chat, Clock, Store
from bot.sending.outbox import Send, SendState
from bot.stores import Transaction

log = structlog.get_logger()

LANE_LEASE = dt.timedelta(seconds=15)
PATIENCE = 10.0  # seconds for one request; less than the lease, so that nobody takes over meanwhile
NOT_HERE = dt.timedelta(seconds=60)
LOOK_AGAIN = dt.timedelta(seconds=2)
LOOKS = 5  # after so many unclear attempts a send is parked as unknown
DOUBLINGS = 11  # of the time between two looks for what is parked: to 68 minutes at most
LOOK_FOR = dt.timedelta(days=1)
TOO_LATE = "too late to be of use"


class Aftermath(Protocol):
    """What the core does when a send has come to its end, in the same transaction."""

    async def sent(self, tx: Transaction, send: Send) -> None: ...
    async def refused(self, tx: Transaction, send: Send, *, gone: bool) -> None: ...
    async def unclear(self, tx: Transaction, send: Send) -> None: ...


class Delivery:
    def __init__(
        self, store: Store, chats: Mapping[str, Chat], clock: Clock, aftermath: Aftermath
    ) -> None:
        self._store = store
        self._chats = chats
        self._clock = clock
        self._aftermath = aftermath

    async def deliver(self, args: Mapping[str, int | str]) -> None:
        """Task: empties one channel's lane. Raises SendLater where the platform asks to wait."""
        team_id, lane, token = int(args["team"]), str(args["channel"]), uuid.uuid4().hex
        now = self._clock.now()
        async with self._store.transaction() as tx:
            if not await tx.sends.claim_lane(team_id, lane, token, now + LANE_LEASE, now):
                # Whoever holds the lane looks once more before releasing it. If that one is
                # dead, the lane is free when the lease has run out.
                key = f"deliver:{team_id}:{lane}:after the lease"
                await tx.jobs.enqueue("deliver", args, run_at=now + LANE_LEASE, key=key)
                return
            free_at = await tx.sends.lane_free_at(team_id, lane) or now
        try:
            while free_at <= self._clock.now():
                done_at = await self._next(team_id, lane, token, free_at)
                if done_at is None:
                    return
                free_at = done_at
        except BaseException:
            await self._release(team_id, lane, token, free_at)
            raise
        await self._release(team_id, lane, token, free_at)
        raise SendLater("the channel's next free second", free_at - self._clock.now())

    async def look(self, args: Mapping[str, int | str]) -> None:
        """Task: what is parked is looked for once more, and sent if it is not there."""
        async with self._store.transaction() as tx:
            try:
                send = await tx.sends.get(int(args["send"]))
            except NotFound:
                return  # deleted with its team
            if send.state is SendState.UNKNOWN:
                await tx.sends.save(replace(send, state=SendState.SENDING))
                args = {"team": send.team_id, "channel": send.place.lane}
                await tx.jobs.enqueue("deliver", args)

    async def _release(self, team_id: int, lane: str, token: str, free_at: dt.datetime) -> None:
        async with self._store.transaction() as tx:
            await tx.sends.release_lane(team_id, lane, token, free_at)

    async def _next(
        self, team_id: int, lane: str, token: str, free_at: dt.datetime
    ) -> dt.datetime | None:
        """Sends the lane's oldest; returns when the lane is free again.

        Where nothing is left it releases the lane in the same transaction, and returns None:
        what is queued meanwhile finds the lane either held, and is seen here, or free."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            if not await tx.sends.claim_lane(team_id, lane, token, now + LANE_LEASE, now):
                raise SendLater("another sender took this channel over", LOOK_AGAIN)
            send = await tx.sends.next_in(team_id, lane, now)
            if send is None:
                await tx.sends.release_lane(team_id, lane, token, free_at)
                return None
            chat = self._chats.get(send.platform)
            if chat is None:
                raise SendLater(f"{send.platform} is not configured here", NOT_HERE)
            found = send.state is SendState.SENDING
            team = (await tx.teams.get(team_id)).external_id
            target = await tx.sends.get(send.updates) if send.updates else None
            send = replace(send, state=SendState.SENDING, token=token, attempts=send.attempts + 1)
            await tx.sends.save(send)
        if target is not None and target.ref is None:
            await self._end(replace(send, state=SendState.DROPPED, error="nothing to update"))
            return now
        late = send.useful_until is not None and now > send.useful_until
        try:
            ref = await _shown(chat, team, send, target, look=found, post=not late)
        except SendLater as later:
            if not found:  # else an earlier try may have posted it, so keep looking first
                await self._back(send)
            log.info("send waits", send=send.id, platform=send.platform, why=str(later))
            raise
        except SendUnknown as unclear:
            await self._unclear(send, unclear)
            return self._clock.now()
        except SendRefused as no:
            log.warning("send refused", send=send.id, platform=send.platform, why=str(no))
            await self._refused(send, no)
            return self._clock.now()
        if ref is None:
            await self._end(replace(send, state=SendState.DROPPED, error=TOO_LATE))
            return self._clock.now()
        await self._end(replace(send, state=SendState.SENT, ref=ref, error=""))
        return self._clock.now() + chat.spacing

    async def _back(self, send: Send) -> None:
        async with self._store.transaction() as tx:
            await tx.sends.save(replace(send, state=SendState.PENDING, token=None, attempts=0))

    async def _unclear(self, send: Send, why: SendUnknown) -> None:
        if send.attempts < LOOKS and not why.final:
            raise SendLater("no clear answer; looking again", LOOK_AGAIN)
        log.error("send unknown", send=send.id, platform=send.platform, why=str(why))
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await tx.sends.save(replace(send, state=SendState.UNKNOWN, error=str(why)))
            if send.attempts <= LOOKS:  # each later look finds no more
                await self._aftermath.unclear(tx, send)
            if not why.final and now - send.created_at < LOOK_FOR:
                wait = LOOK_AGAIN * 2 ** min(send.attempts, DOUBLINGS)
                await tx.jobs.enqueue("look", {"send": send.id}, run_at=now + wait)

    async def _refused(self, send: Send, no: SendRefused) -> None:
        async with self._store.transaction() as tx:
            await tx.sends.save(replace(send, state=SendState.REFUSED, error=str(no)))
            await self._aftermath.refused(tx, send, gone=no.gone)

    async def _end(self, send: Send) -> None:
        async with self._store.transaction() as tx:
            await tx.sends.save(send)
            if send.state is SendState.SENT:
                await self._aftermath.sent(tx, send)


async def _shown(
    chat: Chat, team: str, send: Send, target: Send | None, *, look: bool, post: bool
) -> Ref | None:
    """Where the message stands now; None for nowhere. Raises as a Chat does. A fault that nobody
    foresaw is as unclear as no answer, so that one message does not hold up its channel for ever.
    """
    ref = target.ref if target else None
    try:
        async with asyncio.timeout(PATIENCE):
            if ref is not None:
                await chat.update(team, ref, send.message)
            elif look:
                ref = await chat.find(team, send.key, send.place, send.created_at)
            if ref is None and post:
                ref = await chat.post(team, send.key, send.place, send.message)
            return ref
    except TimeoutError:
        raise SendUnknown(f"no answer within {PATIENCE:g} s") from None
    except WhetstoneError:
        raise
    except Exception as fault:
        log.error("send failed", send=send.id, platform=send.platform, why=origin(fault))
        raise SendUnknown(f"a fault of ours: {origin(fault)}") from None
