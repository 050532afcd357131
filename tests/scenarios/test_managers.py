"""A manager looks at the team's figures in chat, and follows the link to the page."""

import re
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from scenarios.on_discord import DiscordStage
from scenarios.on_slack import WebServer
from scenarios.play import Play
from support.big_team import fill

from adapters.web import team
from questions import open_bank

pytestmark = pytest.mark.slow


async def manages(play: Play, person: Any, words: str, where: Any) -> str:
    """What a manager's command answers, spelled as the platform offers it."""
    name, _, rest = words.partition(" ")
    spelled = f"{name}-manage" if isinstance(play, DiscordStage) else name
    await person.runs(spelled, rest, where)
    return play.told(person, where).plain


async def filled(play: Any, workspace: Any) -> None:
    """Three weeks of thirty people."""
    platform = "discord" if isinstance(play, DiscordStage) else "slack"
    async with play.store.transaction() as tx:
        acme = await tx.teams.ensure(platform, str(workspace.id), "acme")
        await fill(tx, open_bank(), play.clock.now(), acme, weeks=3)


def link_in(post: Any) -> str:
    """The address behind the words 'Open the team page'."""
    blocks = str(getattr(post, "blocks", ""))
    found = re.search(r"/team/open/[\w.]+", blocks) or re.search(r"/team/open/[\w.]+", post.plain)
    assert found, post.plain
    return found[0]


async def test_a_manager_sees_the_team_in_chat_and_on_the_page(play: Any) -> None:
    acme = play.workspace("acme")
    boss, room = acme.user("Boss", admin=True), acme.channel("practice")
    await play.starts()
    await filled(play, acme)
    refused = await manages(play, boss, "leaderboard team", room)
    assert "The team's figures are for its named managers" in refused
    await manages(play, boss, "practice manager add @Boss", room)
    shown = await manages(play, boss, "leaderboard team", room)
    assert "expected answers came" in shown
    assert "Coverage: " in shown
    assert "Points that most first answers lacked:" in shown
    app = FastAPI()
    team.mount(app, play.core.managers)
    web = WebServer(app)
    address = await web.starts()
    try:
        async with httpx.AsyncClient(base_url=address, trust_env=False) as browser:
            opened = await browser.get(link_in(play.told(boss, room)))
            assert opened.status_code == 303
            figures = f"{opened.headers['location']}/figures.csv"
            told = await browser.get(figures)
            assert told.status_code == 200
            assert "coverage by skill and week" in told.text
            await manages(play, boss, "practice manager remove @Boss", room)
            closed = await browser.get(figures)
            assert closed.status_code == 403
            assert "You are no manager of this team" in closed.text
    finally:
        await web.stops()
