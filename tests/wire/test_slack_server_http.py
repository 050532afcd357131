"""Signed HTTP from the local Slack, OAuth with token rotation, and leaving a workspace."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.token_rotation.async_rotator import AsyncTokenRotator
from slack_sdk.signature import Clock, SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from support.slack_server import SlackServer, Workspace

# slack_sdk 3.47's oauth_v2_access still uses what aiohttp 3.14 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def server() -> AsyncIterator[SlackServer]:
    async with SlackServer() as server:
        server.outbox.retry_scale = 0.0001
        yield server


@pytest.fixture
def acme(server: SlackServer) -> Workspace:
    acme = server.workspace("acme")
    acme.user("Ada", admin=True)
    acme.channel("#caching")
    return acme


class Endpoint:
    """A Request URL that answers the challenge and then with `statuses`, one by one."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.headers: dict[str, str] = {}
        self.heard: list[web.Request] = []
        self.bodies: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        body = await request.text()
        told = await request.json() if request.content_type == "application/json" else {}
        if told.get("type") == "url_verification":
            return web.Response(text=told["challenge"])
        self.heard.append(request)
        self.bodies.append(body)
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers=self.headers)


@pytest.fixture
async def endpoint(server: SlackServer) -> AsyncIterator[Endpoint]:
    endpoint, app = Endpoint(), web.Application()
    app.router.add_post("/slack/events", endpoint.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await server.uses_http(f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events")
    yield endpoint
    await runner.cleanup()


async def says(acme: Workspace) -> None:
    await next(iter(acme.people.values())).says("#caching", "x")


async def test_every_request_is_signed(
    server: SlackServer, acme: Workspace, endpoint: Endpoint
) -> None:
    ada = next(iter(acme.people.values()))
    await says(acme)
    await server.outbox.settled()
    await ada.runs("/practice", "now", "#caching")
    verifier = SignatureVerifier(server.app.signing_secret)
    for request, body in zip(endpoint.heard, endpoint.bodies, strict=True):
        assert verifier.is_valid_request(body, dict(request.headers))
        assert not verifier.is_valid_request(body + " ", dict(request.headers))
    assert endpoint.heard[1].content_type == "application/x-www-form-urlencoded"


async def test_a_signature_ages_with_the_servers_clock(server: SlackServer) -> None:
    class Later(Clock):
        def now(self) -> float:
            return server.clock.now() + 301

    headers = server.posts.signed("body")
    assert SignatureVerifier(server.app.signing_secret).is_valid_request("body", headers)
    late = SignatureVerifier(server.app.signing_secret, clock=Later())
    assert not late.is_valid_request("body", headers)


@pytest.mark.parametrize("status", [404, 500, 302])
async def test_a_refused_event_comes_again_with_its_number_and_reason(
    server: SlackServer, acme: Workspace, endpoint: Endpoint, status: int
) -> None:
    endpoint.statuses = [status] * 3
    await says(acme)
    await server.outbox.settled()
    told = [r.headers.get("X-Slack-Retry-Num") for r in endpoint.heard]
    assert told == [None, "1", "2", "3"]
    assert endpoint.heard[1].headers["X-Slack-Retry-Reason"] == "http_error"
    assert len(set(endpoint.bodies)) == 1


async def test_a_slow_answer_is_a_timeout(
    server: SlackServer, acme: Workspace, endpoint: Endpoint
) -> None:
    server.posts.ack_seconds = 0.0
    await says(acme)
    await server.outbox.settled()
    assert server.outbox.deliveries[0].reasons == ["http_timeout"] * 4


async def test_an_app_that_is_down_is_tried_four_times(
    server: SlackServer, acme: Workspace
) -> None:
    server.app.request_url = "http://127.0.0.1:9/slack/events"
    await says(acme)
    await server.outbox.settled()
    assert server.outbox.deliveries[0].reasons == ["connection_failed"] * 4


async def test_no_retry_is_obeyed(server: SlackServer, acme: Workspace, endpoint: Endpoint) -> None:
    endpoint.statuses, endpoint.headers = [500], {"X-Slack-No-Retry": "1"}
    await says(acme)
    await server.outbox.settled()
    assert len(endpoint.heard) == 1


async def test_a_request_url_must_answer_the_challenge(server: SlackServer) -> None:
    with pytest.raises(AssertionError, match="the Request URL answered"):
        await server.uses_http(f"{server.base}/respond/T1/none")


async def test_with_a_request_url_there_is_no_socket_mode(
    server: SlackServer, endpoint: Endpoint
) -> None:
    client = AsyncWebClient(server.app.app_token, base_url=server.api)
    with pytest.raises(SlackApiError, match="forbidden_team"):
        await client.apps_connections_open(app_token=server.app.app_token)


async def test_a_workspace_is_installed_by_oauth(server: SlackServer) -> None:
    fresh = server.workspace("fresh", install=False)
    fresh.user("Eve", admin=True)
    asked = {"team": fresh.id, "scope": "chat:write,commands", "state": "s1",
             "redirect_uri": "http://127.0.0.1:9/back"}  # fmt: skip
    async with aiohttp.ClientSession() as session:
        url = f"{server.base}/oauth/v2/authorize"
        page = await session.get(url, params=asked, allow_redirects=False)
    back = page.headers["Location"]
    assert back.endswith("&state=s1")
    code = back.split("code=")[1].split("&")[0]
    app, client = server.app, AsyncWebClient(base_url=server.api)
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    exchange = known | {"code": code, "redirect_uri": asked["redirect_uri"]}
    with pytest.raises(SlackApiError, match="bad_client_secret"):
        await client.oauth_v2_access(**exchange | {"client_secret": "x"})
    granted = await client.oauth_v2_access(**exchange)
    assert (granted["team"]["id"], granted["scope"]) == (fresh.id, "chat:write,commands")
    assert granted["authed_user"]["id"] in fresh.people
    await client.auth_test(token=granted["access_token"])
    with pytest.raises(SlackApiError, match="invalid_code"):
        await client.oauth_v2_access(**exchange)
    assert code not in str(server.journal)


async def test_a_code_is_no_good_after_ten_minutes(server: SlackServer, acme: Workspace) -> None:
    app, client = server.app, AsyncWebClient(base_url=server.api)
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = acme.approves(next(iter(acme.people.values())), ["chat:write"])
    server.clock.move(601)
    with pytest.raises(SlackApiError, match="invalid_code"):
        await client.oauth_v2_access(**known, code=code)


async def test_tokens_rotate_and_a_refresh_token_works_once(
    server: SlackServer, acme: Workspace
) -> None:
    server.app.rotates_tokens = True
    app, client = server.app, AsyncWebClient(base_url=server.api)
    ada = next(iter(acme.people.values()))
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = acme.approves(ada, ["chat:write"])
    first = await client.oauth_v2_access(**known, code=code)
    assert first["access_token"].startswith("xoxe.xoxb-1-")
    bot = Bot(
        bot_token=first["access_token"], bot_refresh_token=first["refresh_token"],
        bot_token_expires_at=int(server.clock.now()), bot_id="B", bot_user_id="U", installed_at=0.0,
    )  # fmt: skip
    rotator = AsyncTokenRotator(**known, client=client)
    rotated = await rotator.perform_bot_token_rotation(bot=bot)
    assert rotated
    await client.auth_test(token=first["access_token"])
    server.clock.move(first["expires_in"] + 1)
    with pytest.raises(SlackApiError, match="token_expired"):
        await client.auth_test(token=rotated.bot_token)
    again = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    with pytest.raises(SlackApiError, match="invalid_refresh_token"):
        await client.oauth_v2_access(**known, **again)


async def test_at_most_two_rotated_tokens_are_alive(server: SlackServer, acme: Workspace) -> None:
    server.app.rotates_tokens = True
    app, client = server.app, AsyncWebClient(base_url=server.api)
    known = {"client_id": app.client_id, "client_secret": app.client_secret}
    code = acme.approves(next(iter(acme.people.values())), ["chat:write"])
    granted = [await client.oauth_v2_access(**known, code=code)]
    for _ in range(2):
        last = granted[-1]["refresh_token"]
        granted.append(
            await client.oauth_v2_access(**known, grant_type="refresh_token", refresh_token=last)
        )
    await client.auth_test(token=granted[1]["access_token"])
    with pytest.raises(SlackApiError, match="token_revoked"):
        await client.auth_test(token=granted[0]["access_token"])


async def test_an_app_can_uninstall_itself(server: SlackServer, acme: Workspace) -> None:
    client = AsyncWebClient(acme.bot_token(), base_url=server.api)
    app = server.app
    await client.apps_uninstall(client_id=app.client_id, client_secret=app.client_secret)
    with pytest.raises(SlackApiError, match="account_inactive"):
        await client.auth_test()
