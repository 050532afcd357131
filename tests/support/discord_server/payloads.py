"""Everything as the API writes it (docs: resources; the fields that discord.py's types need)."""

from . import permissions
from .world import MESSAGE_CONTENT, Application, Channel, Guild, Json, Member, Message, Role, User


def user(of: User) -> Json:
    return {
        "id": str(of.id), "username": of.name.lower(), "global_name": of.name,
        "discriminator": "0", "avatar": None, "bot": of.bot, "public_flags": 0,
    }  # fmt: skip


def member(of: Member, *, with_user: bool = True) -> Json:
    """`with_user=False` inside a message, which has its author beside it."""
    told: Json = {
        "roles": [str(role.id) for role in of.roles], "joined_at": of.joined_at, "nick": None,
        "deaf": False, "mute": False, "flags": 0, "pending": False, "avatar": None,
        "premium_since": None, "communication_disabled_until": None,
    }  # fmt: skip
    return told | {"user": user(of.user)} if with_user else told


def role(of: Role, position: int) -> Json:
    colours = {"primary_color": 0, "secondary_color": None, "tertiary_color": None}
    return {
        "id": str(of.id), "name": of.name, "permissions": str(of.permissions), "color": 0,
        "colors": colours, "hoist": False, "icon": None, "unicode_emoji": None,
        "position": position, "managed": False, "mentionable": of.mentionable, "flags": 0,
    }  # fmt: skip


def roles(of: Guild) -> list[Json]:
    return [role(each, i) for i, each in enumerate([of.everyone, *of.roles])]


def channel(of: Channel, viewer: User) -> Json:
    """A channel, a thread or a direct message, as `viewer` gets it."""
    last = max(of.history, default=None)
    told: Json = {"id": str(of.id), "type": of.kind, "flags": 0,
                  "last_message_id": str(last) if last else None}  # fmt: skip
    if of.guild is None:
        others = [user(of.recipient)] if of.recipient else []
        return told | {"recipients": others}
    told |= {"guild_id": str(of.guild.id), "name": of.name, "rate_limit_per_user": 0,
             "parent_id": str(of.parent.id) if of.parent else None}  # fmt: skip
    if of.is_thread:
        return told | _thread(of, viewer)
    told |= {"position": 0, "nsfw": False, "topic": None, "permission_overwrites": _overwrites(of)}
    if of.kind == Channel.FORUM:
        told |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None,
                 "default_forum_layout": 0}  # fmt: skip
    return told


def _thread(of: Channel, viewer: User) -> Json:
    """docs: threads, "Thread Fields"; `member` only where the viewer has joined."""
    replies = [m for m in of.history.values() if m.number != of.id]
    told: Json = {
        "owner_id": str(of.owner.id) if of.owner else "0", "member_count": min(50, len(of.joined)),
        "message_count": len(replies), "total_message_sent": of.ever_sent,
        "applied_tags": of.tags,
        "thread_metadata": {
            "archived": of.archived, "auto_archive_duration": of.archive_minutes,
            "archive_timestamp": of.archive_changed_at, "locked": of.locked, "invitable": True,
            "create_timestamp": of.archive_changed_at,
        },
    }  # fmt: skip
    if viewer.id in of.joined:
        told["member"] = thread_member(of, viewer.id)
    return told


def thread_member(of: Channel, who: int) -> Json:
    return {"id": str(of.id), "user_id": str(who), "join_timestamp": of.archive_changed_at,
            "flags": 0}  # fmt: skip


def _overwrites(of: Channel) -> list[Json]:
    return [{"id": str(target), "type": 0 if o.role else 1, "allow": str(o.allow),
             "deny": str(o.deny)} for target, o in of.overwrites.items()]  # fmt: skip


def guild(of: Guild, viewer: User) -> Json:
    """docs: guild, "Guild Object"; as REST gives it."""
    return {
        "id": str(of.id), "name": of.name, "icon": None, "splash": None, "description": None,
        "discovery_splash": None, "emojis": [], "stickers": [], "features": [],
        "incidents_data": None, "owner_id": str(of.owner.id), "region": "", "banner": None,
        "afk_channel_id": None, "afk_timeout": 300, "verification_level": 0,
        "default_message_notifications": 1, "explicit_content_filter": 0, "roles": roles(of),
        "mfa_level": 0, "nsfw_level": 0, "application_id": None, "system_channel_id": None,
        "system_channel_flags": 0, "rules_channel_id": None, "vanity_url_code": None,
        "premium_tier": 0, "preferred_locale": "en-US", "public_updates_channel_id": None,
        "max_members": 500000, "approximate_member_count": len(of.members),
        "owner": of.owner is viewer,
    }  # fmt: skip


