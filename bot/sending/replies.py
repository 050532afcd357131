"""Replies to commands that were typed as direct messages: they go out there too, once."""

from dataclasses import replace

from bot.message import Button, Call, Form, Line, Message, Reply
from bot.model import Member
from bot.sending.outbox import Place
from bot.stores import Transaction

FORM = Message((Line("That is a form."),), (Button("solo", "", "Practise now", primary=True),))
COMMAND = "command"  # what their keys begin with


def key_of(member_id: int, message: str) -> str:
    """Of the reply to a command; `message`: the id of what was typed."""
    return f"{COMMAND}:{member_id}:{message}"


async def send(tx: Transaction, member: Member, call: Call, reply: Reply) -> Reply:
    """Queues the reply to a typed command. A form opens on a press only.

    Returns what an outgoing message cannot carry, its file; None where the reply was queued
    before, and where there is none."""
    message = FORM if isinstance(reply, Form) else reply
    if message is None:
        return None
    told, place = replace(message, attachment=None), Place("", None, member.external_id)
    key = key_of(member.id, call.message)
    if await tx.sends.add(key, member.team_id, place, told) is None or not message.attachment:
        return None
    return Message((), attachment=message.attachment)
