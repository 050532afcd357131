"""Mock interviews that a model holds: from start to scorecard, on its ladder, within its limits."""

from typing import Any

import pytest
from critics.conftest import Make
from critics.interview_scene import (
    appraised,
    begun,
    card,
    ended,
    forms,
    interviewing,
    newest,
    talked,
)
from critics.scene import ANSWER, LUNA, Reviewed, luna, models_of, other, quick, terra, wire
from support.interviewing import answers, interviews, posts, whole
from support.openai_faults import Fault
from support.openai_server import OpenAIServer
from support.team import Someone, form

from adapters.keyword import KeywordCritic
from bot.context import Limits
from bot.critiques.ladder import Rungs, Try
from bot.errors import CriticFailed
from bot.interviews.asking import Asking
from bot.interviews.model import Band, Phase, TurnKind
from bot.wiring import make_interviewers
from bot.wording.reviews import FALLIBLE
from bot.wording.scorecards import BY_WORDING, MIXED

SHORT = "Every key expires at the same moment."  # leaves gaps in whatever question it is


@pytest.mark.parametrize("mode", ["study", "real"])
async def test_a_model_holds_an_interview_from_start_to_scorecard(
    make: Make, server: OpenAIServer, mode: str
) -> None:
    team = make()
    ada = await begun(team, mode)
    await talked(ada)
    seen = await whole(ada)
    assert len(seen.items) == 3
    asked = [t for t in seen.turns if t.kind is TurnKind.FOLLOW_UP]
    assert asked
    assert all(t.text.startswith("How does this come in: ") for t in asked), "all by the model"
    critiques = [t for t in seen.turns if t.kind is TurnKind.CRITIQUE]
    assert bool(critiques) is (mode == "study")
    looked = await appraised(ada)
    assert looked.judge == f"openai/{LUNA}/appraise-1"
    assert looked.source == "ai"
    said = "\n".join(answer for item in seen.items for answer in seen.answers(item.number))
    assert all(rating.quote in said for rating in looked.ratings)
    assert FALLIBLE in card(ada)
    assert "Strengths: Names a mechanism." in card(ada)
    assert forms(server).count("appraisal") == 1
    assert forms(server).count("follow_up") == len(asked)


async def test_what_it_took_is_recorded_call_by_call(make: Make, server: OpenAIServer) -> None:
    team = make()
    ada = await begun(team)
    await answers(ada, SHORT)
    await ended(ada)
    interview = await newest(ada)
    async with team.store.reading() as tx:
        midnight = team.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        spending = await tx.calls.spending(midnight, interview.team_id)
        assert await tx.calls.reviewed(interview.member_id, midnight) == 1
    assert spending.calls == len(server.calls)
    assert {"critique", "follow_up", "appraisal"} == set(forms(server))
    looked = await appraised(ada)
    assert looked.usage.cost > 0
    assert spending.cost > looked.usage.cost


async def test_nothing_that_names_a_person_leaves_and_where_it_goes_is_said_first(
    make: Make, server: OpenAIServer
) -> None:
    ada = await begun(make())
    assert "Your answers are reviewed by gpt-6-luna at openai" in posts(ada)[0].message.text
    await answers(ada, f"{SHORT} Ask Ada Lovelace, @grace or ada@example.org, key sk-abcdefgh1234.")
    await ended(ada)
    assert "appraisal" in forms(server)
    for secret in ("Lovelace", "@grace", "ada@example.org", "sk-abcdefgh1234"):
        assert secret not in wire(server)
    assert len({call.body["safety_identifier"] for call in server.calls}) == 1


async def test_the_next_rung_holds_the_interview_where_the_first_cannot(
    make: Make, server: OpenAIServer
) -> None:
    refused = luna(server, api_key="sk-wrong")
    team = make(models=(refused, other(server)), owner="journal/acme/olga")
    ada = await begun(team)
    await talked(ada, SHORT)
    assert (await appraised(ada)).judge == "second/other-1/appraise-1"
    assert models_of(server).count(LUNA) == 2, "one review and one follow-up find the key refused"
    assert len(team.member("Olga").sees()) == 1


