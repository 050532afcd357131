"""The local Slack server as the receiving side of the chaos tests. Nobody kills it.

Slack has no idempotency key: a message posted twice stands there twice. Events that are not
acknowledged come again, as Slack's do, after pauses that are 50 times shorter."""

from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from contextlib import asynccontextmanager

from support.chaos import QUESTIONS, name_of, text_of
from support.due_questions import add_due_tracks
from support.slack_server import Channel, Message, SlackServer, drop_response

ATTEMPTS = 4  # of an event: the first, and three more (docs: Events API, "Retries")


class SlackChaos:
    def __init__(self, server: SlackServer, people: int) -> None:
        server.outbox.retry_scale = 0.02
        server.sockets.ack_seconds = 1.0
        self._server = server
        self._acme = server.workspace("acme")
        self._people = [self._acme.user(name_of(number)) for number in range(people)]
        self._channels = [self._acme.channel(f"practice-{n}") for n in range(QUESTIONS)]

    def settings(self) -> Mapping[str, str]:
        return {
            "PLATFORMS": "support.slack_chaos_platform",
            "SLACK_API_URL": self._server.api,
            "SLACK_APP_TOKEN": self._server.app.app_token,
            "SLACK_BOT_TOKEN": self._acme.bot_token(),
        }

    async def opens(self, database_url: str) -> None:
        """The daily question is due in each channel: the schedule itself meets the kills."""
        channels = [channel.id for channel in self._channels]
        await add_due_tracks(database_url, "slack", self._acme.id, channels)

    def threads(self) -> list[Message]:
        return [question for channel in self._channels for question in _questions(channel)]

    async def answers(self, number: int) -> None:
        channel = self._channels[number % QUESTIONS]
        question = _questions(channel)[0]
        await self._people[number].says(channel, text_of(number), thread=question)

    def loses_an_answer(self) -> None:
        self._server.next("chat.postMessage", drop_response())

    def told(self) -> Iterable[tuple[str, str]]:
        return (
            (_key(message), message.text)
            for channel in self._channels
            for message in channel.all.values()
        )

    def waits(self) -> bool:
        return any(d.took is None and d.attempts < ATTEMPTS for d in self._server.outbox.deliveries)

    def news(self) -> Hashable:
        taken = sum(d.took is not None for d in self._server.outbox.deliveries)
        return taken, sum(bool(key) for key, _ in self.told())


@asynccontextmanager
async def slack_chaos(people: int) -> AsyncIterator[SlackChaos]:
    async with SlackServer() as server:
        yield SlackChaos(server, people)


def _key(message: Message) -> str:
    key: str = message.metadata.get("event_payload", {}).get("key", "")
    return key


def _questions(channel: Channel) -> list[Message]:
    return [m for m in channel.messages if _key(m).startswith("round:")]
