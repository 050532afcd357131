"""Practice on Discord as another hand has modelled it (SimCord), beside our own wire server.

In process: the real client and its caches, our sending side through the same model. What it
leaves out (nonces, resume, rate limits, faults) is in tests/wire."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import discord
import pytest
from discord.http import Route
from scenarios.on_discord import MemoryVault
from support.bank import BANK
from support.clock import MovableClock
from support.team import GOOD

from adapters.discord.chat import DiscordChat
from adapters.discord.client import Gateway
from adapters.discord.commands import definitions
from adapters.discord.private import PrivateThreads
from adapters.discord.web import Rest
from adapters.keyword import KeywordCritic
from bot.context import Context
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.practice import Practice
from bot.sending.drawing import Drawing
from bot.team.tracks import Wish
from storage import SqlStore

simcord = pytest.importorskip("simcord", reason="a dependency of the tests: simcord")
MANAGE = discord.Permissions(manage_guild=True)


class InProcess(Rest):
    """REST through the client that SimCord has in its hands."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__("no token")
        self._gateway = gateway

    async def me(self) -> int:
        assert self._gateway.user is not None
        return self._gateway.user.id

    async def request(
        self, method: str, path: str, names: Any = None, *, once: bool = False, **call: Any
    ) -> Any:
        given = {name: value for name, value in call.items() if value is not None}
        return await self._gateway.http.request(Route(method, path, **(names or {})), **given)


@dataclass
class Stage:
    env: Any
    guild: Any
    core: Practice
    store: SqlStore
    clock: MovableClock
    gateway: Gateway

    async def work(self, **time: float) -> None:
        """Later, everything that is due is done; a channel gets one message a second."""
        self.clock.move(**time)
        await self.core.schedule.tick()
        chat = DiscordChat(InProcess(self.gateway))
        await self.store.jobs().drain(self.core.tasks({"discord": chat}))

    async def asks(self, room: Any) -> Any:
        """A question in that channel."""
        async with self.store.transaction() as tx:
            team = await tx.teams.ensure("discord", str(self.guild.id), "Acme")
            wish = Wish(skills="caching", at="09:30")
            track = await self.core.tracks.add(tx, team.id, str(room.id), wish)
        assert track.next_fire_at is not None
        self.clock.at = track.next_fire_at
        await self.work()
        return self.question(room)

    def question(self, room: Any) -> Any:
        place = room.threads[0] if not room.history() else room
        return next(m for m in place.history() if "Answer privately" in str(m.components))

    def member(self, name: str, **options: Any) -> Any:
        return self.guild.add_member(self.env.create_user(name), **options)


def client(core: Practice, *, reads: bool) -> Gateway:
    async def connected(gateway: Gateway, shard: int) -> None:
        """There is nothing to fetch."""

    threads = PrivateThreads(Rest("none"), MemoryVault())
    return Gateway(core, reads=reads, connected=connected, drawing=Drawing(None), threads=threads)


@pytest.fixture
async def stage(
    request: pytest.FixtureRequest, sqlite_store: SqlStore, clock: MovableClock
) -> AsyncIterator[Stage]:
    """Parametrized by whether plain replies are read."""

    async def nobody(critic: str, reason: str) -> None: ...

    ladder = Ladder(Rungs((), KeywordCritic()), Breaker(clock, nobody))
    core = Practice(Context(sqlite_store, BANK, clock, ladder))
    gateway = client(core, reads=getattr(request, "param", True))
    env = simcord.Env(gateway, shard_count=1)
    await env.start()
    try:
        guild = env.create_guild("Acme")
        assert gateway.application_id is not None
        await gateway.http.bulk_upsert_global_commands(gateway.application_id, definitions())
        yield Stage(env, guild, core, sqlite_store, clock, gateway)
        env.raise_errors()
    finally:
        await env.shutdown()


def told(result: Any) -> str:
    assert result.ephemeral
    return str(result.response.components)


