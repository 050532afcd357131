"""Installing into many workspaces: tokens encrypted, states used once, tokens renewed in time."""

import asyncio
import base64
import datetime as dt
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import pytest
from scenarios.on_slack import SlackOverHttp, slack_stage
from structlog.testing import capture_logs
from support.slack_server import drop_response, error
from support.team import GOOD

from adapters.slack.installations import Client, Installations
from adapters.slack.platform import Options, SlackPlatform
from adapters.slack.vault import Seal
from adapters.slack.web import Web
from adapters.slack.workspaces import Installation
from bot.doctor import as_lines
from bot.errors import SettingsError, TryLater

pytest.importorskip("cryptography")

Process = Callable[[], Installations]
KEY = base64.urlsafe_b64encode(b"k" * 32).decode()


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackOverHttp]:
    """A bot without a token of its own: it is in no workspace yet."""
    async with slack_stage(sqlite_url, SlackOverHttp) as stage:
        app = stage.server.app
        app.rotates_tokens = True
        stage.options |= {"client_id": app.client_id, "client_secret": app.client_secret}
        stage.options |= {"secret_key": KEY, "bot_token": None}
        assert isinstance(stage, SlackOverHttp)
        await stage.starts()
        yield stage


@pytest.fixture
async def browser() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        yield browser


def page(stage: SlackOverHttp, name: str) -> str:
    return stage.server.app.request_url.replace("/slack/events", name)


async def opens(stage: SlackOverHttp, browser: aiohttp.ClientSession, name: str) -> tuple[int, str]:
    """One of our pages, with all that it leads to: the status and the text at the end."""
    async with browser.get(page(stage, name)) as response:
        return response.status, await response.text()


async def installs(stage: SlackOverHttp, browser: aiohttp.ClientSession, name: str) -> Any:
    """An admin of a new workspace installs the app in a browser; the workspace."""
    workspace = stage.server.workspace(name, install=False)
    workspace.user("Owner", owner=True)
    status, text = await opens(stage, browser, f"/slack/install?team={workspace.id}")
    assert (status, f"installed in {name}" in text) == (200, True), text
    return workspace


def is_another(after: Installation | None, before: Installation | None) -> bool:
    """Both are there, and the token is a new one."""
    return before is not None and after is not None and after.token != before.token


@pytest.fixture
async def kept(stage: SlackOverHttp) -> AsyncIterator[Process]:
    """Each call is another process, with nothing in its memory."""
    app, web = stage.server.app, Web(stage.server.api)
    client = Client(app.client_id, app.client_secret)
    yield lambda: Installations(stage.vault, Seal(KEY), web, stage.clock, client)
    await web.close()


async def test_two_workspaces_install_and_practise(
    stage: SlackOverHttp, browser: aiohttp.ClientSession
) -> None:
    for name in ("acme", "globex"):
        workspace = await installs(stage, browser, name)
        ada, room = workspace.user("Ada"), workspace.channel("practice")
        await stage.track(workspace, room)
        question = await stage.asks(room)
        await ada.says(room, GOOD, thread=question)
        await stage.later(seconds=25)
        assert len(stage.replies(room, question)) == 1


async def test_installing_again_within_the_grace_keeps_all(
    stage: SlackOverHttp, browser: aiohttp.ClientSession
) -> None:
    acme = await installs(stage, browser, "acme")
    await stage.track(acme, acme.channel("practice"))
    stage.server.clock.move(60)
    acme.uninstall()
    await stage.server.outbox.settled()
    async with stage.store.reading() as tx:
        assert (await tx.teams.get(1)).gone_at is not None
    status, _ = await opens(stage, browser, f"/slack/install?team={acme.id}")
    assert status == 200
    await stage.later(days=30)
    async with stage.store.reading() as tx:
        assert (await tx.teams.get(1)).gone_at is None
        assert len(await tx.tracks.everywhere()) == 1


