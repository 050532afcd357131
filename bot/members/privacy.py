"""`/practice privacy`: what is stored of a member, who reads it, and what they do about it."""

import datetime as dt
import json
from collections.abc import Callable, Sequence
from dataclasses import replace

from bot.context import Context
from bot.daily.answers import Answers
from bot.errors import InvalidInput, NotFound
from bot.features import OLDER, Feature, number
from bot.managers.board import seen_of
from bot.members.forgetting import forget, take_back
from bot.members.people import People
from bot.members.retention import kept_days
from bot.members.settings import MemberSettings
from bot.members.views import View
from bot.message import Attachment, Call, Message, Press, Reply, Submission
from bot.model import Answer, AnswerState, Member
from bot.stores import Transaction
from bot.wording import privacy
from bot.wording.basics import called, when

LOOKS = dt.timedelta(days=90)
MOST_LOOKS = 20
NOT_YOURS = "That answer is not here any more."

CHOICES: dict[str, Callable[[MemberSettings, bool], MemberSettings]] = {
    "privacy_hide": lambda chosen, on: replace(chosen, hidden=on),
    "privacy_share": lambda chosen, on: replace(chosen, shares_scores=on),
    "privacy_name": lambda chosen, on: replace(chosen, named=on),
}


class Privacy:
    def __init__(self, context: Context, people: People, answers: Answers) -> None:
        self._c = context
        self._people = people
        self._answers = answers

    def feature(self) -> Feature:
        return Feature(
            commands={"practice privacy": self._command},
            presses={
                **dict.fromkeys(CHOICES, self._choose),
                "privacy_seen": self._seen,
                "privacy_looks": self._looks,
                "privacy_export": self._export,
                "privacy_delete": self._ask,
                "delete_answer": self._ask_for_answer,
                "delete_answer_yes": self._delete_answer,
            },
            forms={"privacy_delete": self._delete},
        )

    async def _command(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        return await self._page(tx, member)

    async def _page(self, tx: Transaction, member: Member) -> Message:
        models = self._c.ladder.rungs.models
        return privacy.page(
            privacy.Page(
                await tx.member_settings.of(member.id),
                provider=models[0].name.partition("/")[0] if models else "",
                keyword=await tx.preferences.wants_keyword(member.id),
                days=kept_days(await tx.teams.get(member.team_id), self._c),
            )
        )

    async def _choose(self, tx: Transaction, member: Member, press: Press) -> Reply:
        chosen = await tx.member_settings.of(member.id)
        await tx.member_settings.save(CHOICES[press.action](chosen, press.value == "on"))
        return await self._page(tx, member)

    async def _seen(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return await seen_of(self._c.bank, tx, member)

    async def _looks(self, tx: Transaction, member: Member, press: Press) -> Reply:
        now, zone = self._c.clock.now(), await self._people.zone(tx, member)
        looks = (await tx.views.of_team(member.team_id, now - LOOKS))[:MOST_LOOKS]
        names = await _names(tx, looks)
        told = [(when(look.at, zone, now), names[look.member_id], look.what) for look in looks]
        return privacy.looks(told, LOOKS.days)

    async def _export(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """Every row of every table that belongs to them, and the looks at their team."""
        stored = dict(await tx.personal.stored(member.id))
        ever = dt.datetime.min.replace(tzinfo=dt.UTC)
        looks = await tx.views.of_team(member.team_id, ever)
        names = await _names(tx, looks)
        told = [{"at": v.at.isoformat(), "by": names[v.member_id], "what": v.what} for v in looks]
        text = json.dumps({**stored, "looks": told}, indent=1, ensure_ascii=False)
        return privacy.exported(Attachment("my-data.json", "application/json", text))

    async def _ask(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return privacy.delete_form()

    async def _delete(self, tx: Transaction, member: Member, form: Submission) -> Reply:
        typed = form.values.get("word", "")
        if typed.strip().strip("'\".").casefold() != privacy.WORD:
            raise InvalidInput(privacy.not_deleted(typed), field="word")
        await forget(tx, member, self._c.clock.now())
        return privacy.deleted()

    async def _ask_for_answer(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return privacy.delete_answer(await _own_answer(tx, member, press.value))

    async def _delete_answer(self, tx: Transaction, member: Member, press: Press) -> Reply:
        answer = await _own_answer(tx, member, press.value)
        await tx.rounds.seat(answer.round_id, member.id)  # there changes take turns
        answer = await tx.answers.get(answer.id)
        if answer.state is not AnswerState.DELETED:
            await take_back(tx, self._answers, answer)
        return privacy.answer_deleted()


async def _own_answer(tx: Transaction, member: Member, value: str) -> Answer:
    """Of what is private: the others are messages in threads, which their author deletes."""
    answer_id = number(value)
    if answer_id is None:
        raise InvalidInput(OLDER.format("button"))
    try:
        answer = await tx.answers.get(answer_id)
    except NotFound:
        raise NotFound(NOT_YOURS) from None
    if answer.member_id != member.id or answer.readers == "thread":
        raise NotFound(NOT_YOURS)
    return answer


async def _names(tx: Transaction, looks: Sequence[View]) -> dict[int | None, str]:
    """Who looked, by their ids: a few people, however often they did."""
    ids = {look.member_id for look in looks if look.member_id is not None}
    return {None: privacy.SOMEBODY} | {i: called((await tx.members.get(i)).name) for i in ids}
