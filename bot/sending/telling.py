"""A direct message to one member."""

from bot.message import Message
from bot.model import Member
from bot.sending.outbox import Place
from bot.stores import Transaction


async def tell_directly(tx: Transaction, key: str, member: Member, message: Message) -> None:
    """Once per key."""
    await tx.sends.add(key, member.team_id, Place("", None, member.external_id), message)