async def test_no_token_is_kept_in_the_clear(
    stage: SlackOverHttp, browser: aiohttp.ClientSession
) -> None:
    await installs(stage, browser, "acme")
    for token in [*stage.server.tokens, *stage.server.refreshers]:
        assert not await stage.stored(token)


async def test_a_state_serves_once_and_only_its_own_browser(
    stage: SlackOverHttp, browser: aiohttp.ClientSession
) -> None:
    acme = stage.server.workspace("acme", install=False)
    acme.user("Owner", owner=True)
    async with browser.get(page(stage, f"/slack/install?team={acme.id}"),
                           allow_redirects=False) as response:  # fmt: skip
        consent = response.headers["Location"]
    async with browser.get(consent, allow_redirects=False) as response:
        back = response.headers["Location"]
    async with aiohttp.ClientSession() as stranger, stranger.get(back) as response:
        assert (response.status, "did not ask for it" in await response.text()) == (400, True)
    cookies = {c.key: c.value for c in browser.cookie_jar}
    async with browser.get(back) as response:
        assert response.status == 200
    async with aiohttp.ClientSession(cookies=cookies) as again, again.get(back) as response:
        assert (response.status, "used already" in await response.text()) == (400, True)


async def test_a_state_does_not_last(stage: SlackOverHttp, browser: aiohttp.ClientSession) -> None:
    async with browser.get(page(stage, "/slack/install"), allow_redirects=False) as response:
        state = response.cookies["whetstone_slack_state"].value
    stage.server.clock.move(601)
    status, text = await opens(stage, browser, f"/slack/oauth_redirect?state={state}&code=x")
    assert (status, "10 minutes" in text) == (400, True)


async def test_who_says_no_gets_a_way_on(
    stage: SlackOverHttp, browser: aiohttp.ClientSession
) -> None:
    status, text = await opens(stage, browser, "/slack/oauth_redirect?error=access_denied")
    assert (status, "/slack/install" in text) == (400, True)


async def test_a_scheduled_post_renews_the_token_and_only_one_process_asks(
    stage: SlackOverHttp, browser: aiohttp.ClientSession, kept: Process
) -> None:
    acme = await installs(stage, browser, "acme")
    before = await kept().find(acme.id)
    stage.server.clock.move(11 * 3600)
    asked = len(stage.server.calls("oauth.v2.access"))
    processes = [kept() for _ in range(3)]
    found = await asyncio.gather(*(p.find(acme.id) for p in processes for _ in range(3)))
    assert len(stage.server.calls("oauth.v2.access")) == asked + 1
    after = await kept().find(acme.id)
    assert is_another(after, before)
    assert {one.token for one in found if one} <= {one.token for one in (before, after) if one}


async def test_a_renewal_that_fails_leaves_the_old_token_while_it_lasts(
    stage: SlackOverHttp, browser: aiohttp.ClientSession, kept: Process
) -> None:
    acme = await installs(stage, browser, "acme")
    before = await kept().find(acme.id)
    stage.server.clock.move(11 * 3600)
    stage.server.next("oauth.v2.access", error("internal_error"), drop_response())
    assert await kept().find(acme.id) == before
    stage.server.clock.move(2 * 3600)
    with pytest.raises(TryLater):
        await kept().find(acme.id)


async def test_after_a_renewal_that_failed_not_every_event_asks_again(
    stage: SlackOverHttp, browser: aiohttp.ClientSession, kept: Process
) -> None:
    acme = await installs(stage, browser, "acme")
    before = await kept().find(acme.id)
    stage.server.clock.move(11 * 3600)
    asked = len(stage.server.calls("oauth.v2.access"))
    stage.server.next("oauth.v2.access", error("internal_error"), error("internal_error"))
    process = kept()
    with capture_logs() as logged:
        for minute in (1, 2):
            for _ in range(5):
                assert await process.find(acme.id) == before
            assert len(stage.server.calls("oauth.v2.access")) == asked + minute
            stage.server.clock.move(61)
    assert process.failure(acme.id) == "Slack gave no new token (internal_error)"
    faults = [line["event"] for line in logged if line["log_level"] == "error"]
    assert faults == ["slack: no new token"]
    assert is_another(await process.find(acme.id), before)
    assert process.failure(acme.id) == ""


