from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackOverHttp, SlackStage, slack_stage
from scenarios.play import Play

PLATFORMS = {
    "slack by socket": SlackStage,
    "slack by http": SlackOverHttp,
}


@pytest.fixture(params=list(PLATFORMS))
async def play(request: pytest.FixtureRequest, sqlite_url: str) -> AsyncIterator[Play]:
    async with slack_stage(sqlite_url, PLATFORMS[request.param]) as stage:
        yield stage
