"""While a critique is being made its author sees that it is, point by point."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import structlog

from bot.critiques.critique import sayable_finding
from bot.critiques.ladder import Shown
from bot.message import Message
from bot.model import Finding, Member, Round, Team
from bot.ports import Chat, ShowsProgress
from bot.sending.outbox import Place
from bot.wording import critics

log = structlog.get_logger()

PATIENCE = 2.0  # seconds for one showing; a platform that is slower shows no more of this one


@dataclass(frozen=True, slots=True)
class Progress:
    """Shows through the platforms that can; never fails or holds up a critique for long."""

    chats: Mapping[str, Chat]

    @contextlib.asynccontextmanager
    async def of(self, team: Team, round_: Round, member: Member) -> AsyncIterator[Shown | None]:
        """Gives what to call with each point that is met for good; None where nothing shows it."""
        chat = self.chats.get(team.platform)
        if not isinstance(chat, ShowsProgress):
            yield None
            return
        thread = round_.thread
        place = Place(
            thread.channel if thread else "",
            thread.message if thread else None,
            member.external_id,
        )
        key = f"progress:{round_.id}:{member.id}"
        showing = _Showing(chat, team, key, place, partial(critics.reading, round_))
        await showing.begin()
        try:
            yield showing.met
        finally:
            await showing.end()

    @contextlib.asynccontextmanager
    async def direct(self, team: Team, member: Member, key: str) -> AsyncIterator[None]:
        """Shows in direct messages that an answer there is being read."""
        chat = self.chats.get(team.platform)
        if not isinstance(chat, ShowsProgress):
            yield
            return
        place = Place("", None, member.external_id)
        showing = _Showing(chat, team, key, place, lambda _: critics.READING)
        await showing.begin()
        try:
            yield
        finally:
            await showing.end()


class _Showing:
    def __init__(
        self,
        chat: ShowsProgress,
        team: Team,
        key: str,
        place: Place,
        reading: Callable[[Sequence[Finding]], Message],
    ) -> None:
        self._chat, self._team, self._key, self._place = chat, team, key, place
        self._reading = reading
        self._met: list[Finding] = []
        self._works = True

    async def begin(self) -> None:
        await self._show(self._reading([]))

    async def met(self, finding: Finding) -> None:
        self._met.append(sayable_finding(finding))
        if self._works:
            await self._show(self._reading(self._met))

    async def end(self) -> None:
        """Also where showing failed: something may stand there all the same."""
        await self._show(None)

    async def _show(self, message: Message | None) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                await self._chat.progress(self._team.external_id, self._key, self._place, message)
        except Exception as error:
            self._works = False
            log.info("progress not shown", why=type(error).__name__)
