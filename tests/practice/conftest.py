from collections.abc import AsyncIterator

import pytest
from support.clock import MovableClock
from support.team import Team

from storage import open_store


@pytest.fixture
async def team(sqlite_url: str, clock: MovableClock) -> AsyncIterator[Team]:
    """A team on SQLite, whose jobs follow the movable clock (Procrastinate keeps its own)."""
    store = await open_store(sqlite_url, clock=clock)
    yield Team(store, clock)
    await store.close()
