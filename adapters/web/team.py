"""The ways to the team page: a link from chat, the visit it opens, and the CSV."""

import html
from collections.abc import Awaitable, Callable

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from adapters.web import filters, theme
from adapters.web.team_csv import as_csv
from bot.errors import NotFound, WhetstoneError
from bot.managers.board import Managers
from bot.page_links import AGAIN, Pass, PassRefused

COOKIE = "whetstone_visit"
NO_LINK = f"This page opens by a link from your team's chat. {AGAIN}"
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Whetstone</title>
<style>{css} body {{ margin: 0; background: var(--bg); color: var(--text);
font: 16px/1.5 var(--font); }} main {{ max-width: 34rem; margin: 18vh auto; padding: 0 24px; }}
h1 {{ font-size: 20px; }}</style>
<main><h1>This page is closed</h1><p>{text}</p></main></html>"""


def mount(app: FastAPI, managers: Managers) -> None:
    """Adds /team/open/… and /team/…/figures.csv; the page itself is in team_page.py."""

    @app.get("/team/open/{link}")
    async def enter(request: Request, link: str) -> Response:
        return await guarded(lambda: _enter(managers, request, link))

    @app.get("/team/{team_id}/figures.csv")
    async def figures(request: Request, team_id: int) -> Response:
        return await guarded(lambda: _figures(managers, request, team_id))


async def guarded(answer: Callable[[], Awaitable[Response]]) -> Response:
    try:
        return await answer()
    except WhetstoneError as error:
        return refusal(error)


async def visit(managers: Managers, request: Request, team_id: int) -> Pass:
    """Who comes, by the cookie. Raises PassRefused."""
    given = request.cookies.get(COOKIE)
    if given is None:
        raise PassRefused(NO_LINK)
    return await managers.visitor(team_id, given)


def refusal(error: WhetstoneError) -> Response:
    """A page that says why, and what to do."""
    status = 404 if isinstance(error, NotFound) else 403
    if isinstance(error, PassRefused) and error.expired:
        status = 410
    text = _PAGE.format(css=theme.css(), text=html.escape(str(error)))
    return HTMLResponse(text, status, headers=PRIVATE)


async def _enter(managers: Managers, request: Request, link: str) -> Response:
    """The link's pass stays in no address that somebody could look at or pass on."""
    visitor, text = await managers.enter(link)
    path = f"/team/{visitor.team_id}"
    answer = RedirectResponse(path, 303, headers=PRIVATE)
    answer.set_cookie(
        COOKIE,
        text,
        expires=visitor.until,
        path=path,
        httponly=True,
        samesite="lax",
        secure=managers.is_https or request.url.scheme == "https",
    )
    return answer


async def _figures(managers: Managers, request: Request, team_id: int) -> Response:
    visitor = await visit(managers, request, team_id)
    wanted = filters.read(dict(request.query_params))
    page = await managers.page(visitor, wanted, "as CSV")
    headers = PRIVATE | {"Content-Disposition": 'attachment; filename="team-figures.csv"'}
    return Response(as_csv(page), media_type="text/csv; charset=utf-8", headers=headers)