FAULTS = (
    *(Fault.ERROR, Fault.RATE_LIMIT, Fault.NO_QUOTA, Fault.SLOW),
    *(Fault.CUT_OFF, Fault.REFUSAL, Fault.BAD_JSON, Fault.DRIFT),
)


@pytest.mark.parametrize("fault", FAULTS)
async def test_a_follow_up_that_fails_is_asked_by_the_bank_and_the_interview_goes_on(
    make: Make, server: OpenAIServer, fault: Fault
) -> None:
    server.failing["follow_up"] = fault
    team = make(models=(luna(server, limits=quick(0.3)),))
    ada = await begun(team)
    await answers(ada, SHORT)
    seen = await whole(ada)
    question = seen.items[0].question
    asked = seen.turns[-1]
    assert asked.kind is TurnKind.FOLLOW_UP
    assert asked.text in question.follow_ups or asked.text.startswith("What would you say about")
    assert seen.items[0].judgement is not None
    assert seen.items[0].judgement.source == "ai"
    assert seen.interview.state.phase is Phase.ANSWERING


@pytest.mark.parametrize("fault", [Fault.ERROR, Fault.NO_QUOTA, Fault.BAD_JSON, Fault.REFUSAL])
async def test_a_summary_that_failed_comes_from_the_model_when_it_is_back(
    make: Make, server: OpenAIServer, fault: Fault
) -> None:
    server.failing["appraisal"] = fault
    team = make(models=(luna(server, limits=quick(1)),))
    ada = await begun(team)
    await answers(ada, SHORT)
    await ended(ada)
    assert (await newest(ada)).state.phase is Phase.SUMMING
    assert "at the latest" in posts(ada)[-1].message.text
    server.failing.clear()
    for minutes in (1, 5, 15):  # a breaker that opened rests ten minutes
        await team.later(minutes=minutes)
    assert (await appraised(ada)).source == "ai"
    assert FALLIBLE in card(ada)


async def test_a_summary_that_no_model_makes_says_which_part_is_by_wording(
    make: Make, server: OpenAIServer
) -> None:
    server.failing["appraisal"] = Fault.REFUSAL
    team = make(models=(luna(server), terra(server)))
    ada = await begun(team)
    await answers(ada, SHORT)
    await ended(ada)
    for minutes in (1, 5, 15):
        await team.later(minutes=minutes)
    assert (await appraised(ada)).source == "keyword"
    assert MIXED in card(ada)
    assert BY_WORDING not in card(ada)


async def test_the_budget_of_the_team_ends_what_models_do_in_an_interview(
    make: Make, server: OpenAIServer
) -> None:
    team = make(limits=Limits(per_team=0.000001))
    ada = await begun(team)
    await answers(ada, SHORT)
    calls = len(server.calls)
    assert calls
    await answers(ada, SHORT)
    await ended(ada)
    assert len(server.calls) == calls
    assert (await appraised(ada)).source == "keyword"


async def test_the_quota_of_a_member_holds_question_by_question(
    make: Make, server: OpenAIServer
) -> None:
    ada = await begun(make(limits=Limits(per_member=1)))
    await talked(ada, SHORT)
    judged = [i.judgement.source for i in (await whole(ada)).items if i.judgement]
    assert judged == ["ai", "keyword", "keyword"]


async def test_who_keeps_answers_here_halfway_sends_no_more(
    make: Make, server: OpenAIServer
) -> None:
    ada = await begun(make())
    await answers(ada, SHORT)
    calls = len(server.calls)
    await ada.runs("/mock skip")
    await ada.presses("keyword", "on")
    await ada.team.work()
    await answers(ada, SHORT)
    await ended(ada)
    assert len(server.calls) == calls
    assert (await appraised(ada)).source == "keyword"


