"""All that is stored of one member, table by table."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import to_jsonable_python
from sqlalchemy import or_, select

from bot.errors import NotFound
from storage.connections.session import Session
from storage.privacy.deletion import belongs
from storage.privacy.member_deletion import sent_to
from storage.schema.metadata import metadata
from storage.schema.tables import answers, members, rounds, sends

# A question as it was kept holds the model answer and what is looked for: the bank's, and not
# for the eyes of who has yet to answer. Tokens and lanes are the sender's own.
_NOT_THEIRS = {"question", "token", "lane", "place"}

Rows = Sequence[Mapping[str, Any]]


async def export_member(session: Session, member_id: int) -> Mapping[str, Rows]:
    """Table to rows, as JSON knows them: instants in ISO 8601, UTC. Raises NotFound."""
    found: dict[str, Rows] = {}
    for each in metadata.sorted_tables:
        mine = belongs(each, member_id, members)
        if mine is not None and (rows := await session.rows(select(each).where(mine))):
            found[each.name] = _plain(rows)
    if "members" not in found:
        raise NotFound(f"There is no member {member_id}.")
    who = found["members"][0]
    to_them = select(sends).where(sent_to(who["team_id"], who["external_id"]))
    found["sends"] = _plain(await session.rows(to_them.order_by(sends.c.id)))
    answered = select(answers.c.round_id).where(answers.c.member_id == member_id)
    asked = or_(rounds.c.member_id == member_id, rounds.c.id.in_(answered))
    found["rounds"] = _plain(await session.rows(select(rounds).where(asked).order_by(rounds.c.id)))
    return found


def _plain(rows: Sequence[Mapping[Any, Any]]) -> Rows:
    return [
        {
            name: to_jsonable_python(value, bytes_mode="base64")
            for name, value in row.items()
            if name not in _NOT_THEIRS
        }
        for row in rows
    ]
