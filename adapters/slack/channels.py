"""Whether questions can be asked in a channel, while who wants them there is still at it."""

import asyncio

import structlog

from adapters.slack.extras import LACKING, Extras
from adapters.slack.web import FAULTS, code
from adapters.slack.workspaces import Workspaces
from bot.errors import WhetstoneError

log = structlog.get_logger()

METHOD = "conversations.info"
PATIENCE = 1.0  # seconds; a profile may take one too, and Slack waits 3 s for a form's answer
HIDDEN = "channel_not_found"  # a private channel is known to its members alone
OUTSIDE = "I am not in {}. Type /invite @{} there."
ARCHIVED = "#{} is archived. Unarchive it, or choose another channel."


async def obstacle(workspaces: Workspaces, extras: Extras, team: str, channel: str) -> str:
    """What to do so that we may ask there; '' for nothing, and where Slack does not tell.

    Membership is asked for even where `chat:write.public` lets us post without it: replies reach
    members only."""
    if not extras.has(team, METHOD):
        return ""
    try:
        us = await workspaces.installation(team)
        client = workspaces.web.client(us.token)
        async with asyncio.timeout(PATIENCE):
            told = (await client.conversations_info(channel=channel))["channel"]
    except FAULTS as error:
        why = code(error)
        if why == HIDDEN:
            return OUTSIDE.format("that channel", us.bot_name)
        if why in LACKING:
            extras.lacks(team, METHOD, f"{why}: setup cannot tell whether the bot is in a channel")
        else:
            log.info("slack: a channel was not looked at", why=why)
        return ""
    except WhetstoneError as error:
        log.info("slack: a channel was not looked at", why=str(error))
        return ""
    if told.get("is_archived"):
        return ARCHIVED.format(told["name"])
    if told.get("is_member", True):
        return ""
    return OUTSIDE.format(f"#{told['name']}", us.bot_name)
