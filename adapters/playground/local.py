"""Keeps the playground to this machine's own browser pages."""

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

HOSTS = ("127.0.0.1", "localhost", "::1")


class LocalOnly:
    """Refuses other Host names (DNS rebinding) and calls from other sites' pages (Origin)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not _is_ours(dict(scope["headers"])):
            refusal = PlainTextResponse("Open the playground at http://127.0.0.1.\n", 403)
            await refusal(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_ours(headers: dict[bytes, bytes]) -> bool:
    host = headers.get(b"host", b"").decode("latin-1")
    origin = headers.get(b"origin")
    if _name(f"//{host}") not in HOSTS:
        return False
    return origin is None or origin.decode("latin-1") == f"http://{host}"


def _name(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
