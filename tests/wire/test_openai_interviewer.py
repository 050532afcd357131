"""The interviewer at the local server: what leaves, what comes back, and how it fails."""

import json
import logging
import traceback
from collections.abc import AsyncIterator
from typing import Any

import pytest
from support.openai_faults import Fault
from support.openai_interviewer import said
from support.openai_samples import (
    BOTH,
    GAPS,
    MEMBER,
    QUESTION,
    QUICK,
    SAID,
    TALK,
    chat_critic,
    openai_critic,
)
from support.openai_server import OpenAIServer

from adapters.openai import Limits, ModelInterviewer
from adapters.openai.faults import Unusable
from adapters.openai.interview_prompt import (
    APPRAISE,
    FOLLOW_UP,
)
from adapters.openai.prompt import rules
from bot.errors import CriticCutOff, CriticFailed, CriticRefused
from bot.interviews.fit import question_of, verified
from bot.interviews.model import Appraisal, Band, FollowUp
from bot.interviews.ports import Appraised
from bot.model import Finding, Judgement, Verdict

MET = Finding("all-miss", Verdict.MET, "all readers miss together")
JUDGED = Judgement("openai/x/critique-1", "ai", (MET, *GAPS))
ITEMS = [Appraised(QUESTION, TALK, JUDGED)]


@pytest.fixture
async def server() -> AsyncIterator[OpenAIServer]:
    async with OpenAIServer() as server:
        yield server


async def asks(critic: Any) -> FollowUp:
    try:
        return await ModelInterviewer(critic).follow_up(
            QUESTION, TALK, GAPS, mode="real", member=MEMBER
        )
    finally:
        await critic.close()


async def looks_back(critic: Any) -> Appraisal:
    try:
        return await ModelInterviewer(critic).appraise(ITEMS, member=MEMBER)
    finally:
        await critic.close()


CALLS = pytest.mark.parametrize("call", [asks, looks_back])


@BOTH
async def test_a_follow_up_is_one_question_about_an_open_point(
    server: OpenAIServer, make: Any
) -> None:
    made = await asks(make(server))
    assert made.point_id == "one-rebuilds"
    assert question_of(made, QUESTION, TALK, GAPS) == made.text
    assert made.usage.cost > 0
    assert made.usage.output_tokens > 0


@BOTH
async def test_a_look_back_has_four_bands_that_rest_on_what_was_said(
    server: OpenAIServer, make: Any
) -> None:
    made = await looks_back(make(server))
    stands = verified(made, [SAID], [JUDGED])
    assert [rating.band for rating in stands.ratings] == [rating.band for rating in made.ratings]
    assert {r.dimension: r.band for r in stands.ratings} == {
        "technical depth": Band.CLEAR,
        "trade-offs": Band.UNSEEN,
        "structure": Band.PARTLY,
        "evidence": Band.PARTLY,
    }
    assert all(rating.quote in SAID for rating in stands.ratings)
    assert stands.strengths == ("Names a mechanism.",)
    assert made.source == "ai"
    assert made.usage.cost > 0


async def test_interviewer_and_appraisal_are_named_by_provider_model_and_prompts(
    server: OpenAIServer,
) -> None:
    assert (
        ModelInterviewer(openai_critic(server)).name
        == "openai/gpt-6-luna/follow-up-1+claims-1+appraise-1"
    )
    assert (await looks_back(chat_critic(server))).judge == "second/other-1/appraise-1"


@CALLS
async def test_nothing_is_stored_and_a_member_is_a_hash(server: OpenAIServer, call: Any) -> None:
    await call(openai_critic(server))
    body = server.calls[0].body
    assert body["store"] is False
    assert body["safety_identifier"] == MEMBER
    assert "tools" not in body
    await call(chat_critic(server))
    assert MEMBER not in json.dumps(server.calls[1].body)


