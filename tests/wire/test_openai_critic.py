"""Both critics against the local server: what a good call gives, and what each fault becomes."""

import asyncio
import json
import logging
import traceback
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
from support.openai_faults import Fault, Mix
from support.openai_model import honest, tokens
from support.openai_samples import (
    ANSWER,
    MEMBER,
    QUESTION,
    QUICK,
    chat_critic,
    openai_critic,
)
from support.openai_server import REASONING, OpenAIServer

from adapters.openai import Limits
from adapters.openai.critic import ModelCritic
from adapters.openai.faults import Unusable
from bot.errors import CriticCutOff, CriticFailed, CriticRefused
from bot.model import Finding, Judgement, Verdict

# Those that do not end in a failure of their own.
LASTING = (Fault.SLOW, Fault.HELD, Fault.DRIPPING, Fault.FAILED)
BOTH = pytest.mark.parametrize("make", [openai_critic, chat_critic])


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


async def judge(critic: ModelCritic, **options: Any) -> Any:
    try:
        return await critic.judge(QUESTION, ANSWER, member=MEMBER, **options)
    finally:
        await critic.close()


async def failure(critic: ModelCritic, **options: Any) -> CriticFailed:
    with pytest.raises(CriticFailed) as caught:
        await judge(critic, **options)
    return caught.value


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
@pytest.mark.parametrize(
    ("fault", "says"),
    [
        (Fault.BAD_KEY, "401"),
        (Fault.FORBIDDEN, "403"),
        (Fault.NO_MODEL, "404"),
        (Fault.NO_QUOTA, "quota"),
    ],
)
async def test_what_only_the_owner_can_mend_is_refused_without_a_second_try(
    server: OpenAIServer, make: Any, fault: Fault, says: str
) -> None:
    server.script(fault)
    error = await failure(make(server))
    assert isinstance(error, CriticRefused)
    assert says in str(error)
    assert "Fix: " in str(error)
    assert len(server.calls) == 1


@BOTH
@pytest.mark.parametrize(
    "fault",
    [
        Fault.RATE_LIMIT,
        Fault.RATE_LIMIT_WAIT,
        Fault.ERROR,
        Fault.OVERLOADED,
        Fault.HUNG_UP,
        Fault.DROPPED,
        Fault.ENDED,
        Fault.GARBLED,
        Fault.ERROR_EVENT,
    ],
)
async def test_a_passing_fault_is_tried_once_more_and_no_more(
    server: OpenAIServer, make: Any, fault: Fault
) -> None:
    server.script(fault)
    assert (await judge(make(server))).findings[0].verdict is Verdict.MET
    assert len(server.calls) == 2
    server.script(fault, fault)
    error = await failure(make(server))
    assert not isinstance(error, CriticCutOff | CriticRefused)
    assert len(server.calls) == 4


async def test_a_response_that_fails_on_its_way_is_tried_once_more(server: OpenAIServer) -> None:
    server.script(Fault.FAILED)
    assert (await judge(openai_critic(server))).findings
    assert [call.fault for call in server.calls] == [Fault.FAILED, None]


@BOTH
async def test_the_wait_that_the_provider_asks_for_is_kept(server: OpenAIServer, make: Any) -> None:
    server.script(Fault.RATE_LIMIT_WAIT)
    started = monotonic()
    await judge(make(server))
    assert monotonic() - started >= float(server.retry_after)


@BOTH
async def test_a_wait_longer_than_the_deadline_is_not_begun(
    server: OpenAIServer, make: Any
) -> None:
    server.retry_after = "60"
    server.script(Fault.RATE_LIMIT_WAIT)
    started = monotonic()
    assert "limiting" in str(await failure(make(server)))
    assert monotonic() - started < 3
    assert len(server.calls) == 1


@BOTH
@pytest.mark.parametrize("fault", [Fault.SLOW, Fault.HELD, Fault.DRIPPING])
async def test_the_deadline_holds_before_and_within_the_stream(
    server: OpenAIServer, make: Any, fault: Fault
) -> None:
    server.script(fault)
    started = monotonic()
    error = await failure(make(server, limits=Limits(deadline=0.3)))
    assert monotonic() - started < 2
    assert "0.3 s" in str(error) or "in time" in str(error)


@BOTH
@pytest.mark.parametrize("fault", [Fault.CUT_OFF, Fault.BAD_JSON, Fault.DRIFT])
async def test_half_or_misshapen_output_is_a_cut_off_with_its_cost(
    server: OpenAIServer, make: Any, fault: Fault
) -> None:
    server.script(fault)
    error = await failure(make(server))
    assert isinstance(error, CriticCutOff)
    assert isinstance(error, Unusable)
    assert error.usage.output_tokens > 0
    assert error.usage.cost > 0
    assert len(server.calls) == 1


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
@pytest.mark.parametrize("fault", [Fault.REFUSAL, Fault.FILTERED])
async def test_a_refusal_by_the_model_fails_and_is_paid(
    server: OpenAIServer, make: Any, fault: Fault
) -> None:
    server.script(fault)
    error = await failure(make(server))
    assert not isinstance(error, CriticCutOff | CriticRefused)
    assert "declined" in str(error)
    assert isinstance(error, Unusable)
    assert error.usage.output_tokens > 0


async def test_no_server_at_all_is_a_failure() -> None:
    async with OpenAIServer() as server:
        critic = openai_critic(server)
    assert "cannot be reached" in str(await failure(critic))


@BOTH
@pytest.mark.parametrize("fault", [f for f in Fault if f not in LASTING])
async def test_no_key_and_no_answer_text_reaches_errors_or_logs(
    server: OpenAIServer, make: Any, fault: Fault, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    key = "sk-wrong-but-secret" if fault is Fault.BAD_KEY else "sk-local"
    server.script(fault, fault)
    error = await failure(make(server, api_key=key))
    told = caplog.text + "".join(traceback.format_exception(error))
    for secret in (key, "Zanzibar", "readers miss"):
        assert secret not in told


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


@BOTH
async def test_whatever_fails_an_answer_gets_a_whole_critique_or_a_failure(make: Any) -> None:
    async with OpenAIServer(mix=Mix(seed=3, share=0.5), retry_after="0.01") as server:
        critic = make(server)
        results = await asyncio.gather(
            *(critic.judge(QUESTION, ANSWER) for _ in range(60)), return_exceptions=True
        )
        await critic.close()
    whole = [r for r in results if isinstance(r, Judgement)]
    assert len(whole) + sum(isinstance(r, CriticFailed) for r in results) == 60
    assert 20 < len(whole) < 60
    assert all(r.findings[0].verdict is Verdict.MET for r in whole)
    assert 60 < len(server.calls) <= 120


async def test_a_call_that_is_given_up_spoils_no_other(server: OpenAIServer) -> None:
    server.script(Fault.SLOW)
    critic = openai_critic(server)
    task = asyncio.create_task(critic.judge(QUESTION, ANSWER))
    await server.called.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert (await judge(critic)).findings
