"""One message as it stands in a pane."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from nicegui.element import Element

from adapters.playground import words
from adapters.playground.composer import editor
from adapters.playground.elements import avatar, button, el
from adapters.playground.lines import Pressed, member_body, message_body
from adapters.playground.post import BOT, Guest, Post
from bot.message import Button, Message
from bot.sending.drawing import Drawing

TOGETHER = dt.timedelta(minutes=5)  # messages of one author this close share one heading


class Host(Protocol):
    """What a message needs from the page it stands in."""

    me: Guest
    zone: dt.tzinfo | None
    guests: Mapping[str, Guest]
    drawing: Drawing

    async def open_thread(self, post: Post) -> None: ...
    async def edit(self, post: Post, text: str) -> None: ...
    def delete(self, post: Post) -> None: ...


class Column(Protocol):
    """What it needs from its column. `editing`: the message that is being edited."""

    thread: int | None
    editing: int | None

    @property
    def host(self) -> Host: ...
    async def press(self, pressed: Button, under: int | None) -> None: ...
    def edit(self, post_id: int) -> None: ...
    def leave_editor(self) -> None: ...


def render(pane: Column, post: Post, before: Post | None) -> None:
    """A message with its heading, its replies and what its author may do with it."""
    zone = pane.host.zone
    date = post.sent_at.astimezone(zone).date()
    if pane.thread is None and (before is None or before.sent_at.astimezone(zone).date() != date):
        _separator(words.day(date, dt.datetime.now(zone or dt.UTC).astimezone(zone).date()))
        before = None
    if pane.thread is not None and before is not None and before.id == pane.thread:
        _separator("Replies")
        before = None
    close = _continues(post, before)
    look = "ws-msg" + (" ws-close" if close else "") + (" ws-private" if post.only_for else "")
    with el("article", look) as article:
        article.props["data-post"] = post.id
        _gutter(pane, post, close)
        with el("div", "ws-body"):
            if not close:
                _heading(pane, post)
            _content(pane, post)
            if _has_link(pane, post):
                _thread_link(pane, post)
        if not post.deleted:
            _actions(pane, post)


def card(
    message: Message, drawing: Drawing, *, pressed: Pressed, dismissed: Callable[[], None]
) -> Element:
    """A private answer."""
    with el("article", "ws-card") as box:
        with el("div", "ws-card-head"):
            el("span", "ws-only", "Only you see this")
            button("ws-link", "Dismiss", dismissed)
        message_body(message, pressed, drawing)
    return box


def _separator(text: str) -> None:
    with el("div", "ws-day", role="separator"):
        el("span", "", text)


def _continues(post: Post, before: Post | None) -> bool:
    return (
        before is not None
        and before.author == post.author
        and before.only_for == post.only_for
        and not before.deleted
        and not before.replies
        and post.author != BOT
        and post.sent_at - before.sent_at < TOGETHER
    )


def _gutter(pane: Column, post: Post, close: bool) -> None:
    with el("div", "ws-gutter"):
        if close:
            el("time", "ws-time", words.clock(post.sent_at, pane.host.zone))
        else:
            avatar(post.author, _name(pane, post))


def _heading(pane: Column, post: Post) -> None:
    local = post.sent_at.astimezone(pane.host.zone)
    with el("div", "ws-meta"):
        el("span", "ws-author", _name(pane, post))
        if post.author == BOT:
            el("span", "ws-tag", "bot")
        el(
            "time",
            "ws-time",
            f"{local:%H:%M}",
            datetime=post.sent_at.isoformat(),
            title=f"{local:%A, %d %B %Y, %H:%M}",
        )
        if post.only_for:
            el("span", "ws-only", "Only you see this")


def _content(pane: Column, post: Post) -> None:
    if post.deleted:
        el("div", "ws-text ws-note", "This message was deleted.")
    elif post.message:
        message_body(post.message, lambda one: pane.press(one, post.id), pane.host.drawing)
    elif pane.editing == post.id:
        editor(post.id, post.text, lambda text: pane.host.edit(post, text), pane.leave_editor)
    else:
        member_body(post.text)
        if post.edited:
            el("span", "ws-edited", "edited")


def _has_link(pane: Column, post: Post) -> bool:
    """Whether the way into the thread is always shown: replies, or a question to reply to."""
    asks = post.author == BOT and not post.only_for and not post.channel.startswith("@")
    return pane.thread is None and (post.replies > 0 or asks)


def _thread_link(pane: Column, post: Post) -> None:
    with button("ws-replies", None, lambda: pane.host.open_thread(post)):
        if post.last_reply_at:
            el("b", "", words.replies(post.replies))
            el("span", "", f"last at {words.clock(post.last_reply_at, pane.host.zone)}")
        else:
            el("b", "", "Reply in thread")


def _actions(pane: Column, post: Post) -> None:
    mine = post.author == pane.host.me.id
    with el("div", "ws-actions", role="group", aria_label="Actions"):
        if pane.thread is None and not post.only_for and not _has_link(pane, post):
            button("ws-action", "Reply", lambda: pane.host.open_thread(post))
        if mine:
            button("ws-action", "Edit", lambda: pane.edit(post.id))
            button("ws-action", "Delete", lambda: pane.host.delete(post))


def _name(pane: Column, post: Post) -> str:
    if post.author == BOT:
        return "Whetstone"
    guest = pane.host.guests.get(post.author)
    return guest.name if guest else post.author
