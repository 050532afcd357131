"""Blanks texts of before a team's time. Verdicts, dates and counts stay."""

import datetime as dt
from dataclasses import replace
from typing import Any

from sqlalchemy import select, update

from bot.interviews.claims import is_claim, without_claim
from bot.interviews.model import Appraisal, Item
from bot.message import Message
from bot.model import Finding, Judgement
from bot.sending.outbox import SendState
from storage.connections.session import Session
from storage.schema.columns import as_type
from storage.schema.interviews import held_messages, interview_items, interview_turns, interviews
from storage.schema.tables import HAS_LINES, answers, critiques, members, rounds, sends
from storage.schema.tables import answer_parts as parts

# What is unknown is looked for during one day, and texts are kept for a week at least.
OVER = [SendState.SENT, SendState.REFUSED, SendState.DROPPED, SendState.UNKNOWN]
NOTHING = Message(())


class OldTexts:
    def __init__(self, session: Session) -> None:
        self._session = session

    async def blank(self, team_id: int, before: dt.datetime, limit: int) -> int:
        return (
            await self._answers(team_id, before, limit)
            + await self._interviews(team_id, before, limit)
            + await self._sends(team_id, before, limit)
            + await self._held(team_id, before)
        )

    async def _answers(self, team_id: int, before: dt.datetime, limit: int) -> int:
        query = (
            select(answers.c.id)
            .join(rounds, rounds.c.id == answers.c.round_id)
            .where(rounds.c.team_id == team_id, answers.c.received_at < before)
            .where(answers.c.text != "")
            .limit(limit)
        )
        old = [row["id"] for row in await self._session.rows(query)]
        if old:
            read = select(critiques.c.id, critiques.c.judgement)
            for row in await self._session.rows(read.where(critiques.c.answer_id.in_(old))):
                # Without its request it is not reused: a judgement without quotes is none.
                change = {"judgement": without_words(row["judgement"]), "request": ""}
                mine = update(critiques).where(critiques.c.id == row["id"])
                await self._session.count(mine.values(change))
            of_them = (parts.c.answer_id.in_(old), parts.c.text.is_not(None))
            await self._session.count(update(parts).where(*of_them).values(text=""))
            await self._session.count(update(answers).where(answers.c.id.in_(old)).values(text=""))
        return len(old)

    async def _interviews(self, team_id: int, before: dt.datetime, limit: int) -> int:
        said = select(interview_turns.c.interview_id).where(interview_turns.c.text != "")
        query = (
            select(interviews.c.id, interviews.c.appraisal)
            .where(interviews.c.team_id == team_id, interviews.c.ended_at < before)
            .where(interviews.c.id.in_(said))
            .limit(limit)
        )
        old = await self._session.rows(query)
        ids = [row["id"] for row in old]
        for row in old:
            change = {"appraisal": _without_quotes(row["appraisal"])}
            mine = update(interviews).where(interviews.c.id == row["id"])
            await self._session.count(mine.values(change))
        items = select(interview_items).where(interview_items.c.interview_id.in_(ids))
        for row in await self._session.rows(items):
            if change := _without_texts(as_type(Item, row)):
                item = update(interview_items).where(interview_items.c.id == row["id"])
                await self._session.count(item.values(change))
        turns = update(interview_turns).where(interview_turns.c.interview_id.in_(ids))
        await self._session.count(turns.values(text=""))
        return len(old)

    async def _sends(self, team_id: int, before: dt.datetime, limit: int) -> int:
        """The rows stay: their keys say what was sent, and an edit has to find the message."""
        old = select(sends.c.id).where(sends.c.team_id == team_id, sends.c.created_at < before)
        some = old.where(sends.c.state.in_(OVER), HAS_LINES).limit(limit)
        return await self._session.count(
            update(sends).where(sends.c.id.in_(some)).values(message=NOTHING)
        )

    async def _held(self, team_id: int, before: dt.datetime) -> int:
        mine = select(members.c.id).where(members.c.team_id == team_id)
        old = (held_messages.c.member_id.in_(mine), held_messages.c.at < before)
        change = update(held_messages).where(*old, held_messages.c.text != "")
        return await self._session.count(change.values(text=""))


def without_words(judgement: Judgement) -> Judgement:
    """Its verdicts, without quotes and comments."""
    findings = tuple(Finding(f.point_id, f.verdict) for f in judgement.findings)
    return replace(
        judgement,
        findings=findings,
        strongest="",
        next_step="",
        stronger="",
        follow_up="",
        misconceptions=(),
    )


def _without_texts(item: Item) -> dict[str, Any]:
    """What is asked about a claim holds its words; other questions are the bank's."""
    change: dict[str, Any] = {}
    if item.judgement is not None:
        change["judgement"] = without_words(item.judgement)
    if is_claim(item.question):
        prompt = without_claim(item.prompt)
        change |= {"prompt": prompt, "question": replace(item.question, prompt=prompt)}
    return change


def _without_quotes(appraisal: Appraisal | None) -> Appraisal | None:
    if appraisal is None:
        return None
    ratings = tuple(replace(rating, quote="") for rating in appraisal.ratings)
    return replace(appraisal, ratings=ratings, strengths=())
