"""Finds who answers a command, a button or a form. The reply is for the eyes of who asked."""

from collections.abc import Iterable

from bot import commands
from bot.context import Context
from bot.errors import InvalidInput
from bot.features import OLDER, Feature, joined
from bot.members.people import member_of, team_and_member
from bot.message import Call, Press, Reply, Submission
from bot.team.roles import Roles
from bot.team.teams import revive


class Routing:
    def __init__(self, context: Context, roles: Roles, features: Iterable[Feature]) -> None:
        """Raises ValueError where two features answer the same."""
        self._c = context
        self._roles = roles
        self.features = joined(features)

    async def command(self, call: Call) -> Reply:
        """Raises InvalidInput or NotAllowed with a text for who typed it."""
        command, rest = commands.parse(call.name, call.text)
        async with self._c.store.transaction(urgent=True) as tx:
            team, member = await team_and_member(tx, call.person)
            await revive(tx, team)
            if command.manages:
                await self._roles.check(tx, member, f"/{command.path}", admin=call.admin)
            return await self.features.commands[command.path](tx, member, call, rest)

    async def press(self, press: Press) -> Reply:
        """Raises InvalidInput for a button that this version does not know."""
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, press.person)
            if press.action not in self.features.presses:
                raise InvalidInput(OLDER.format("button"))
            return await self.features.presses[press.action](tx, member, press)

    async def submit(self, form: Submission) -> Reply:
        """Raises InvalidInput for a form that this version does not know."""
        kind = form.form.partition(":")[0]
        if kind in self.features.long_forms:
            return await self.features.long_forms[kind](form)
        if kind not in self.features.forms:
            raise InvalidInput(OLDER.format("form"))
        async with self._c.store.transaction(urgent=True) as tx:
            member = await member_of(tx, form.person)
            return await self.features.forms[kind](tx, member, form)
