"""The local Discord server as the other side of the chaos tests. Nobody kills it.

Discord sends nothing twice: what people wrote while the bot was down stands in the threads and
nowhere else. `forgets`: nonces are forgotten at once, as after some minutes, so that nothing but
the look before a resend keeps a message from standing there twice."""

from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from contextlib import asynccontextmanager

from support.chaos import QUESTIONS, name_of, text_of
from support.discord_server import Channel, DiscordServer, Message, drop_response
from support.due_questions import add_due_tracks

POST = "POST /channels/{channel_id}/messages"


class DiscordChaos:
    def __init__(self, server: DiscordServer, people: int, *, forgets: bool) -> None:
        if forgets:
            server.messages.nonce_seconds = -1.0
        self._server = server
        self._acme = server.guild("Acme")
        self._people = [self._acme.user(name_of(number)) for number in range(people)]
        self._channels = [self._acme.channel(f"practice-{n}") for n in range(QUESTIONS)]

    def settings(self) -> Mapping[str, str]:
        return {
            "PLATFORMS": "support.discord_chaos_platform",
            "DISCORD_TOKEN": self._server.app.token,
            "DISCORD_API_URL": self._server.api,
            "DISCORD_GATEWAY_URL": self._server.gateway_url,
            "DISCORD_PLAIN_REPLIES": "true",
        }

    async def opens(self, database_url: str) -> None:
        """The daily question is due in each channel: the schedule itself meets the kills."""
        channels = [str(channel.id) for channel in self._channels]
        await add_due_tracks(database_url, "discord", str(self._acme.id), channels)

    def threads(self) -> list[Message]:
        return [question for channel in self._channels for question in _questions(channel)]

    async def answers(self, number: int) -> None:
        channel = self._channels[number % QUESTIONS]
        question = _questions(channel)[0]
        await self._people[number].says(channel, text_of(number), thread=question)

    def loses_an_answer(self) -> None:
        self._server.next(POST, drop_response())

    def told(self) -> Iterable[tuple[str, str]]:
        """A post is known by its nonce, which is made of its key."""
        for post in self._server.journal.posts:
            kind = "review" if post.channel.is_thread else "round"
            yield f"{kind}:{post.nonce}", post.plain

    def waits(self) -> bool:
        """Nothing is ever delivered again."""
        return False

    def news(self) -> Hashable:
        return len(self._server.journal.posts)


@asynccontextmanager
async def discord_chaos(people: int, *, forgets: bool = False) -> AsyncIterator[DiscordChaos]:
    async with DiscordServer() as server:
        yield DiscordChaos(server, people, forgets=forgets)


def _questions(channel: Channel) -> list[Message]:
    return [message for message in channel.messages if message.buttons]
