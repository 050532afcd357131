"""A message in a call's body: with its picture, without it, or as plain text."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import discord
import structlog

from adapters.discord import web
from adapters.discord.layout import ALT_MOST, PLAIN_MOST, page, plain_view, view
from adapters.discord.web import Rest, code, named
from bot.message import Message
from bot.sending.drawing import FILE_NAME, Drawing

log = structlog.get_logger()

Json = dict[str, Any]
V2 = 1 << 15
SILENCED: Json = {"parse": []}


@dataclass(frozen=True, slots=True)
class Shown:
    """A message for a team. `key` marks it, '' for none; `more` goes with it into the body."""

    team: str
    key: str
    message: Message
    more: Mapping[str, Any] = field(default_factory=dict)

    def layout(self) -> Json:
        """A replaced message loses the picture that it had."""
        pictures = [self.message.picture] if self.message.picture else []
        parts = view(page(self.message), self.team, marker(self.key) if self.key else None)
        return {
            "components": parts.to_components(),  # type: ignore[no-untyped-call]
            "flags": V2,
            "attachments": [
                {"id": 0, "filename": FILE_NAME, "description": picture.title[:ALT_MOST]}
                for picture in pictures
            ],
            "allowed_mentions": SILENCED,
            **self.more,
        }

    def plain(self) -> Json:
        footer = f"\n-# {nonce(self.key)}" if self.key else ""
        shown = page(self.message, PLAIN_MOST - len(footer))
        return {
            "content": shown.text + footer,
            "components": plain_view(shown, self.team).to_components(),
            "allowed_mentions": SILENCED,
            **self.more,
        }


class Showing:
    def __init__(self, rest: Rest, drawing: Drawing) -> None:
        self._rest = rest
        self._drawing = drawing
        self._plain_said = False

    async def show(self, method: str, path: str, names: dict[str, str], shown: Shown) -> Json:
        """As components v2; as plain text where those are refused, which is logged once. Raises
        one of FAULTS."""
        try:
            return await self._with_picture(method, path, names, shown)
        except discord.HTTPException as error:
            if code(error) not in (web.INVALID_FORM, web.EMPTY):
                raise
        told: Json = await self._rest.request(method, path, names, json=shown.plain())
        if not self._plain_said:
            self._plain_said = True
            log.warning("discord: components v2 are refused, so messages are plain text")
        return told

    async def _with_picture(
        self, method: str, path: str, names: dict[str, str], shown: Shown
    ) -> Json:
        """With its picture, where there is one and Discord takes it."""
        told: Json
        png = await self._drawing.png(shown.message.picture)
        if png is not None:
            try:
                told = await self._rest.request(method, path, names, json=shown.layout(), png=png)
                return told
            except discord.HTTPException as error:
                if code(error) not in web.NO_PICTURE:
                    raise
                log.info("discord: a picture was left out", why=named(error))
        bare = replace(shown, message=replace(shown.message, picture=None))
        told = await self._rest.request(method, path, names, json=bare.layout())
        return told


def nonce(key: str) -> str:
    """25 characters, always the same for a key (docs: Create Message, `nonce`)."""
    return base64.b32encode(hashlib.sha256(key.encode()).digest()).decode()[:25]


def marker(key: str) -> int:
    """A component's id is a positive number of 32 bits (docs: components, 'Anatomy')."""
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4]) >> 1 or 1
