"""The one composition root: it alone chooses the adapters and joins them to the core."""

import datetime as dt
import importlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from pydantic import SecretStr

from adapters.documents import FileReader
from adapters.keyword import KeywordCritic
from adapters.pictures import open_painter
from bot.context import Context
from bot.core import Platform
from bot.critiques.breaker import Breaker
from bot.critiques.ladder import Ladder, Rungs
from bot.critiques.outages import Outages
from bot.errors import SettingsError
from bot.interviews.ports import Interviewer
from bot.ports import Chat, Clock, Critic, KnowsChannels, Moderator, Painter, TaskFunction
from bot.practice import Practice
from bot.settings import Settings
from questions import open_bank
from storage import SqlStore, StoreVault, open_store


class SystemClock:
    def now(self) -> dt.datetime:
        return dt.datetime.now(dt.UTC)


@runtime_checkable
class Connected(Protocol):
    """What holds connections to a provider."""

    async def close(self) -> None: ...


@dataclass(frozen=True)
class App:
    """Everything joined together, as the process and the command line use it."""

    settings: Settings
    store: SqlStore
    practice: Practice
    platforms: tuple[Platform, ...]

    @property
    def chats(self) -> Mapping[str, Chat]:
        return {platform.name: platform.chat for platform in self.platforms}

    @property
    def tasks(self) -> Mapping[str, TaskFunction]:
        return self.practice.tasks(self.chats)


async def _playground(
    settings: Settings, clock: Clock, vault: StoreVault, painter: Painter | None = None
) -> Platform:
    from adapters.playground.platform import Playground
    from adapters.playground.room import Room

    room = await Room.open(settings.database_url.get_secret_value(), clock)
    return Playground(room, painter)


async def _slack(
    settings: Settings, clock: Clock, vault: StoreVault, painter: Painter | None = None
) -> Platform:
    from adapters.slack.platform import Options, SlackPlatform
    from adapters.slack.web import SLACK

    options = Options(
        bot_token=_open(settings.slack_bot_token),
        app_token=_open(settings.slack_app_token),
        signing_secret=_open(settings.slack_signing_secret),
        client_id=settings.slack_client_id,
        client_secret=_open(settings.slack_client_secret),
        secret_key=_open(settings.whetstone_secret_key),
        api_url=settings.slack_api_url or SLACK,
        silence=dt.timedelta(seconds=settings.slack_silence_seconds),
    )
    return SlackPlatform(options, clock, vault, painter)


async def _discord(
    settings: Settings, clock: Clock, vault: StoreVault, painter: Painter | None = None
) -> Platform:
    from adapters.discord.platform import DiscordPlatform, Options

    options = Options(
        token=_open(settings.discord_token),
        application_id=settings.discord_application_id,
        api_url=settings.discord_api_url,
        gateway_url=settings.discord_gateway_url,
        plain_replies=settings.discord_plain_replies,
    )
    return DiscordPlatform(options, vault, painter)


