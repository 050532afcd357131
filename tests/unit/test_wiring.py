"""Platforms are opened from the settings alone, and the command line shows how to add them."""

import json

import pytest
from click.testing import CliRunner
from support.clock import MovableClock

from bot.cli import main
from bot.errors import SettingsError
from bot.settings import read
from bot.wiring import make_interviewers, make_rungs, open_platform, opened
from storage import SqlStore, StoreVault

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.GaBcDe.abcdefghijklmnopqrstuvwxyz012345"


@pytest.fixture(autouse=True)
def _nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> None:
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "DISCORD_TOKEN", "PLATFORMS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path_factory.mktemp("empty"))


async def test_slack_and_discord_are_opened_side_by_side(
    monkeypatch: pytest.MonkeyPatch, sqlite_store: SqlStore, clock: MovableClock
) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("SLACK_API_URL", "http://127.0.0.1:9/api")
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    settings = read(None)
    vault = StoreVault(sqlite_store)
    both = [await open_platform(name, settings, clock, vault) for name in settings.running]
    assert [platform.name for platform in both] == ["slack", "discord"]
    assert [platform.chat.platform for platform in both] == ["slack", "discord"]
    for platform in both:
        await platform.close()


async def test_the_core_can_ask_slack_and_discord_of_their_channels(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-1")
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    monkeypatch.setenv("PLATFORMS", "discord,playground,slack")
    async with opened(read(None)) as app:
        known = app.practice.context.channels
        assert list(known) == ["discord", "slack"]


async def test_what_holds_connections_is_closed_with_the_app(
    monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", sqlite_url)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("MODERATION", "on")
    async with opened(read(None), with_platforms=False) as app:
        context = app.practice.context
        held = [*context.ladder.rungs.models, context.moderator]
        assert not any(each._client.is_closed() for each in held)  # type: ignore[union-attr]
    assert len(held) == 3
    assert all(each._client.is_closed() for each in held)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("slack", "SLACK_BOT_TOKEN: not set"),
        ("discord", "DISCORD_TOKEN: not set"),
        ("irc", r"PLATFORMS: irc is neither built in \(discord, playground, slack\)"),
    ],
)
async def test_a_platform_that_lacks_a_setting_names_it(
    sqlite_store: SqlStore, clock: MovableClock, name: str, line: str
) -> None:
    with pytest.raises(SettingsError, match=line):
        await open_platform(name, read(None), clock, StoreVault(sqlite_store))


def test_every_model_that_reviews_also_interviews_best_value_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("OPENAI_API_KEY", "SECOND_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert make_interviewers(make_rungs(read(None))) == ()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    monkeypatch.setenv("SECOND_API_KEY", "sk-2")
    monkeypatch.setenv("SECOND_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SECOND_MODEL", "other-1")
    names = [each.name.rpartition("/")[0] for each in make_interviewers(make_rungs(read(None)))]
    assert names == ["openai/gpt-6-luna", "openai/gpt-6.1-terra", "second/other-1"]


def test_the_manifest_is_printed_for_each_way_in() -> None:
    run = CliRunner().invoke
    socket = json.loads(run(main, ["slack", "manifest"]).output)
    http = json.loads(run(main, ["slack", "manifest", "--address", "https://x.example"]).output)
    assert socket["settings"]["socket_mode_enabled"] is True
    assert http["settings"]["socket_mode_enabled"] is False
    assert "https://x.example/slack/events" in json.dumps(http)


def test_the_invite_address_comes_from_the_token_or_the_id(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = CliRunner().invoke
    refused = run(main, ["discord", "invite"])
    assert refused.exit_code == 1
    assert "DISCORD_APPLICATION_ID: not set" in refused.stderr
    monkeypatch.setenv("DISCORD_TOKEN", TOKEN)
    assert "client_id=123456789012345678&" in run(main, ["discord", "invite"]).output
    monkeypatch.setenv("DISCORD_APPLICATION_ID", "42")
    assert "client_id=42&" in run(main, ["discord", "invite"]).output


def test_the_doctor_names_what_a_platform_lacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    told = CliRunner().invoke(main, ["doctor", "--json"])
    checks = {check["name"]: check for check in json.loads(told.output)["checks"]}
    assert told.exit_code == 1
    assert checks["slack"]["status"] == "FAIL"
    assert checks["slack"]["text"].startswith("SLACK_APP_TOKEN: not set, nor SLACK_SIGNING_SECRET")
