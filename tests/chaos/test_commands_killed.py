"""A command typed to the bot, and a kill -9 before its acknowledgement or between that and the
reply: it is answered, and once."""

from pathlib import Path

import pytest
from support.killed_bot import SOON, KilledBot
from support.slack_server import SlackServer
from support.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]


@pytest.mark.parametrize(
    ("kill", "acknowledged"), [("before-ack:1", False), ("before-send:1", True)]
)
async def test_a_typed_command_is_answered_once_though_the_bot_is_killed(
    kill: str, acknowledged: bool, sqlite_url: str, tmp_path: Path
) -> None:
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.0
        acme = server.workspace("acme")
        ada = acme.user("Ada")
        settings = {
            "DATABASE_URL": sqlite_url,
            "LOG_LEVEL": "WARNING",
            "PLATFORMS": "support.slack_chaos_platform",
            "SLACK_API_URL": server.api,
            "SLACK_APP_TOKEN": server.app.app_token,
            "SLACK_BOT_TOKEN": acme.bot_token(),
        }
        bot = KilledBot(settings, tmp_path / "run.log")

        def told() -> list[str]:
            return [m.plain.splitlines()[0] for m in ada.dm.messages if m.bot_id]

        try:
            bot.starts(kill)
            await until(lambda: bool(server.sockets.open), SOON)
            server.sockets.ack_seconds = 0.5 if kill.startswith("before-ack") else 3.0
            await ada.says(ada.dm, "streak")
            await bot.dies()
            (delivery,) = server.outbox.deliveries
            assert (told(), delivery.took is not None) == ([], acknowledged)
            bot.starts()
            await until(lambda: bool(told()), SOON)
            await ada.says(ada.dm, "tracks")
            await until(lambda: len(told()) > 1, SOON)
        finally:
            bot.ends()
    assert ["No day yet" in told()[0], "Nothing is asked" in told()[1]] == [True, True]
    assert len(told()) == 2
