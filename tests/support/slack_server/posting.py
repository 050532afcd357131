"""What every way of posting shares: the checks of a message's content, and its storing."""

from typing import Any

from .blocks import ALL_TEXT_MOST, characters, faults_in_blocks
from .files import check_files
from .gate import Asked
from .refusal import Ratelimited, Refusal
from .world import Channel, Json, Message

POST_TEXT_MOST, UPDATE_TEXT_MOST, MARKDOWN_MOST = 40_000, 4_000, 12_000
"""docs: chat.postMessage ("Truncating content": the service cuts there, this server refuses,
so that nobody loses an end unseen); chat.update, `msg_too_long`; `markdown_text`."""
METADATA_MOST = 16_000
"""docs: chat.postMessage, `metadata_too_large`; the number is not published."""


def checked_content(args: Json, text_most: int = POST_TEXT_MOST) -> Json:
    """`text`, `blocks`, `metadata` for a Message, or a Refusal (docs: chat.postMessage, errors)."""
    text, blocks = str(args.get("text") or ""), args.get("blocks") or []
    if "markdown_text" in args:
        if text or blocks:
            raise Refusal("markdown_text_conflict")
        text, text_most = args["markdown_text"], MARKDOWN_MOST
    if not text.strip() and not blocks and not args.get("attachments"):
        raise Refusal("no_text")
    if len(text) > text_most:
        raise Refusal("msg_too_long")
    checked_blocks(blocks)
    names_link = args.get("parse") == "full" or args.get("link_names") in (True, 1, "1", "true")
    metadata = checked_metadata(args.get("metadata"))
    return {"text": text, "blocks": blocks, "metadata": metadata, "names_link": names_link}


def checked_blocks(blocks: Any) -> list[Json]:
    if faults := list(faults_in_blocks(blocks, 50)):
        raise Refusal("invalid_blocks", *faults, errors=faults)
    if characters(blocks) > ALL_TEXT_MOST:
        raise Refusal("msg_blocks_too_long")
    return list(blocks)


def checked_metadata(metadata: Any) -> Json:
    """docs: Message metadata: `event_type` and `event_payload`, both there, of their types."""
    if not metadata:
        return {}
    known = {"event_type", "event_payload", "entities"}
    if not isinstance(metadata, dict) or metadata.keys() - known:
        raise Refusal("invalid_metadata_format")
    kinds = (metadata.get("event_type"), metadata.get("event_payload"))
    if not isinstance(kinds[0], str) or not kinds[0] or not isinstance(kinds[1], dict):
        raise Refusal("invalid_metadata_schema")
    if len(str(metadata)) > METADATA_MOST:
        raise Refusal("metadata_too_large")
    return metadata


def room_to_post(asked: Asked, name: str = "channel") -> Channel:
    """The channel to post to; a user's id is the direct message with them (docs: chat.postMessage).

    Raises: Refusal; a public channel may be posted to from outside with chat:write.public."""
    if (target := str(asked.args.get(name, ""))) in asked.workspace.people:
        channel = asked.workspace.direct(target)
    else:
        channel = asked.channel(name, member=False)
    if channel.archived:
        raise Refusal("is_archived")
    # docs: chat.postMessage, `messages_tab_disabled`: App Home has no Messages tab.
    if channel.im and not asked.state.app.has_messages:
        raise Refusal("messages_tab_disabled")
    public = channel.kind == "channel" and "chat:write.public" in asked.installation.scopes
    if asked.bot not in channel.members and not public:
        raise Refusal("not_in_channel")
    return channel


def parent_ts(channel: Channel, thread_ts: Any) -> str:
    """The thread to post into, or ''.

    Raises: Refusal: `invalid_thread_ts` for what is no ts (issue jenkinsci/slack-plugin#584),
    `thread_not_found` where the message is gone (issue bolt-js#2307), and
    `cannot_reply_to_message` for a reply's ts (issue python-slack-sdk#1116: a mistake that
    the service takes in silence)."""
    if not thread_ts:
        return ""
    seconds, _, micros = str(thread_ts).partition(".")
    if not (seconds.isdigit() and micros.isdigit() and len(micros) == 6):
        raise Refusal("invalid_thread_ts", f"{thread_ts} is not a valid thread_ts")
    parent = channel.find(str(thread_ts))
    if parent is None:
        raise Refusal("thread_not_found")
    if parent.is_reply:
        raise Refusal("cannot_reply_to_message")
    return parent.ts


def wait_your_turn(asked: Asked, channel: Channel) -> None:
    """docs: Rate limits: about one message per second and channel; `message_gap` 0 is off."""
    now, gap = asked.state.clock.now(), asked.state.message_gap
    if gap and now < channel.next_free:
        raise Ratelimited(max(1, round(channel.next_free - now)))
    channel.next_free = now + gap


def store(asked: Asked, channel: Channel, **content: Any) -> Message:
    """The bot's new message, placed, its status cleared, its event sent."""
    check_files(asked.state, content.get("blocks", []))
    message = Message(
        channel, asked.state.new_ts(), asked.bot, bot_id=asked.installation.bot_id,
        app_id=asked.state.app.id, **_with_block_ids(asked, content),
    )  # fmt: skip
    asked.workspace.place(message)
    # docs: assistant.threads.setStatus: a reply in the thread clears the status.
    channel.statuses.pop(message.thread_ts, None)
    return message


def _with_block_ids(asked: Asked, content: Json) -> Json:
    """The service names the blocks that came without a block_id."""
    blocks = [{"block_id": asked.state.new_id("b")} | block for block in content.get("blocks", [])]
    return content | {"blocks": blocks}


def own_message(asked: Asked, channel: Channel, refusal: str) -> Message:
    """The message of `ts`, if it is the bot's own; ephemerals are in no channel."""
    message = channel.find(str(asked.args["ts"]))
    if message is None:
        raise Refusal("message_not_found")
    if message.user != asked.bot:
        raise Refusal(refusal)
    return message
