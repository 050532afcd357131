"""The manifest that creates the Slack app with one paste.

docs: App manifest reference. What each scope is for stands beside it."""

import json
from typing import Any

SCOPES = {
    "app_mentions:read": "answers that mention the bot",
    "channels:history": "plain replies in public channels, and finding what was posted",
    "channels:read": "seeing at setup that the bot is in a channel, and when it is archived",
    "chat:write": "posting questions and reviews",
    "commands": "/practice, /leaderboard and /mock",
    "files:read": "hearing when a picture is ready, and a file that a member sends in a form",
    "files:write": "pictures of boards and calendars, and exports",
    "groups:history": "plain replies in private channels, and finding what was posted",
    "groups:read": "seeing at setup that the bot is in a private channel, and when it is archived",
    "im:history": "direct messages to the bot, as in an interview",
    "im:write": "finding a direct message that was sent",
    "users:read": "names, time zones, and who is an admin",
}
EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_deleted",
    "channel_left",
    "group_archive",
    "group_deleted",
    "group_left",
    "message.channels",
    "message.groups",
    "message.im",
    "tokens_revoked",
)
COMMANDS = {
    "/practice": ("Questions, your streak, guides and settings", "help"),
    "/leaderboard": ("Who answered on how many days this week", ""),
    "/mock": ("A mock interview in your direct messages", "[skill] [level] [length] [mode]"),
}


def manifest(address: str = "", *, many: bool = False) -> str:
    """The manifest as JSON. Without an `address` of ours it is for Socket Mode; with one, such
    as https://practice.example.com, Slack posts there. With `many`, workspaces can install from
    there, and their tokens rotate: one that is copied from the app's page would end in 12 hours.

    In a command '@ada' comes as '<@U1|ada>', which names one person (`should_escape`)."""
    return json.dumps(_manifest(address.rstrip("/"), many), indent=2)


def _manifest(address: str, many: bool) -> dict[str, Any]:
    url = {"request_url": f"{address}/slack/events"} if address else {}
    command_url = {"url": f"{address}/slack/events"} if address else {}
    back = {"redirect_urls": [f"{address}/slack/oauth_redirect"]} if many else {}
    return {
        "display_information": {
            "name": "Whetstone",
            "description": "A daily interview question, a review of each answer, streaks.",
            "background_color": "#2b3a42",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "Whetstone", "always_online": True},
            "slash_commands": [
                {"command": command, "description": about, "should_escape": True}
                | ({"usage_hint": hint} if hint else {})
                | command_url
                for command, (about, hint) in COMMANDS.items()
            ],
        },
        "oauth_config": {"scopes": {"bot": sorted(SCOPES)}} | back,
        "settings": {
            "event_subscriptions": url | {"bot_events": list(EVENTS)},
            "interactivity": {"is_enabled": True} | url,
            "org_deploy_enabled": False,
            "socket_mode_enabled": not address,
            "token_rotation_enabled": many,
        },
    }
