"""Few unseen questions are left in a track: its managers are told, and choose."""

from dataclasses import replace
from functools import partial

from bot.context import Context
from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.features import OLDER, Feature, number
from bot.memory.selection import Pick
from bot.message import Press, Reply, Submission
from bot.model import Member, Track, TrackState
from bot.naming import skill_name
from bot.sending.telling import tell_directly
from bot.stores import Transaction
from bot.wording import learning

FEW = 5
WEEKS = 8  # both: PRACTICE_RULES, 'Questions'
NOT_A_MANAGER = "Not changed: that is for this team's managers."


async def tell(context: Context, tx: Transaction, track: Track, pick: Pick) -> None:
    """Tells the managers, once per size of the bank, from the fifth unseen question on."""
    if not pick.new or pick.unseen_left > FEW or track.repeat_weeks:
        return
    names = [skill_name(context.bank, skill) for skill in track.skills]
    message = learning.few_left(track, names, pick.unseen_left)
    for member in await tx.roles.managers(track.team_id):
        key = f"few:{track.id}:{pick.fitting}:{member.id}"
        await tell_directly(tx, key, member, message)


def feature(context: Context) -> Feature:
    return Feature(
        presses={"repeat": _repeat, "add_skill": partial(_choose, context)},
        forms={"skill": partial(_add, context)},
    )


async def _repeat(tx: Transaction, member: Member, press: Press) -> Reply:
    """Questions may come again after 8 weeks."""
    changed = replace(await _own(tx, member, press.value), repeat_weeks=WEEKS)
    await tx.tracks.save(changed)
    return learning.repeats_set(changed)


async def _choose(context: Context, tx: Transaction, member: Member, press: Press) -> Reply:
    track = await _own(tx, member, press.value)
    others = [skill for skill in context.bank.skills() if skill.id not in track.skills]
    return learning.skill_form(track, others) if others else learning.every_skill_in(track)


async def _add(context: Context, tx: Transaction, member: Member, form: Submission) -> Reply:
    """The track asks about one skill more."""
    track = await _own(tx, member, form.form.partition(":")[2])
    skill = context.bank.skill(form.values.get("skill", ""))
    both = dict.fromkeys((*track.skills, skill.id))
    await tx.tracks.save(replace(track, skills=tuple(both)))
    return learning.skill_added(track, skill)


async def _own(tx: Transaction, member: Member, value: str) -> Track:
    """The track that a button names. Raises InvalidInput, NotAllowed or NotFound."""
    track_id = number(value)
    if track_id is None:
        raise InvalidInput(OLDER.format("button"))
    track = await tx.tracks.get(track_id)
    if track.team_id != member.team_id or track.state is TrackState.REMOVED:
        raise NotFound(f"There is no track {track_id}. /practice tracks lists them.")
    if not await tx.roles.is_manager(member.id):
        raise NotAllowed(NOT_A_MANAGER)
    return track
