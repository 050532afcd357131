"""The room: channels, threads and private messages, as an outside chat service would keep them.

It journals every message of the bot under its key, so the same key never stands there twice."""

from collections.abc import Mapping, Sequence
from typing import Self

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from adapters.playground.database import Database, unbroken
from adapters.playground.guests import Guests
from adapters.playground.post import (
    BOT,
    CHANNELS,
    Post,
    checked,
    direct,
    from_row,
    packed,
)
from adapters.playground.tables import members, posts
from bot.daily.parts import micros
from bot.errors import NotAllowed, StorageError
from bot.message import Message
from bot.ports import Clock


class Room:
    """All calls raise StorageError where the database did not take it; nothing is half done."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.guests = Guests(database)
        self._clock = clock

    @classmethod
    async def open(cls, url: str, clock: Clock) -> Self:
        """The room in the database at `url`, with or without a driver's name in it."""
        return cls(await Database.open(url), clock)

    async def close(self) -> None:
        await self.database.close()

    @unbroken
    async def channels(self) -> Sequence[str]:
        """Public channels: those that always exist, then those the bot has posted to."""
        async with self.database.reading() as connection:
            rows = await connection.scalars(sa.select(posts.c.channel).distinct())
            return [*CHANNELS, *sorted(c for c in rows if c not in CHANNELS and c[0] != "@")]

    @unbroken
    async def latest(self, member: str) -> Mapping[str, int]:
        """Per channel, the newest message that somebody else wrote and `member` may see."""
        query = (
            sa.select(posts.c.channel, sa.func.max(posts.c.id))
            .where(posts.c.author != member, _visible(member), sa.not_(posts.c.deleted))
            .group_by(posts.c.channel)
        )
        async with self.database.reading() as connection:
            rows = await connection.execute(query)
            return {row[0]: row[1] for row in rows}

    @unbroken
    async def has_replied(self, member: str) -> bool:
        """Whether that member has ever written in a thread."""
        theirs = (posts.c.author == member) & posts.c.thread.is_not(None)
        query = sa.select(posts.c.id).where(theirs).limit(1)
        async with self.database.reading() as connection:
            return await connection.scalar(query) is not None

    @unbroken
    async def read(
        self,
        member: str,
        channel: str,
        thread: int | None = None,
        *,
        after: int = 0,
        limit: int = 200,
    ) -> Sequence[Post]:
        """What `member` sees there, oldest first: the newest `limit` touched after a version.

        In a thread, its first message comes along. Deleted ones are among them, blank."""
        here = (
            posts.c.thread.is_(None)
            if thread is None
            else sa.or_(posts.c.thread == thread, posts.c.id == thread)
        )
        query = (
            sa.select(posts)
            .where(posts.c.channel == channel, here, _visible(member), posts.c.changed > after)
            .order_by(posts.c.id.desc())
            .limit(limit)
        )
        async with self.database.reading() as connection:
            rows = (await connection.execute(query)).all()[::-1]
            counts = await self._replies(connection, [row.id for row in rows])
        return [from_row(row, counts.get(row.id)) for row in rows]

    @unbroken
    async def find(self, key: str) -> Post | None:
        """The message posted with that key."""
        async with self.database.reading() as connection:
            row = (await connection.execute(sa.select(posts).where(posts.c.key == key))).first()
        return from_row(row) if row else None

    @unbroken
    async def get(self, post_id: int) -> Post | None:
        async with self.database.reading() as connection:
            row = (await connection.execute(sa.select(posts).where(posts.c.id == post_id))).first()
        return from_row(row) if row else None

    @unbroken
    async def undelivered(self) -> Sequence[Post]:
        """What members did that the bot has not taken yet, oldest first."""
        query = sa.select(posts).where(sa.not_(posts.c.delivered)).order_by(posts.c.changed)
        async with self.database.reading() as connection:
            return [from_row(row) for row in await connection.execute(query)]

    async def post(
        self, key: str, channel: str, thread: int | None, message: Message, only_for: str | None
    ) -> Post:
        """A message of the bot. The same key again gives the message that stands there."""
        if there := await self.find(key):
            return there
        try:
            return await self._add(
                channel, thread, BOT, key=key, text=packed(message), only_for=only_for
            )
        except StorageError:
            if there := await self.find(key):  # another process was first
                return there
            raise

    async def say(
        self, member: str, channel: str, thread: int | None, text: str, *, for_bot: bool
    ) -> Post:
        """A member's message. Raises InvalidInput where it is empty or too long."""
        return await self._add(
            channel, thread, member, text=checked(text), for_bot=for_bot, delivered=not for_bot
        )

    @unbroken
    async def replace(self, post_id: int, message: Message) -> bool:
        """The bot's message, new; False where it is not there."""
        async with self.database.writing() as (connection, version):
            done = await connection.execute(
                posts.update()
                .where(posts.c.id == post_id, posts.c.author == BOT)
                .values(text=packed(message), changed=version)
            )
        return bool(done.rowcount)

    @unbroken
    async def take_away(self, key: str) -> None:
        """Takes the bot's message of that key out of the room, and frees the key."""
        async with self.database.writing() as (connection, version):
            await connection.execute(
                posts.update()
                .where(posts.c.key == key)
                .values(text="", key=None, deleted=True, changed=version)
            )

    @unbroken
    async def forget(self, member: str) -> None:
        """Removes a member with their name, their messages and what only they see."""
        theirs = sa.or_(
            posts.c.author == member, posts.c.only_for == member, posts.c.channel == direct(member)
        )
        async with self.database.writing() as (connection, version):
            # Blank for who looks on; the row says no more that, or whose, it was.
            gone = {"text": "", "key": None, "only_for": None, "author": "", "deleted": True}
            await connection.execute(
                posts.update()
                .where(theirs, posts.c.channel != direct(member))
                .values(changed=version, delivered=True, **gone)
            )
            await connection.execute(posts.delete().where(posts.c.channel == direct(member)))
            await connection.execute(members.delete().where(members.c.id == member))

    async def edit(self, member: str, post_id: int, text: str, *, for_bot: bool) -> None:
        """A member's own message, new. Raises InvalidInput, NotAllowed."""
        await self._rewrite(member, post_id, checked(text), for_bot, deleted=False)

    async def delete(self, member: str, post_id: int) -> None:
        """Blanks a member's own message. Raises NotAllowed."""
        await self._rewrite(member, post_id, "", False, deleted=True)

    @unbroken
    async def delivered(self, post: Post) -> None:
        """The bot has taken this revision; a newer one stays to be handed over."""
        async with self.database.writing() as (connection, _):
            await connection.execute(
                posts.update()
                .where(posts.c.id == post.id, posts.c.revision == post.revision)
                .values(delivered=True)
            )

    @unbroken
    async def _add(
        self, channel: str, thread: int | None, author: str, **values: str | bool | None
    ) -> Post:
        sent = micros(self._clock.now())
        async with self.database.writing() as (connection, version):
            if thread is not None:  # its count of replies changes
                await connection.execute(
                    posts.update().where(posts.c.id == thread).values(changed=version)
                )
            row = await connection.execute(
                posts.insert()
                .values(channel=channel, thread=thread, author=author, sent=sent, revision=sent)
                .values(changed=version, **values)
                .returning(*posts.c)
            )
            return from_row(row.one())

    @unbroken
    async def _rewrite(
        self, member: str, post_id: int, text: str, for_bot: bool, *, deleted: bool
    ) -> None:
        now = micros(self._clock.now())
        newer = sa.case((posts.c.revision < now, now), else_=posts.c.revision + 1)
        asked = sa.or_(posts.c.for_bot, sa.literal(for_bot))
        async with self.database.writing() as (connection, version):
            done = await connection.execute(
                posts.update()
                .where(posts.c.id == post_id, posts.c.author == member, sa.not_(posts.c.deleted))
                .values(text=text, revision=newer, deleted=deleted, changed=version)
                .values(for_bot=asked, delivered=sa.not_(asked))
                .returning(posts.c.thread)
            )
            row = done.first()
            if row is None:
                raise NotAllowed("Not changed: the message is gone, or somebody else's.")
            if row.thread is not None:
                await connection.execute(
                    posts.update().where(posts.c.id == row.thread).values(changed=version)
                )

    @staticmethod
    async def _replies(
        connection: AsyncConnection, roots: Sequence[int]
    ) -> Mapping[int, tuple[int, int]]:
        query = (
            sa.select(posts.c.thread, sa.func.count(), sa.func.max(posts.c.sent))
            .where(posts.c.thread.in_(roots), sa.not_(posts.c.deleted), posts.c.only_for.is_(None))
            .group_by(posts.c.thread)
        )
        return {root: (count, last) for root, count, last in await connection.execute(query)}


def _visible(member: str) -> sa.ColumnElement[bool]:
    return sa.or_(posts.c.only_for.is_(None), posts.c.only_for == member)
