"""Where a member takes no direct messages: a private thread of the server in their place.

Which thread that is, is kept in the database, for whoever sends. docs: channel, 'Start Thread
without Message', 'Add Thread Member'."""

from adapters.discord.commands import Vault
from adapters.discord.web import Rest
from bot.message import Button, Line, Message

ACTION = "private_thread"
CLOSED = Message(
    (
        Line(
            "You take no direct messages from me, so nothing of it has come yet. Open them in "
            "this server's privacy settings and use /mock resume, or take a private thread here: "
            "you, I and this server's moderators can read it."
        ),
    ),
    (Button(ACTION, "", "Private thread", primary=True),),
)
REFUSED = Message(
    (
        Line(
            "No private thread was opened: I may not open one in this channel. Whoever manages "
            "the server can give me Create Private Threads, or you use /mock in another channel."
        ),
    )
)
NAME = "Mock interview"
ARCHIVE_MINUTES = 10_080  # a week; sending un-archives
PRIVATE = 12
KNOWN_MOST = 10_000


class PrivateThreads:
    """All calls raise StorageError where the database is away."""

    def __init__(self, rest: Rest, vault: Vault) -> None:
        self._rest = rest
        self._vault = vault
        self._ours: dict[str, bool] = {}  # threads that were asked about, the latest

    async def of(self, team: str, member: str) -> str | None:
        """The thread in place of that member's direct messages."""
        kept = await self._vault.get(_of(team, member))
        return kept.decode() if kept else None

    async def is_one(self, thread: str) -> bool:
        if thread not in self._ours:
            self._remember(thread, ours=bool(await self._vault.get(_thread(thread))))
        return self._ours[thread]

    async def open(self, team: str, channel: str, member: str) -> str:
        """A new one with that member in it. Raises one of FAULTS."""
        wanted = {"name": NAME, "type": PRIVATE, "invitable": False}
        wanted |= {"auto_archive_duration": ARCHIVE_MINUTES}
        told = await self._rest.request(
            "POST", "/channels/{channel_id}/threads", {"channel_id": channel}, json=wanted
        )
        thread = str(told["id"])
        names = {"channel_id": thread, "user_id": member}
        await self._rest.request("PUT", "/channels/{channel_id}/thread-members/{user_id}", names)
        await self._vault.put(_thread(thread), f"{team}:{member}".encode())
        await self._vault.put(_of(team, member), thread.encode())
        self._remember(thread, ours=True)
        return thread

    async def gone(self, thread: str) -> None:
        """It was deleted: direct messages are tried again."""
        kept = await self._vault.get(_thread(thread))
        if kept:
            team, _, member = kept.decode().partition(":")
            if await self.of(team, member) == thread:
                await self._vault.delete(_of(team, member))
            await self._vault.delete(_thread(thread))

    def _remember(self, thread: str, *, ours: bool) -> None:
        self._ours[thread] = ours
        if len(self._ours) > KNOWN_MOST:
            del self._ours[next(iter(self._ours))]

    async def forget(self, team: str, member: str | None) -> None:
        """Which threads were that member's, or with None anybody's in the team. The threads
        themselves are the server's to keep."""
        for name in await self._vault.names(_thread("")):
            of, _, who = (await self._vault.get(name) or b"").decode().partition(":")
            if of == team and member in (None, who):
                self._ours.pop(name.removeprefix(_thread("")), None)
                await self._vault.delete(name)
        for name in await self._vault.names(_of(team, "")):
            if member is None or name == _of(team, member):
                await self._vault.delete(name)


def _of(team: str, member: str) -> str:
    return f"discord:direct:{team}:{member}"


def _thread(thread: str) -> str:
    return f"discord:private:{thread}"
