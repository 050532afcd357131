"""A question, an answer and critics for tests of the OpenAI adapter."""

from typing import Any

import pytest
from support.openai_server import KEY, OpenAIServer

from adapters.openai import ChatCompletionsCritic, Limits, OpenAICritic, Prices
from adapters.openai.critic import ModelCritic
from bot.errors import CriticFailed
from bot.interviews.model import Exchange
from bot.model import Finding, Point, Question, Verdict

QUESTION = Question(
    id="caching-stampede",
    skill="caching",
    concept="stampede",
    tags=("ttl",),
    level="senior",
    difficulty="hard",
    kind="debugging",
    guide_section="limits",
    prompt="Your hottest entry expires at noon and the database saturates. Explain.",
    rewordings=(),
    why_asked="It is the first outage a cache brings.",
    hint="Who recomputes?",
    follow_ups=(),
    model_answer="All readers miss together and query the store; let one rebuild, serve stale.",
    points=(
        Point("all-miss", "All readers miss together and run the same query.", ()),
        Point("one-rebuilds", "Only one request recomputes the value under a lock.", ()),
        Point("serve-stale", "Others receive the stale value meanwhile.", ()),
    ),
    rubric="ab12",
)
ANSWER = (
    "At noon all readers miss together and every one runs the same query. "
    "I put a lock around it so one request recomputes the value. Zanzibar stays outside."
)
SAID = (
    "At noon all readers miss together and every one runs the same query. First I put a lock "
    "around it, so only one request recomputes the value. It costs the others a short wait. "
    "We measured 3 ms for that request under the lock in Zanzibar."
)
TALK = (Exchange(QUESTION.prompt, SAID),)
GAPS = (Finding("one-rebuilds", Verdict.PARTLY), Finding("serve-stale", Verdict.MISSING))
MEMBER = "4f1c0ffee"
PRICES = Prices(fresh=0.10, cached=0.01, output=0.50)
QUICK = Limits(deadline=5, pause=0.01)


def openai_critic(server: OpenAIServer, **options: Any) -> OpenAICritic:
    given: dict[str, Any] = {"model": "gpt-6-luna", "prices": PRICES, "limits": QUICK, **options}
    return OpenAICritic(given.pop("api_key", KEY), base_url=server.url, **given)


def chat_critic(server: OpenAIServer, **options: Any) -> ChatCompletionsCritic:
    given: dict[str, Any] = {"model": "other-1", "prices": PRICES, "limits": QUICK, **options}
    key = given.pop("api_key", KEY)
    return ChatCompletionsCritic("second", key, base_url=server.url, **given)


BOTH = pytest.mark.parametrize("make", [openai_critic, chat_critic])


async def judge(critic: ModelCritic, **options: Any) -> Any:
    try:
        return await critic.judge(QUESTION, ANSWER, member=MEMBER, **options)
    finally:
        await critic.close()


async def failure(critic: ModelCritic, **options: Any) -> CriticFailed:
    with pytest.raises(CriticFailed) as caught:
        await judge(critic, **options)
    return caught.value
