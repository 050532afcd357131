"""Forms, presses and response URLs of the local Slack, with a bare Bolt app, both ways in."""

import json
from collections.abc import AsyncIterator

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient
from support.slack_server import SlackServer, Workspace
from support.slack_server.bare_bot import CARD, FORM, Bot, on_http, on_socket, text_of


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.0001
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    return server.workspace("acme")


@pytest.fixture(params=[on_socket, on_http], ids=["socket", "http"])
async def bot(
    request: pytest.FixtureRequest, server: SlackServer, acme: Workspace
) -> AsyncIterator[Bot]:
    async with request.param(server, acme) as bot:
        yield bot


async def test_a_press_opens_a_form_that_comes_back_filled(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    await bot.app.client.chat_postMessage(channel=room.id, text="What happened?", blocks=CARD)
    card = room.messages[0]
    assert (card.plain, card.buttons) == ("What happened?\nIn an hour", ["Answer privately"])
    await ada.presses(card, "Answer privately")
    press = bot.came[0]
    assert press["actions"][0]["value"] == "7"
    assert press["message"]["ts"] == card.ts
    assert press["container"]["message_ts"] == card.ts
    assert ada.open_view
    assert ada.open_view["private_metadata"] == "7"
    filled = {"Your answer": "They all miss", "Days": ["Mon"], "Channel": "#caching"}
    await ada.submits(fields=filled)
    values = bot.came[1]["view"]["state"]["values"]
    flat = {name: value for block in values.values() for name, value in block.items()}
    assert flat["Your answer"] == {"type": "plain_text_input", "value": "They all miss"}
    assert flat["Who reads it"]["selected_option"]["value"] == "me"
    assert [o["value"] for o in flat["Days"]["selected_options"]] == ["mon"]
    assert flat["At"]["selected_time"] == "09:00"
    assert flat["Channel"]["selected_conversation"] == room.id
    assert ada.open_view is None


async def test_the_client_does_not_send_what_a_person_could_not(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada = acme.user("Ada")
    client = bot.app.client
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    with pytest.raises(AssertionError, match="required"):
        await ada.submits()
    with pytest.raises(AssertionError, match="no option"):
        await ada.submits(fields={"Your answer": "x", "Who reads it": "all"})
    with pytest.raises(AssertionError, match="no such field"):
        await ada.submits(fields={"Your answer": "x", "Mood": "good"})
    with pytest.raises(AssertionError, match="nothing here is called"):
        await ada.presses(ada.views[0], "Dance")


async def test_a_submission_is_answered_by_errors_another_view_or_closing(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, client = acme.user("Ada"), bot.app.client
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    answer = {"Your answer": "x"}
    bot.submit_answer = {"response_action": "errors", "errors": {"answer": "Too short."}}
    await ada.submits(fields=answer)
    assert ada.open_view
    assert ada.open_view["errors"] == {"answer": "Too short."}
    bot.submit_answer = {"response_action": "push", "view": FORM}
    await ada.submits(fields=answer)
    assert len(ada.views) == 2
    assert ada.views[1]["previous_view_id"] == ada.views[0]["id"]
    bot.submit_answer = {"response_action": "clear"}
    await ada.submits(fields=answer)
    assert ada.open_view is None


async def test_closing_a_form_is_told_where_asked_for(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada = acme.user("Ada")
    await bot.app.client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    await ada.closes()
    assert bot.came[0]["type"] == "view_closed"
    assert ada.open_view is None


async def test_a_response_url_answers_privately(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    await bot.app.client.chat_postMessage(channel=room.id, text="What happened?", blocks=CARD)
    await ada.presses(room.messages[0], "later", "In an hour")
    assert bot.came[0]["actions"][0]["selected_option"]["value"] == "1h"
    assert [m.plain for m in ada.sees_privately(room)] == ["In an hour, then."]
    assert len(room.messages) == 1


async def test_a_trigger_lasts_three_seconds_and_opens_one_view(
    server: SlackServer, acme: Workspace
) -> None:
    ada = acme.user("Ada")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)

    async def error(trigger: str) -> str:
        with pytest.raises(SlackApiError) as caught:
            await client.views_open(trigger_id=trigger, view=FORM)
        return str(caught.value.response["error"])

    used, late = server.new_trigger(ada.user), server.new_trigger(ada.user)
    await client.views_open(trigger_id=used, view=FORM)
    server.clock.move(3.1)
    assert await error(used) == "exchanged_trigger_id"
    assert await error(late) == "expired_trigger_id"
    assert await error("1.2.3") == "invalid_trigger_id"
    other = server.workspace("other").user("Eve")
    assert await error(server.new_trigger(other.user)) == "invalid_trigger_id"


async def test_views_are_pushed_three_deep_and_updated_by_id_and_hash(
    server: SlackServer, acme: Workspace
) -> None:
    ada = acme.user("Ada")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=FORM)
    for _ in range(2):
        await client.views_push(trigger_id=server.new_trigger(ada.user), view=FORM)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        await client.views_push(trigger_id=server.new_trigger(ada.user), view=FORM)
    top = ada.views[-1]
    renamed = FORM | {"title": text_of("Renamed")}
    await client.views_update(view_id=top["id"], hash=top["hash"], view=renamed)
    assert ada.views[-1]["title"]["text"] == "Renamed"
    assert ada.views[-1]["root_view_id"] == ada.views[0]["id"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_update(view_id=top["id"], hash=top["hash"], view=FORM)
    with pytest.raises(SlackApiError, match="not_found"):
        await client.views_update(view_id="V404", view=FORM)


async def test_two_open_views_have_not_the_same_external_id(
    server: SlackServer, acme: Workspace
) -> None:
    ada, bob = acme.user("Ada"), acme.user("Bob")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    named = FORM | {"external_id": "answer-7"}
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=named)
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        await client.views_open(trigger_id=server.new_trigger(bob.user), view=named)
    await client.views_update(external_id="answer-7", view=named)
    await ada.closes()
    await client.views_open(trigger_id=server.new_trigger(bob.user), view=named)


async def test_a_response_url_is_used_five_times_within_half_an_hour(
    server: SlackServer, acme: Workspace
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    hook = AsyncWebhookClient(server.new_response_url(room, ada.user, None))
    answers = [await hook.send(text=str(n)) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [404]
    assert json.loads(answers[5].body)["error"] == "used_url"
    late = AsyncWebhookClient(server.new_response_url(room, ada.user, None))
    server.clock.move(1801)
    assert json.loads((await late.send(text="x")).body)["error"] == "expired_url"


async def test_a_press_in_a_form_tells_what_was_filled_so_far(
    server: SlackServer, acme: Workspace, bot: Bot
) -> None:
    ada, client = acme.user("Ada"), bot.app.client
    view = FORM | {"blocks": [*FORM["blocks"], CARD[1]]}
    await client.views_open(trigger_id=server.new_trigger(ada.user), view=view)
    ada.fills(ada.views[0], {"Days": ["Mon"]})
    await ada.presses(ada.views[0], "later", "In an hour")
    values = bot.came[0]["view"]["state"]["values"]
    assert any(block.get("Days", {}).get("selected_options") for block in values.values())
    await ada.submits(fields={"Your answer": "x"})
    assert ada.open_view is None


async def test_a_response_url_replaces_and_deletes_what_was_pressed_on(
    server: SlackServer, acme: Workspace
) -> None:
    ada, room = acme.user("Ada"), acme.channel("#caching")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    await client.chat_postMessage(channel=room.id, text="public")
    await client.chat_postEphemeral(channel=room.id, user=ada.id, text="private")
    for shown in (room.messages[0], ada.private[0]):
        hook = AsyncWebhookClient(server.new_response_url(room, ada.user, shown))
        await hook.send(text="new", replace_original=True)
        assert shown.plain == "new"
        await hook.send(delete_original=True)
    assert (room.messages, ada.private) == ([], [])
