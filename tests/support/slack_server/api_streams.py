"""Streamed messages and assistant threads."""

from .gate import Asked, method
from .posting import (
    MARKDOWN_MOST,
    checked_blocks,
    checked_metadata,
    own_message,
    parent_ts,
    room_to_post,
    store,
)
from .refusal import Refusal
from .world import Channel, Json, Message

STREAM_SECONDS = 300.0
"""About 5 minutes from the start, appended to or not (third-party reports)."""
STATUS_SECONDS = 120.0
"""docs: assistant.threads.setStatus: cleared after two minutes without a message."""
PROMPTS_MOST = 4
"""docs: assistant.threads.setSuggestedPrompts."""


@method("chat.startStream")
def start_stream(asked: Asked) -> Json:
    channel = room_to_post(asked)
    # docs: chat.startStream: who it is for is required in channels.
    if channel.kind != "im":
        for name in ("recipient_team_id", "recipient_user_id"):
            if not asked.args.get(name):
                raise Refusal(f"missing_{name}")
    thread_ts = parent_ts(channel, asked.args["thread_ts"])
    until = asked.state.clock.now() + STREAM_SECONDS
    text = _appended(asked.args)
    message = store(asked, channel, thread_ts=thread_ts, text=text, streaming_until=until)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.appendStream")
def append_stream(asked: Asked) -> Json:
    message = _stream(asked)
    if not (text := _appended(asked.args)) and not asked.args.get("chunks"):
        raise Refusal("no_text")
    message.text += text
    return {"channel": message.channel.id, "ts": message.ts}


@method("chat.stopStream")
def stop_stream(asked: Asked) -> Json:
    message = _stream(asked)
    text = message.text + _appended(asked.args)
    blocks = checked_blocks(asked.args.get("blocks") or [])
    metadata = checked_metadata(asked.args.get("metadata")) or message.metadata
    asked.workspace.change(
        message, text=text, blocks=blocks, metadata=metadata, streaming_until=0.0
    )
    told = message.payload(asked.workspace.id)
    return {"channel": message.channel.id, "ts": message.ts, "message": told}


def _stream(asked: Asked) -> Message:
    message = own_message(asked, asked.channel(member=False), "message_not_owned_by_app")
    if message.streaming_until <= asked.state.clock.now():
        message.streaming_until = 0.0
        raise Refusal("message_not_in_streaming_state")
    return message


def _appended(args: Json) -> str:
    """The Markdown of a call, in `markdown_text` or in chunks (slack_sdk source: chat_stream)."""
    parts = [c.get("text", "") for c in args.get("chunks") or [] if c["type"] == "markdown_text"]
    text = str(args.get("markdown_text") or "") + "".join(parts)
    if len(text) > MARKDOWN_MOST:
        raise Refusal("msg_too_long")
    return text


@method("assistant.threads.setStatus")
def set_status(asked: Asked) -> Json:
    channel, ts = _thread(asked)
    until = asked.state.clock.now() + STATUS_SECONDS
    channel.statuses[ts] = (str(asked.args.get("status", "")), until)
    return {}


@method("assistant.threads.setSuggestedPrompts")
def set_suggested_prompts(asked: Asked) -> Json:
    channel = _thread(asked)[0] if asked.args.get("thread_ts") else asked.channel("channel_id")
    prompts = asked.args["prompts"]
    if len(prompts) > PROMPTS_MOST or any(p.keys() != {"title", "message"} for p in prompts):
        raise Refusal("invalid_arguments", "prompts: at most 4, each with title and message")
    channel.prompts = prompts
    return {}


@method("assistant.threads.setTitle")
def set_title(asked: Asked) -> Json:
    _thread(asked)
    return {}


def _thread(asked: Asked) -> tuple[Channel, str]:
    channel = asked.channel("channel_id")
    message = channel.find(str(asked.args["thread_ts"]))
    if message is None:
        raise Refusal("invalid_thread_ts")
    return channel, message.thread_ts or message.ts
