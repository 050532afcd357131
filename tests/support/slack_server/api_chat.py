"""chat.*: posting, changing, deleting (docs: the method's page for each error)."""

import copy

from .files import check_files
from .gate import Asked, method
from .posting import (
    UPDATE_TEXT_MOST,
    checked_content,
    own_message,
    parent_ts,
    room_to_post,
    store,
    wait_your_turn,
)
from .refusal import Refusal
from .world import Json, Message


@method("chat.postMessage")
def post_message(asked: Asked) -> Json:
    content = checked_content(asked.args)
    channel = room_to_post(asked)
    thread_ts = parent_ts(channel, asked.args.get("thread_ts"))
    wait_your_turn(asked, channel)
    # docs: chat.postMessage, `reply_broadcast`; thread_broadcast event
    broadcast = "thread_broadcast" if thread_ts and asked.flag("reply_broadcast") else ""
    message = store(asked, channel, thread_ts=thread_ts, subtype=broadcast, **content)
    told = message.payload(asked.workspace.id, with_metadata=True)
    return {"channel": channel.id, "ts": message.ts, "message": told}


@method("chat.postEphemeral")
def post_ephemeral(asked: Asked) -> Json:
    content = checked_content(asked.args)
    channel = room_to_post(asked)
    user = str(asked.args["user"])
    if user not in channel.members:
        raise Refusal("user_not_in_channel")
    thread_ts = parent_ts(channel, asked.args.get("thread_ts"))
    ts = asked.state.new_ts()
    message = Message(channel, ts, asked.bot, thread_ts=thread_ts, only_for=user, **content)
    asked.workspace.people[user].private.append(message)
    return {"message_ts": message.ts}


@method("chat.update")
def update(asked: Asked) -> Json:
    channel = asked.channel(member=False)
    message = own_message(asked, channel, "cant_update_message")
    if channel.archived:
        raise Refusal("is_inactive")
    if message.streaming_until:
        raise Refusal("streaming_state_conflict")
    # docs: chat.update: a text without blocks removes the old blocks; metadata stays as it was.
    content = checked_content(asked.args, UPDATE_TEXT_MOST)
    if "metadata" not in asked.args:
        del content["metadata"]
    check_files(asked.state, content["blocks"])
    # docs: chat.update, `blocks`: an update with blocks is not marked as edited.
    asked.workspace.change(message, edited_by="" if content["blocks"] else asked.bot, **content)
    return {"channel": channel.id, "ts": message.ts, "text": message.text,
            "message": message.payload(asked.workspace.id)}  # fmt: skip


@method("chat.delete")
def delete(asked: Asked) -> Json:
    channel = asked.channel(member=False)
    message = own_message(asked, channel, "cant_delete_message")
    asked.workspace.remove(message)
    return {"channel": channel.id, "ts": message.ts}


@method("chat.getPermalink")
def get_permalink(asked: Asked) -> Json:
    channel = asked.channel(member=False)
    ts = str(asked.args["message_ts"])
    message = channel.find(ts)
    if message is None:
        raise Refusal("message_not_found")
    place = f"{channel.id}/p{ts.replace('.', '')}"
    link = f"https://{asked.workspace.domain}.slack.com/archives/{place}"
    if message.is_reply:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


@method("reactions.add")
def add_reaction(asked: Asked) -> Json:
    channel = asked.channel()
    message = channel.find(str(asked.args["timestamp"]))
    if message is None:
        raise Refusal("message_not_found")
    name = str(asked.args["name"])
    if any(r["name"] == name and asked.bot in r["users"] for r in message.reactions):
        raise Refusal("already_reacted")
    reactions = copy.deepcopy(message.reactions)
    message.reactions = [*reactions, {"name": name, "users": [asked.bot], "count": 1}]
    return {}
