"""Settings of the chat platforms."""

from pydantic import SecretStr

from bot.settings.fields import Part, number, setting

ADDRESS = "an address such as https://example.org/api/"


class PlatformSettings(Part):
    slack_bot_token: SecretStr | None = setting(
        None, "a bot token", "Slack: the bot token of one workspace; it begins with xoxb-."
    )
    slack_app_token: SecretStr | None = setting(
        None,
        "an app-level token",
        "Slack, for Socket Mode: the app-level token; it begins with xapp-.",
    )
    slack_signing_secret: SecretStr | None = setting(
        None, "a signing secret", "Slack, for HTTP: the app's signing secret."
    )
    slack_client_id: str | None = setting(
        None, "a client id", "Slack, for many workspaces: the app's client id."
    )
    slack_client_secret: SecretStr | None = setting(
        None, "a client secret", "Slack, for many workspaces: the app's client secret."
    )
    slack_api_url: str | None = setting(
        None, ADDRESS, "A gateway or server that speaks Slack's Web API."
    )
    slack_silence_seconds: int = number(
        900, "seconds", 10, 86_400, "Slack: a socket that is silent for so long is made anew."
    )
    whetstone_secret_key: SecretStr | None = setting(
        None,
        "32 random bytes in URL-safe base64",
        "What tokens of installed workspaces are encrypted with; 32 random bytes in base64.",
    )
    discord_token: SecretStr | None = setting(None, "a bot token", "Discord: the bot's token.")
    discord_application_id: str | None = setting(
        None,
        "a number, the application's id",
        "Discord: the application's id, where it cannot be told from the token.",
        pattern=r"^[0-9]{1,20}$",
    )
    discord_api_url: str | None = setting(
        None, ADDRESS, "A gateway or server that speaks Discord's REST API."
    )
    discord_gateway_url: str | None = setting(
        None, "an address such as wss://example.org", "A server that speaks Discord's gateway."
    )
    discord_plain_replies: bool = setting(
        False,
        "true or false",
        "Whether plain thread replies count on Discord; needs the Message Content intent.",
    )
