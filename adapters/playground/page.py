"""One open browser tab: what it shows, and what its member does."""

import asyncio
import uuid
from collections.abc import Mapping
from contextlib import suppress

from nicegui import ui
from nicegui.element import Element

from adapters.playground import channels, words
from adapters.playground.composer import Composer
from adapters.playground.dialogs import confirm, show_form
from adapters.playground.elements import button, el
from adapters.playground.faults import careful, note
from adapters.playground.meeting import Meeting, person
from adapters.playground.pane import Pane
from adapters.playground.post import CHANNELS, Guest, Post, direct
from adapters.playground.sidebar import Sidebar
from bot.core import Core
from bot.errors import WhetstoneError
from bot.message import Button, Call, Form, Message, Press, Reply, Submission, Upload


class Page:
    """One tab of one member."""

    def __init__(self, meeting: Meeting, core: Core, me: Guest) -> None:
        self.me = me
        self.zone = words.zone(me.zone)
        self.guests: Mapping[str, Guest] = {}
        self.drawing = meeting.drawing
        self._meeting = meeting
        self._room = meeting.room
        self._core = core
        self._channel = CHANNELS[0]
        self._read: dict[str, int] = {}
        self._version = 0
        self._main: Pane
        self._thread: Pane | None = None
        self._advice: Element | None = None
        self._composers: dict[Pane, Composer] = {}
        self._side = Sidebar(me, self.open_channel, self._rename, self._press_home, meeting.drawing)

    async def build(self) -> None:
        """Makes the whole page where the caller stands."""
        self._client = ui.context.client
        self._version = await self._room.database.version()
        self.guests = await self._room.guests.everybody()
        self._read = dict(await self._room.latest(self.me.id))
        with el("div", "ws-app"):
            self._side.place()
            el("div", "ws-veil", aria_hidden="true")
            self._middle = el("section", "ws-pane ws-middle", aria_label="Channel")
            self._right = el("aside", "ws-pane ws-thread", aria_label="Thread")
            self._right.on("leave", lambda _: self.close_thread(), js_handler="() => emit()")
        await self._show_channel()
        await self._refresh_side()

    async def live(self) -> None:
        """Shows what others do, until cancelled."""
        while True:
            try:
                version = await self._room.database.wait(self._version)
                await self._refresh()
                self._version = version
            except Exception as error:
                note("page not refreshed", error)
                await asyncio.sleep(1)

    # What the member does

    async def open_channel(self, channel: str) -> None:
        self._channel = channel
        self.close_thread()
        await self._show_channel()
        await self._refresh_side()
        self._client.run_javascript("whetstone.menu(false); whetstone.focus('.ws-middle')")

    async def open_thread(self, post: Post) -> None:
        self.close_thread()
        self._thread = Pane(self, self._room, post.channel, post.id)
        with self._right:
            with el("header", "ws-head"):
                with el("div", "ws-head-text"):
                    el("h2", "", "Thread")
                    el("p", "ws-note", channels.title(post.channel))
                button("ws-icon ws-x", None, self.close_thread, aria_label="Close thread")
            self._thread.place("Thread", lambda: None)
            self._compose(self._thread, "Reply in this thread")
        self._right.classes(add="ws-open")
        await self._thread.refresh()
        self._client.run_javascript("whetstone.focus('.ws-thread')")

    def close_thread(self) -> None:
        if self._thread:
            self._composers.pop(self._thread)
            self._thread = None
            self._right.clear()
            self._right.classes(remove="ws-open")
            self._client.run_javascript("whetstone.focus('.ws-middle')")

    async def press(self, pane: Pane, pressed: Button, under: int | None) -> None:
        """A button of a message, or of a card under one."""
        press = Press(
            person(self.me), uuid.uuid4().hex, pressed.action, pressed.value, pane.channel
        )
        source = f"{pressed.action}:{pressed.value}"
        try:
            reply = await careful("press", self._core.press(press))
            self._fail(pane, "")
            await self._answer(pane, reply, under, source)
        except WhetstoneError as error:
            self._fail(pane, str(error))
        await self._refresh_home()

    async def edit(self, post: Post, text: str) -> None:
        await self._meeting.edit(self.me.id, post, text)

    def delete(self, post: Post) -> None:
        async def go() -> None:
            try:
                await self._room.delete(self.me.id, post.id)
            except WhetstoneError as error:
                self._fail(self._main, str(error))
                return
            for pane in self._composers:
                pane.forget_cards()

        with self._middle:
            confirm("Delete this message?", "Delete", go)

    async def _send(self, pane: Pane, text: str) -> None:
        if text.strip().startswith("/"):
            await self._command(pane, text.strip())
        else:
            await self._meeting.say(self.me.id, pane.channel, pane.thread, text)

    async def _command(self, pane: Pane, text: str) -> None:
        name, _, rest = text.removeprefix("/").partition(" ")
        call = Call(person(self.me), uuid.uuid4().hex, name, rest.strip(), pane.channel, admin=True)
        reply = await careful("command", self._core.command(call))
        await self._answer(pane, reply, None, call.id)
        await self._refresh_home()

    async def _ask(self) -> None:
        if self._channel.startswith("@") or self._channel == "random":
            await self.open_channel(CHANNELS[0])
        try:
            await self._command(self._main, "/practice now")
        except WhetstoneError as error:
            self._fail(self._main, str(error))

    async def _press_home(self, pressed: Button) -> None:
        self._client.run_javascript("whetstone.menu(false)")
        await self.press(self._main, pressed, None)

    async def _rename(self, name: str) -> None:
        try:
            await self._room.guests.rename(self.me.id, name)
        except WhetstoneError as error:
            self._fail(self._main, str(error))
            self._side.show_me(self.me)

    async def _answer(self, pane: Pane, reply: Reply, under: int | None, source: str) -> None:
        pane = self._open(pane)
        if isinstance(reply, Message) and reply.direct and self._channel != direct(self.me.id):
            await self.open_channel(direct(self.me.id))
            pane, under = self._main, None
        if isinstance(reply, Message):
            pane.whisper(reply, under, source)
        elif isinstance(reply, Form):
            with self._middle:
                show_form(
                    reply, lambda values, files: self._submit(pane, reply, values, files, under)
                )

    async def _submit(
        self,
        pane: Pane,
        form: Form,
        values: dict[str, str],
        files: tuple[Upload, ...],
        under: int | None,
    ) -> None:
        ident = uuid.uuid4().hex
        submission = Submission(person(self.me), ident, form.id, values, pane.channel, files)
        reply = await careful("form", self._core.submit(submission))
        await self._answer(pane, reply, under, f"form:{form.id}")
        await self._refresh_home()

    def _open(self, pane: Pane) -> Pane:
        """The pane, or the channel's where it was closed in the meantime."""
        return pane if pane in self._composers else self._main

    def _fail(self, pane: Pane, text: str) -> None:
        self._composers[self._open(pane)].fail(text)

    # What the tab shows

    async def _show_channel(self) -> None:
        self._composers.clear()
        self._middle.clear()
        name, title = self._channel, channels.title(self._channel)
        self._main = Pane(self, self._room, name)
        with self._middle:
            channels.head(name, self._ask)
            self._main.place(f"Messages in {title}", lambda: channels.empty(name, self._ask))
            await self._advise()
            self._compose(self._main, f"Message {title} or type /")
        await self._main.refresh()

    async def _advise(self) -> None:
        """One line on what to do, until this member has replied to something."""
        self._advice = None
        if self._channel == CHANNELS[0] and not await self._room.has_replied(self.me.id):
            text = "Reply in the thread of a question; a few sentences are enough."
            self._advice = el("p", "ws-advice", text)

    def _compose(self, pane: Pane, label: str) -> None:
        draft = f"{self.me.id}:{pane.channel}:{pane.thread or ''}"
        self._composers[pane] = Composer(
            label, draft, lambda text: self._send(pane, text), self._core.suggest
        )

    # Keeping up

    async def _refresh(self) -> None:
        guests = await self._room.guests.everybody()
        renamed = guests != self.guests
        self.guests = guests
        me = guests.get(self.me.id, self.me)  # they may have deleted their data
        if me != self.me:
            self.me = me
            self._side.show_me(me)
        for pane in list(self._composers):
            await (pane.rebuild() if renamed else pane.refresh())
        if self._advice and await self._room.has_replied(self.me.id):
            self._advice.delete()
            self._advice = None
        await self._refresh_side()

    async def _refresh_side(self) -> None:
        latest = await self._room.latest(self.me.id)
        self._read[self._channel] = latest.get(self._channel, 0)
        unread = {name: newest > self._read.get(name, 0) for name, newest in latest.items()}
        self._side.show_channels(await self._room.channels(), self._channel, unread)
        await self._refresh_home()

    async def _refresh_home(self) -> None:
        with suppress(WhetstoneError):  # it is tried again with the next news
            self._side.show_home(await careful("home", self._core.home(person(self.me))))
