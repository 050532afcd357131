"""Text files, shared in their reader's direct messages. docs: Working with files."""

from adapters.slack.blocks import pages
from adapters.slack.extras import Extras
from adapters.slack.pictures import METHOD
from adapters.slack.workspaces import Workspaces
from bot.message import Attachment, Line, Message
from bot.sending.attachments import spelled_out
from bot.wording.basics import note

WHERE = "It comes in your direct messages."


class Files:
    def __init__(self, workspaces: Workspaces, extras: Extras) -> None:
        self._workspaces = workspaces
        self._extras = extras

    async def give(self, team: str, user: str, file: Attachment | None) -> None:
        """As a file; as text where files are not offered. Nothing where there is none."""
        if file is None:
            return
        if self._extras.has(team, METHOD):
            shared: list[str] = []
            await self._extras.try_(team, METHOD, self._share(team, user, file, shared))
            if shared:
                return
        await self._extras.try_(team, "chat.postMessage", self._write(team, user, file))

    async def _share(self, team: str, user: str, file: Attachment, shared: list[str]) -> None:
        client, content = await self._workspaces.client(team), file.text.encode()
        opened = await client.conversations_open(users=user)
        place = await client.files_getUploadURLExternal(filename=file.name, length=len(content))
        await self._workspaces.web.upload(place["upload_url"], content)
        uploaded = str(place["file_id"])
        await client.files_completeUploadExternal(
            files=[{"id": uploaded, "title": file.name}], channel_id=opened["channel"]["id"]
        )
        shared.append(uploaded)

    async def _write(self, team: str, user: str, file: Attachment) -> None:
        client = await self._workspaces.client(team)
        for part in pages(spelled_out(Message((Line(file.name, "title"),), attachment=file))):
            await client.chat_postMessage(channel=user, text=part.text, blocks=part.blocks)


def told(message: Message) -> Message:
    """With a word on where its file goes, for where it stands elsewhere."""
    if message.attachment is None:
        return message
    return Message((*message.lines, note(WHERE)), message.buttons, message.picture)
