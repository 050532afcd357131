"""Who is asked, in which order, and what becomes of it."""

import pytest
from critics.conftest import Make
from critics.scene import LUNA, OTHER, SENTENCES, TERRA, judge, luna, models_of, other, quick, terra
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.team import said

from bot.model import Verdict

NEVER_SAID = ("Nobody ever wrote these words here.", *SENTENCES)


async def test_what_is_no_attempt_is_not_asked_about(make: Make, server: OpenAIServer) -> None:
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, "ok, later")
    await ada.answers(asked, (await asked.round()).question.prompt)
    assert server.calls == []


async def test_a_clear_review_takes_one_call_to_the_default_model(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge(met=2, partly=1)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, " ".join(SENTENCES))
    assert models_of(server) == [LUNA]
    assert server.calls[0].body["reasoning"] == {"effort": "low"}
    assert (await team.critiques(1))[0].judgement.judge.startswith(f"openai/{LUNA}/")


@pytest.mark.parametrize(
    "doubt",
    [{"met": 2, "quotes": NEVER_SAID}, {"confidence": 0.59}, {"met": 1, "partly": 2}],
    ids=["a made-up quote", "low confidence", "two partly"],
)
async def test_doubt_brings_the_escalation_model(
    make: Make, server: OpenAIServer, doubt: dict[str, object]
) -> None:
    server.model = judge(**doubt)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, " ".join(SENTENCES))
    assert models_of(server) == [LUNA, TERRA]
    (stored,) = await team.critiques(1)
    assert f"/{TERRA}/" in stored.judgement.judge
    assert len(asked.thread) == 1


async def test_where_the_second_look_fails_the_first_stands(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge(confidence=0.3)
    server.script(None, Fault.REFUSAL)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, " ".join(SENTENCES))
    (stored,) = await team.critiques(1)
    assert f"/{LUNA}/" in stored.judgement.judge


@pytest.mark.parametrize("fault", [Fault.CUT_OFF, Fault.BAD_JSON, Fault.DRIFT])
async def test_half_a_review_is_asked_for_once_more_with_twice_the_room(
    make: Make, server: OpenAIServer, fault: Fault
) -> None:
    server.model = judge()
    server.script(fault)
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, " ".join(SENTENCES))
    first, second = (call.body for call in server.calls)
    assert second["max_output_tokens"] == 2 * first["max_output_tokens"]
    assert models_of(server) == [LUNA, LUNA]
    assert "Strongest" in said(await ada.presses("review", asked.id))


async def test_the_ladder_goes_down_rung_by_rung(make: Make, server: OpenAIServer) -> None:
    server.model = judge()
    server.script(*[Fault.BAD_JSON] * 4)
    team = make(models=(luna(server), terra(server), other(server)))
    asked, ada = await team.asked()
    await ada.answers(asked, " ".join(SENTENCES))
    assert models_of(server) == [LUNA, LUNA, TERRA, TERRA, OTHER]
    assert server.calls[-1].path == "/v1/chat/completions"
    assert "safety_identifier" not in server.calls[-1].body
    (stored,) = await team.critiques(1)
    assert stored.judgement.judge.startswith(f"second/{OTHER}/")


async def test_below_all_models_stands_the_keyword_check(make: Make, server: OpenAIServer) -> None:
    server.script(*[Fault.REFUSAL] * 2)
    team = make()
    asked, ada = await team.asked(review="full")
    await ada.answers(asked)
    assert "Keyword check (the AI reviewer is away" in asked.thread[0].message.text


async def test_the_better_critic_replaces_the_keyword_check_in_place(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    server.script(*[Fault.REFUSAL] * 2)
    team = make()
    asked, ada = await team.asked(review="full")
    await ada.answers(asked, " ".join(SENTENCES))
    before = len(team.chat.posts)
    await team.later(minutes=5)
    (review,) = asked.thread
    assert review.edits == 1
    assert review.message.text.startswith("Strongest: the cause.")
    assert len(team.chat.posts) == before
    await team.later(days=7)
    assert len(server.calls) == 3


@pytest.mark.parametrize("days", [1, 5])
async def test_an_outage_over_days_is_made_good(
    make: Make, server: OpenAIServer, days: int
) -> None:
    server.model = judge()
    team = make(models=(luna(server),))
    asked, ada = await team.asked(review="full")
    server.script(*[Fault.REFUSAL] * 30)
    await ada.answers(asked, " ".join(SENTENCES))
    for _ in range(days * 4):
        await team.later(hours=6)
    assert "Keyword check" in team.review().message.text
    server._script.clear()
    await team.later(days=1)
    assert team.review().message.text.startswith("Strongest")


async def test_one_answer_has_one_deadline_over_all_models(
    make: Make, server: OpenAIServer
) -> None:
    server.script(*[Fault.SLOW] * 9)
    models = (luna(server, limits=quick(0.4)), terra(server, limits=quick(20)), other(server))
    team = make(models=models, deadline=0.8)
    asked, ada = await team.asked(review="full")
    await ada.answers(asked)
    assert "Keyword check" in asked.thread[0].message.text
    assert models_of(server) == [LUNA, TERRA]


async def test_every_critique_says_what_made_it_and_what_it_took(
    make: Make, server: OpenAIServer
) -> None:
    server.model = judge()
    team = make()
    asked, ada = await team.asked()
    await ada.answers(asked, " ".join(SENTENCES))
    (stored,) = await team.critiques(1)
    judgement = stored.judgement
    assert judgement.prompt_version == "critique-1"
    assert stored.rubric == (await asked.round()).question.rubric
    assert min(judgement.usage.input_tokens, judgement.usage.output_tokens) > 0
    assert min(judgement.usage.cost, judgement.usage.latency) > 0
    assert [f.verdict for f in judgement.findings][:2] == [Verdict.MET, Verdict.MET]