async def test_a_look_back_does_not_send_what_was_reviewed_before_that_choice(
    make: Make, server: OpenAIServer
) -> None:
    ada = await begun(make())
    await answers(ada, SHORT)
    calls = len(server.calls)
    await ada.presses("keyword", "on")
    await ended(ada)
    assert len(server.calls) == calls
    assert (await appraised(ada)).source == "keyword"
    assert MIXED in card(ada)


async def test_all_rungs_together_keep_to_one_deadline(make: Make, server: OpenAIServer) -> None:
    models = (luna(server), terra(server))
    team = make(models=models)
    rungs = make_interviewers(Rungs(models, KeywordCritic()))
    asking = Asking(rungs, team.practice.context.ladder.breaker, deadline=0.2)
    server.failing["appraisal"] = Fault.SLOW
    tries: list[Try] = []
    assert await asking.first(lambda who: who.appraise([], member=""), tries) is None
    assert [each.critic for each in tries] == [rungs[0].name]
    assert models_of(server) == [LUNA]


class Flagging:
    """A moderator that knows one word, and can be away."""

    away = False

    async def flags(self, text: str) -> str:
        if self.away:
            raise CriticFailed("away")
        return "hate" if "Zanzibar" in text else ""


async def test_what_moderation_flagged_is_not_sent_with_the_rest_at_the_end(
    make: Make, server: OpenAIServer
) -> None:
    ada = await begun(make(moderator=Flagging()))
    await answers(ada, f"{ANSWER} Zanzibar.")
    await ada.runs("/mock skip")
    await ada.team.work()
    await answers(ada, SHORT)
    await ended(ada)
    assert (await appraised(ada)).source == "ai"
    assert "appraisal" in forms(server)
    assert "Zanzibar" not in wire(server)


async def test_nothing_leaves_while_moderation_is_away(make: Make, server: OpenAIServer) -> None:
    moderator: Any = Flagging()
    moderator.away = True
    ada = await begun(make(moderator=moderator))
    await answers(ada, SHORT)
    assert not server.calls
    assert (await whole(ada)).turns[-1].kind is TurnKind.FOLLOW_UP


async def claiming(team: Reviewed, text: str) -> Someone:
    """A member at the first question about a claim of theirs."""
    ada = interviewing(team).member("Ada Lovelace")
    asked = form(await ada.presses("profile_claims"))
    await ada.sends(asked, text=f"- {text}", agree="yes")
    await ada.runs("/mock claims real")
    await team.work()
    return ada


async def test_a_claim_leaves_without_people_and_is_followed_up_by_the_model(
    make: Make, server: OpenAIServer
) -> None:
    ada = await claiming(make(), "Ada Lovelace cut p99 from 900 to 120 ms, for @grace")
    await answers(ada, "I put a cache of prices in front of it.")
    assert (await whole(ada)).turns[-1].text.startswith("How does this come in: ")
    await ended(ada)
    assert "cut p99 from 900 to 120 ms" in wire(server)
    assert "Lovelace" not in wire(server)
    assert "@grace" not in wire(server)


async def test_a_claim_that_moderation_flags_does_not_leave(
    make: Make, server: OpenAIServer
) -> None:
    ada = await claiming(make(moderator=Flagging()), "Moved the Zanzibar billing to Kafka alone")
    await answers(ada, "I put a cache of prices in front of it.")
    assert (await whole(ada)).turns[-1].kind is TurnKind.FOLLOW_UP
    assert not server.calls


async def test_an_answer_that_says_nothing_gets_no_band(make: Make, server: OpenAIServer) -> None:
    ada = await begun(make())
    await answers(ada, "Bananas are yellow and grow in bunches on tall green plants.")
    await ended(ada)
    assert {rating.band for rating in (await appraised(ada)).ratings} == {Band.UNSEEN}
    assert len(await interviews(ada)) == 1
