"""Few unseen questions are left in a track: its managers are told, and choose."""

from dataclasses import replace

from bot.context import Context
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.memory.selection import Pick
from bot.message import Message, Reply
from bot.model import Member, Track, TrackState
from bot.sending.outbox import Place
from bot.stores import Transaction
from bot.wording import learning

FEW = 5
WEEKS = 8  # both: PRACTICE_RULES, 'Questions'
ACTIONS = {"add_skill", "repeat"}
NOT_A_MANAGER = "Not changed: that is for this team's managers."


async def tell(context: Context, tx: Transaction, track: Track, pick: Pick) -> None:
    """Tells the managers, once per size of the bank, from the fifth unseen question on."""
    if not pick.new or pick.unseen_left > FEW or track.repeat_weeks:
        return
    names = [context.bank.skill(skill).name for skill in track.skills]
    message = learning.few_left(track, names, pick.unseen_left)
    for member in await tx.roles.managers(track.team_id):
        key = f"few:{track.id}:{pick.fitting}:{member.id}"
        await tx.sends.add(key, track.team_id, Place("", None, member.external_id), message)


async def press(context: Context, tx: Transaction, member: Member, action: str, id: str) -> Reply:
    """*Add a skill* opens a form; *Repeat after 8 weeks* is done at once. Raises NotAllowed."""
    track = await _own(tx, member, id)
    if action == "repeat":
        changed = replace(track, repeat_weeks=WEEKS)
        await tx.tracks.save(changed)
        return learning.repeats_set(changed)
    others = [skill for skill in context.bank.skills() if skill.id not in track.skills]
    return learning.skill_form(track, others) if others else learning.every_skill_in(track)


async def add_skill(
    context: Context, tx: Transaction, member: Member, id: str, skill_id: str
) -> Message:
    """The track asks about one skill more. Raises NotAllowed, NotFound."""
    track, skill = await _own(tx, member, id), context.bank.skill(skill_id)
    both = dict.fromkeys((*track.skills, skill.id))
    await tx.tracks.save(replace(track, skills=tuple(both)))
    return learning.skill_added(track, skill)


async def _own(tx: Transaction, member: Member, id: str) -> Track:
    if not id.isdecimal() or len(id) > 18:
        raise InvalidInput("That button is from an older version.")
    track = await tx.tracks.get(int(id))
    if track.team_id != member.team_id or track.state is TrackState.REMOVED:
        raise NotFound(f"There is no track {id}. /practice tracks lists them.")
    if not await tx.roles.is_manager(member.id):
        raise NotAllowed(NOT_A_MANAGER)
    return track
