"""What the local Slack takes in blocks and views, and whom a text would ping."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from support.slack_server import Message, SlackServer, Workspace
from support.slack_server.blocks import faults_in_blocks
from support.slack_server.refusal import Refusal
from support.slack_server.views import check_view

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def section(length: int = 1, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}} | more


def button(label: int = 4, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": "go"} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def option(length: int = 1, value: int = 1) -> Json:
    return {"text": plain(length), "value": "v" * value}


def menu(kind: str, *options: Json, **more: Any) -> Json:
    return {"type": kind, "action_id": "pick", "options": list(options)} | more


def rows(count: int, **more: Any) -> list[Json]:
    return [button(action_id=str(n), **more) for n in range(count)]


def feedback(length: int) -> Json:
    both = {"positive_button": {"text": plain(length)}, "negative_button": {"text": plain(1)}}
    element = {"type": "feedback_buttons", "action_id": "rate"} | both
    return {"type": "context_actions", "elements": [element]}


NOTE = {"type": "mrkdwn", "text": "note"}
PICTURE = {"type": "image", "image_url": "https://x.test/a.png", "alt_text": "a"}
LIMITS: list[tuple[str, list[Json], list[Json]]] = [
    ("blocks", [section()] * 50, [section()] * 51),
    ("section", [section(3000)], [section(3001)]),
    ("fields", [{"type": "section", "fields": [NOTE] * 10}],
     [{"type": "section", "fields": [NOTE] * 11}]),
    ("header", [{"type": "header", "text": plain(150)}], [{"type": "header", "text": plain(151)}]),
    ("plain header", [{"type": "header", "text": plain(1)}], [{"type": "header", "text": NOTE}]),
    ("button", [actions(button(75))], [actions(button(76))]),
    ("value", [actions(button(value="v" * 2000))], [actions(button(value="v" * 2001))]),
    ("style", [actions(button(style="danger"))], [actions(button(style="loud"))]),
    ("context", [{"type": "context", "elements": [NOTE] * 10}],
     [{"type": "context", "elements": [NOTE] * 11}]),
    ("actions", [actions(*rows(25))], [actions(*rows(26))]),
    ("no actions", [actions(*rows(1))], [actions()]),
    ("action ids", [actions(button()), actions(button())], [actions(button(), button())]),
    ("block ids", [section(block_id="a"), section(block_id="b")],
     [section(block_id="a"), section(block_id="a")]),
    ("long ids", [section(block_id="b" * 255)], [section(block_id="b" * 256)]),
    ("markdown", [{"type": "markdown", "text": "x" * 12_000}],
     [{"type": "markdown", "text": "x" * 6_000}, {"type": "markdown", "text": "x" * 6_001}]),
    ("options", [actions(menu("static_select", *[option()] * 100))],
     [actions(menu("static_select", *[option()] * 101))]),
    ("overflow", [section(accessory=menu("overflow", *[option()] * 5))],
     [section(accessory=menu("overflow", *[option()] * 6))]),
    ("option text", [actions(menu("static_select", option(75)))],
     [actions(menu("static_select", option(76)))]),
    ("option value", [actions(menu("static_select", option(1, 150)))],
     [actions(menu("static_select", option(1, 151)))]),
    ("placeholder", [actions(menu("static_select", option(), placeholder=plain(150)))],
     [actions(menu("static_select", option(), placeholder=plain(151)))]),
    ("empty text", [section(1)], [section(0)]),
    ("type", [{"type": "divider"}], [{"type": "ruler"}]),
    ("property", [section(expand=True)], [section(colour="red")]),
    ("feedback", [feedback(75)], [feedback(76)]),
    ("alt text", [{"type": "image", "image_url": "https://x.test/a.png", "alt_text": "a"}],
     [{"type": "image", "image_url": "https://x.test/a.png"}]),
    ("picture", [{"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"}],
     [{"type": "image", "alt_text": "a"}]),
    ("small picture", [{"type": "context", "elements": [PICTURE]}],
     [{"type": "context", "elements": [{"type": "image", "alt_text": "a"}]}]),
    ("picture's title", [PICTURE | {"title": plain(2000)}], [PICTURE | {"title": NOTE}]),
    ("plain option", [section(accessory=menu("radio_buttons", {"text": NOTE, "value": "v"}))],
     [section(accessory=menu("static_select", {"text": NOTE, "value": "v"}))]),
    ("chosen", [section(accessory=menu("static_select", option(), initial_option=option()))],
     [section(accessory=menu("static_select", option(), initial_option=option(2)))]),
    ("none chosen", [section(accessory=menu("checkboxes", option(), initial_options=[option()]))],
     [section(accessory=menu("checkboxes", option(), initial_options=[]))]),
]  # fmt: skip


@pytest.mark.parametrize(("fits", "too_much"), [x[1:] for x in LIMITS], ids=[x[0] for x in LIMITS])
def test_a_limit_takes_what_fits_and_refuses_one_more(
    fits: list[Json], too_much: list[Json]
) -> None:
    assert list(faults_in_blocks(fits, 50)) == []
    assert len(list(faults_in_blocks(too_much, 50))) == 1


def modal(**more: Any) -> Json:
    return {"type": "modal", "title": plain(24), "blocks": [section()]} | more


FIELD = {
    "type": "input",
    "label": plain(10),
    "element": {"type": "plain_text_input", "action_id": "a", "max_length": 3000},
}


@pytest.mark.parametrize(
    ("fits", "too_much"),
    [
        (modal(), modal(title=plain(25))),
        (modal(submit=plain(24)), modal(submit=plain(25))),
        (modal(blocks=[section()] * 100), modal(blocks=[section()] * 101)),
        (modal(private_metadata="x" * 3000), modal(private_metadata="x" * 3001)),
        (modal(callback_id="x" * 255), modal(callback_id="x" * 256)),
        (modal(blocks=[FIELD], submit=plain(4)), modal(blocks=[FIELD])),
        (modal(clear_on_close=True), modal(colour="red")),
    ],
    ids=["title", "submit", "blocks", "metadata", "callback", "no submit", "property"],
)
def test_a_view_has_its_own_limits(fits: Json, too_much: Json) -> None:
    check_view(fits, kind="modal")
    with pytest.raises(Refusal, match="invalid_arguments") as caught:
        check_view(too_much, kind="modal")
    assert len(caught.value.extra["response_metadata"]["messages"]) == 1


def test_an_input_takes_at_most_3000_characters() -> None:
    element = FIELD["element"] | {"max_length": 3001}  # type: ignore[operator]
    assert len(list(faults_in_blocks([FIELD | {"element": element}], 100))) == 1


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    return server.workspace("acme")


async def posted(server: SlackServer, acme: Workspace, text: str, **more: Any) -> Message:
    room = acme.channel("#caching")
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    await client.chat_postMessage(channel=room.id, text=text, **more)
    return room.messages[-1]


async def test_a_faulty_block_is_named_by_its_place(server: SlackServer, acme: Workspace) -> None:
    with pytest.raises(SlackApiError) as caught:
        await posted(server, acme, "x", blocks=[section(3001)])
    assert caught.value.response["error"] == "invalid_blocks"
    fault = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["response_metadata"]["messages"] == [f"[ERROR] {fault}"]


async def test_blocks_are_too_long_together(server: SlackServer, acme: Workspace) -> None:
    with pytest.raises(SlackApiError) as caught:
        await posted(server, acme, "x", blocks=[section(2700)] * 5)
    assert caught.value.response["error"] == "msg_blocks_too_long"


async def test_pings_and_links_are_counted_in_text_and_blocks(
    server: SlackServer, acme: Workspace
) -> None:
    text = "<!channel> <@U0ADA> <!subteam^S1|@ops> <https://x.test|label> http://bare.test"
    message = await posted(server, acme, text)
    assert message.pings == ["!channel", "@U0ADA", "!subteam^S1"]
    assert message.links == ["https://x.test", "http://bare.test"]
    block = {"type": "section", "text": {"type": "mrkdwn", "text": "<!here>"}}
    assert (await posted(server, acme, "x", blocks=[block])).pings == ["!here"]
    rich: Json = {"type": "broadcast", "range": "everyone"}
    rich = {"type": "rich_text_section", "elements": [rich]}
    assert (await posted(server, acme, "x", blocks=[{"type": "rich_text", "elements": [rich]}])
            ).pings == ["!everyone"]  # fmt: skip


async def test_escaped_and_plain_text_ping_nobody(server: SlackServer, acme: Workspace) -> None:
    block = {"type": "header", "text": {"type": "plain_text", "text": "<!channel>"}}
    escaped = "&lt;!channel&gt; @here &lt;https://x.invalid|click&gt;"
    message = await posted(server, acme, escaped, blocks=[block])
    assert message.pings == []
    assert (await posted(server, acme, "a &lt; b &amp; c")).plain == "a < b & c"


async def test_link_names_makes_a_plain_name_ping(server: SlackServer, acme: Workspace) -> None:
    assert (await posted(server, acme, "@channel look")).pings == []
    assert (await posted(server, acme, "@channel look", link_names=True)).pings == ["!channel"]
