"""REST: threads and forum posts (docs: channel, "Start Thread …"; topics, "Threads")."""

from . import payloads
from .access import MANAGE, Access
from .api_messages import Messages
from .call import Call
from .errors import Form, Json, refused
from .rest import Route
from .state import State
from .world import Channel, Guild

MINUTES = (60, 1440, 4320, 10080)
"""docs: `auto_archive_duration`."""


class Threads:
    def __init__(self, state: State, messages: Messages) -> None:
        self.state, self.access, self.messages = state, Access(state), messages

    def routes(self) -> list[Route]:
        channel = "/channels/{channel_id}"
        members = channel + "/thread-members/{user_id}"
        return [
            Route("POST", channel + "/messages/{message_id}/threads", self.from_message),
            Route("POST", channel + "/threads", self.start),
            Route("GET", "/guilds/{guild_id}/threads/active", self.active),
            Route("GET", channel + "/threads/archived/public", self.archived),
            Route("GET", channel + "/thread-members/{user_id}", self.member),
            Route("PUT", members, self.add),
            Route("DELETE", members, self.drop),
        ]

    def from_message(self, call: Call) -> Json:
        """docs: the thread's id is the message's, so a second one is refused with 160004."""
        place = self.access.channel(call.id("channel_id"), "create_public_threads")
        message = self.access.message(place, call.id("message_id"))
        if place.kind != Channel.TEXT:
            raise refused(50024)
        if place.thread_of(message):
            raise refused(160004)
        name, minutes = self._checked(call.body, place)
        call.status = 201
        thread = self.state.open_thread(place, self.state.bot, name, Channel.PUBLIC_THREAD,
                                        minutes, message)  # fmt: skip
        return payloads.channel(thread, self.state.bot)

    def start(self, call: Call) -> Json:
        """A thread without a message, or a post in a forum."""
        place = self.access.channel(call.id("channel_id"))
        call.status = 201
        if place.kind == Channel.FORUM:
            return self._forum_post(call, place)
        if place.kind != Channel.TEXT:
            raise refused(50024)
        kind = call.body.get("type", Channel.PRIVATE_THREAD)  # docs: the default for now
        private = kind == Channel.PRIVATE_THREAD
        self.access.need(place, "create_private_threads" if private else "create_public_threads")
        name, minutes = self._checked(call.body, place)
        thread = self.state.open_thread(place, self.state.bot, name, kind, minutes)
        return payloads.channel(thread, self.state.bot)

    def _forum_post(self, call: Call, forum: Channel) -> Json:
        """docs: "Start Thread in Forum": needs SEND_MESSAGES, and a first message whose id is
        the thread's. No nonce is among its parameters, so none is enforced."""
        self.access.need(forum, "send_messages")
        name, minutes = self._checked(call.body, forum)
        body = call.body.get("message") or {}
        first = self.messages.build(call, body | {"nonce": None}, forum)
        tags = [str(each) for each in call.body.get("applied_tags") or []]
        thread = self.state.open_thread(forum, self.state.bot, name, Channel.PUBLIC_THREAD,
                                        minutes, tags=tags)  # fmt: skip
        first.number, first.channel = thread.id, thread
        self.state.post(first, body.get("allowed_mentions"))
        told = payloads.channel(thread, self.state.bot)
        return told | {"message": payloads.message(first, self.state.bot)}

    def _checked(self, body: Json, place: Channel) -> tuple[str, int]:
        form = Form()
        form.length("name", body.get("name"), 100, 1)
        minutes = body.get("auto_archive_duration") or 1440
        form.choice("auto_archive_duration", minutes, MINUTES)
        form.check()
        guild = place.guild
        assert guild is not None
        if len([t for t in guild.threads if not t.archived]) >= guild.most_active_threads:
            raise refused(160006)
        return body["name"], minutes

    def edit(self, call: Call, thread: Channel) -> Json:
        """PATCH of a thread (docs: threads, "Editing & Deleting Threads")."""
        body = {k: v for k, v in call.body.items() if v is not None}
        form = Form()
        if "name" in body:
            form.length("name", body["name"], 100, 1)
        if "auto_archive_duration" in body:
            form.choice("auto_archive_duration", body["auto_archive_duration"], MINUTES)
        form.check()
        opening = body.get("archived") is False
        if thread.archived and not opening:
            raise refused(50083)
        mine = thread.owner is self.state.bot
        if not self.access.may(thread, MANAGE):
            others = set(body) - {"archived"} or not opening
            if "locked" in body or (others and not mine) or (opening and thread.locked):
                raise refused(50013)
        names = {"name": "name", "archived": "archived", "locked": "locked",
                 "auto_archive_duration": "archive_minutes"}  # fmt: skip
        self.state.change_thread(thread, **{names[k]: v for k, v in body.items() if k in names})
        return payloads.channel(thread, self.state.bot)

    def active(self, call: Call) -> Json:
        guild = self.access.guild(call.id("guild_id"))
        return self._listed(guild, [t for t in guild.threads if not t.archived])

    def archived(self, call: Call) -> Json:
        place = self.access.channel(call.id("channel_id"), "read_message_history")
        guild = self.access.guild(place.guild.id if place.guild else 0)
        public = [t for t in guild.threads if t.kind == Channel.PUBLIC_THREAD]
        found = [t for t in public if t.parent is place and t.archived]
        found.sort(key=lambda t: t.archive_changed_at, reverse=True)
        return self._listed(guild, found) | {"has_more": False}

    def _listed(self, guild: Guild, threads: list[Channel]) -> Json:
        bot = self.state.bot
        return {
            "threads": [payloads.channel(t, bot) for t in threads],
            "members": [payloads.thread_member(t, bot.id) for t in threads if bot.id in t.joined],
        }

    def _who(self, call: Call) -> int:
        return self.state.bot.id if call.params["user_id"] == "@me" else call.id("user_id")

    def member(self, call: Call) -> Json:
        thread = self.access.channel(call.id("channel_id"))
        if self._who(call) not in thread.joined:
            raise refused(10007)
        return payloads.thread_member(thread, self._who(call))

    def add(self, call: Call) -> None:
        """docs: channel, "Add Thread Member": not to an archived thread."""
        thread = self.access.channel(call.id("channel_id"))
        self.access.writable(thread)
        self.access.user(self._who(call))
        thread.joined.add(self._who(call))
        self._tell_of(thread, added=[self._who(call)])

    def drop(self, call: Call) -> None:
        thread = self.access.channel(call.id("channel_id"))
        self.access.writable(thread)
        if self._who(call) != self.state.bot.id:
            self.access.need(thread, MANAGE)
        thread.joined.discard(self._who(call))
        self._tell_of(thread, removed=[self._who(call)])

    def _tell_of(self, thread: Channel, added: list[int] | None = None,
                 removed: list[int] | None = None) -> None:  # fmt: skip
        """docs: without the members intent only of the bot itself; that is all that is told."""
        guild = thread.guild
        if guild is None or self.state.bot.id not in (added or removed or []):
            return
        data: Json = {"id": str(thread.id), "guild_id": str(guild.id),
                      "member_count": len(thread.joined)}  # fmt: skip
        if added:
            data["added_members"] = [payloads.thread_member(thread, each) for each in added]
        else:
            data["removed_member_ids"] = [str(each) for each in removed or []]
        self.state.tell("THREAD_MEMBERS_UPDATE", data, guild, thread)
