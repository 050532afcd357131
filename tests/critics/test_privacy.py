"""What leaves for a provider, and what never does."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from aiohttp import web
from critics.conftest import Make
from critics.scene import ANSWER, Reviewed, judge, luna, other, terra, wire
from support.clock import MovableClock
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.team import PLATFORM, Someone, said

from adapters.openai.moderation import OpenAIModerator
from bot.errors import CriticFailed, CriticRefused
from bot.message import Person
from storage import SqlStore, open_store

PEOPLE = (
    ("U0ADA1X2Y", "Ada Lovelace"),
    ("U7GRACE99", "Grace Hopper"),
    ("148300212345678901", "Zoë O'Brien-Núñez"),
)
LEAKS = (
    "ada.lovelace@example.org",
    "@ghopper",
    "sk-proj-abcdefghij0123456789",
    "xoxb-1234567890-abcdefghijkl",
    "hunter2secret",
)
CHATTY = (
    f"As Ada and Grace Hopper told me (write to {LEAKS[0]} or {LEAKS[1]}, <@U0ADA1X2Y>, "
    f"U7GRACE99 or 148300212345678901), Zoë O'Brien-Núñez set OPENAI_KEY={LEAKS[2]} and "
    f"{LEAKS[3]} with password={LEAKS[4]}. {ANSWER}"
)


def people(team: Reviewed) -> list[Someone]:
    return [
        Someone(team, Person(PLATFORM, team.name, ident, name, None, team.name))
        for ident, name in PEOPLE
    ]


async def test_nothing_at_the_wire_says_who_it_was(make: Make, server: OpenAIServer) -> None:
    server.model = judge(confidence=0.2)
    server.script(None, None, *[Fault.REFUSAL] * 2)
    team = make(models=(luna(server), terra(server), other(server)))
    asked, _ = await team.asked()
    everybody = people(team)
    for someone in everybody:
        await someone.runs("/practice streak")  # so that the team knows them
    for n, someone in enumerate(everybody):
        await someone.answers(asked, f"{CHATTY} Number {n}.")
    await everybody[0].presses("dispute", 1)
    await team.work()
    assert len(server.calls) >= 6
    text = wire(server)
    names = {part for _, name in PEOPLE for part in (name, *name.split())}
    for secret in (*LEAKS, *names, *(ident for ident, _ in PEOPLE), "ada.lovelace"):
        assert secret not in text, secret
    assert text.count("[name]") >= 6
    assert "[email]" in text
    for call in server.calls:
        assert "user" not in call.body
        assert call.body.get("store", False) is False
        if call.path.endswith("/responses"):
            assert call.body["store"] is False
            assert len(call.body["safety_identifier"]) == 64
        else:
            assert "safety_identifier" not in call.body


async def test_the_same_member_is_the_same_hash_and_another_database_gives_another(
    make: Make,
    server: OpenAIServer,
    sqlite_template: Path,
    tmp_path: Path,
    clock: MovableClock,
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await ada.presses("again", asked.id)
    await ada.answers(asked, f"{ANSWER} Again.")
    await team.member("Bob").answers(asked, f"{ANSWER} By Bob.")
    copy = shutil.copy(sqlite_template, tmp_path / "other.db")
    store: SqlStore = await open_store(f"sqlite:///{copy}", clock=clock)
    try:
        elsewhere = make(store=store)
        asked, ada = await elsewhere.asked()
        await ada.answers(asked, ANSWER)
    finally:
        await store.close()
    first, again, bob, far = (call.body["safety_identifier"] for call in server.calls)
    assert first == again
    assert len({first, bob, far}) == 3


async def test_a_quote_is_verified_against_the_masked_text(
    make: Make, server: OpenAIServer
) -> None:
    quote = "[name] says that one request recomputes"
    server.model = judge(met=1, quotes=(quote,))
    team = make()
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, "Ada says that one request recomputes. The rest waits for it.")
    assert quote in asked.thread[0].message.text


async def test_who_chose_the_keyword_check_is_never_sent(make: Make, server: OpenAIServer) -> None:
    moderator = Flagging()
    team = make(moderator=moderator)
    asked, ada = await team.asked(review="full")
    assert "stay here" in said(await ada.presses("keyword", "on"))
    await ada.answers(asked, ANSWER)
    assert "Keyword check (as you chose)" in asked.thread[0].message.text
    assert "your answers stay here" in said(await ada.presses("dispute", 1))
    await team.later(days=1)
    assert server.calls == []
    assert moderator.texts == []
    assert not any("reviewed by" in text for text in ada.sees())
    await ada.presses("keyword", "off")
    assert "reads your answers" in said(await ada.presses("keyword", "off"))


async def test_the_choice_counts_for_what_is_waiting_too(make: Make, server: OpenAIServer) -> None:
    server.script(*[Fault.REFUSAL] * 2)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await ada.presses("dispute", 1)
    await ada.presses("keyword", "on")
    await team.later(days=1)
    assert len(server.calls) == 2


async def test_the_word_on_the_provider_comes_once_and_before_the_first_call(
    make: Make, server: OpenAIServer
) -> None:
    known: list[bool] = []

    def model(texts: list[str], schema: object) -> str:
        known.append(team.stored().find(b"Your answers are reviewed by") >= 0)
        return judge()(texts, schema)

    server.model = model
    team = make(models=(luna(server), terra(server), other(server)))
    asked, ada = await team.asked()
    await ada.answers(asked, ANSWER)
    await ada.presses("again", asked.id)
    await ada.answers(asked, f"{ANSWER} Again.")
    assert known == [True, True]
    (word,) = [text for text in ada.sees() if "reviewed by" in text]
    assert "gpt-6-luna at openai" in word
    assert "gpt-6.1-terra at openai" in word
    assert "other-1 at second" in word
    await team.member("Bob").answers(asked, f"{ANSWER} By Bob.")
    assert len([t for t in team.member("Bob").sees() if "reviewed by" in t]) == 1


@dataclass
class Flagging:
    why: str = ""
    fails: type[CriticFailed] | None = None
    texts: list[str] = field(default_factory=list)

    async def flags(self, text: str) -> str:
        self.texts.append(text)
        if self.fails:
            raise self.fails("moderation cannot be asked")
        return self.why


async def test_what_moderation_flags_is_not_reviewed(make: Make, server: OpenAIServer) -> None:
    moderator = Flagging("harassment")
    team = make(moderator=moderator)
    asked, ada = await team.asked()
    await ada.answers(asked, CHATTY)
    assert server.calls == []
    assert asked.thread == []
    assert "moderation flagged it (harassment)" in ada.sees()[-1]
    assert LEAKS[0] not in moderator.texts[0], "what is moderated leaves as well, so it is masked"
    moderator.why = ""
    await team.member("Bob").answers(asked, ANSWER)
    assert len(server.calls) == 1


@pytest.mark.parametrize("kind", [CriticFailed, CriticRefused])
async def test_where_moderation_is_away_nothing_leaves_until_it_is_back(
    make: Make, server: OpenAIServer, kind: type[CriticFailed]
) -> None:
    server.model = judge()
    moderator = Flagging(fails=kind)
    team = make(moderator=moderator, owner=f"{PLATFORM}/acme/olga")
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, ANSWER)
    assert server.calls == []
    assert "Keyword check" in asked.thread[0].message.text
    assert len(team.member("Olga").sees()) == (kind is CriticRefused)
    moderator.fails = None
    await team.later(minutes=5)
    await team.later(minutes=15)
    assert asked.thread[0].message.text.startswith("Strongest")


class ModerationServer:
    """/v1/moderations: https://platform.openai.com/docs/api-reference/moderations."""

    def __init__(self) -> None:
        self.bodies: list[dict[str, object]] = []
        self.answers: list[web.Response] = []
        self.slow = False

    async def answer(self, request: web.Request) -> web.Response:
        self.bodies.append(await request.json())
        if self.slow:
            return web.json_response({}, status=429, headers={"Retry-After": "60"})
        if self.answers:
            return self.answers.pop(0)
        flagged = "hate" in str(self.bodies[-1]["input"])
        categories = {"harassment": False, "hate/threatening": flagged, "self-harm": False}
        result = {"flagged": flagged, "categories": categories, "category_scores": {}}
        result["category_applied_input_types"] = {}
        body = {"id": "modr-1", "model": "omni-moderation-latest", "results": [result]}
        return web.json_response(body)


