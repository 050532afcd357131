"""/healthz, /readyz and /metrics, and who may read them."""

import httpx
import pytest
from prometheus_client import CollectorRegistry, Counter
from support.clock import MovableClock

from adapters.playground.local import LocalOnly
from adapters.web import theme
from adapters.web.app import create_app
from bot.errors import StorageError
from bot.message import Message
from bot.sending.outbox import Place
from storage import open_store


def client(app: object, host: str = "127.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(host, 5))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080")


def registry() -> CollectorRegistry:
    own = CollectorRegistry()
    Counter("rounds", "Rounds posted", registry=own).inc(3)
    return own


async def good() -> None:
    pass


async def locked() -> None:
    raise StorageError("The database is locked.")


async def broken() -> None:
    raise ValueError("postgres://user:secret@host")


async def test_a_process_that_is_up_says_so() -> None:
    async with client(create_app()) as web:
        assert (await web.get("/healthz")).json() == {"status": "ok"}


async def test_ready_means_that_every_check_holds() -> None:
    async with client(create_app({"database": good})) as web:
        reply = await web.get("/readyz")
    assert reply.status_code == 200
    assert reply.json() == {"ready": True, "checks": {"database": "ok"}}


async def test_a_failing_check_says_why_but_no_secret() -> None:
    checks = {"good": good, "database": locked, "other": broken}
    async with client(create_app(checks)) as web:
        reply = await web.get("/readyz")
    assert reply.status_code == 503
    assert reply.json()["checks"] == {
        "good": "ok",
        "database": "The database is locked.",
        "other": "ValueError",
    }


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("10.0.0.7", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "10.0.0.7"}, 403),
        ("10.0.0.7", {"Authorization": "Bearer right"}, 200),
        ("10.0.0.7", {"Authorization": "Bearer wrong"}, 403),
        ("10.0.0.7", {"Authorization": "Bearer "}, 403),
        ("testclient", {}, 403),
    ],
)
async def test_metrics_are_for_this_machine_and_for_who_has_the_token(
    host: str, headers: dict[str, str], status: int
) -> None:
    app = create_app(metrics_token="right", registry=registry())
    async with client(app, host) as web:
        reply = await web.get("/metrics", headers=headers)
    assert reply.status_code == status
    assert ("rounds_total 3.0" in reply.text) == (status == 200)


async def test_without_a_token_no_bearer_opens_the_metrics() -> None:
    async with client(create_app(), "10.0.0.7") as web:
        for given in ("Bearer None", "Bearer "):
            reply = await web.get("/metrics", headers={"Authorization": given})
            assert reply.status_code == 403


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8080"}, 200),
        ({"Host": "[::1]:8080"}, 200),
        ({"Host": "evil.example"}, 403),
        ({"Host": "127.0.0.1.evil.example"}, 403),
        ({"Host": "[broken"}, 403),
        ({"Host": ""}, 403),
        ({"Origin": "http://127.0.0.1:8080"}, 200),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1:9999"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_the_playground_answers_only_this_machines_own_pages(
    headers: dict[str, str], status: int
) -> None:
    app = create_app()
    app.add_middleware(LocalOnly)
    async with client(app) as web:
        assert (await web.get("/healthz", headers=headers)).status_code == status


def test_both_looks_name_the_same_colours() -> None:
    assert theme.LIGHT.keys() == theme.DARK.keys()


def contrast(one: str, two: str) -> float:
    """WCAG 2.2, 'contrast ratio'."""

    def luminance(colour: str) -> float:
        parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(two)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [theme.LIGHT, theme.DARK], ids=["light", "dark"])
def test_every_text_can_be_read(look: dict[str, str]) -> None:
    pairs = [
        *((text, back) for text in ("text", "muted") for back in ("bg", "side", "raised")),
        *(("muted", back) for back in ("sunken", "hover", "private")),
        *(("accent", back) for back in ("bg", "side", "accent-soft")),
        *((verdict, f"{verdict}-soft") for verdict in ("met", "partly", "missing", "wrong")),
        ("accent-text", "accent"),
        ("wrong", "bg"),
    ]
    poor = {pair: contrast(look[pair[0]], look[pair[1]]) for pair in pairs}
    assert {pair: ratio for pair, ratio in poor.items() if ratio < 4.5} == {}


async def test_the_figures_of_the_database_are_gauges_with_their_states(sqlite_url: str) -> None:
    store = await open_store(sqlite_url, clock=MovableClock())
    try:
        async with store.transaction() as tx:
            team = await tx.teams.ensure("playground", "p", "P")
            await tx.sends.add("a", team.id, Place("practice"), Message(()))
        app = create_app(figures=store.figures, registry=CollectorRegistry())
        async with client(app) as browser:
            page = (await browser.get("/metrics")).text
    finally:
        await store.close()
    assert 'whetstone_sends{state="pending"} 1.0' in page
    assert 'whetstone_jobs{state="queued"} 1.0' in page
    assert "whetstone_model_cost_dollars 0.0" in page
