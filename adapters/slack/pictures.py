"""Pictures as files of Slack's own, shared nowhere: only the message that names one shows it.

docs: Working with files; Slack file object. A file may be named only when Slack has looked through
it, which it does after `files.completeUploadExternal` (issue node-slack-sdk#2170): it then tells
its MIME type."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.blocks import Block, Page, image, page
from adapters.slack.extras import Extras
from adapters.slack.web import code
from adapters.slack.workspaces import Workspaces
from bot.message import Message
from bot.pictures import Picture
from bot.sending.drawing import FILE_NAME, Drawing

log = structlog.get_logger()

T = TypeVar("T")

METHOD = "files.getUploadURLExternal"
PATIENCE = 3.0  # seconds in all for what follows the drawing; a send has 10
LOOKS, PAUSE = 8, 0.3  # looks for it to be ready, and the seconds between them


class Pictures:
    def __init__(
        self, workspaces: Workspaces, extras: Extras, drawing: Drawing | None = None
    ) -> None:
        self._workspaces = workspaces
        self._extras = extras
        self._drawing = drawing or Drawing()

    async def sent(self, team: str, message: Message, send: Callable[[Page], Awaitable[T]]) -> T:
        """Sends it with its picture, or without one that Slack does not take. Raises as `send`."""
        blocks = await self.blocks(team, message.picture)
        if blocks:
            try:
                return await send(page(message, blocks))
            except SlackApiError as error:
                if code(error) != "invalid_blocks":  # it refuses a file that is not ready
                    raise
                log.info("slack: a picture was left out", why=code(error))
        return await send(page(message))

    async def alone(self, team: str, picture: Picture | None) -> list[Page]:
        """The picture as a message of its own, for after one that had to be quick."""
        found = await self.blocks(team, picture)
        return [Page(picture.title, found)] if picture and found else []

    async def blocks(self, team: str, picture: Picture | None) -> list[Block]:
        """One block, or none where there is no picture, or it cannot be drawn or uploaded."""
        if picture is None or not self._extras.has(team, METHOD):
            return []
        png = await self._drawing.png(picture)
        if png is None:
            return []
        found: list[Block] = []
        await self._extras.try_(team, METHOD, self._upload(team, picture.title, png, found))
        return found

    async def _upload(self, team: str, title: str, png: bytes, found: list[Block]) -> None:
        async with asyncio.timeout(PATIENCE):
            client = await self._workspaces.client(team)
            place = await client.files_getUploadURLExternal(
                filename=FILE_NAME, length=len(png), alt_txt=title
            )
            await self._workspaces.web.upload(place["upload_url"], png)
            file = str(place["file_id"])
            await client.files_completeUploadExternal(files=[{"id": file, "title": title}])
            for _ in range(LOOKS):
                if (await client.files_info(file=file))["file"].get("mimetype"):
                    found.append(image(file, title))
                    return
                await asyncio.sleep(PAUSE)
