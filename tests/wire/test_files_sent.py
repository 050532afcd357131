"""Files that members send with a form: the input, what comes back, and fetching them."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from scenarios.on_slack import slack_stage
from support.discord_office import open_office
from support.discord_server import check_modal
from support.slack_server import SlackServer
from support.slack_server.views import check_view
from support.slack_server.world import Message

from adapters.discord import forms as discord_forms
from adapters.playground.chat import PlaygroundChat
from adapters.slack import forms as slack_forms
from adapters.slack.chat import SlackChat
from adapters.slack.extras import Extras
from adapters.slack.web import Web
from adapters.slack.workspaces import Workspaces
from bot.errors import DocumentUnreadable
from bot.message import Upload
from bot.wording.profile import OUT_OF_REACH, TOO_LARGE, claims_form

CV = b"- Led the move to Kafka alone"


def test_slack_takes_the_form_and_tells_of_its_file() -> None:
    view = slack_forms.modal(claims_form("openai"), "C1")
    check_view(view, kind="modal")
    (block,) = [b for b in view["blocks"] if b.get("block_id") == "file"]
    assert block["element"]["type"] == "file_input"
    assert block["optional"]
    file = {"id": "F1", "name": "cv.pdf", "size": 7, "url_private": "https://files.example/F1"}
    state = {
        "text": {"text": {"type": "plain_text_input", "value": None}},
        "file": {"file": {"type": "file_input", "files": [file]}},
    }
    sent = {"state": {"values": state}}
    assert slack_forms.files(sent) == (Upload("cv.pdf", 7, "F1"),)
    assert slack_forms.values(sent) == {"text": ""}
    assert "F1" not in repr(Upload("cv.pdf", 7, "F1"))


def test_discord_takes_the_form_with_its_word_before_and_tells_of_its_file() -> None:
    shown = discord_forms.modal(claims_form("openai"), "ws:1:form:1").to_dict()
    check_modal.check(shown)
    assert "go to openai" in str(shown["components"][0])
    kinds = [part["component"]["type"] for part in shown["components"][1:]]
    assert discord_forms.FILE in kinds
    url = "https://cdn.example/attachments/1/2/cv.pdf?ex=1"
    data = {
        "components": [
            {"type": 18, "component": {"type": 19, "custom_id": "file", "values": ["2"]}},
            {"type": 18, "component": {"type": 4, "custom_id": "text", "value": ""}},
        ],
        "resolved": {"attachments": {"2": {"filename": "cv.pdf", "size": 7, "url": url}}},
    }
    assert discord_forms.files(data) == (Upload("cv.pdf", 7, url),)
    assert discord_forms.files({"components": []}) == ()


@pytest.fixture
async def shelf() -> AsyncIterator[str]:
    """Where a platform's files lie, for who shows the token; else a page to sign in."""

    async def file(request: web.Request) -> web.Response:
        if not request.headers.get("Authorization", "").startswith("Bearer xoxb-"):
            raise web.HTTPFound("/login")
        return web.Response(body=CV)

    async def login(request: web.Request) -> web.Response:
        return web.Response(text="<html>Sign in</html>")

    app = web.Application()
    app.router.add_get("/cv.pdf", file)
    app.router.add_get("/login", login)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_slack_hands_a_file_over_to_the_token_alone(shelf: str) -> None:
    async with SlackServer() as server:
        acme = server.workspace("acme")
        web_, team = Web(server.api), acme.id
        chat = SlackChat(Workspaces(web_, acme.bot_token(), None), Extras())
        told = {"id": "F1", "team": team, "mimetype": "", "content": CV, "size": len(CV)}
        server.uploads["F1"] = told | {"url_private": f"{shelf}/cv.pdf"}
        assert await chat.fetch(team, "F1", 100) == CV
        for size, most in ((len(CV), 10), (1, 10)):  # as Slack says, and as it comes
            server.uploads["F1"]["size"] = size
            with pytest.raises(DocumentUnreadable, match="larger"):
                await chat.fetch(team, "F1", most)
        with pytest.raises(DocumentUnreadable) as refused:
            await chat.fetch(team, "F2", 100)
        assert str(refused.value) == OUT_OF_REACH
        with pytest.raises(Exception, match="302"):
            await web_.download(f"{shelf}/cv.pdf", "nobody", 100)
        await web_.close()
    assert TOO_LARGE.startswith("it is larger")


async def test_a_file_sent_to_slacks_bot_is_answered_with_the_form_that_takes_one(
    sqlite_url: str,
) -> None:
    async with slack_stage(sqlite_url) as stage:
        acme = stage.workspace("acme")
        ada = acme.user("Ada")
        await stage.starts()
        file = {"id": "F1", "name": "cv.pdf", "size": 7}
        ts = acme.state.new_ts()
        acme.place(Message(ada.dm, ts, ada.id, "", files=[file], subtype="file_share"))
        await stage.work()
        assert "Your profile" in ada.dm.messages[-1].plain
        await ada.presses(ada.dm.messages[-1], "Add claims")
        fields = {"Lines of your résumé": CV.decode(), "Agreed?": ["Yes, keep my claims"]}
        await ada.submits(fields=fields)
        assert "Led the move to Kafka alone" in str(ada.open_view)


async def test_discord_hands_a_file_over_from_its_address() -> None:
    async with open_office() as office:
        base = f"http://127.0.0.1:{office.server.port}"
        kept = office.server.state.keep(base, office.room.id, "cv.pdf", "application/pdf", CV)
        assert await office.chat.fetch(str(office.acme.id), kept["url"], 100) == CV
        with pytest.raises(DocumentUnreadable) as gone:
            await office.chat.fetch(str(office.acme.id), f"{base}/attachments/0/0/x", 100)
        assert str(gone.value) == OUT_OF_REACH


async def test_the_playground_reads_what_the_browser_gave() -> None:
    chat = PlaygroundChat(None)  # type: ignore[arg-type]
    assert await chat.fetch("playground", "data:text/plain;base64,aGk=", 10) == b"hi"
    with pytest.raises(DocumentUnreadable):
        await chat.fetch("playground", "data:text/plain;base64,%%%", 10)
