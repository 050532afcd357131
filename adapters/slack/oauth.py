"""Installing into a workspace: /slack/install, and where Slack sends the browser back to.

docs: Installing with OAuth. The state is sealed with its time, tied to the browser by a cookie,
and serves once."""

import hashlib
import hmac
import html
import secrets
from urllib.parse import urlencode

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.slack.installations import Client, Installations, granted, rotating
from adapters.slack.manifest import SCOPES
from adapters.slack.translate import PLATFORM
from adapters.slack.vault import Seal, Vault
from adapters.slack.web import FAULTS, Web, code
from adapters.slack.workspaces import Installation
from bot.core import Core
from bot.errors import InvalidInput
from bot.ports import Clock

log = structlog.get_logger()

INSTALL, REDIRECT = "/slack/install", "/slack/oauth_redirect"
STATE_LASTS = 600  # seconds from the first page to the last
COOKIE = "whetstone_slack_state"
USED = "slack/state/"
AGAIN = f'<p><a href="{INSTALL}">Start again</a></p>'


class OAuth:
    def __init__(
        self,
        web: Web,
        vault: Vault,
        seal: Seal,
        installations: Installations,
        clock: Clock,
        client: Client,
        core: Core,
    ) -> None:
        self._web = web
        self._vault = vault
        self._seal = seal
        self._installations = installations
        self._clock = clock
        self._client = client
        self._core = core

    def mount(self, app: FastAPI) -> None:
        app.add_api_route(INSTALL, self.install, response_model=None)
        app.add_api_route(REDIRECT, self.redirect, response_model=None)

    async def install(self, request: Request) -> Response:
        """Sends the browser to Slack's consent page."""
        state = self._seal.close(secrets.token_bytes(16), self._now()).decode()
        asked = {
            "client_id": self._client.id,
            "scope": ",".join(SCOPES),
            "state": state,
            "redirect_uri": _back(request),
        } | ({"team": team} if (team := request.query_params.get("team")) else {})
        page = self._web.base_url.removesuffix("api/") + "oauth/v2/authorize"
        response = RedirectResponse(f"{page}?{urlencode(asked)}", status_code=302)
        secure = request.url.scheme == "https"
        response.set_cookie(
            COOKIE, state, max_age=STATE_LASTS, httponly=True, samesite="lax", secure=secure
        )
        return response

    async def redirect(self, request: Request) -> Response:
        """Takes the code once, keeps the tokens, and says what comes next."""
        if request.query_params.get("error"):
            return _page("Not installed: Slack was not allowed to.", again=True, status=400)
        try:
            await self._check(request)
            made = await self._exchange(request)
        except InvalidInput as error:
            return _page(str(error), again=True, status=400)
        except FAULTS as error:
            log.warning("slack: not installed", why=code(error))
            return _page(f"Not installed: Slack says {code(error)}.", again=True, status=502)
        await self._installations.save(made)
        await self._core.team_back(PLATFORM, made.team, made.heard)
        log.info("slack: installed", team=made.team)
        text = f"Whetstone is installed in {made.team_name}. In Slack, type /practice to begin."
        response = _page(text)
        response.delete_cookie(COOKIE)
        return response

    async def _check(self, request: Request) -> None:
        state = request.query_params.get("state", "").encode()
        known = request.cookies.get(COOKIE, "").encode()
        if not state or not hmac.compare_digest(state, known):
            raise InvalidInput("Not installed: this browser did not ask for it.")
        try:
            self._seal.open(state, now=self._now(), lasts=STATE_LASTS)
        except ValueError:
            raise InvalidInput("Not installed: that took longer than 10 minutes.") from None
        await self._forget_old()
        name = USED + hashlib.sha256(state).hexdigest()
        if not await self._vault.add(name, str(int(self._now())).encode()):
            raise InvalidInput("Not installed: this address was used already.")

    async def _exchange(self, request: Request) -> Installation:
        said = await granted(
            self._web,
            self._client,
            code=request.query_params.get("code", ""),
            redirect_uri=_back(request),
        )
        if said.get("is_enterprise_install"):
            raise InvalidInput("Not installed: choose one workspace, not the whole organization.")
        who = await self._web.client(said["access_token"]).auth_test()
        now = self._clock.now()
        return Installation(
            team=who["team_id"],
            team_name=who["team"],
            bot_user=who["user_id"],
            bot_id=who["bot_id"],
            bot_name=who["user"],
            scopes=tuple(str(said["scope"]).split(",")),
            installed_at=now,
            **rotating(said.data, now),
        )

    async def _forget_old(self) -> None:
        for name in await self._vault.names(USED):
            used_at = await self._vault.get(name)
            if used_at and int(used_at) < self._now() - STATE_LASTS:
                await self._vault.delete(name)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _back(request: Request) -> str:
    """Our own address as the browser sees it; Slack takes only those of the app's settings."""
    return str(request.url.replace(path=REDIRECT, query=""))


def _page(text: str, *, again: bool = False, status: int = 200) -> HTMLResponse:
    body = f"<title>Whetstone</title><p>{html.escape(text)}</p>" + (AGAIN if again else "")
    return HTMLResponse(f"<!doctype html><html lang=en>{body}", status_code=status)