async def test_a_reply_in_the_thread_is_reviewed_there_and_in_whole_privately(
    stage: Stage,
) -> None:
    room, ada = stage.guild.create_text_channel("practice"), stage.member("ada")
    await stage.asks(room)
    (thread,) = room.threads
    await ada.send(thread, GOOD)
    await stage.work(seconds=25)
    review = thread.last_message
    assert "your answer is in" in str(review.components)
    assert "I found wording for" in told(await ada.click(review, label="My review"))


async def test_a_form_is_answered_privately_and_its_review_goes_to_one(stage: Stage) -> None:
    room, ada = stage.guild.create_text_channel("practice"), stage.member("ada")
    opened = await ada.click(await stage.asks(room), label="Answer privately")
    assert opened.modal
    assert "Saved" in told(await ada.submit_modal(opened, {"text": GOOD, "readers": "me"}))
    await stage.work(seconds=25)
    assert "I found wording for" in str(ada.user.dm_channel.last_message.components)
    assert room.threads[0].history() == []


@pytest.mark.parametrize("stage", [False], indirect=True)
async def test_without_the_intent_mentions_count_and_plain_replies_do_not(stage: Stage) -> None:
    room, ada, bob = stage.guild.create_text_channel("practice"), *map(stage.member, ("ada", "bob"))
    await stage.asks(room)
    (thread,) = room.threads
    await ada.send(thread, GOOD)
    await bob.send(thread, f"<@{stage.gateway.user.id}> {GOOD}")
    await stage.work(seconds=25)
    reviews = [str(m.components) for m in thread.history() if "answer is in" in str(m.components)]
    assert len(reviews) == 1
    assert "bob" in reviews[0]


async def test_buttons_and_forms_of_before_a_restart_work_after_it(stage: Stage) -> None:
    room, ada = stage.guild.create_text_channel("practice"), stage.member("ada")
    question = await stage.asks(room)
    opened = await ada.click(question, label="Answer privately")
    stage.gateway = client(stage.core, reads=True)
    await stage.env.restart_bot(stage.gateway)
    assert "Saved" in told(await ada.submit_modal(opened, {"text": GOOD, "readers": "me"}))
    assert "Hint:" in told(await ada.click(question, label="Hint"))


async def test_a_forum_gets_its_question_as_a_post(stage: Stage) -> None:
    forum, ada = stage.guild.create_forum_channel("questions"), stage.member("ada")
    await stage.asks(forum)
    (post,) = forum.threads
    await ada.send(post, GOOD)
    await stage.work(seconds=25)
    assert "your answer is in" in str(post.last_message.components)


async def test_what_managers_do_is_offered_to_managers(stage: Stage) -> None:
    room, ada = stage.guild.create_text_channel("practice"), stage.member("ada")
    boss = stage.member("boss", roles=[stage.guild.create_role("Managers", permissions=MANAGE)])
    assert "practice-manage" not in str(ada.available_commands(room))
    assert "practice-manage" in str(boss.available_commands(room))
    found = await ada.autocomplete(room, "practice guide", "skill", "ca")
    assert [choice["value"] for choice in found] == ["caching"]


async def test_setup_leads_to_a_first_question(stage: Stage) -> None:
    room = stage.guild.create_text_channel("practice")
    boss = stage.member("boss", roles=[stage.guild.create_role("Managers", permissions=MANAGE)])
    opened = await boss.slash(room, "practice setup", zone="UTC")
    filled = {"skills": ["caching"], "at": "09:00", "days": "mon-fri", "zone": "UTC"}
    preview = await boss.submit_modal(opened, filled | {"first": "now"})
    assert "The first message will be" in told(preview)
    more = await boss.click(preview.response, label="More choices")
    other = stage.guild.create_text_channel("other")
    chosen = {"channel": [other], "levels": "senior", "review": "full", "hours": "3"}
    preview = await boss.submit_modal(more, chosen)
    assert "Set: track 1" in told(await boss.click(preview.response, label="Start"))
    await stage.work(seconds=1)
    assert "senior" in str(stage.question(other).components)
