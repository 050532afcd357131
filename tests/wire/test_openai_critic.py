"""Both critics against the local server: what a good call gives, and what is told of it."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.openai_faults import Fault
from support.openai_model import honest, tokens
from support.openai_samples import (
    ANSWER,
    BOTH,
    QUESTION,
    QUICK,
    chat_critic,
    failure,
    judge,
    openai_critic,
)
from support.openai_server import REASONING, OpenAIServer

from adapters.openai import Limits
from bot.errors import CriticCutOff, SettingsError
from bot.model import Finding, Verdict


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


@BOTH
async def test_each_point_gets_its_verdict_and_its_quote(server: OpenAIServer, make: Any) -> None:
    judgement = await judge(make(server))
    assert [f.point_id for f in judgement.findings] == ["all-miss", "one-rebuilds", "serve-stale"]
    assert [f.verdict for f in judgement.findings] == [Verdict.MET, Verdict.MET, Verdict.MISSING]
    assert all(f.evidence in ANSWER for f in judgement.findings)
    assert judgement.source == "ai"
    assert judgement.prompt_version == "critique-1"
    assert judgement.next_step.startswith("Say this too")
    assert judgement.stronger
    assert judgement.follow_up
    assert judgement.confidence == 0.8
    assert not judgement.addresses_grader


async def test_the_judge_is_named_by_provider_model_and_prompt(server: OpenAIServer) -> None:
    assert openai_critic(server).name == "openai/gpt-6-luna/critique-1"
    assert chat_critic(server).name == "second/other-1/critique-1"
    assert (await judge(chat_critic(server))).judge == "second/other-1/critique-1"


async def test_cost_counts_fresh_written_cached_and_output_tokens(server: OpenAIServer) -> None:
    first = (await judge(openai_critic(server))).usage
    second = (await judge(openai_critic(server))).usage
    assert first.cached_tokens == 0
    assert second.cached_tokens > 1024
    written, fresh = second.cached_tokens, first.input_tokens - second.cached_tokens
    per_million = first.output_tokens * 0.50
    assert first.cost == pytest.approx(
        (fresh * 0.10 + written * 0.125 + per_million) / 1e6, abs=1e-9
    )
    assert second.cost == pytest.approx(
        (fresh * 0.10 + written * 0.01 + per_million) / 1e6, abs=1e-9
    )
    assert 0 < second.latency < 5


async def test_thinking_left_out_of_completion_tokens_is_paid_all_the_same(
    server: OpenAIServer,
) -> None:
    usage = (await judge(chat_critic(server))).usage
    visible = tokens(honest([m["content"] for m in server.calls[0].body["messages"]], None))
    assert usage.output_tokens == visible + REASONING
    assert usage.cost == pytest.approx(
        (usage.input_tokens * 0.10 + usage.output_tokens * 0.50) / 1e6
    )


@BOTH
async def test_more_room_mends_what_was_cut_off(server: OpenAIServer, make: Any) -> None:
    critic = make(server, limits=Limits(deadline=5, output_tokens=150))
    with pytest.raises(CriticCutOff, match="150"):
        await critic.judge(QUESTION, ANSWER)
    roomier = critic.with_room(8)
    assert roomier.name == critic.name
    assert (await judge(roomier)).findings[0].verdict is Verdict.MET
    rooms = [
        c.body.get("max_output_tokens", c.body.get("max_completion_tokens")) for c in server.calls
    ]
    assert rooms == [150, 1200]


@BOTH
@pytest.mark.parametrize("key", ["", " sk-local", "sk-local\n", "sk-ключ"])
async def test_what_cannot_be_a_key_is_said_at_the_start_without_repeating_it(
    server: OpenAIServer, make: Any, key: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        make(server, api_key=key)
    assert "sk-" not in str(caught.value)


@BOTH
async def test_a_finding_is_told_while_the_rest_is_being_written(
    server: OpenAIServer, make: Any
) -> None:
    told: list[Finding] = []

    async def seen(finding: Finding) -> None:
        told.append(finding)
        server.gate.set()  # only now the server sends its second half

    server.script(Fault.HELD)
    judgement = await judge(make(server), seen=seen)
    assert tuple(told) == judgement.findings


@BOTH
async def test_what_was_told_is_not_asked_for_again(server: OpenAIServer, make: Any) -> None:
    told: list[Finding] = []

    async def seen(finding: Finding) -> None:
        told.append(finding)

    server.script(Fault.DROPPED)
    await failure(make(server), seen=seen)
    assert [f.point_id for f in told][:1] == ["all-miss"]
    assert len(server.calls) == 1


@BOTH
async def test_a_second_try_tells_its_findings_from_the_beginning(make: Any) -> None:
    def slow_to_begin(texts: list[str], schema: dict[str, Any] | None) -> str:
        critique = json.loads(honest(texts, schema))
        critique["criteria"][0]["comment"] = "word " * 2000
        return json.dumps(critique)

    told: list[Finding] = []

    async def seen(finding: Finding) -> None:
        told.append(finding)

    async with OpenAIServer(model=slow_to_begin) as server:
        server.script(Fault.DROPPED)
        limits = Limits(deadline=5, pause=0.01, output_tokens=9000)
        judgement = await judge(make(server, limits=limits), seen=seen)
        assert len(server.calls) == 2
    assert tuple(told) == judgement.findings


@BOTH
async def test_a_fenced_answer_of_a_careless_model_is_read(make: Any) -> None:
    def fenced(texts: list[str], schema: dict[str, Any] | None) -> str:
        return f"```json\n{honest(texts, schema)}\n```\n"

    told: list[Finding] = []

    async def seen(finding: Finding) -> None:
        told.append(finding)

    async with OpenAIServer(model=fenced) as server:
        judgement = await judge(make(server, limits=QUICK), seen=seen)
    assert tuple(told) == judgement.findings
