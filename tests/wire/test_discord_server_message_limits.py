"""How the local Discord refuses messages that are too long, too many or mixed up."""

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from support.discord_server.scene import Scene, scene

pytestmark = pytest.mark.slow

CREATE = "POST /channels/{channel_id}/messages"


@pytest.fixture
async def stage() -> AsyncIterator[Scene]:
    async with scene() as ready:
        yield ready


async def refused(stage: Scene, body: dict[str, Any], method: str = "POST", path: str = ""
                  ) -> dict[str, Any]:  # fmt: skip
    """The error body for what discord.py itself would not send."""
    url = f"{stage.server.api}/channels/{stage.general.id}/messages{path}"
    headers = {"Authorization": f"Bot {stage.server.app.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as http,
        http.request(method, url, json=body) as answer,
    ):
        assert answer.status >= 400, await answer.text()
        assert answer.headers["Content-Type"] == "application/json"
        told: dict[str, Any] = await answer.json()
        return told


async def faults(stage: Scene, body: dict[str, Any]) -> dict[str, str]:
    """The field paths that are wrong, with the code of each."""
    told = await refused(stage, body)
    assert (told["code"], told["message"]) == (50035, "Invalid Form Body")
    found = {}

    def look(path: str, here: dict[str, Any]) -> None:
        for name, value in here.items():
            if name == "_errors":
                found[path] = value[0]["code"]
            else:
                look(f"{path}.{name}".strip("."), value)

    look("", told["errors"])
    return found


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def button(custom_id: str = "a", label: str = "Press", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "custom_id": custom_id, "label": label} | more


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x" * 2001}, {"content": "BASE_TYPE_MAX_LENGTH"}),
        ({"content": "x", "nonce": "n" * 26}, {"nonce": "BASE_TYPE_MAX_LENGTH"}),
        ({"embeds": [{"title": "x"}] * 11}, {"embeds": "BASE_TYPE_MAX_LENGTH"}),
        (
            {"embeds": [{"description": "x" * 4097}]},
            {"embeds.0.description": "BASE_TYPE_MAX_LENGTH"},
        ),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "x" * 1025}]}]},
            {"embeds.0.fields.0.value": "BASE_TYPE_BAD_LENGTH"},
        ),
        (
            {"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]},
            {"embeds.0.fields": "BASE_TYPE_MAX_LENGTH"},
        ),
        ({"embeds": [{"description": "x" * 3001}] * 2}, {"embeds": "MAX_EMBED_SIZE_EXCEEDED"}),
        (
            {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
            {"allowed_mentions": "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE"},
        ),
    ],
)
async def test_a_message_is_held_to_its_limits(
    stage: Scene, body: dict[str, Any], fault: dict[str, str]
) -> None:
    found = await faults(stage, body)
    assert fault.items() <= found.items()


@pytest.mark.parametrize(
    ("components", "fault"),
    [
        ([row()] * 6, {"components": "BASE_TYPE_MAX_LENGTH"}),
        ([row(*[button(str(n)) for n in range(6)])],
         {"components.0.components": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button("x" * 101))], {"components.0.components.0.custom_id": "BASE_TYPE_BAD_LENGTH"}),
        ([row(button(label="x" * 81))],
         {"components.0.components.0.label": "BASE_TYPE_MAX_LENGTH"}),
        ([row(button(), button())], {"components": "COMPONENT_CUSTOM_ID_DUPLICATED"}),
        ([row(button(url="https://example.com"))],
         {"components.0.components.0.url": "BUTTON_COMPONENT_INVALID_FIELD"}),
        ([{"type": 10, "content": "text"}], {"components.0.type": "UNION_TYPE_CHOICES"}),
        ([row({"type": 3, "custom_id": "s", "options": [
            {"label": str(n), "value": str(n)} for n in range(26)]})],
         {"components.0.components.0.options": "BASE_TYPE_BAD_LENGTH"}),
        ([row({"type": 3, "custom_id": "s", "options": [
            {"label": "x" * 101, "value": "v"}, {"label": "y", "value": "v"}]})],
         {"components.0.components.0.options.0.label": "BASE_TYPE_BAD_LENGTH",
          "components.0.components.0.options": "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"}),
    ],
)  # fmt: skip
async def test_components_are_held_to_their_limits(
    stage: Scene, components: list[Any], fault: dict[str, str]
) -> None:
    found = await faults(stage, {"content": "x", "components": components})
    assert fault.items() <= found.items()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ({"content": "x", "components": [{"type": 10, "content": "text"}]},
         {"content": "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"}),
        ({"components": [{"type": 10, "content": "x" * 2001}] * 2},
         {"components": "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED"}),
        ({"components": [{"type": 14}] * 41},
         {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}),
        ({"components": [{"type": 17, "components": [{"type": 14}] * 40}]},
         {"components": "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED"}),
        ({"components": [{"type": 9, "components": [{"type": 10, "content": "x"}]}]},
         {"components.0.accessory.type": "BASE_TYPE_CHOICES"}),
        ({"components": [{"type": 17, "components": [{"type": 17, "components": []}]}]},
         {"components.0.components.0.type": "UNION_TYPE_CHOICES"}),
    ],
)  # fmt: skip
async def test_components_v2_are_held_to_their_limits(
    stage: Scene, body: dict[str, Any], fault: dict[str, str]
) -> None:
    found = await faults(stage, body | {"flags": 32768})
    assert fault.items() <= found.items()


async def test_v2_text_of_too_many_bytes_breaks_the_service(stage: Scene) -> None:
    heavy = {"type": 10, "content": "🎯" * 2600}
    told = await refused(stage, {"flags": 32768, "components": [heavy]})
    assert told["message"] == "500: Internal Server Error"


async def test_a_voice_message_is_one_file_and_nothing_else(stage: Scene) -> None:
    told = await refused(stage, {"content": "listen", "flags": 8192})
    assert told["code"] == 50160
