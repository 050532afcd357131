"""Clients for Slack's Web API, and what its faults mean for a message on its way."""

import asyncio
import datetime as dt
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SendLater, SendRefused, SendUnknown, WhetstoneError

PATIENCE = 8.0  # seconds for one request; less than what the core waits for a send
SLACK = "https://slack.com/api/"
AWAY = dt.timedelta(seconds=5)
OWNER = dt.timedelta(seconds=60)
"""How soon to ask again where the owner has to mend something."""

FAULTS = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError)
"""What a call can raise."""
GONE = {
    "account_inactive",
    "channel_not_found",
    "is_archived",
    "is_inactive",
    "not_in_channel",
    "token_revoked",
}
_TOKEN = {"invalid_auth", "not_authed", "token_expired"}
_THEIRS = {"fatal_error", "internal_error", "request_timeout", "service_unavailable"}


class Web:
    """The API at one base address, on one pool of connections."""

    def __init__(self, base_url: str = SLACK) -> None:
        self.base_url = base_url if base_url.endswith("/") else base_url + "/"
        self._pool: aiohttp.ClientSession | None = None

    def client(self, token: str | None = None) -> AsyncWebClient:
        """Without retries: the client's own would post a message twice after a dropped answer."""
        return AsyncWebClient(
            token, base_url=self.base_url, session=self._session(), retry_handlers=[]
        )

    async def respond(self, url: str, answer: dict[str, Any]) -> None:
        """Answers at a `response_url`: 5 times within 30 minutes. Raises as other calls do."""
        async with self._session().post(url, json=answer) as response:
            response.raise_for_status()

    async def upload(self, url: str, content: bytes) -> None:
        """Sends a file's bytes where `files.getUploadURLExternal` said. Raises as other calls."""
        async with self._session().post(url, data=content) as response:
            response.raise_for_status()

    async def download(self, url: str, token: str, most: int) -> bytes:
        """A file's bytes, cut short beyond `most`. Raises as other calls do.

        A redirect leads to a page that asks people to sign in, so it is none to follow."""
        headers = {"Authorization": f"Bearer {token}"}
        async with self._session().get(url, headers=headers, allow_redirects=False) as response:
            if response.status != 200:
                raise aiohttp.ClientPayloadError(f"HTTP {response.status}")
            return await _read(response, most)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    def _session(self) -> aiohttp.ClientSession:
        if self._pool is None or self._pool.closed:
            patience = aiohttp.ClientTimeout(total=PATIENCE)
            self._pool = aiohttp.ClientSession(timeout=patience)
        return self._pool


async def _read(response: aiohttp.ClientResponse, most: int) -> bytes:
    content = b""
    async for piece in response.content.iter_chunked(65_536):
        content += piece
        if len(content) > most:
            break
    return content


def code(error: BaseException) -> str:
    """Slack's word for what is wrong, else the error's type: fit for logs."""
    if isinstance(error, SlackApiError):
        answer = error.response.data if hasattr(error.response, "data") else None
        if isinstance(answer, dict) and answer.get("error"):
            return str(answer["error"])
        return f"HTTP {_status(error)}"
    return type(error).__name__


def wait(error: SlackApiError) -> dt.timedelta:
    """What Retry-After asks for."""
    try:
        return dt.timedelta(seconds=int(error.response.headers.get("Retry-After", "30")))
    except ValueError:
        return dt.timedelta(seconds=30)


def limited(error: BaseException) -> bool:
    return isinstance(error, SlackApiError) and (
        _status(error) == 429 or code(error) in ("ratelimited", "rate_limited")
    )


def send_fault(error: BaseException) -> WhetstoneError:
    """SendLater where surely nothing was posted, SendRefused where it never will be."""
    name = code(error)
    if isinstance(error, aiohttp.ClientConnectorError):
        return SendLater("Slack cannot be reached", AWAY)
    if not isinstance(error, SlackApiError):
        return SendUnknown(f"no answer from Slack ({name})")
    if limited(error):
        return SendLater("Slack asks to wait", wait(error))
    if _status(error) >= 500 or name in _THEIRS or name.startswith("HTTP"):
        return SendUnknown(f"Slack has a fault ({name})")
    if name in _TOKEN:
        return SendLater(f"Slack does not accept the token ({name})", OWNER)
    return SendRefused(f"Slack refuses: {name}", gone=name in GONE)


def _status(error: SlackApiError) -> int:
    return int(getattr(error.response, "status_code", 0) or getattr(error.response, "status", 0))