async def test_the_doctor_says_that_a_token_is_not_renewed(
    stage: SlackOverHttp, browser: aiohttp.ClientSession
) -> None:
    await installs(stage, browser, "acme")

    async def doctor() -> list[str]:
        options = Options(**stage.options | {"api_url": stage.server.api})
        platform = SlackPlatform(options, stage.clock, stage.vault)
        try:
            return as_lines(await platform.checks())
        finally:
            await platform.close()

    assert await doctor() == ["OK    slack  installed in acme"]
    stage.server.clock.move(11 * 3600)
    no = error("invalid_refresh_token")
    stage.server.next("oauth.v2.access", no, no)
    why = "Slack gave no new token (invalid_refresh_token)"
    assert await doctor() == [
        f"WARN  slack  acme: {why}; the one in use ends within 2 hours. "
        "Fix: install again, where it stays so"
    ]
    stage.server.clock.move(2 * 3600)
    (line,) = await doctor()
    assert line == f"FAIL  slack  Slack cannot be used just now: {why}. Fix: install again"


async def test_a_process_that_died_while_renewing_holds_nobody_up_for_long(
    stage: SlackOverHttp, browser: aiohttp.ClientSession, kept: Process
) -> None:
    acme = await installs(stage, browser, "acme")
    stage.server.clock.move(11 * 3600)
    await stage.vault.put(f"slack/rotating/{acme.id}", stage.clock.now().isoformat().encode())
    before = await kept().find(acme.id)
    stage.server.clock.move(61)
    assert is_another(await kept().find(acme.id), before)


async def test_uninstalling_forgets_the_tokens_and_tells_the_core_in_any_order(
    stage: SlackOverHttp, browser: aiohttp.ClientSession, kept: Process
) -> None:
    gone: list[str] = []

    async def team_gone(platform: str, team: str) -> None:
        gone.append(team)

    stage.core.team_gone = team_gone  # type: ignore[method-assign]
    acme = await installs(stage, browser, "acme")
    stage.server.clock.move(60)
    acme.uninstall()
    await stage.server.outbox.settled()
    assert gone == [acme.id] * 2
    assert await kept().teams() == []


async def test_a_late_farewell_does_not_undo_a_new_installation(
    stage: SlackOverHttp, browser: aiohttp.ClientSession, kept: Process
) -> None:
    acme = await installs(stage, browser, "acme")
    old = stage.server.clock.now() - 3600
    assert not await kept().remove(acme.id, old)
    assert await kept().find(acme.id)


async def test_another_key_is_said_so(stage: SlackOverHttp, kept: Process) -> None:
    await kept().save(Installation("T1", "acme", "U1", "B1", "xoxb-1"))
    other = Seal(base64.urlsafe_b64encode(b"o" * 32).decode())
    found = Installations(stage.vault, other, Web(), stage.clock, Client("1", "2"))
    with pytest.raises(SettingsError, match="not the key"):
        await found.find("T1")


@pytest.mark.parametrize("key", [None, "", "short"])
def test_a_key_that_is_none_stops_the_start_with_what_would_be_one(key: str | None) -> None:
    with pytest.raises(SettingsError, match=r"WHETSTONE_SECRET_KEY: .*base64"):
        Seal(key)


def test_tokens_are_not_shown_where_an_installation_is() -> None:
    made = Installation("T1", "acme", "U1", "B1", "xoxb-secret", refresh_token="xoxe-secret",
                        expires_at=dt.datetime.now(dt.UTC))  # fmt: skip
    assert "secret" not in repr(made)
