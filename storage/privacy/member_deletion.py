"""Deletes all that belongs to one member. What others rely on stays, but not whose it was."""

from sqlalchemy import (
    ColumnElement,
    and_,
    delete,
    func,
    literal_column,
    null,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.types import JSON

from bot.errors import NotFound
from bot.model import RoundState
from bot.sending.outbox import Place
from storage.connections.session import Session
from storage.privacy.deletion import about, argument, delete_jobs, delete_rows
from storage.schema.records import model_calls
from storage.schema.tables import answer_parts as parts
from storage.schema.tables import answers, inbox, lanes, members, rounds, sends
from storage.stores.views import views

FORMS = "form:%"  # sources that no platform delivers again


async def delete_member(session: Session, member_id: int) -> None:
    """Looks at figures and what model calls cost stay, without the member: the first are for
    those who were looked at, the second hold the team's budget. Raises NotFound."""
    query = select(members.c.team_id, members.c.external_id).where(members.c.id == member_id)
    member = await session.row(query.with_for_update())  # nothing of theirs comes in meanwhile
    if member is None:
        raise NotFound(f"There is no member {member_id}.")
    lane = Place("", None, member["external_id"]).lane
    await delete_jobs(session, or_(about(session, member_id, members), _delivers(session, lane)))
    await _keep_away(session, member_id)
    await _delete_sends(session, member["team_id"], member["external_id"])
    await session.count(delete(lanes).filter_by(team_id=member["team_id"], lane=lane))
    kept = {"team_id": member["team_id"], "author": member["external_id"]}
    await session.count(delete(inbox).filter_by(**kept))
    nobody = {"member_id": null(), "answer_id": null(), "item_id": null()}
    mine = update(model_calls).where(model_calls.c.member_id == member_id)
    await session.count(mine.values(nobody))
    looks = update(views).where(views.c.member_id == member_id)
    await session.count(looks.values(member_id=null()))
    await delete_rows(session, member_id, members)


def sent_to(team_id: int, external_id: str) -> ColumnElement[bool]:
    """Whether a send is for that member's eyes only."""
    place = type_coerce(sends.c.place, JSON)["member"].as_string()
    return and_(sends.c.team_id == team_id, place == external_id)


async def _delete_sends(session: Session, team_id: int, external_id: str) -> None:
    mine = sent_to(team_id, external_id)
    replacing = sends.c.updates.in_(select(sends.c.id).where(mine))
    await session.count(delete(sends).where(replacing))
    await session.count(delete(sends).where(mine))


def _delivers(session: Session, lane: str) -> ColumnElement[bool]:
    channel: ColumnElement[str] = literal_column(argument(session, "channel"))
    return channel == lane


async def _keep_away(session: Session, member_id: int) -> None:
    """Their messages in open threads are known as deleted, without a text and an author, so that
    the platform's history does not bring them in again."""
    newest = (
        select(
            parts.c.platform,
            parts.c.team_id,
            parts.c.source_id,
            func.max(parts.c.revision) + 1,
            func.max(parts.c.sent_at),
        )
        .join(answers, answers.c.id == parts.c.answer_id)
        .join(rounds, rounds.c.id == answers.c.round_id)
        .where(answers.c.member_id == member_id, rounds.c.state == RoundState.OPEN)
        .where(parts.c.source_id.not_like(FORMS))
        .group_by(parts.c.platform, parts.c.team_id, parts.c.source_id)
    )
    columns = ["platform", "team_id", "source_id", "revision", "sent_at"]
    await session.count(parts.insert().from_select(columns, newest))
