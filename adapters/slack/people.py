"""Who somebody is: name, zone and role from their profile, kept for a while."""

import asyncio
import datetime as dt
from collections import OrderedDict
from dataclasses import dataclass

import structlog
from slack_sdk.errors import SlackApiError

from adapters.slack.extras import LACKING, Extras
from adapters.slack.translate import PLATFORM
from adapters.slack.web import FAULTS, code, limited, wait
from adapters.slack.workspaces import Workspaces
from bot.errors import TryLater
from bot.message import Person
from bot.ports import Clock

log = structlog.get_logger()

NAME_LASTS = dt.timedelta(hours=1)
ROLE_LASTS = dt.timedelta(minutes=1)
MOST = 20_000
METHOD = "users.info"
PATIENCE = 1.0  # seconds for a profile; a command looks twice, and Slack waits 3 s for its answer


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    zone: str | None
    admin: bool
    at: dt.datetime


class People:
    def __init__(self, workspaces: Workspaces, extras: Extras, clock: Clock) -> None:
        self._workspaces = workspaces
        self._extras = extras
        self._clock = clock
        self._known: OrderedDict[tuple[str, str], Profile] = OrderedDict()
        self._until: dict[str, dt.datetime] = {}  # Slack asks to wait, by team

    async def person(self, team: str, user: str, name: str = "") -> Person:
        """The person; `name` is what the payload calls them, where no profile can be read. An id is
        no name: where there is none, the core keeps the one it has.

        A profile is no reason to lose what they did, so no fault of Slack goes further."""
        profile = await self._profile(team, user, NAME_LASTS)
        home = await self._workspaces.installation(team)
        return Person(
            platform=PLATFORM,
            team=team,
            member=user,
            name=profile.name if profile else name,
            zone=profile.zone if profile else None,
            team_name=home.team_name,
        )

    def waits(self, team: str, user: str) -> float:
        """The seconds until Slack may be asked for a profile that it had no time for; else 0."""
        if (team, user) in self._known or team not in self._until:
            return 0.0
        return max(0.0, (self._until[team] - self._clock.now()).total_seconds())

    async def is_admin(self, team: str, user: str) -> bool:
        """An admin or owner of the workspace, as of a minute ago. Raises TryLater if unknown."""
        profile = await self._profile(team, user, ROLE_LASTS)
        if profile is None and self._extras.has(team, METHOD):
            raise TryLater("Slack cannot say just now whether you are an admin. Try again.")
        return profile is not None and profile.admin

    async def _profile(self, team: str, user: str, lasts: dt.timedelta) -> Profile | None:
        """None where it cannot be read; an older one is better than none for a name."""
        now, known = self._clock.now(), self._known.get((team, user))
        if known and now - known.at < lasts:
            return known
        if not self._extras.has(team, METHOD):
            return None
        older = known if lasts is NAME_LASTS else None
        if now < self._until.get(team, now):
            return older
        try:
            client = await self._workspaces.client(team)
            async with asyncio.timeout(PATIENCE):
                said = (await client.users_info(user=user))["user"]
        except FAULTS as error:
            if code(error) in LACKING:
                self._extras.lacks(team, METHOD, code(error))
            else:
                log.info("slack: no profile", why=code(error))
            if isinstance(error, SlackApiError) and limited(error):
                self._until[team] = now + wait(error)
            return older
        names = said.get("profile", {})
        profile = Profile(
            name=names.get("display_name") or said.get("real_name") or said.get("name") or "",
            zone=said.get("tz"),
            admin=bool(said.get("is_admin") or said.get("is_owner")),
            at=now,
        )
        self._known[team, user] = profile
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return profile
