"""Forum channels: each question is a post, which is a thread with its first message.

Docs: channel, 'Start Thread in Forum or Media Channel'; threads, 'Forums'."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import discord

from adapters.discord.web import UNKNOWN_MESSAGE, Rest, code

Json = dict[str, Any]
KINDS = (15, 16)  # forum and media channels (docs: channel, 'Channel Types')


class Forums:
    def __init__(self, rest: Rest) -> None:
        self._rest = rest

    @staticmethod
    def is_forum(channel: Mapping[str, Any]) -> bool:
        return channel.get("type") in KINDS

    async def open(self, forum: str, name: str, minutes: int, message: Json) -> str:
        """A new post; the id of it and of its first message. Raises one of FAULTS."""
        told = await self._rest.request(
            "POST",
            "/channels/{channel_id}/threads",
            {"channel_id": forum},
            once=True,
            json={"name": name, "auto_archive_duration": minutes, "message": message},
            params={"use_nested_fields": 1},
        )
        return str(told["id"])

    async def find(
        self,
        team: str,
        forum: str,
        start: dt.datetime,
        me: int,
        is_it: Callable[[Json], bool],
    ) -> Json | None:
        """The first message of our post there since `start` that `is_it`."""
        earliest = discord.utils.time_snowflake(start)
        for thread in await self._threads(team, forum):
            if int(thread["owner_id"]) == me and int(thread["id"]) > earliest:
                first = await self._first(str(thread["id"]))
                if first is not None and is_it(first):
                    return first
        return None

    async def _threads(self, team: str, forum: str) -> Iterator[Json]:
        active = await self._rest.request(
            "GET", "/guilds/{guild_id}/threads/active", {"guild_id": team}
        )
        archived = await self._rest.request(
            "GET", "/channels/{channel_id}/threads/archived/public", {"channel_id": forum}
        )
        found = [*active["threads"], *archived["threads"]]
        return (thread for thread in found if thread["parent_id"] == forum)

    async def _first(self, thread: str) -> Json | None:
        try:
            told: Json = await self._rest.request(
                "GET",
                "/channels/{channel_id}/messages/{message_id}",
                {"channel_id": thread, "message_id": thread},
            )
        except discord.NotFound as error:
            if code(error) != UNKNOWN_MESSAGE:
                raise
            return None
        return told
