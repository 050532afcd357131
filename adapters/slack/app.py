"""The Bolt app: which payload goes to which listener. The same for Socket Mode and HTTP."""

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.context.async_context import AsyncBoltContext
from slack_bolt.response import BoltResponse

from adapters.slack.blocks import ACTION
from adapters.slack.events import Events
from adapters.slack.forms import CALLBACK
from adapters.slack.interactions import Interactions
from adapters.slack.web import Web
from adapters.slack.workspaces import Workspaces
from bot.errors import NotFound, TryLater

log = structlog.get_logger()

GOODBYES = re.compile(r"(channel|group)_(left|archive|deleted)")
ANYTHING = re.compile(".*", re.DOTALL)


@dataclass(frozen=True)
class Listeners:
    events: Events
    interactions: Interactions


def make_app(
    web: Web, workspaces: Workspaces, listeners: Listeners, dropped: Callable[[float], None]
) -> AsyncApp:
    """An app that has stored what came before it acknowledges, and answers 500 if it could not.

    Signatures are checked before it, by our own clock. It authorizes by our own `workspaces`:
    Bolt drops a given token where SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set.
    `dropped` is told the minute (seconds since 1970 UTC) in which Slack began to drop events."""
    app = AsyncApp(
        name="whetstone",
        client=web.client(),
        request_verification_enabled=False,
        process_before_response=True,
        authorize=_authorize(workspaces),
        ignoring_self_events_enabled=False,  # else a question of ours is deleted unheard
    )
    app.use(_limits(dropped))
    events, interactions = listeners.events, listeners.interactions
    app.event("message")(events.message)
    app.event("app_mention")(events.message)
    app.event("app_home_opened")(events.home_opened)
    app.event(GOODBYES)(events.channel_gone)
    app.event("app_uninstalled")(events.uninstalled)
    app.event("tokens_revoked")(events.uninstalled)
    app.event(ANYTHING)(events.other)
    app.command(ANYTHING)(interactions.command)
    app.action(re.compile(re.escape(ACTION)))(interactions.press)
    app.action(ANYTHING)(interactions.other)
    app.view(re.compile(re.escape(CALLBACK)))(interactions.form)
    app.view(ANYTHING)(interactions.other)
    app.error(_failed)
    return app


def _limits(dropped: Callable[[float], None]):  # type: ignore[no-untyped-def]
    async def told_of_limits(
        body: dict[str, Any], next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        """docs: app_rate_limited event. It has no event inside, so that no listener can be for
        it."""
        if body.get("type") != "app_rate_limited":
            return await next()
        log.warning(
            "slack: too many events in an hour, so some were not delivered",
            team=body.get("team_id"),
        )
        dropped(float(body.get("minute_rate_limited") or 0))
        return BoltResponse(status=200)

    return told_of_limits


def _authorize(workspaces: Workspaces):  # type: ignore[no-untyped-def]
    async def authorize(context: AsyncBoltContext, team_id: str | None) -> AuthorizeResult | None:
        """None where we are not installed; TryLater, so that it comes again, where nobody knows."""
        try:
            found = await workspaces.installation(str(team_id))
        except NotFound:
            return None
        return AuthorizeResult(
            enterprise_id=None,
            team_id=found.team,
            team=found.team_name,
            bot_user_id=found.bot_user,
            bot_id=found.bot_id,
            bot_token=found.token,
        )

    return authorize


async def _failed(error: Exception) -> None:
    """The answer is 500 already. Bolt's own handler would log what a listener was given."""
    if isinstance(error, TryLater):
        log.info("slack: not taken yet, so it comes again", why=str(error))
    else:
        log.error("slack: a listener failed", error=error)
