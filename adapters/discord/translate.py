"""discord.py's objects as the core's types. Pure."""

import re
from dataclasses import dataclass, replace

import discord

from bot.daily.parts import micros
from bot.message import Deletion, Incoming, Person

PLATFORM = "discord"

# A member's own words (docs: message, 'Message Types').
_OWN_WORDS = (discord.MessageType.default, discord.MessageType.reply)
_ROLE = re.compile(r"<@&(\d{1,20})>")


@dataclass(frozen=True, slots=True)
class Spot:
    """A channel, and the thread in it; both are ids. A thread's is that of its first message."""

    channel: str
    thread: str | None = None


def spot_of(channel: object) -> Spot | None:
    """Where a channel of discord.py's is; None where it does not know more than the id."""
    if isinstance(channel, discord.Thread):
        return Spot(str(channel.parent_id), str(channel.id))
    if isinstance(channel, discord.abc.GuildChannel):
        return Spot(str(channel.id))
    return None


def person(
    user: discord.User | discord.Member, team: int | str, guild: discord.Guild | None
) -> Person:
    """Who somebody is. Discord tells nobody's zone, and roles only where it is in the server."""
    held = user.roles if isinstance(user, discord.Member) else []
    return Person(
        platform=PLATFORM,
        team=str(team),
        member=str(user.id),
        name=user.display_name,
        team_name=(guild.name if guild else "") or "",
        roles=tuple(str(role.id) for role in held),
    )


def with_names(text: str, guild: discord.Guild | None) -> str:
    """Roles that the text mentions, such as '<@&7>', with their names: '<@&7|mentors>'."""

    def told(found: re.Match[str]) -> str:
        role = guild.get_role(int(found[1])) if guild else None
        return f"<@&{found[1]}|{role.name.replace('>', '')}>" if role else found[0]

    return _ROLE.sub(told, text)


def is_own_words(message: discord.Message) -> bool:
    """Whether a person wrote it, rather than an app, a webhook or Discord itself."""
    return not message.author.bot and message.webhook_id is None and message.type in _OWN_WORDS


def incoming(
    message: discord.Message, team: int | str, spot: Spot, me: int, *, reads: bool
) -> Incoming | None:
    """A member's message, new or edited; None for what is none of ours.

    `me` is the bot's user id. `reads`: whether the Message Content intent is on. Without it a
    text that is empty is one we may not see, so it says nothing."""
    emptied = reads and message.edited_at is not None
    if not is_own_words(message) or not (message.content or emptied):
        return None
    return Incoming(
        person=person(message.author, team, message.guild),
        channel=spot.channel,
        message=str(message.id),
        revision=micros(message.edited_at or message.created_at),
        text=words(message.content, me),
        sent_at=message.created_at,
        thread=spot.thread,
        mentions_bot=any(user.id == me for user in message.mentions),
    )


def direct(message: discord.Message, me: int) -> Incoming | None:
    """As `incoming`: a direct message names no team, and is read without the intent."""
    read = incoming(message, "", Spot(str(message.channel.id)), me, reads=True)
    return replace(read, direct=True) if read else None


def deletion(team: int | str, message: int, spot: Spot) -> Deletion:
    return Deletion(PLATFORM, str(team), spot.channel, str(message), spot.thread)


def words(text: str, me: int) -> str:
    """The text as a person reads it; the mention that called the bot is left out."""
    text = re.sub(rf"^\s*<@!?{me}>[\s,:]*", "", text)
    return re.sub(rf"<@!?{me}>", "@whetstone", text)
