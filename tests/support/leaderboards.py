"""Boards on the stage: what a member reads there, and what they chose."""

from dataclasses import replace

from support.team import PLATFORM, Someone

from bot.members.settings import MemberSettings
from bot.message import Button, Message, Reply
from bot.model import Member


async def row_of(who: Someone) -> Member:
    async with who.team.store.transaction() as tx:
        team = await tx.teams.ensure(PLATFORM, who.team.name, who.team.name)
        return await tx.members.ensure(team.id, who.person.member, who.person.name)


async def chooses(who: Someone, **choice: bool) -> None:
    member = await row_of(who)
    async with who.team.store.transaction() as tx:
        await tx.member_settings.save(replace(MemberSettings(member.id), **choice))


def places(reply: Reply) -> list[str]:
    assert isinstance(reply, Message)
    return [line.text for line in reply.lines if line.kind == "item"]


def notes(reply: Reply) -> str:
    assert isinstance(reply, Message)
    return " ".join(line.text for line in reply.lines if line.kind == "note")


def button(reply: Reply, label: str) -> Button:
    assert isinstance(reply, Message)
    return next(b for b in reply.buttons if b.label == label)
