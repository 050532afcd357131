"""An interview as a file of its member's: Markdown to read, JSON to go on with."""

from pydantic import TypeAdapter

from bot.context import Context
from bot.interviews import scorecard
from bot.interviews.model import Interview, Phase, Whole
from bot.members.people import People
from bot.message import Attachment, Message
from bot.naming import skill_name
from bot.stores import Transaction
from bot.wording import scorecards

_WHOLE = TypeAdapter(Whole)


async def exported(
    context: Context,
    people: People,
    tx: Transaction,
    interview: Interview,
    *,
    as_json: bool = False,
) -> Message:
    """The interview with its transcript, and its scorecard once there is one."""
    whole = await tx.interviews.whole(interview)
    name = f"interview-{interview.id}.{'json' if as_json else 'md'}"
    if as_json:
        text = _WHOLE.dump_json(whole, indent=2).decode()
        return scorecards.export(whole, Attachment(name, "application/json", text))
    about = skill_name(context.bank, interview.skill)
    card = None
    if interview.state.phase is Phase.DONE:
        card = await scorecard.made(context, people, tx, whole)
    text = scorecards.markdown(whole, about, card)
    return scorecards.export(whole, Attachment(name, "text/markdown", text))
