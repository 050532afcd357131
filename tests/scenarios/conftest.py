from collections.abc import AsyncIterator

import pytest
from scenarios.on_discord import DiscordStage, discord_stage
from scenarios.on_slack import SlackOverHttp, SlackStage, slack_stage
from scenarios.play import Play

PLATFORMS = {
    "slack by socket": SlackStage,
    "slack by http": SlackOverHttp,
    "discord": DiscordStage,
}
NOT_ON_DISCORD = {"test_a_mistyped_command_gets_the_nearest_one"}  # it offers what there is


@pytest.fixture(params=list(PLATFORMS))
async def play(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Play]:
    kind = PLATFORMS[request.param]
    if issubclass(kind, DiscordStage):
        if request.function.__name__ in NOT_ON_DISCORD:
            pytest.skip("Discord's own client does not send it")
        async with discord_stage(sqlite_url, kind) as discord:
            yield discord
    else:
        async with slack_stage(sqlite_url, kind) as slack:
            yield slack
