"""The tick: each of its parts goes on without the others."""

from types import SimpleNamespace
from typing import Any

from bot.process import _ticking


async def test_a_part_of_the_tick_that_fails_holds_up_no_other() -> None:
    done: list[str] = []

    def part(name: str, *, fails: bool = False) -> Any:
        async def work() -> None:
            done.append(name)
            if fails:
                raise RuntimeError("a fault of ours")

        return work

    practice = SimpleNamespace(
        pulse=SimpleNamespace(beat=part("pulse", fails=True)),
        schedule=SimpleNamespace(tick=part("schedule", fails=True)),
        retention=SimpleNamespace(tick=part("retention")),
    )
    settings = SimpleNamespace(tick_seconds=60, shutdown_seconds=1)
    app: Any = SimpleNamespace(practice=practice, settings=settings)
    async with _ticking(app):
        assert done == ["pulse", "schedule", "retention"]
