"""What members say of a review, and who they want to be reviewed by."""

from functools import partial

from bot.context import Context
from bot.critiques.work import judges_of
from bot.errors import InvalidInput, NotFound
from bot.features import OLDER, Feature, number
from bot.message import Message, Press, Reply
from bot.model import Member
from bot.records import FeedbackKind
from bot.stores import Transaction
from bot.wording import critics

KINDS: dict[str, FeedbackKind] = {
    "helpful": "helpful",
    "not_helpful": "not_helpful",
    "dispute": "dispute",
}
NOT_YOURS = "That review is not here any more."


def feature(context: Context) -> Feature:
    said = dict.fromkeys(KINDS, partial(_said, context))
    return Feature(presses={**said, "keyword": _keyword})


async def _keyword(tx: Transaction, member: Member, press: Press) -> Reply:
    on = press.value == "on"
    await tx.preferences.set_keyword(member.id, on)
    return critics.keyword_chosen(on=on)


async def _said(context: Context, tx: Transaction, member: Member, press: Press) -> Reply:
    """Helpful, Not helpful or Dispute, of a review of theirs."""
    critique_id = number(press.value)
    if critique_id is None:
        raise InvalidInput(OLDER.format("button"))
    made = await tx.critiques.get(critique_id)
    if (await tx.answers.get(made.answer_id)).member_id != member.id:
        raise NotFound(NOT_YOURS)
    kind = KINDS[press.action]
    new = await tx.feedback.add(made.id, member.id, kind, context.clock.now())
    if kind != "dispute":
        return critics.helpful_noted()
    keyword = await tx.preferences.wants_keyword(member.id)
    others = context.ladder.others(await judges_of(tx, made))
    if new and others and not keyword:
        await tx.jobs.enqueue("dispute", {"critique": made.id})
    return critics.dispute_noted(second_judge=bool(others) or not new, keyword=keyword)


async def settings(context: Context, tx: Transaction, member: Member) -> Message:
    """Who reviews this member, and what reviews cost the team today."""
    models = context.ladder.rungs.models
    name = models[0].name if models else context.ladder.rungs.last.name
    midnight = context.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return critics.settings(
        name,
        keyword=await tx.preferences.wants_keyword(member.id),
        models=bool(models),
        spending=await tx.calls.spending(midnight, member.team_id),
        budget=context.limits.per_team,
    )
