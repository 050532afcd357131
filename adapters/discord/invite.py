"""The address by which a server's admin adds the bot. Needs no connection, and not discord.py."""

import base64
import binascii
from urllib.parse import urlencode

from bot.errors import SettingsError

PERMISSIONS = (
    10,  # View Channels
    11,  # Send Messages
    14,  # Embed Links
    15,  # Attach Files
    16,  # Read Message History
    35,  # Create Public Threads
    36,  # Create Private Threads
    38,  # Send Messages in Threads
)
"""The least that practice needs, as bits (docs: topics, 'Permissions')."""


def invite_address(application_id: str) -> str:
    """docs: topics, OAuth2, 'Bot Authorization Flow'."""
    asked = {
        "client_id": application_id,
        "scope": "bot applications.commands",
        "permissions": sum(1 << bit for bit in PERMISSIONS),
        "integration_type": 0,
    }
    return f"https://discord.com/oauth2/authorize?{urlencode(asked)}"


def application_id(token: str | None, given: str | None = None) -> str:
    """`given`, else what the token says: its first part is the bot's id, in base64.

    Raises SettingsError."""
    if given:
        return given
    if not token:
        raise SettingsError("DISCORD_APPLICATION_ID: not set, nor DISCORD_TOKEN, which tells it.")
    first = token.partition(".")[0]
    try:
        found = base64.b64decode(first + "=" * (-len(first) % 4), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        found = ""
    if not found.isdigit():
        raise SettingsError(
            "DISCORD_TOKEN: this does not look like a bot's token. It is on the Bot page of the "
            "Developer Portal."
        )
    return found
