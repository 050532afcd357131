"""The server: HTTP routes, faults, and what tests ask of it."""

import asyncio
import base64
import inspect
from collections import defaultdict
from collections.abc import Callable
from typing import Any, Self

from aiohttp import web

from . import api_app, api_chat, api_conversations, api_streams, api_views
from .faults import Fault
from .forms import respond
from .gate import HANDLERS, admit, parsed
from .methods import METHODS
from .outbox import Outbox
from .posts import Posts
from .refusal import Ratelimited, Refusal
from .sockets import Sockets
from .state import Call, State
from .workspace import Workspace
from .world import Json

SECRETS = {"client_secret", "code", "refresh_token"}
"""Never kept in the journal, no more than tokens are."""
REGISTERED = (api_app, api_chat, api_conversations, api_streams, api_views)


class SlackServer(State):
    """A Slack of one's own on 127.0.0.1.

    `async with SlackServer() as server:` runs it in the test's loop, on a free port or `port`.
    `api` is for `AsyncWebClient(base_url=…)`. Settings: `strict_arguments`, `message_gap`
    (seconds between messages of a channel; 0 is off), `distributed` (history limits),
    `app.events`, `app.request_url` (signed HTTP instead of Socket Mode),
    `outbox.retry_scale`, `sockets.ack_seconds`, `posts.ack_seconds`, `clock.move`.
    """

    def __init__(self, port: int = 0) -> None:
        super().__init__()
        self.port = port
        self.posts, self.sockets = Posts(self), Sockets(self)
        self.outbox = Outbox(self, self.posts, self.sockets)
        self.unavailable: set[str] = set()
        self._faults: defaultdict[str, list[Fault]] = defaultdict(list)
        self._runner: web.AppRunner | None = None

    @property
    def api(self) -> str:
        """The Web API's base address (`SLACK_API_URL`)."""
        return f"{self.base}/api/"

    # What tests ask of it

    def workspace(
        self, name: str, *, scopes: list[str] | None = None, install: bool = True
    ) -> Workspace:
        """A new workspace, with the app in it unless `install` is off."""
        workspace = Workspace(self, name)
        if install:
            workspace.install(scopes)
        return workspace

    def next(self, method: str, *faults: Fault) -> None:
        """The next calls of a method meet these faults, one each, in this order."""
        self._faults[method].extend(faults)

    def without(self, *methods: str) -> None:
        """These methods answer `unknown_method`, as on a plan that lacks them."""
        self.unavailable.update(methods)

    def calls(self, method: str) -> list[Call]:
        """The calls of a method so far, refused ones too."""
        return [call for call in self.journal if call.method == method]

    async def until(self, condition: Callable[[], Any], timeout: float = 30.0) -> Any:  # noqa: ASYNC109
        """The condition's value once it is true.

        Raises: AssertionError after `timeout` real seconds, with the last calls."""
        loop = asyncio.get_running_loop()
        end = loop.time() + timeout
        while not (value := condition()):
            if loop.time() > end:
                last = [f"{c.method} {c.error or c.status}" for c in self.journal[-10:]]
                raise AssertionError(f"not within {timeout} s; last calls: {last}")
            await asyncio.sleep(0.005)
        return value

    async def uses_http(self, url: str) -> None:
        """From now on all goes to this Request URL, which must answer the challenge.

        docs: url_verification. Raises: AssertionError where it does not."""
        self.app.request_url = url
        challenge = self.new_id("challenge")
        payload = {"type": "url_verification", "token": "t", "challenge": challenge}
        answer = await self.posts.post("events_api", payload, {})
        body = getattr(answer, "body", None)
        said = body.get("challenge") if isinstance(body, dict) else body
        assert said == challenge, f"the Request URL answered {answer}"

    # Running

    async def __aenter__(self) -> Self:
        self.loop = asyncio.get_running_loop()
        app = web.Application(client_max_size=20 * 1024**2)
        app.router.add_route("*", "/api/{method}", self._api)
        app.router.add_get("/link/", self.sockets.connect)
        app.router.add_post("/respond/{team}/{name}", self._respond)
        app.router.add_post("/upload/v1/{file}", self._upload)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{self.port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.outbox.close()
        await self.sockets.close()
        await self.posts.close()
        if self._runner:
            await self._runner.cleanup()

    # Routes

    async def _api(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            fields = await _fields(request)
        except Refusal as refusal:
            return web.json_response({"ok": False, "error": refusal.error})
        token = _token(request, fields)
        known = self.tokens.get(token)
        call = Call(name, {}, known.installation.team if known else "", self.clock.now())
        call.arguments = {k: v for k, v in fields.items() if k not in SECRETS}
        self.journal.append(call)
        faults = self._faults[name]
        fault = faults.pop(0) if faults else Fault(stored=True)
        if fault.stored:
            call.status, call.answer = await self._answer(call, fields, token)
        if fault.delay:
            await self.clock.sleep(fault.delay)
        return self._faulty(request, call, fault)

    async def _answer(self, call: Call, fields: Json, token: str) -> tuple[int, Json]:
        try:
            if call.method not in METHODS or call.method in self.unavailable:
                raise Refusal("unknown_method")
            args = parsed(fields)
            call.arguments = {k: v for k, v in args.items() if k not in SECRETS}
            answer = HANDLERS[call.method](admit(self, call.method, args, token))
            return 200, {"ok": True} | (await answer if inspect.isawaitable(answer) else answer)
        except Refusal as refusal:
            return 200, {"ok": False, "error": refusal.error} | refusal.extra
        except Ratelimited as limited:
            return 429, {"ok": False, "error": "ratelimited", "retry_after": limited.seconds}

    def _faulty(self, request: web.Request, call: Call, fault: Fault) -> web.StreamResponse:
        """The answer as the fault leaves it."""
        if fault.dropped:
            call.status = 0
            assert request.transport
            request.transport.abort()
        elif fault.status != 200 or fault.error:
            call.status = fault.status
            call.answer = {"ok": False, "error": fault.error}
            if fault.retry_after is not None:
                call.answer["retry_after"] = fault.retry_after
        if call.status >= 500:
            return web.Response(status=call.status, text="<html>Slack is having a moment</html>")
        answer = dict(call.answer)
        headers = {}
        if (wait := answer.pop("retry_after", None)) is not None:
            headers["Retry-After"] = str(wait)
        if call.team and (here := self.workspaces[call.team].installation):
            # docs: Installing with OAuth, "Checking scopes"
            headers["X-OAuth-Scopes"] = ",".join(here.scopes)
        return web.json_response(answer, status=call.status or 200, headers=headers)

    async def _respond(self, request: web.Request) -> web.Response:
        try:
            responder = self.use_responder(request.match_info["name"])
            team = self.workspaces[request.match_info["team"]]
            said = await request.json()
            respond(team, responder.channel, responder.user, said, responder.message)
        except Refusal as refusal:
            return web.json_response({"ok": False, "error": refusal.error}, status=404)
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        upload = self.uploads.get(request.match_info["file"])
        content = await request.read()
        if upload is None or len(content) != upload["size"]:
            return web.Response(status=400, text="no such upload, or another length")
        upload["content"] = content
        return web.Response(text=f"OK - {len(content)}")

    async def _authorize(self, request: web.Request) -> web.Response:
        """The consent page of a browser whose person says yes (docs: Installing with OAuth).

        `team` picks the workspace, else it is the newest; an admin is the one who clicks."""
        asked = request.query
        newest = list(self.workspaces)[-1]
        team = self.workspaces[asked.get("team", newest)]
        humans = [p for p in team.people.values() if not p.user.bot]
        clicks = max(humans, key=lambda p: p.user.admin or p.user.owner)
        back = asked.get("redirect_uri", "")
        code = team.approves(clicks, asked["scope"].split(","), back)
        raise web.HTTPFound(f"{back}?code={code}&state={asked.get('state', '')}")


async def _fields(request: web.Request) -> Json:
    """docs: Web API: arguments in the query, a form, or JSON."""
    fields: Json = dict(request.query)
    if request.content_type == "application/json":
        try:
            fields |= (await request.json() if request.can_read_body else None) or {}
        except ValueError:
            raise Refusal("invalid_json") from None
    else:
        fields |= await request.post()
    return fields


def _token(request: web.Request, fields: Json) -> str:
    """The bearer's token, or a form's; client credentials join the arguments.

    slack_sdk source: oauth_v2_access sends them as basic authentication."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind == "Basic":
        client_id, _, secret = base64.b64decode(value).decode().partition(":")
        fields |= {"client_id": client_id, "client_secret": secret}
    in_form = str(fields.pop("token", ""))
    return value if kind == "Bearer" else in_form
