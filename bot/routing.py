"""Finds who answers a command, a button or a form. The reply is for the eyes of who asked."""

from collections.abc import Iterable
from dataclasses import replace

from bot import commands
from bot.context import Context
from bot.errors import InvalidInput, TryLater, WhetstoneError
from bot.features import OLDER, Feature, joined
from bot.members.people import member_of, team_and_member
from bot.message import Call, Line, Message, Person, Press, Reply, Submission
from bot.sending import replies
from bot.team.roles import Roles
from bot.team.teams import revive
from bot.wording.basics import say


class Routing:
    def __init__(self, context: Context, roles: Roles, features: Iterable[Feature]) -> None:
        """Raises ValueError where two features answer the same."""
        self._c = context
        self._roles = roles
        self.features = joined(features)

    async def command(self, call: Call) -> Reply:
        """Raises InvalidInput or NotAllowed with a text for who typed it, unless that was in a
        direct message: then it is sent to them."""
        try:
            reply = await self._command(call)
        except WhetstoneError as refusal:
            if not call.message or isinstance(refusal, TryLater):
                raise
            return await self._send(call, say(str(refusal)))
        checked = await self._checked(call.person, reply)
        return await self._send(call, checked) if call.message and _asks(reply) else checked

    async def press(self, press: Press) -> Reply:
        """Raises InvalidInput for a button that this version does not know."""
        return await self._checked(press.person, await self._press(press))

    async def submit(self, form: Submission) -> Reply:
        """Raises InvalidInput for a form that this version does not know."""
        return await self._checked(form.person, await self._submit(form))

    async def _checked(self, who: Person, reply: Reply) -> Reply:
        """With what is in the way of the questions that the reply says come. That asks the
        platform, so what was done is stored by now."""
        knows = self._c.channels.get(who.platform)
        if not isinstance(reply, Message) or not reply.asks_in or knows is None:
            return reply
        obstacle = await knows.obstacle(who.team, reply.asks_in)
        return replace(reply, lines=(*reply.lines, Line(obstacle))) if obstacle else reply

    async def _send(self, call: Call, reply: Reply) -> Reply:
        async with self._c.store.transaction(urgent=True) as tx:
            return await replies.send(tx, await member_of(tx, call.person), call, reply)

    async def _command(self, call: Call) -> Reply:
        """The reply to a typed one is stored with what it did, unless it is to be checked first."""
        command, rest = commands.parse(call.name, call.text)
        async with self._c.store.transaction(urgent=True) as tx:
            team, member = await team_and_member(tx, call.person)
            await revive(tx, team)
            if command.manages:
                await self._roles.check(tx, member, f"/{command.path}", admin=call.admin)
            reply = await self.features.commands[command.path](tx, member, call, rest)
            if call.message and not _asks(reply):
                return await replies.send(tx, member, call, reply)
            return reply

    async def _press(self, press: Press) -> Reply:
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, press.person)
            if press.action not in self.features.presses:
                raise InvalidInput(OLDER.format("button"))
            return await self.features.presses[press.action](tx, member, press)

    async def _submit(self, form: Submission) -> Reply:
        kind = form.form.partition(":")[0]
        if kind in self.features.long_forms:
            return await self.features.long_forms[kind](form)
        if kind not in self.features.forms:
            raise InvalidInput(OLDER.format("form"))
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, form.person)
            return await self.features.forms[kind](tx, member, form)


def _asks(reply: Reply) -> bool:
    return isinstance(reply, Message) and bool(reply.asks_in)
