"""Deliveries by signed HTTP POST to the app's Request URL."""

import asyncio
import hashlib
import hmac
import json
from urllib.parse import urlencode

import aiohttp

from .outbox import ACK_SECONDS, Ack
from .state import State
from .world import Json


class Posts:
    """docs: Verifying requests from Slack; Events API, "Error handling"."""

    def __init__(self, state: State) -> None:
        self.state = state
        self.ack_seconds = ACK_SECONDS
        self._session: aiohttp.ClientSession | None = None

    async def send(self, kind: str, payload: Json, retry: int, reason: str) -> Ack | str:
        headers = {}
        if retry:
            headers = {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        posting = asyncio.ensure_future(self.post(kind, payload, headers))
        patience = asyncio.ensure_future(self.state.clock.sleep(self.ack_seconds))
        try:
            await asyncio.wait({posting, patience}, return_when=asyncio.FIRST_COMPLETED)
            return posting.result() if posting.done() else "http_timeout"
        except aiohttp.ClientError:
            return "connection_failed"
        finally:
            for task in (posting, patience):
                task.cancel()
            await asyncio.gather(posting, patience, return_exceptions=True)

    async def post(self, kind: str, payload: Json, headers: dict[str, str]) -> Ack | str:
        """One signed POST. Events go as JSON, commands as a form, the rest in `payload`."""
        body, content = json.dumps(payload), "application/json"
        if kind != "events_api":
            form = payload if kind == "slash_commands" else {"payload": body}
            body, content = urlencode(form), "application/x-www-form-urlencoded"
        self._session = self._session or aiohttp.ClientSession()
        signed = self.signed(body) | headers | {"Content-Type": content}
        url = self.state.app.request_url
        async with self._session.post(url, data=body, headers=signed) as response:
            text = await response.text()
            if response.status >= 300:
                quiet = response.headers.get("X-Slack-No-Retry") == "1"
                return "no_retry" if quiet else "http_error"
            is_json = response.content_type == "application/json"
            return Ack(json.loads(text) if text and is_json else text or None)

    def signed(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """The v0 signature's headers for a body, at `timestamp` (UTC seconds) or now."""
        at = int(self.state.clock.now()) if timestamp is None else timestamp
        secret = self.state.app.signing_secret.encode()
        digest = hmac.new(secret, f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": str(at), "X-Slack-Signature": f"v0={digest}"}

    async def close(self) -> None:
        if self._session:
            await self._session.close()
