"""Buttons, forms and commands: one call of the core each, and its reply to who acted.

All of them come by one event and are told apart by what they carry, so those of before a restart
are as good as new ones, and discord.py has no views or modals to keep. (A `DynamicItem` does the
same for buttons alone: modals serve once, and its errors are only logged.)"""

import asyncio
import io
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import discord
import structlog
from discord import InteractionType, app_commands

from adapters.discord.commands import TEXT_MOST, called, focused
from adapters.discord.forms import files, modal, values
from adapters.discord.layout import PLAIN_MOST, CustomId, Page, pages, plain_view, view
from adapters.discord.private import ACTION as PRIVATE_THREAD
from adapters.discord.private import CLOSED, REFUSED, PrivateThreads
from adapters.discord.translate import person, spot_of, with_names
from adapters.discord.web import (
    EMPTY,
    FAULTS,
    INVALID_FORM,
    NO_DIRECT,
    NO_PICTURE,
    code,
    named,
)
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.message import Attachment, Call, Form, Line, Message, Person, Press, Reply, Submission
from bot.sending.attachments import spelled_out
from bot.sending.drawing import FILE_NAME, Drawing
from bot.text import shorten

log = structlog.get_logger()

Interaction = discord.Interaction[discord.Client]
PATIENCE = 1.0  # seconds until it is acknowledged in any case; Discord waits for 3
FORM = "form"
NOT_SAVED = "Not saved; try again."
OUR_FAULT = "Not saved: a fault of ours, which is in the log. Try again."
TOO_LATE = "The form could not be opened in time. Try again."
DONE = "Done."
OLDER = "That is from an older version. /practice help shows what there is now."


class Interactions:
    def __init__(self, core: Core, *, drawing: Drawing, threads: PrivateThreads) -> None:
        self._core = core
        self._threads = threads
        self._drawing = drawing

    async def take(self, interaction: Interaction) -> None:
        """Answers it, or defers within a second."""
        try:
            if interaction.type is InteractionType.autocomplete:
                await self._complete(interaction)
            elif interaction.type is not InteractionType.ping:
                await self._answer(interaction)
        except (*FAULTS, discord.InteractionResponded) as error:
            log.warning("discord: an answer did not arrive", why=named(error))

    async def _answer(self, interaction: Interaction) -> None:
        working = asyncio.ensure_future(self._made(interaction))
        await asyncio.wait([working], timeout=PATIENCE)
        if not working.done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        reply, png = await working
        await _show(interaction, reply, png)
        if isinstance(reply, Message) and reply.direct and interaction.guild_id:
            await self._reach(interaction, reply)

    async def _reach(self, interaction: Interaction, reply: Message) -> None:
        """Where what follows cannot arrive, its reader is told so at once, and offered a thread."""
        if await self._threads.of(_team(interaction), str(interaction.user.id)):
            return
        try:
            for page in pages(reply):
                await interaction.user.send(view=view(page, _team(interaction)))
        except discord.Forbidden as error:
            if code(error) != NO_DIRECT:
                raise
            for page in pages(CLOSED):
                await _say(interaction, page, None)

    async def _private_thread(self, interaction: Interaction, who: Person) -> Reply:
        channel = _channel(interaction)
        try:
            thread = await self._threads.open(who.team, channel, who.member)
        except discord.HTTPException as error:
            log.warning("discord: no private thread", channel=channel, why=named(error))
            return REFUSED
        await self._core.command(Call(who, str(interaction.id), "mock", "resume", channel))
        return Message((Line(f"Your interview goes on in #{thread}."),))

    async def _made(self, interaction: Interaction) -> tuple[Reply, bytes | None]:
        """The reply, with its picture as PNG."""
        reply = await _said(self._reply(interaction), _typed(interaction))
        return reply, await self._drawing.png(reply.picture if isinstance(reply, Message) else None)

    async def _reply(self, interaction: Interaction) -> Reply:
        data: Any = interaction.data
        if interaction.type is InteractionType.application_command:
            name, text = called(data)
            admin = interaction.permissions.manage_guild or interaction.permissions.administrator
            who = person(interaction.user, str(interaction.guild_id), interaction.guild)
            return await self._core.command(
                Call(
                    person=who,
                    id=str(interaction.id),
                    name=name,
                    text=with_names(text, interaction.guild),
                    channel=_channel(interaction),
                    admin=admin,
                )
            )
        custom = CustomId.read(data.get("custom_id", ""))
        if custom is None:
            return Message((Line(OLDER),))
        who = person(interaction.user, custom.team, interaction.guild)
        if interaction.type is InteractionType.component:
            if custom.action == PRIVATE_THREAD:
                return await self._private_thread(interaction, who)
            return await self._core.press(_press(interaction, who, custom))
        return await self._core.submit(_submission(interaction, who, custom))

    async def _complete(self, interaction: Interaction) -> None:
        data: Any = interaction.data
        name, begun = focused(data)
        who = person(interaction.user, str(interaction.guild_id), interaction.guild)
        try:
            found = await self._core.choices(who, name, begun)
        except WhetstoneError:
            found = ()
        choices = [
            app_commands.Choice(name=shorten(label, TEXT_MOST), value=value)
            for value, label in found
        ]
        await interaction.response.autocomplete(choices)


