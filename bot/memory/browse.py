"""A skill's questions, to look through and to try; model answers only after an attempt."""

from bot.context import Context
from bot.daily.rounds import Rounds
from bot.members.people import People
from bot.message import Message, Reply
from bot.model import Member
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording import learning, questions


async def listing(context: Context, tx: Transaction, member: Member, skill_id: str) -> Message:
    """The skill's questions by level and kind. Raises NotFound."""
    bank = context.bank
    attempted = await tx.cards.attempted(member.id)
    return learning.browse(bank.skill(skill_id), bank.questions(skill_id), attempted)


async def attempt(
    context: Context,
    tx: Transaction,
    rounds: Rounds,
    people: People,
    member: Member,
    question_id: str,
    request: str,
) -> Reply:
    """That question as a form, for the member alone. Raises NotFound."""
    question = context.bank.question(question_id)
    today = await people.today(tx, member)
    key = f"browse:{request}"
    round_ = await rounds.open_own(tx, member, question, question.prompt, today, key)
    return questions.solo_form(round_, skill_name(context.bank, question.skill))
