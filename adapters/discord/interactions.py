"""Buttons, forms and commands: one call of the core each, and its reply to who acted.

All of them come by one event and are told apart by what they carry, so those of before a restart
are as good as new ones, and discord.py has no views or modals to keep. (A `DynamicItem` does the
same for buttons alone: modals serve once, and its errors are only logged.)"""

import asyncio
from collections.abc import Awaitable
from typing import Any

import discord
import structlog
from discord import InteractionType, app_commands

from adapters.discord.commands import TEXT_MOST, called, focused
from adapters.discord.forms import modal, values
from adapters.discord.layout import PLAIN_MOST, CustomId, Page, pages, plain_view, view
from adapters.discord.translate import person, spot_of
from adapters.discord.web import EMPTY, INVALID_FORM, code, named
from bot.core import Core
from bot.errors import TryLater, WhetstoneError
from bot.message import Call, Form, Line, Message, Person, Press, Reply, Submission
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
    def __init__(self, core: Core) -> None:
        self._core = core

    async def take(self, interaction: Interaction) -> None:
        """Answers it, or defers within a second."""
        try:
            if interaction.type is InteractionType.autocomplete:
                await self._complete(interaction)
            elif interaction.type is not InteractionType.ping:
                await self._answer(interaction)
        except (discord.HTTPException, discord.InteractionResponded, OSError) as error:
            log.warning("discord: an answer did not arrive", why=named(error))

    async def _answer(self, interaction: Interaction) -> None:
        working = asyncio.ensure_future(_said(self._reply(interaction), _typed(interaction)))
        await asyncio.wait([working], timeout=PATIENCE)
        if not working.done():
            await interaction.response.defer(ephemeral=True, thinking=True)
        await _show(interaction, await working)

    async def _reply(self, interaction: Interaction) -> Reply:
        data: Any = interaction.data
        if interaction.type is InteractionType.application_command:
            name, text = called(data)
            admin = interaction.permissions.manage_guild or interaction.permissions.administrator
            who = person(interaction.user, str(interaction.guild_id), interaction.guild)
            return await self._core.command(
                Call(who, str(interaction.id), name, text, _channel(interaction), admin)
            )
        custom = CustomId.read(data.get("custom_id", ""))
        if custom is None:
            return Message((Line(OLDER),))
        who = person(interaction.user, custom.team, interaction.guild)
        if interaction.type is InteractionType.component:
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
    return Submission(who, opened, form, values(data["components"]), _channel(interaction))


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


async def _show(interaction: Interaction, reply: Reply) -> None:
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
        await _say(interaction, page)


async def _say(interaction: Interaction, page: Page) -> None:
    """As components v2; as plain text where those are refused."""
    try:
        await _send(interaction, view=view(page, _team(interaction)))
    except discord.HTTPException as error:
        if code(error) not in (INVALID_FORM, EMPTY):
            raise
        *first, last = pages(Message((Line(page.text),), page.buttons), PLAIN_MOST)
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