def _press(interaction: Interaction, who: Person, custom: CustomId) -> Press:
    return Press(who, str(interaction.id), custom.action, custom.value, _channel(interaction))


def _submission(interaction: Interaction, who: Person, custom: CustomId) -> Submission:
    """A form sent again from the same modal has the same id: that of what opened it."""
    data: Any = interaction.data
    opened, _, form = custom.value.partition(":")
    filled = values(data["components"])
    return Submission(who, opened, form, filled, _channel(interaction), files(data))


def _channel(interaction: Interaction) -> str:
    """Where it happened; for a thread the channel that it is in."""
    spot = spot_of(interaction.channel)
    return spot.channel if spot else str(interaction.channel_id)


def _typed(interaction: Interaction) -> str:
    """What was typed into a form: it is gone with the modal, so it is given back."""
    data: Any = interaction.data
    if interaction.type is not InteractionType.modal_submit:
        return ""
    parts = [part.get("component") or {} for part in data["components"]]
    return "\n".join(part["value"] for part in parts if part.get("type") == 4 and part["value"])


async def _said(work: Awaitable[Reply], typed: str) -> Reply:
    """The reply, or what went wrong, in words for the person: their act is not repeated."""
    try:
        return await work
    except TryLater:
        text = NOT_SAVED
    except WhetstoneError as error:
        text = str(error)
    except Exception as error:
        log.error("discord: what a member did was not taken", error=error)
        text = OUR_FAULT
    lost = (Line("Your text was not stored:"), Line(typed, "quote")) if typed else ()
    return Message((Line(text), *lost))


async def _show(interaction: Interaction, reply: Reply, png: bytes | None) -> None:
    """Once it was deferred a form can no longer be opened."""
    answered = interaction.response.is_done()
    if isinstance(reply, Form) and not answered:
        custom = CustomId(_team(interaction), FORM, f"{interaction.id}:{reply.id}")
        await interaction.response.send_modal(modal(reply, str(custom)))
        return
    if reply is None and not answered and interaction.message is not None:
        await interaction.response.defer()
        return
    text = TOO_LATE if isinstance(reply, Form) else DONE
    message = reply if isinstance(reply, Message) else Message((Line(text),))
    for page in pages(message):
        await _say(interaction, page, png if page.picture else None)
    if message.attachment is not None:
        await _give(interaction, message.attachment)


async def _give(interaction: Interaction, attachment: Attachment) -> None:
    """A file as a message of its own; as text where it is refused."""
    file = discord.File(io.BytesIO(attachment.text.encode()), attachment.name)
    try:
        await _send(interaction, file=file)
    except discord.HTTPException as error:
        if code(error) not in NO_PICTURE:
            raise
        for page in pages(spelled_out(Message((), attachment=attachment))):
            await _say(interaction, page, None)


async def _say(interaction: Interaction, page: Page, png: bytes | None) -> None:
    """As components v2; as plain text where those are refused. A picture that is refused, or was
    not drawn, is left out."""
    if png is not None:
        try:
            shown = view(page, _team(interaction))
            await _send(interaction, view=shown, file=discord.File(io.BytesIO(png), FILE_NAME))
            return
        except discord.HTTPException as error:
            if code(error) not in NO_PICTURE:
                raise
    page = replace(page, picture=None)
    try:
        await _send(interaction, view=view(page, _team(interaction)))
    except discord.HTTPException as error:
        if code(error) not in (INVALID_FORM, EMPTY):
            raise
        *first, last = pages(Message((Line(page.text),), page.every_button), PLAIN_MOST)
        for part in first:
            await _send(interaction, content=part.text)
        await _send(interaction, content=last.text, view=plain_view(last, _team(interaction)))


async def _send(interaction: Interaction, **shown: Any) -> None:
    """The first message is the response itself; further ones may be lost with its token."""
    if interaction.response.is_done():
        await interaction.followup.send(ephemeral=True, **shown)
    else:
        await interaction.response.send_message(ephemeral=True, **shown)


def _team(interaction: Interaction) -> str:
    data: Any = interaction.data
    custom = CustomId.read(data.get("custom_id", ""))
    return custom.team if custom else str(interaction.guild_id)
