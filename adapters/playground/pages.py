"""Mounts the playground's pages on the web app."""

from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from nicegui import background_tasks, ui

from adapters.playground import words
from adapters.playground.local import LocalOnly
from adapters.playground.meeting import Meeting
from adapters.playground.page import Page
from adapters.playground.post import BOT, Guest
from adapters.web import theme
from bot.core import Core

_HERE = Path(__file__).parent
# A tab keeps who it is over a reload; a new window has no memory, so it joins as somebody new.
_LANDING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Whetstone</title>
<noscript>The playground needs JavaScript.</noscript>
<script>
document.cookie = "zone=" + encodeURIComponent(
    Intl.DateTimeFormat().resolvedOptions().timeZone) + "; path=/; SameSite=Strict";
const me = sessionStorage.getItem("whetstone.me");
location.replace(me ? "/?me=" + encodeURIComponent(me) : "/join");
</script></html>"""


def mount(app: FastAPI, meeting: Meeting, core: Core) -> None:
    """Puts the playground at `/` of the app, for this machine's browsers only.

    `/?me=ada` is the tab of the member with that id. The app serves NiceGUI's pages afterwards
    (`adapters/web/nice.py`)."""
    app.add_middleware(LocalOnly)

    @app.get("/join")
    async def join(request: Request) -> Response:
        taken = set(await meeting.room.guests.everybody())
        name = words.free_name({*taken, BOT})
        guest = await meeting.room.guests.enter(_id(name), name, _zone(request))
        return RedirectResponse(f"/?me={guest.id}", 303)

    # A busy machine may need longer than NiceGUI's 3 s, after which it gives up.
    @ui.page("/", title="Whetstone", response_timeout=30)
    async def page(request: Request, me: str = "") -> Response | None:
        if not me:
            return HTMLResponse(_LANDING)
        if _id(me) in ("", BOT):
            return RedirectResponse("/join", 303)
        guest = await meeting.room.guests.enter(
            _id(me), _id(me).replace("-", " ").title(), _zone(request)
        )
        await _open(meeting, core, guest)
        return None


async def _open(meeting: Meeting, core: Core, guest: Guest) -> None:
    ui.add_css(theme.css() + (_HERE / "page.css").read_text("utf-8"))
    ui.add_head_html(f"<script>{(_HERE / 'page.js').read_text('utf-8')}</script>")
    page = Page(meeting, core, guest)
    await page.build()
    client = ui.context.client
    with client:
        watching = background_tasks.create(page.live(), name=f"page of {guest.id}")
    client.on_delete(watching.cancel)


def _id(text: str) -> str:
    """A member's id from a name or an address: lower case letters, digits and hyphens."""
    kept = "".join(c if c.isascii() and c.isalnum() else "-" for c in text.strip().lower())
    return "-".join(part for part in kept.split("-") if part)[:32]


def _zone(request: Request) -> str | None:
    name = request.cookies.get("zone", "").replace("%2F", "/")
    return name if words.zone(name) else None
