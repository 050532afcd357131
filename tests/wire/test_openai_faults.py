"""Both critics against a provider that fails: what each fault becomes, and how often we ask."""

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator
from time import monotonic
from typing import Any

import pytest
from support.openai_faults import Fault, Mix
from support.openai_samples import (
    ANSWER,
    BOTH,
    QUESTION,
    failure,
    judge,
    openai_critic,
)
from support.openai_server import OpenAIServer

from adapters.openai import Limits
from adapters.openai.faults import Unusable
from bot.errors import CriticCutOff, CriticFailed, CriticRefused
from bot.model import Judgement, Verdict

# Those that do not end in a failure of their own.
LASTING = (Fault.SLOW, Fault.HELD, Fault.DRIPPING, Fault.FAILED)


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


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


@pytest.mark.parametrize("fault", [Fault.FAILED, Fault.ERROR_EVENT])
@pytest.mark.parametrize(
    ("code", "kind"), [("insufficient_quota", CriticRefused), ("invalid_prompt", CriticFailed)]
)
async def test_a_stream_that_breaks_for_good_is_not_tried_again(
    server: OpenAIServer, fault: Fault, code: str, kind: type[CriticFailed]
) -> None:
    server.error_code = code
    server.script(fault)
    assert type(await failure(openai_critic(server))) is kind
    assert len(server.calls) == 1


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