@pytest.fixture
async def moderation() -> AsyncIterator[tuple[ModerationServer, str]]:
    serving, app = ModerationServer(), web.Application()
    app.router.add_post("/v1/moderations", serving.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield serving, "http://{}:{}/v1".format(*runner.addresses[0][:2])
    await runner.cleanup()


async def test_moderation_at_the_wire(moderation: tuple[ModerationServer, str]) -> None:
    serving, url = moderation
    moderator = OpenAIModerator("sk-local", base_url=url, deadline=5)
    try:
        assert await moderator.flags("fine") == ""
        assert await moderator.flags("hate") == "hate threatening"
        assert serving.bodies[0] == {"model": "omni-moderation-latest", "input": "fine"}
        bodies = ({}, {"results": []}, {"results": None}, {"error": {"code": "x"}})
        for body in bodies:
            serving.answers.append(web.json_response(body))
            with pytest.raises(CriticFailed):
                await moderator.flags("fine")
        serving.answers.append(web.Response(text="<html>", content_type="text/html"))
        with pytest.raises(CriticFailed):
            await moderator.flags("fine")
        serving.answers.append(web.json_response({"error": {"message": "sk-local"}}, status=401))
        with pytest.raises(CriticRefused) as refused:
            await moderator.flags("fine")
        assert "sk-local" not in str(refused.value)
    finally:
        await moderator.close()


async def test_moderation_keeps_its_deadline(moderation: tuple[ModerationServer, str]) -> None:
    serving, url = moderation
    serving.slow = True
    moderator = OpenAIModerator("sk-local", base_url=url, deadline=0.3)
    try:
        with pytest.raises(CriticFailed, match=r"0\.3 s|limiting"):
            await moderator.flags("fine")
    finally:
        await moderator.close()
