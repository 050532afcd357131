"""REST without a gateway connection, and what its faults mean for a message on its way."""

import asyncio
import datetime as dt
import io
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import discord
import structlog
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import HTTPClient, Route

from bot.errors import SendLater, SendRefused, SendUnknown, StorageError, WhetstoneError
from bot.sending.drawing import FILE_NAME

log = structlog.get_logger()

PATIENCE = 8.0  # seconds for one request; less than what the core waits for a send
LONGEST_WAIT = 5.0  # seconds that discord.py may sleep for a limit; longer ones are the core's
AWAY = dt.timedelta(seconds=5)
OWNER = dt.timedelta(seconds=60)
ONCE = "once"

# docs: opcodes and status codes, 'JSON'
UNKNOWN_CHANNEL, UNKNOWN_MESSAGE, UNKNOWN_GUILD = 10003, 10008, 10004
FORUM_CHANNEL, NOT_TEXT = 40058, 50008
MISSING_ACCESS, MISSING_PERMISSIONS, NO_DIRECT = 50001, 50013, 50007
EMPTY, INVALID_FORM, TOO_LARGE = 50006, 50035, 40005
ARCHIVED, THREAD_EXISTS, LOCKED, TOO_MANY_THREADS = 50083, 160004, 160005, 160006
NO_PICTURE = {MISSING_PERMISSIONS, INVALID_FORM, TOO_LARGE}
"""What may be taken once there is no picture in it."""
GONE = {UNKNOWN_CHANNEL, UNKNOWN_GUILD, MISSING_ACCESS, MISSING_PERMISSIONS}


class ServerFault(Exception):
    """A fault of the server's, to a request that must not be repeated unseen."""


class NotLoggedIn(Exception):
    """Discord cannot be asked who we are, so the call itself was not made."""


FAULTS = (
    discord.HTTPException,
    discord.RateLimited,
    discord.LoginFailure,
    aiohttp.ClientError,
    asyncio.TimeoutError,
    OSError,
    NotLoggedIn,
    ServerFault,
    StorageError,
)
"""What a call can raise, and what keeps us from knowing where it should go."""


def point_at(api_url: str | None, gateway_url: str | None) -> None:
    """Leads every discord.py client of this process there; None for Discord itself."""
    if api_url:
        Route.BASE = api_url.rstrip("/")
    if gateway_url:
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)


class Rest:
    """discord.py's HTTP client by itself, with its rate limits. Logs in at the first call."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._http: HTTPClient | None = None
        self._me = 0
        self._lock = asyncio.Lock()
        self._pending: set[asyncio.Future[Any]] = set()

    async def me(self) -> int:
        """The bot's user id."""
        await self._client()
        return self._me

    async def request(
        self,
        method: str,
        path: str,
        names: Mapping[str, str] | None = None,
        *,
        json: Any = None,
        png: bytes | None = None,
        params: Any = None,
        once: bool = False,
    ) -> Any:
        """One call; `names` are those in `path`, such as {channel_id}. `png` is attached.

        discord.py repeats a call that the server failed; with `once` it does not. A call goes on
        when nobody waits for it any more: cut short within a global limit, discord.py would
        never send again. Raises one of FAULTS."""
        call: dict[str, Any] = {"params": params, "trace_request_ctx": ONCE if once else None}
        if png is not None:
            file = discord.File(io.BytesIO(png), FILE_NAME)
            call |= {"form": _form(json, file), "files": [file]}
        elif json is not None:
            call["json"] = json
        http = await self._client()
        asked = asyncio.ensure_future(http.request(Route(method, path, **(names or {})), **call))
        self._pending.add(asked)
        asked.add_done_callback(self._ended)
        async with asyncio.timeout(PATIENCE):
            return await asyncio.shield(asked)

    async def file(self, url: str) -> bytes:
        """What stands at an address of Discord's. Raises one of FAULTS."""
        async with asyncio.timeout(PATIENCE):
            return await (await self._client()).get_from_cdn(url)

    async def close(self) -> None:
        for asked in list(self._pending):
            asked.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _ended(self, asked: asyncio.Future[Any]) -> None:
        self._pending.discard(asked)
        if not asked.cancelled():
            asked.exception()  # seen, for nobody may be waiting

    async def _client(self) -> HTTPClient:
        async with self._lock:
            if self._http is None:
                http = HTTPClient(asyncio.get_running_loop(), http_trace=_tracing())
                http.max_ratelimit_timeout = LONGEST_WAIT  # its argument takes no less than 30
                try:
                    async with asyncio.timeout(PATIENCE):
                        self._me = int((await http.static_login(self._token))["id"])
                except (discord.HTTPException, aiohttp.ClientError, OSError) as error:
                    await http.close()
                    raise NotLoggedIn(named(error)) from None
                except BaseException:
                    await http.close()
                    raise
                self._http = http
        return self._http


def _form(body: Any, file: discord.File) -> list[dict[str, Any]]:
    """docs: reference, 'Uploading Files'."""
    kind = "image/png"
    return [
        {"name": "payload_json", "value": json.dumps(body)},
        {"name": "files[0]", "value": file.fp, "filename": FILE_NAME, "content_type": kind},
    ]


def _tracing() -> aiohttp.TraceConfig:
    """Ends a call marked ONCE where discord.py would repeat it."""

    async def ended(
        session: aiohttp.ClientSession, context: Any, told: aiohttp.TraceRequestEndParams
    ) -> None:
        if context.trace_request_ctx == ONCE and told.response.status >= 500:
            told.response.close()
            raise ServerFault(f"HTTP {told.response.status}")

    tracing = aiohttp.TraceConfig()
    tracing.on_request_end.append(ended)
    return tracing


def code(error: BaseException) -> int:
    """Discord's number for what is wrong; 0 where it gave none."""
    return error.code if isinstance(error, discord.HTTPException) else 0


def named(error: BaseException) -> str:
    """What is wrong, fit for logs: never the text of a request or an answer."""
    if isinstance(error, discord.HTTPException):
        return f"HTTP {error.status}, code {error.code}"
    return type(error).__name__


def send_fault(error: BaseException) -> WhetstoneError:
    """SendLater where surely nothing was posted, SendRefused where it never will be."""
    if isinstance(error, aiohttp.ClientConnectorError | NotLoggedIn):
        return SendLater("Discord cannot be reached", AWAY)
    if isinstance(error, StorageError):
        return SendLater(str(error), AWAY)
    if isinstance(error, discord.RateLimited):
        return SendLater("Discord asks to wait", dt.timedelta(seconds=error.retry_after))
    if isinstance(error, discord.LoginFailure):
        return SendLater("Discord does not accept the token", OWNER)
    if not isinstance(error, discord.HTTPException):
        return SendUnknown(f"no answer from Discord ({named(error)})")
    if error.status in (401, 429):
        return SendLater(f"Discord does not take it now ({named(error)})", OWNER)
    if error.status >= 500:
        return SendUnknown(f"Discord has a fault ({named(error)})")
    return SendRefused(f"Discord refuses: {named(error)}", gone=error.code in GONE)
