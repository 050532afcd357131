"""A column of messages: a channel, or one thread."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from nicegui.element import Element

from adapters.playground import row
from adapters.playground.elements import button, el
from adapters.playground.post import Post
from adapters.playground.room import Room
from bot.message import Button, Message

STEP = 80  # messages shown at first, and more at each press of 'Show earlier messages'


class Host(row.Host, Protocol):
    """What a pane needs from the page it stands in."""

    async def press(self, pane: "Pane", pressed: Button, under: int | None) -> None: ...


@dataclass
class Row:
    """A message as it stands in the pane. `after` holds the cards under it."""

    post: Post
    before: Post | None
    box: Element
    after: Element


@dataclass
class Card:
    """A private answer to a press or a command. It goes with the page, as Slack's do."""

    message: Message
    under: int | None
    source: str
    box: Element | None = None


class Pane:
    """`place` makes it where the caller stands; then `refresh` shows what is new."""

    def __init__(self, host: Host, room: Room, channel: str, thread: int | None = None) -> None:
        self.host = host
        self.channel = channel
        self.thread = thread
        self.editing: int | None = None
        self._room = room
        self._limit = STEP
        self._seen = 0
        self._rows: dict[int, Row] = {}
        self._cards: list[Card] = []

    def place(self, label: str, empty: Callable[[], None]) -> None:
        """Makes the column. `empty` fills it while there is no message."""
        self._empty = empty
        log = el("div", "ws-log", role="log", aria_live="polite", aria_label=label, tabindex=0)
        with log:
            self._top = el("div", "ws-top")
            self._list = el("div", "ws-list")
            self._tail = el("div", "ws-tail")

    async def refresh(self) -> None:
        """Shows what is new."""
        news = await self._room.read(
            self.host.me.id, self.channel, self.thread, after=self._seen, limit=self._limit
        )
        if self._list.is_deleted:  # closed in the meantime
            return
        if self._seen == 0 or any(self._disturbs(post) for post in news):
            await self.rebuild()
        else:
            self._take(news)

    async def rebuild(self) -> None:
        """Shows all again, as after a deletion or a new name."""
        posts = await self._room.read(self.host.me.id, self.channel, self.thread, limit=self._limit)
        if self._list.is_deleted:
            return
        self._rows.clear()
        self._list.clear()
        self._top.clear()
        self._tail.clear()
        with self._top:
            if len(posts) >= self._limit:
                button("ws-link", "Show earlier messages", self._earlier)
        self._take([post for post in posts if not post.deleted or post.replies])
        self._seen = max([self._seen, *(post.changed for post in posts)])
        with self._list:
            if not self._rows:
                self._empty()
        for card in self._cards:
            self._show(card)

    def whisper(self, message: Message, under: int | None, source: str) -> None:
        """A card for this member only, one per `source`. It stands under a message, the newest
        one where none is named, and what comes later comes beneath."""
        for card in [card for card in self._cards if card.source == source]:
            self._dismiss(card)
        under = under or max(self._rows, default=None)
        self._cards.append(Card(message, under, source))
        self._show(self._cards[-1])

    def forget_cards(self) -> None:
        """Takes all cards away, for they may quote what was deleted."""
        for card in list(self._cards):
            self._dismiss(card)

    async def press(self, pressed: Button, under: int | None) -> None:
        await self.host.press(self, pressed, under)

    def edit(self, post_id: int) -> None:
        """Opens the editor over one's own message."""
        self.leave_editor()
        self.editing = post_id
        self._again(self._rows[post_id])

    def leave_editor(self) -> None:
        was, self.editing = self.editing, None
        if was in self._rows:
            self._again(self._rows[was])

    def _disturbs(self, post: Post) -> bool:
        """Whether a post cannot simply be put at the end or in its row."""
        known = post.id in self._rows
        last = max(self._rows, default=0)
        return post.deleted if known else post.id < last or not self._rows

    def _take(self, posts: Sequence[Post]) -> None:
        for post in posts:
            self._seen = max(self._seen, post.changed)
            if post.id in self._rows:
                self._rows[post.id].post = post
                self._again(self._rows[post.id])
            elif not post.deleted or post.replies:
                self._append(post)

    def _append(self, post: Post) -> None:
        before = self._rows[max(self._rows)].post if self._rows else None
        with self._list, el("div", "ws-row"):
            box = el("div")
            after = el("div", "ws-after")
        self._rows[post.id] = Row(post, before, box, after)
        with box:
            row.render(self, post, before)

    def _again(self, known: Row) -> None:
        known.box.clear()
        with known.box:
            row.render(self, known.post, known.before)

    def _show(self, card: Card) -> None:
        known = self._rows.get(card.under or 0)
        first = self._top if card.under is None else self._tail
        with known.after if known else first:
            card.box = row.card(
                card.message,
                self.host.drawing,
                pressed=lambda one: self.press(one, card.under),
                dismissed=lambda: self._dismiss(card),
            )

    def _dismiss(self, card: Card) -> None:
        self._cards.remove(card)
        if card.box:
            card.box.delete()

    async def _earlier(self) -> None:
        self._limit += STEP
        await self.rebuild()
