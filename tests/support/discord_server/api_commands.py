"""REST: application commands (docs: interactions, "Application Commands")."""

from typing import Any

from . import check_commands
from .access import Access
from .call import Call
from .errors import Json, refused
from .rest import Route
from .state import State

DAY = 86400.0
CREATES_A_DAY = 200
MOST = 100
EVERYWHERE = 0


class Commands:
    def __init__(self, state: State) -> None:
        self.state, self.access = state, Access(state)

    def routes(self) -> list[Route]:
        app = "/applications/{application_id}"
        return [
            Route(method, f"{app}{scope}/commands{one}", handler)
            for scope in ("", "/guilds/{guild_id}")
            for method, one, handler in (
                ("GET", "", self.all),
                ("PUT", "", self.overwrite),
                ("POST", "", self.create),
                ("DELETE", "/{command_id}", self.delete),
            )
        ]

    def _scope(self, call: Call) -> int:
        if call.id("application_id") != self.state.app.id:
            raise refused(10002)
        if "guild_id" not in call.params:
            return EVERYWHERE
        return self.access.guild(call.id("guild_id")).id

    def all(self, call: Call) -> list[Json]:
        return list(self.state.app.commands.get(self._scope(call), {}).values())

    def overwrite(self, call: Call) -> list[Json]:
        """docs: "Bulk Overwrite": those whose names were not there count as creates."""
        scope, wanted = self._scope(call), call.body
        if len([c for c in wanted if c.get("type", 1) == 1]) > MOST:
            raise refused(30032)
        for i, command in enumerate(wanted):
            check_commands.check(command, str(i))
        old = self.state.app.commands.get(scope, {})
        self._count(scope, [c["name"] for c in wanted if c["name"] not in old])
        kept = {c["name"]: self._stored(scope, c, old.get(c["name"])) for c in wanted}
        self.state.app.commands[scope] = kept
        return list(kept.values())

    def create(self, call: Call) -> Json:
        """docs: "Create Global Application Command": an old one of that name is overwritten."""
        scope = self._scope(call)
        check_commands.check(call.body)
        here = self.state.app.commands.setdefault(scope, {})
        name = call.body["name"]
        if name not in here:
            if len(here) >= MOST:
                raise refused(30032)
            self._count(scope, [name])
            call.status = 201
        here[name] = self._stored(scope, call.body, here.get(name))
        return here[name]

    def delete(self, call: Call) -> None:
        here = self.state.app.commands.get(self._scope(call), {})
        found = [name for name, c in here.items() if c["id"] == call.params["command_id"]]
        if not found:
            raise refused(10063)
        del here[found[0]]

    def _count(self, scope: int, new: list[str]) -> None:
        """docs: "Registering a Command": 200 creates a day for each guild."""
        since = self.state.clock.now() - DAY
        made = [at for at in self.state.app.creates.get(scope, []) if at > since]
        if len(made) + len(new) > CREATES_A_DAY:
            raise refused(30034)
        self.state.app.creates[scope] = made + [self.state.clock.now()] * len(new)

    def _stored(self, scope: int, command: Json, old: Json | None) -> Json:
        new = self.state.ids.new
        told: dict[str, Any] = {"type": 1, "description": "", "options": [], "nsfw": False,
                                "default_member_permissions": None, "contexts": None,
                                "integration_types": [0], "dm_permission": True}  # fmt: skip
        told |= {name: value for name, value in command.items() if value is not None}
        told |= {"id": old["id"] if old else str(new()), "version": str(new()),
                 "application_id": str(self.state.app.id)}  # fmt: skip
        return told | ({"guild_id": str(scope)} if scope else {})
