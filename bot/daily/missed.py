"""What a platform asks when it listens again, to find what it has missed in its threads."""

from bot.context import Context
from bot.daily.access import standing
from bot.model import Ref


class Missed:
    def __init__(self, context: Context) -> None:
        self._c = context

    async def thread_awaited(self, platform: str) -> bool:
        """Whether a question may stand there whose posting is not confirmed."""
        async with self._c.store.reading() as tx:
            return await tx.rounds.maybe_asked_on(platform)

    async def messages_held(self, platform: str, team: str, thread: Ref) -> list[str]:
        """The ids of the messages there that answers are made of; forms are none."""
        async with self._c.store.reading() as tx:
            found = await tx.teams.find(platform, team)
            round_ = (
                await tx.rounds.in_thread(found.id, thread.channel, thread.message)
                if found
                else None
            )
            if round_ is None:
                return []
            return [
                part.source_id
                for answer in await standing(tx, round_.id)
                if answer.readers == "thread"
                for part in await tx.answers.parts(answer.id)
                if part.text
            ]
