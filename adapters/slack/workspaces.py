"""The workspaces we are in: who we are there, and a client for each."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.web import FAULTS, Web, code, limited
from bot.errors import NotFound, TryLater
from bot.hearing import Heard

REPLIES = {"channels:history", "groups:history"}
DIRECTS = "im:history"


@dataclass(frozen=True, slots=True)
class Installation:
    """The app in one workspace. Without `expires_at` (UTC) its token does not rotate."""

    team: str
    team_name: str
    bot_user: str
    bot_id: str
    token: str = field(repr=False)
    scopes: tuple[str, ...] = ()
    bot_name: str = "Whetstone"  # as people type it after an @
    refresh_token: str = field(default="", repr=False)
    expires_at: dt.datetime | None = None
    installed_at: dt.datetime | None = None

    @property
    def heard(self) -> Heard:
        """Nobody can tell by its id whether a channel is private, so replies count as heard where
        they are in both kinds."""
        if not any(self.scopes):  # a gateway that does not tell them
            return Heard()
        return Heard(REPLIES.issubset(self.scopes), DIRECTS in self.scopes)


class Installed(Protocol):
    """Where installations by OAuth are kept."""

    async def find(self, team: str) -> Installation | None:
        """The workspace's installation, with a token that is good for a while yet."""
        ...

    async def teams(self) -> list[str]: ...
    def failure(self, team: str) -> str:
        """Why the token there is not being renewed; '' where nothing is wrong."""
        ...


class Workspaces:
    """An installation of that workspace, else the one token of the settings."""

    def __init__(self, web: Web, token: str | None, installed: Installed | None) -> None:
        self.web = web
        self._token = token
        self._installed = installed
        self._own: Installation | None = None

    async def installation(self, team: str) -> Installation:
        """Raises NotFound where we are not installed, TryLater where Slack cannot say."""
        found = await self._installed.find(team) if self._installed else None
        if found is None and self._token:
            own = await self.own()
            found = own if own.team == team else None
        if found is None:
            raise NotFound(f"Whetstone is not installed in the workspace {team}.")
        return found

    async def client(self, team: str) -> AsyncWebClient:
        """Raises as `installation` does."""
        return self.web.client((await self.installation(team)).token)

    def failure(self, team: str) -> str:
        """Why the token there, which still works, is not being renewed; '' where it is."""
        return self._installed.failure(team) if self._installed else ""

    async def teams(self) -> list[str]:
        """Every workspace that is known. Raises TryLater."""
        known = await self._installed.teams() if self._installed else []
        return [*known, *({(await self.own()).team} - set(known) if self._token else ())]

    async def own(self) -> Installation:
        """Whose the token of the settings is, asked once. Raises NotFound, TryLater."""
        if self._own is None:
            try:
                said = await self.web.client(self._token).auth_test()
            except FAULTS as error:
                if isinstance(error, SlackApiError) and not limited(error) and _is_no(error):
                    raise NotFound(
                        f"Slack does not accept SLACK_BOT_TOKEN ({code(error)})."
                    ) from None
                raise TryLater(f"Slack cannot be asked just now ({code(error)}).") from None
            self._own = Installation(
                team=said["team_id"],
                team_name=said["team"],
                bot_user=said["user_id"],
                bot_id=said["bot_id"],
                bot_name=said["user"],
                token=str(self._token),
                scopes=tuple(
                    scope.strip() for scope in said.headers.get("x-oauth-scopes", "").split(",")
                ),
            )
        return self._own


def _is_no(error: SlackApiError) -> bool:
    """Slack answered, and said no: not a fault of its own."""
    return not code(error).startswith("HTTP") and "error" not in code(error)
