"""The manifest, what is missing and done without, and what came while the bot was away."""

import json
from collections.abc import AsyncIterator

import pytest
from scenarios.on_slack import SlackStage, slack_stage
from support.slack_server import EVENTS, error, ratelimited
from support.slack_server.outbox import NEEDS
from support.team import GOOD

from adapters.slack.manifest import COMMANDS, SCOPES, manifest
from adapters.slack.platform import Options, SlackPlatform
from bot.commands import COMMANDS as GRAMMAR
from bot.doctor import as_lines
from bot.errors import SettingsError


@pytest.fixture
async def stage(sqlite_url: str) -> AsyncIterator[SlackStage]:
    async with slack_stage(sqlite_url) as stage:
        yield stage


async def test_an_app_made_from_the_manifest_practises(stage: SlackStage) -> None:
    stage.server.app.follows(json.loads(manifest()))
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await ada.says(room, GOOD, thread=question)
    await ada.opens_home()
    await ada.runs("/leaderboard", "", room)
    await stage.later(seconds=25)
    assert len(stage.replies(room, question)) == 1
    assert "Days answered" in stage.told(ada, room).plain
    assert ada.home


async def test_an_admin_sets_up_the_daily_question_and_sees_it_before(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada", "Europe/Berlin", admin=True), acme.channel("practice")
    other = acme.channel("other")
    await stage.starts()
    await ada.runs("/practice", "setup", room)
    await ada.submits(fields={"Skills": ["Caching"], "Time": "10:15", "Channel": "#other"})
    preview = stage.told(ada, room).plain
    assert "Caching" in preview
    assert "10:15 Europe/Berlin" in preview
    assert f"<#{other.id}>" in preview
    assert other.messages == []
    await ada.presses(ada.open_view or {}, "Start")
    await stage.later(seconds=5)
    (question,) = [m for m in other.messages if "Answer privately" in m.buttons]
    assert question.pings == []


async def test_who_is_no_admin_fills_the_same_form_and_an_admin_says_yes(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada, bob, room = acme.user("Ada", admin=True), acme.user("Bob"), acme.channel("practice")
    await stage.starts()
    await bob.runs("/practice", "setup", room)
    await bob.submits(fields={"Skills": ["Caching"], "Time": "10:15", "Time zone": "UTC"})
    await ada.runs("/practice", "setup", room)
    request = ada.sees_privately(room)[-1]
    assert "Bob" in request.plain
    assert room.messages == []
    await ada.presses(request, "Yes, start it")
    await stage.later(seconds=5)
    assert len([m for m in room.messages if "Answer privately" in m.buttons]) == 1
    assert bob.dm.messages


def test_the_manifest_asks_for_every_event_that_its_scopes_are_for() -> None:
    told = json.loads(manifest("https://practice.example.com/", many=True))
    asked = told["settings"]["event_subscriptions"]["bot_events"]
    assert set(asked) - {"channel_deleted", "group_deleted"} <= set(EVENTS)
    for event in asked:
        assert not NEEDS.get(event) or set(NEEDS[event]) & SCOPES.keys()
    assert {f"/{command.path.split()[0]}" for command in GRAMMAR} == COMMANDS.keys()
    addresses = [told["settings"]["event_subscriptions"]["request_url"],
                 told["settings"]["interactivity"]["request_url"],
                 *(c["url"] for c in told["features"]["slash_commands"])]  # fmt: skip
    assert set(addresses) == {"https://practice.example.com/slack/events"}
    assert len(told["display_information"]["description"]) <= 140


def test_only_where_workspaces_install_do_tokens_rotate() -> None:
    """docs: Using token rotation: a token that is copied from the app's page would end in 12 h."""
    for one in (manifest(), manifest("https://practice.example.com")):
        assert not json.loads(one)["settings"]["token_rotation_enabled"]
    many = json.loads(manifest("https://practice.example.com", many=True))
    assert many["settings"]["token_rotation_enabled"]
    back = many["oauth_config"]["redirect_urls"]
    assert back == ["https://practice.example.com/slack/oauth_redirect"]


async def test_without_the_history_scopes_forms_work_all_the_same(stage: SlackStage) -> None:
    scopes = [s for s in SCOPES if "history" not in s]
    acme = stage.server.workspace("acme", scopes=scopes)
    stage.token = acme.bot_token()
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await ada.presses(question, "Answer privately")
    await ada.submits(fields={"Your answer": GOOD})
    await ada.says(room, GOOD, thread=question, mentions_bot=True)
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    assert "I found wording for" in ada.dm.messages[-1].plain
    assert len(stage.replies(room, question)) == 1


@pytest.mark.parametrize(
    ("missing", "way"),
    [
        ("", "Reply in this thread; "),
        (
            "groups:history",
            "Press Answer privately, mention me in this thread, or write to me directly; ",
        ),
        (
            "channels:history groups:history im:history",
            "Press Answer privately, or mention me in this thread; ",
        ),
    ],
)
async def test_a_question_and_its_preview_name_only_ways_that_reach_the_bot(
    stage: SlackStage, missing: str, way: str
) -> None:
    acme = stage.server.workspace("acme", scopes=[s for s in SCOPES if s not in missing.split()])
    stage.token = acme.bot_token()
    ada, room = acme.user("Ada", admin=True), acme.channel("practice", private=True)
    await stage.starts()
    await ada.runs("/practice", "setup", room)
    await ada.submits(fields={"Skills": ["Caching"], "Time": "10:15", "Time zone": "UTC"})
    assert way in stage.told(ada, room).plain
    await ada.presses(ada.open_view or {}, "Start")
    await stage.later(seconds=5)
    (question,) = [m for m in room.messages if "Answer privately" in m.buttons]
    assert way in question.plain
    await ada.closes()
    await ada.runs("/practice", "settings", room)
    by_message = "in a direct message" in stage.told(ada, room).plain
    assert by_message == (missing == "groups:history")


async def test_what_a_server_does_not_know_is_done_without(stage: SlackStage) -> None:
    stage.server.without(
        "users.info", "views.publish", "chat.getPermalink", "assistant.threads.setStatus",
        "assistant.threads.setSuggestedPrompts", "conversations.replies", "conversations.open",
    )  # fmt: skip
    acme = stage.workspace("acme")
    ada, room = acme.user("Ada"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    for tab in ("home", "messages", "home"):
        await ada.opens_home(tab)
        await stage.server.outbox.settled()
    await ada.says(room, "ok, later", thread=question)
    await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    await stage.later(seconds=5)
    assert len(stage.replies(room, question)) == 1
    assert "haven't counted" in ada.dm.messages[-1].plain
    for method in ("views.publish", "users.info"):
        assert len(stage.server.calls(method)) == 1


async def test_the_messages_tab_suggests_what_to_ask_for(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada = acme.user("Ada")
    await stage.starts()
    await ada.opens_home("messages")
    for prompt in await stage.until(lambda: ada.dm.prompts):
        before = len(ada.dm.messages)
        await ada.says(ada.dm, prompt["message"])
        await stage.later(seconds=5)
        assert len(ada.dm.messages) == before + 2
        assert "There is no" not in ada.dm.messages[-1].plain


async def test_replies_of_a_downtime_are_fetched_within_the_rate_limits(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    ada, bob, room = acme.user("Ada"), acme.user("Bob"), acme.channel("practice")
    await stage.starts()
    await stage.track(acme, room)
    question = await stage.asks(room)
    await ada.says(room, GOOD, thread=question)
    await stage.later(seconds=25)
    await stage.stops()
    await bob.says(room, GOOD, thread=question)
    await stage.server.outbox.settled()  # Slack has given up
    stage.server.next("conversations.replies", ratelimited(1))
    await stage.restarts()
    await stage.later(seconds=25)
    told = [review.plain.split(",")[0] for review in stage.replies(room, question)]
    assert told == ["Ada", "Bob"]


async def test_a_thread_that_cannot_be_read_holds_no_other_up(stage: SlackStage) -> None:
    acme = stage.workspace("acme")
    bob, room, other = acme.user("Bob"), acme.channel("practice"), acme.channel("other")
    await stage.starts()
    for channel in (room, other):
        await stage.track(acme, channel)
    question, _ = await stage.asks(room), await stage.asks(other)
    await stage.stops()
    await bob.says(room, GOOD, thread=question)
    await stage.server.outbox.settled()  # Slack has given up
    stage.server.next("conversations.replies", error("thread_not_found"))
    await stage.restarts()
    await stage.stops()
    await stage.restarts()
    await stage.later(seconds=25)
    assert len(stage.replies(room, question)) == 1


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({}, "SLACK_BOT_TOKEN: not set"),
        ({"bot_token": "xoxb-1"}, "SLACK_APP_TOKEN: not set, nor SLACK_SIGNING_SECRET"),
        ({"client_id": "1", "app_token": "xapp-1"}, "SLACK_CLIENT_SECRET: not set"),
        ({"bot_token": "xoxe.xoxb-1", "app_token": "xapp-1"}, "SLACK_BOT_TOKEN: it ends within"),
    ],
)
def test_settings_that_cannot_work_are_said_in_one_line(
    stage: SlackStage, options: dict[str, str], line: str
) -> None:
    with pytest.raises(SettingsError, match=line):
        SlackPlatform(Options(**options), stage.clock, stage.vault)


async def doctor(stage: SlackStage, **options: str) -> list[str]:
    told = {"bot_token": stage.token, "api_url": stage.server.api} | stage.options | options
    platform = SlackPlatform(Options(**told), stage.clock, stage.vault)
    try:
        return as_lines(await platform.checks())
    finally:
        await platform.close()


async def test_the_doctor_says_where_we_are(stage: SlackStage) -> None:
    stage.workspace("acme")
    assert await doctor(stage) == ["OK    slack  installed in acme"]


async def test_the_doctor_names_each_missing_scope_and_what_it_is_for(stage: SlackStage) -> None:
    missing = {"channels:history", "chat:write"}
    scopes = [s for s in SCOPES if s not in missing]
    stage.token = stage.server.workspace("acme", scopes=scopes).bot_token()
    first, second = await doctor(stage)
    assert first.startswith("WARN  slack  acme: no channels:history, which is for plain replies")
    assert second.startswith("FAIL  slack  acme: no chat:write, which is for posting questions")
    assert "reinstall" in first


async def test_the_doctor_names_each_wrong_token(stage: SlackStage) -> None:
    stage.workspace("acme")
    (line,) = await doctor(stage, app_token="xapp-wrong")
    assert line.startswith("FAIL  slack  nothing can come in (invalid_auth). Fix: SLACK_APP_TOKEN")
    (line,) = await doctor(stage, bot_token="xoxb-wrong")
    assert line.startswith("FAIL  slack  Slack does not accept SLACK_BOT_TOKEN (invalid_auth)")
