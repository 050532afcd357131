"""The workspaces that installed the app: their tokens, encrypted, and new in time.

docs: Using token rotation: a token lasts 12 hours, the one before stays good, and a refresh
token serves once. So only one process at a time asks for a new one, well before the end."""

import asyncio
import datetime as dt
import json
from collections import defaultdict
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from adapters.slack.vault import Seal, Vault
from adapters.slack.web import FAULTS, Web, code
from adapters.slack.workspaces import Installation
from bot.errors import SettingsError, TryLater
from bot.ports import Clock

log = structlog.get_logger()

EARLY = dt.timedelta(hours=2)
FRESH = dt.timedelta(seconds=30)  # so long another process's change may go unseen
LEASE = dt.timedelta(minutes=1)
AGAIN = dt.timedelta(minutes=1)  # between two tries for a new token, in one process
TEAM, ROTATING = "slack/team/", "slack/rotating/"


@dataclass(frozen=True, slots=True)
class Client:
    """What the app calls itself towards Slack, and the word that proves it."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Failure:
    """No new token came: when to ask again, and why."""

    until: dt.datetime
    why: str


class Installations:
    """Implements `Installed` and `Uninstalls`."""

    def __init__(self, vault: Vault, seal: Seal, web: Web, clock: Clock, client: Client) -> None:
        self._vault = vault
        self._seal = seal
        self._web = web
        self._clock = clock
        self._client = client
        self._read: dict[str, tuple[dt.datetime, Installation | None]] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failed: dict[str, Failure] = {}

    async def save(self, made: Installation) -> None:
        told = asdict(made) | {
            name: value.isoformat()
            for name in ("expires_at", "installed_at")
            if (value := getattr(made, name)) is not None
        }
        now = self._clock.now()
        await self._vault.put(
            TEAM + made.team, self._seal.close(json.dumps(told).encode(), now.timestamp())
        )
        self._read[made.team] = (now, made)
        self._failed.pop(made.team, None)

    async def find(self, team: str) -> Installation | None:
        """Its token is good for a while yet. Raises TryLater where a new one cannot be had."""
        found = await self._kept(team)
        if found is None or not self._is_ending(found, EARLY):
            self._failed.pop(team, None)
            return found
        async with self._locks[team]:
            failure = self._failed.get(team)
            if failure and self._clock.now() < failure.until:
                return self._still(found, failure.why)
            return await self._renewed(found)

    def failure(self, team: str) -> str:
        """Why the last try for a new token brought none; '' where it did, or was not needed."""
        return self._failed[team].why if team in self._failed else ""

    async def remove(self, team: str, told_at: float) -> bool:
        """Forgets a workspace's tokens; False if it was installed again after `told_at`."""
        self._read.pop(team, None)
        found = await self._kept(team)
        if found and found.installed_at and found.installed_at.timestamp() > told_at:
            return False
        self._read.pop(team, None)
        await self._vault.delete(TEAM + team)
        return True

    async def teams(self) -> list[str]:
        return [name.removeprefix(TEAM) for name in await self._vault.names(TEAM)]

    async def _kept(self, team: str) -> Installation | None:
        now = self._clock.now()
        read_at, found = self._read.get(team, (None, None))
        if read_at is None or now - read_at > FRESH:
            sealed = await self._vault.get(TEAM + team)
            found = self._opened(sealed) if sealed else None
            self._read[team] = (now, found)
        return found

    def _opened(self, sealed: bytes) -> Installation:
        try:
            told: dict[str, Any] = json.loads(self._seal.open(sealed))
        except ValueError:
            raise SettingsError(
                "WHETSTONE_SECRET_KEY: not the key that the tokens were encrypted with."
            ) from None
        for name in ("expires_at", "installed_at"):
            told[name] = dt.datetime.fromisoformat(told[name]) if told[name] else None
        return Installation(**told | {"scopes": tuple(told["scopes"])})

    def _is_ending(self, found: Installation, early: dt.timedelta) -> bool:
        return found.expires_at is not None and self._clock.now() + early > found.expires_at

    async def _renewed(self, old: Installation) -> Installation | None:
        """With a new token; with the old one while another process asks, or Slack cannot say."""
        if not await self._lease(old.team):
            return self._still(old, "another process is asking for a new token")
        try:
            self._read.pop(old.team, None)
            found = await self._kept(old.team)
            if found is None or not self._is_ending(found, EARLY):
                return found  # another process was faster
            asked = {"grant_type": "refresh_token", "refresh_token": found.refresh_token}
            said = await granted(self._web, self._client, **asked)
            made = replace(found, **rotating(said.data, self._clock.now()))
            await self.save(made)
            return made
        except FAULTS as error:
            return self._still(old, self._fail(old.team, code(error)))
        finally:
            await self._vault.delete(ROTATING + old.team)

    def _fail(self, team: str, reason: str) -> str:
        """Remembers it, so that not every event asks; the log has it once until one is had."""
        if team not in self._failed:
            log.error("slack: no new token", team=team, why=reason)
        why = f"Slack gave no new token ({reason})"
        self._failed[team] = Failure(self._clock.now() + AGAIN, why)
        return why

    def _still(self, old: Installation, why: str) -> Installation:
        if self._is_ending(old, dt.timedelta(0)):
            raise TryLater(f"Slack cannot be used just now: {why}.")
        return old

    async def _lease(self, team: str) -> bool:
        now = self._clock.now()
        for _ in range(2):
            if await self._vault.add(ROTATING + team, now.isoformat().encode()):
                return True
            since = await self._vault.get(ROTATING + team)
            if since and now - dt.datetime.fromisoformat(since.decode()) < LEASE:
                return False
            await self._vault.delete(ROTATING + team)
        return False


async def granted(web: Web, client: Client, **asked: str) -> AsyncSlackResponse:
    """oauth.v2.access. The app's name and word go in the body, as the docs allow: slack_sdk's
    own call uses a part of aiohttp that is to be removed."""
    told = {"client_id": client.id, "client_secret": client.secret} | asked
    return await web.client().api_call("oauth.v2.access", data=told)


def rotating(said: Any, now: dt.datetime) -> dict[str, Any]:
    """The token's part of what oauth.v2.access says."""
    lives = said.get("expires_in")
    return {
        "token": said["access_token"],
        "refresh_token": said.get("refresh_token") or "",
        "expires_at": now + dt.timedelta(seconds=int(lives)) if lives else None,
    }