def _open(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


Opener = Callable[..., Awaitable[Platform]]  # takes what `_playground` does
BUILT_IN: Mapping[str, Opener] = {
    "discord": _discord,
    "playground": _playground,
    "slack": _slack,
}


async def open_platform(
    name: str,
    settings: Settings,
    clock: Clock,
    vault: StoreVault,
    painter: Painter | None = None,
) -> Platform:
    """A built-in platform, or a module of one's own with `open_platform(settings, clock)`.

    Without a painter, messages go without their pictures.
    Raises SettingsError where there is no such thing, or where it lacks a setting."""
    if name in BUILT_IN:
        return await BUILT_IN[name](settings, clock, vault, painter)
    try:
        opener = importlib.import_module(name).open_platform
    except (ImportError, AttributeError) as error:
        known = ", ".join(BUILT_IN)
        raise SettingsError(
            f"PLATFORMS: {name} is neither built in ({known}) nor a module with "
            f"open_platform ({type(error).__name__})."
        ) from None
    platform: Platform = await opener(settings, clock)
    return platform


def make_rungs(settings: Settings) -> Rungs:
    """The critics that are configured, best value first; the keyword check stands below all.

    Raises SettingsError where a second provider is named in part."""
    models: list[Critic] = []
    if settings.openai_api_key or settings.second_api_key:
        models = _models(settings)
    return Rungs(tuple(models), KeywordCritic())


def _models(settings: Settings) -> list[Critic]:
    """Imported only where there is a key: the client is heavy."""
    from adapters.openai import ChatCompletionsCritic, Limits, OpenAICritic, Prices

    limits, models = Limits(deadline=settings.review_deadline_seconds), list[Critic]()
    if settings.openai_api_key:
        key = settings.openai_api_key.get_secret_value()
        for name, prices in (
            (settings.openai_model, settings.openai_prices),
            (settings.openai_escalation_model, settings.openai_escalation_prices),
        ):
            if name:
                models.append(
                    OpenAICritic(
                        key,
                        model=name,
                        prices=Prices(*prices),
                        base_url=settings.openai_base_url,
                        limits=limits,
                    )
                )
    if settings.second_api_key:
        if not (settings.second_base_url and settings.second_model):
            raise SettingsError("SECOND_API_KEY needs SECOND_BASE_URL and SECOND_MODEL beside it.")
        models.append(
            ChatCompletionsCritic(
                "second",
                settings.second_api_key.get_secret_value(),
                model=settings.second_model,
                prices=Prices(*settings.second_prices),
                base_url=settings.second_base_url,
                limits=limits,
            )
        )
    return models


def make_interviewers(rungs: Rungs) -> tuple[Interviewer, ...]:
    """Each model that reviews also interviews, over the same connections."""
    if not rungs.models:
        return ()
    from adapters.openai import ModelCritic, ModelInterviewer

    return tuple(ModelInterviewer(m) for m in rungs.models if isinstance(m, ModelCritic))


def make_moderator(settings: Settings) -> Moderator | None:
    if settings.moderation == "off" or not settings.openai_api_key:
        return None
    from adapters.openai.moderation import OpenAIModerator

    key = settings.openai_api_key.get_secret_value()
    return OpenAIModerator(key, base_url=settings.openai_base_url)


@asynccontextmanager
async def opened(
    settings: Settings, *, with_platforms: bool = True, clock: Clock | None = None
) -> AsyncIterator[App]:
    """The app on its database; all is closed at the end, in order.

    Raises SettingsError, BankError, StorageError or MigrationNeeded with one line to show."""
    clock = clock or SystemClock()
    bank = open_bank(settings.bank_path)
    async with AsyncExitStack() as stack:
        store = await open_store(settings.database_url.get_secret_value(), clock=clock)
        stack.push_async_callback(store.close)
        painter = open_painter()
        stack.push_async_callback(painter.close)
        platforms = []
        for name in settings.running if with_platforms else ():
            vault = StoreVault(store)
            platform = await open_platform(name, settings, clock, vault, painter)
            stack.push_async_callback(platform.close)
            platforms.append(platform)
        rungs, moderator = make_rungs(settings), make_moderator(settings)
        for client in (*rungs.models, moderator):
            if isinstance(client, Connected):
                stack.push_async_callback(client.close)
        breaker = Breaker(clock, Outages(store, clock, settings.owner).told)
        # Every call may take its time twice, a second look included.
        deadline = 2.0 * settings.review_deadline_seconds
        ladder = Ladder(rungs, breaker, deadline=deadline)
        context = Context(
            store,
            bank,
            clock,
            ladder,
            settings.rules,
            settings.limits,
            moderator,
            make_interviewers(rungs),
            pages=settings.pages,
            documents=FileReader(),
            channels={p.name: p for p in platforms if isinstance(p, KnowsChannels)},
        )
        yield App(settings, store, Practice(context), tuple(platforms))
