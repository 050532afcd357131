"""Who may do what, where (docs: topics, "Permissions")."""

from .world import Channel, Guild, Member

BITS = {
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_application_commands": 1 << 31,
    "manage_threads": 1 << 34,
    "create_public_threads": 1 << 35,
    "create_private_threads": 1 << 36,
    "send_messages_in_threads": 1 << 38,
    "send_voice_messages": 1 << 46,
    "pin_messages": 1 << 51,
}
ALL = (1 << 53) - 1
WITHOUT_SENDING = ("mention_everyone", "attach_files", "embed_links")
"""docs: permissions, "Implicit Permissions": denied with SEND_MESSAGES."""


def bits(*names: str) -> int:
    """The bit set of these permissions."""
    return sum(BITS[name] for name in set(names))


EVERYONE = bits(
    "view_channel", "send_messages", "send_messages_in_threads", "create_public_threads",
    "embed_links", "attach_files", "read_message_history", "add_reactions",
    "use_application_commands", "send_voice_messages",
)  # fmt: skip
"""What `@everyone` has in a new guild, as far as it matters here."""

BOT = (
    "view_channel", "send_messages", "send_messages_in_threads", "create_public_threads",
    "create_private_threads", "embed_links", "attach_files", "read_message_history",
)  # fmt: skip
"""The least that Whetstone asks for (PLATFORMS.md)."""


def in_guild(member: Member) -> int:
    """docs: permissions, "Permission Hierarchy": the roles together; an owner has all."""
    found = member.guild.everyone.permissions
    for role in member.roles:
        found |= role.permissions
    owner = member.guild.owner is member.user
    return ALL if owner or found & BITS["administrator"] else found


def of(member: Member, channel: Channel) -> int:
    """In a channel, with its overwrites; a thread inherits its parent's."""
    found = in_guild(member)
    if found == ALL:
        return ALL
    place = channel.parent if channel.is_thread and channel.parent else channel
    roles = {role.id for role in member.roles}
    for group in ({member.guild.id}, roles, {member.user.id}):
        hit = [o for target, o in place.overwrites.items() if target in group]
        for deny in (o.deny for o in hit):
            found &= ~deny
        for allow in (o.allow for o in hit):
            found |= allow
    if not found & BITS["view_channel"]:
        return 0
    sends = "send_messages_in_threads" if channel.is_thread else "send_messages"
    if not found & BITS[sends]:
        found &= ~bits(*WITHOUT_SENDING)
    return found


def may(member: Member | None, channel: Channel, *names: str) -> bool:
    """Whether all of these are allowed; in a direct message, all are."""
    if channel.guild is None:
        return True
    needed = bits(*names)
    return member is not None and of(member, channel) & needed == needed


def sees(member: Member | None, channel: Channel) -> bool:
    """docs: threads, "Permissions": a private thread is seen by its members and moderators."""
    if not may(member, channel, "view_channel"):
        return False
    if channel.kind != channel.PRIVATE_THREAD or member is None:
        return True
    return member.user.id in channel.joined or may(member, channel, "manage_threads")


def manages(guild: Guild, member: Member) -> bool:
    return bool(in_guild(member) & BITS["manage_guild"])