@CALLS
async def test_rules_come_first_and_what_was_said_last_between_marks(
    server: OpenAIServer, call: Any
) -> None:
    await call(openai_critic(server))
    parts = [item["content"][0] for item in server.calls[0].body["input"]]
    assert parts[0]["text"] in (rules(FOLLOW_UP), rules(APPRAISE))
    assert [item["role"] for item in server.calls[0].body["input"]][-1] == "user"
    assert said([part["text"] for part in parts]) == [SAID]
    assert "Zanzibar" not in parts[0]["text"] + parts[1]["text"]
    assert "prompt_cache_breakpoint" not in parts[2]


async def test_the_reference_answer_stays_here(server: OpenAIServer) -> None:
    await asks(openai_critic(server))
    await looks_back(openai_critic(server))
    assert QUESTION.model_answer not in json.dumps([call.body for call in server.calls])


PASSING = (Fault.RATE_LIMIT, Fault.ERROR, Fault.OVERLOADED, Fault.HUNG_UP, Fault.DROPPED)


@BOTH
@CALLS
@pytest.mark.parametrize("fault", PASSING)
async def test_a_passing_fault_is_tried_once_more_and_no_more(
    server: OpenAIServer, make: Any, call: Any, fault: Fault
) -> None:
    server.script(fault, None, fault, fault)
    assert await call(make(server))
    with pytest.raises(CriticFailed):
        await call(make(server))
    assert len(server.calls) == 4


@BOTH
@CALLS
@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault.BAD_KEY, CriticRefused),
        (Fault.NO_QUOTA, CriticRefused),
        (Fault.CUT_OFF, CriticCutOff),
        (Fault.BAD_JSON, CriticCutOff),
        (Fault.DRIFT, CriticCutOff),
        (Fault.REFUSAL, Unusable),
        (Fault.FILTERED, Unusable),
    ],
)
async def test_what_a_second_try_cannot_mend_fails_at_once_and_says_nothing_that_was_said(
    server: OpenAIServer,
    make: Any,
    call: Any,
    fault: Fault,
    kind: type[CriticFailed],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    server.script(fault)
    with pytest.raises(kind) as caught:
        await call(make(server))
    assert len(server.calls) == 1
    told = caplog.text + "".join(traceback.format_exception(caught.value))
    assert "Zanzibar" not in told
    assert "sk-local" not in told
    if isinstance(caught.value, Unusable):
        assert caught.value.usage.cost > 0


@BOTH
@CALLS
async def test_the_deadline_holds(server: OpenAIServer, make: Any, call: Any) -> None:
    server.script(Fault.SLOW)
    with pytest.raises(CriticFailed, match=r"0\.2 s|in time"):
        await call(make(server, limits=Limits(deadline=0.2)))


@pytest.mark.parametrize(
    "spoilt",
    [
        {"technical_depth": {"quote": "", "band": "excellent"}},
        {"technical_depth": {"quote": "", "band": "clear", "score": 5}},
        {"passed": True},
        {"strengths": "many"},
    ],
)
async def test_a_band_or_field_of_the_models_own_is_not_heard_at_all(spoilt: Any) -> None:
    async with OpenAIServer() as server:
        honest = server.model
        server.model = lambda t, s: json.dumps({**json.loads(honest(t, s)), **spoilt})
        with pytest.raises(CriticCutOff):
            await looks_back(openai_critic(server, limits=QUICK))


async def test_a_strength_without_words_to_rest_on_is_dropped() -> None:
    strengths = [
        {"quote": "we doubled the revenue of the whole firm", "text": "Doubles the revenue."},
        {"quote": "one request recomputes the value", "text": "Lets one request rebuild it."},
        {"quote": "one request recomputes the value", "text": "Lets one request rebuild it too."},
    ]
    async with OpenAIServer() as server:
        honest = server.model
        server.model = lambda t, s: json.dumps({**json.loads(honest(t, s)), "strengths": strengths})
        made = await looks_back(openai_critic(server))
    assert made.strengths == ("Lets one request rebuild it.",)