def guild_create(of: Guild, viewer: Member, *, all_members: bool) -> Json:
    """docs: gateway events, "Guild Create": active threads, and without the members intent
    only the bot among the members."""
    seen = [c for c in of.channels.values() if permissions.sees(viewer, c)]
    people = of.members.values() if all_members else [viewer]
    return guild(of, viewer.user) | {
        "joined_at": viewer.joined_at, "large": False, "unavailable": False,
        "member_count": len(of.members), "voice_states": [], "presences": [],
        "members": [member(each) for each in people], "stage_instances": [],
        "channels": [channel(c, viewer.user) for c in of.channels.values() if not c.is_thread],
        "threads": [channel(c, viewer.user) for c in seen if c.is_thread and not c.archived],
        "guild_scheduled_events": [], "soundboard_sounds": [],
    }  # fmt: skip


def message(of: Message, viewer: User, *, nonce: bool = False) -> Json:
    """`nonce`: only in the answer to its creation and in its event, for it is not stored
    (docs: message, "nonce" of Create Message; discord.py#2451)."""
    told: Json = {
        "id": str(of.id), "channel_id": str(of.channel.id), "author": user(of.author),
        "content": of.content, "timestamp": of.at, "edited_timestamp": of.edited_at,
        "tts": False, "mention_everyone": of.notified.everyone, "pinned": False, "type": of.kind,
        "mentions": [user(each) for each in of.notified.users], "flags": of.flags,
        "mention_roles": [str(each.id) for each in of.notified.roles], "embeds": of.embeds,
        "attachments": of.attachments, "components": of.components,
        "reactions": [_reaction(name, who, viewer) for name, who in of.reactions.items()],
    }  # fmt: skip
    if nonce and of.nonce is not None:
        told["nonce"] = of.nonce
    if of.origin:
        told |= {"interaction_metadata": of.origin, "application_id": str(viewer.id),
                 "webhook_id": str(viewer.id)}  # fmt: skip
    if of.author is viewer:
        told.setdefault("application_id", str(viewer.id))
    if of.reference:
        told |= _reference(of.reference, viewer)
    started = of.channel.thread_of(of)
    if started and of.flags & 1 << 5:
        told["thread"] = channel(started, viewer)
    return told


def _reference(to: Message, viewer: User) -> Json:
    place = to.channel
    told = {"type": 0, "message_id": str(to.id), "channel_id": str(place.id)}
    if place.guild:
        told["guild_id"] = str(place.guild.id)
    gone = None if to.deleted else message(to, viewer)
    return {"message_reference": told, "referenced_message": gone}


def _reaction(name: str, who: list[int], viewer: User) -> Json:
    return {"emoji": {"id": None, "name": name}, "count": len(who), "me": viewer.id in who,
            "me_burst": False, "count_details": {"burst": 0, "normal": len(who)},
            "burst_colors": []}  # fmt: skip


def without_content(told: Json, app: Application, guild_id: int | None) -> Json:
    """What is left without the Message Content intent (docs: gateway, "Message Content Intent"):
    all of it in the app's own messages, direct messages, and where the app is mentioned."""
    me = str(app.user.id)
    mentioned = any(each["id"] == me for each in told["mentions"])
    if guild_id is None or mentioned or told["author"]["id"] == me:
        return told
    hidden = told | {"content": "", "embeds": [], "attachments": [], "components": []}
    if hidden.get("referenced_message"):
        hidden["referenced_message"] = without_content(told["referenced_message"], app, guild_id)
    return hidden


def readable(told: Json, app: Application, guild_id: int | None) -> Json:
    """The same over REST, where the application's own setting counts (docs: gateway,
    "HTTP Restrictions")."""
    if app.privileged & MESSAGE_CONTENT:
        return told
    return without_content(told, app, guild_id)


def application(of: Application, owner: User) -> Json:
    """docs: application, "Application Object"."""
    return {
        "id": str(of.id), "name": of.user.name, "icon": None, "description": "", "summary": "",
        "bot_public": True, "bot_require_code_grant": False, "verify_key": "0" * 64,
        "owner": user(owner), "team": None, "flags": of.flags, "rpc_origins": [],
        "bot": user(of.user), "approximate_guild_count": 1, "redirect_uris": [],
        "interactions_endpoint_url": None, "install_params": None,
        "integration_types_config": {"0": {}},
    }  # fmt: skip
