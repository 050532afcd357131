"""`whetstone eval` against the local server: what it records, and that a miss fails."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result
from support.openai_faults import Fault
from support.openai_samples import ANSWER, MEMBER, QUESTION, openai_critic
from support.openai_server import KEY, OpenAIServer

from adapters.openai.recording import Recorder, Replay, fingerprint, through
from bot.cli.main import main
from bot.errors import CriticFailed, InvalidInput

CANARIES = Path(__file__).parents[1] / "attacks" / "canaries.jsonl"


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
async def server(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        yield server


async def evaluate(*options: str) -> Result:
    arguments = ["eval", "--data", str(CANARIES), *options]
    return await asyncio.to_thread(CliRunner().invoke, main, arguments)


def rows(result: Result) -> dict[str, Any]:
    assert result.exit_code == 0, result.output
    return {row["id"]: row for row in json.loads(result.stdout)["rows"]}


async def test_what_was_recorded_with_a_key_is_replayed_without_one(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    options = ("--critic", "openai", "--json", "--runs", "2", "--probes", "2")
    first = rows(await evaluate(*options, "--record", "kept.jsonl", "--report", "page.html"))
    calls = len(server.calls)
    assert calls == 16 * 2 + 2 * 2
    monkeypatch.delenv("OPENAI_API_KEY")
    again = rows(await evaluate(*options, "--replay", "kept.jsonl"))
    assert len(server.calls) == calls
    for id_ in ("qwk", "r_within", "quotes", "same_verdicts", "injection", "padding", "cost"):
        assert again[id_] == first[id_]
    assert first["p95"]["value"] > 0
    assert again["p95"]["verdict"] == "not recorded"
    assert first["qwk"]["verdict"] == "pass"
    assert "<!doctype html>" in (tmp_path / "page.html").read_text()


async def test_a_changed_request_is_a_miss_and_fails(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    await evaluate("--critic", "openai", "--limit", "3", "--record", "kept.jsonl")
    more = await evaluate("--critic", "openai", "--limit", "4", "--replay", "kept.jsonl")
    assert more.exit_code == 1
    assert "1 requests are not in kept.jsonl" in more.stderr
    monkeypatch.setenv("OPENAI_MODEL", "another")
    other = await evaluate("--critic", "openai", "--limit", "3", "--replay", "kept.jsonl")
    assert other.exit_code == 1
    assert "Record again" in other.stderr


async def test_without_a_key_nothing_is_run_and_the_report_says_not_recorded() -> None:
    result = await evaluate("--critic", "openai", "--json")
    assert "OPENAI_API_KEY is not set" in result.stderr
    assert {row["verdict"] for row in rows(result).values()} == {"not recorded"}


async def test_a_wrong_key_ends_the_run_with_one_line(
    server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-wrong")
    result = await evaluate("--critic", "openai")
    assert result.exit_code == 1
    assert "does not take the key (401)" in result.stderr
    assert "sk-wrong" not in result.output


async def test_the_keyword_check_is_evaluated_without_any_setting() -> None:
    result = await evaluate()
    assert result.exit_code == 0
    assert result.stdout.startswith("keyword-1 on canaries.jsonl: 16 answers to 4 questions")
    refused = await evaluate("--record", "x.jsonl")
    assert (refused.exit_code, "for --critic openai" in refused.stderr) == (1, True)


async def test_a_recording_holds_no_key_and_no_member_and_is_never_overwritten(
    server: OpenAIServer, tmp_path: Path
) -> None:
    path, plain = tmp_path / "kept.jsonl", openai_critic(server)
    critic = through(plain, Recorder(path))
    server.script(Fault.OVERLOADED)  # only what is whole is kept
    judgement = await critic.judge(QUESTION, ANSWER, member=MEMBER)
    await critic.close()
    (line,) = path.read_text().splitlines()
    assert KEY not in line
    assert MEMBER not in line
    assert "output_text.delta" not in line
    with pytest.raises(InvalidInput, match="there already"):
        Recorder(path)
    replayed = through(plain, Replay(path))
    again = await replayed.judge(QUESTION, ANSWER)  # another mark, and no member
    assert again.findings == judgement.findings
    with pytest.raises(CriticFailed):
        await replayed.judge(QUESTION, ANSWER)
    await replayed.close()
    await plain.close()


async def test_a_provider_that_repeats_the_member_is_not_kept_so(tmp_path: Path) -> None:
    """OpenAI's responses carry `safety_identifier` and `user` as they were sent."""

    def echo(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, text='data: {"safety_identifier": "m1", "user":"m1"}\n\n')

    recorder = Recorder(tmp_path / "kept.jsonl", httpx2.MockTransport(echo))
    asked = httpx2.Request("POST", "http://127.0.0.1/v1/responses", json={"input": "x"})
    response = await recorder.handle_async_request(asked)
    assert "m1" in response.text
    kept = (tmp_path / "kept.jsonl").read_text()
    assert "safety_identifier" in kept
    assert "m1" not in kept


def test_a_request_is_the_same_whatever_its_mark_and_its_member() -> None:
    one = {"input": "answer-0123456789abcdef x answer-0123456789abcdef", "safety_identifier": "a"}
    two = {"input": "answer-fedcba9876543210 x answer-fedcba9876543210"}
    other = {"input": "answer-fedcba9876543210 y answer-fedcba9876543210"}
    prints = [fingerprint(json.dumps(body).encode()) for body in (one, two, other)]
    assert prints[0] == prints[1] != prints[2]
