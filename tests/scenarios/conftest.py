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


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A scenario is collected once for each platform that it is possible on."""
    if "play" in metafunc.fixturenames:
        left_out = metafunc.function.__name__ in NOT_ON_DISCORD
        names = [name for name in PLATFORMS if name != "discord" or not left_out]
        metafunc.parametrize("play", names, indirect=True)


@pytest.fixture
async def play(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Play]:
    kind = PLATFORMS[request.param]
    if issubclass(kind, DiscordStage):
        async with discord_stage(sqlite_url, kind) as discord:
            yield discord
    else:
        async with slack_stage(sqlite_url, kind) as slack:
            yield slack
