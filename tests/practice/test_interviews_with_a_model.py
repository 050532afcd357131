"""Mock interviews where a model reviews and asks; what of it may stand, and when it is away."""

from dataclasses import replace

import pytest
from support.interviewing import (
    STALE,
    Pressing,
    Reviewer,
    answers,
    interviews,
    posts,
    unwrites,
    whole,
    with_a_model,
    writes,
)
from support.team import Someone, Team, said

from bot.critiques.ladder import Ladder, Rungs
from bot.errors import CriticFailed, CriticRefused
from bot.interviews.model import Band, Phase
from bot.memory.cards import Grade
from bot.model import Finding, Judgement, Question, Verdict
from bot.ports import Critic, FindingSeen
from bot.practice import Practice

ANSWER = "Ada Lovelace cached the price for a day, so 900 people paid too little. We purged it."


async def begun(team: Team, interviewer: Pressing, mode: str = "real") -> Someone:
    with_a_model(team, interviewer)
    ada = team.member("Ada Lovelace")
    await ada.runs(f"/mock caching senior 3 {mode}")
    await team.work()
    return ada


async def ended(team: Team, ada: Someone) -> None:
    await ada.runs("/mock end")
    await team.work()


async def test_what_goes_to_a_model_is_masked_and_said_before(team: Team) -> None:
    model = Pressing()
    ada = await begun(team, model)
    assert "Your answers are reviewed by" in posts(ada)[0].message.text
    await answers(ada, ANSWER)
    assert model.heard == [ANSWER.replace("Ada Lovelace", "[name]")]
    (who,) = model.members
    assert "ada" not in who
    assert len(who) == 64


async def test_a_follow_up_loses_its_links_and_says_nothing_of_the_answer(team: Team) -> None:
    ada = await begun(team, Pressing(after=" See https://example.org/x"))
    await answers(ada, ANSWER)
    follow_up = posts(ada)[-1].message.text
    assert "example.org" not in follow_up
    assert follow_up.startswith("And what of")


async def test_bands_rest_on_words_that_were_said(team: Team) -> None:
    ada = await begun(team, Pressing())
    await answers(ada, ANSWER)
    await ended(team, ada)
    appraisal = (await interviews(ada))[0].appraisal
    assert appraisal is not None
    bands = {rating.dimension: rating.band for rating in appraisal.ratings}
    assert bands == {
        "technical depth": Band.CLEAR,
        "trade-offs": Band.UNSEEN,
        "structure": Band.UNSEEN,
        "evidence": Band.UNSEEN,
    }
    card = posts(ada)[-1].message.text
    assert "AI review; it can be wrong." in card
    assert "Names the cause before the cure." in card
    assert "5 of 5" not in card
    assert "measured all of it" not in card


@pytest.mark.parametrize("fault", [CriticFailed("away"), CriticRefused("quota")])
async def test_a_summary_that_failed_is_tried_again(team: Team, fault: Exception) -> None:
    ada = await begun(team, Pressing(fault))
    await answers(ada, ANSWER)
    await ended(team, ada)
    assert (await interviews(ada))[0].state.phase is Phase.SUMMING
    assert "by 09:21 at the latest" in posts(ada)[-1].message.text
    await team.later(minutes=1)
    await team.later(minutes=5)
    await team.later(minutes=15)
    interview = (await interviews(ada))[0]
    assert interview.state.phase is Phase.DONE
    assert interview.appraisal is not None
    assert interview.appraisal.source == "ai"


async def test_where_models_stay_away_wording_sums_up(team: Team) -> None:
    ada = await begun(team, Pressing(*(CriticFailed("away") for _ in range(9))))
    await answers(ada, ANSWER)
    await ended(team, ada)
    for minutes in (1, 5, 15):
        await team.later(minutes=minutes)
    interview = (await interviews(ada))[0]
    assert interview.state.phase is Phase.DONE
    assert interview.appraisal is not None
    assert interview.appraisal.source == "keyword"
    assert len([p for p in posts(ada) if p.key.endswith("scorecard")]) == 1


async def test_what_was_judged_in_a_reviewers_absence_is_judged_again_at_the_end(
    team: Team,
) -> None:
    with_a_model(team, Pressing(), CriticFailed("away"))
    ada = team.member("Ada")
    await ada.runs("/mock caching senior 3 real")
    await team.work()
    await answers(ada, ANSWER)
    first = (await whole(ada)).items[0]
    assert first.judgement is not None
    assert (first.judgement.source, first.provisional) == ("keyword", True)
    assert posts(ada)[-1].message.text in first.question.follow_ups
    await ended(team, ada)
    last = (await whole(ada)).items[0]
    assert last.judgement is not None
    assert (last.judgement.source, last.provisional) == ("ai", False)


async def test_what_is_missing_is_to_be_worked_on_before_what_is_partly_there(team: Team) -> None:
    ada = await begun(team, Pressing())
    await answers(ada)
    await ended(team, ada)
    item = (await whole(ada)).items[0]
    assert item.judgement is not None
    found = [finding.verdict for finding in item.judgement.findings]
    assert found[:3] == [Verdict.MET, Verdict.PARTLY, Verdict.MISSING]
    named = [line.text for line in posts(ada)[-1].message.lines if "Work on" in line.text]
    assert [item.question.points[n].point in named[n - 2] for n in (2, 3)] == [True, True]


async def test_who_chose_the_keyword_check_is_interviewed_by_the_bank(team: Team) -> None:
    model = Pressing()
    with_a_model(team, model)
    ada = team.member("Ada")
    await ada.presses("keyword", "on")
    await ada.runs("/mock caching senior 3 study")
    await team.work()
    await answers(ada, ANSWER)
    await ended(team, ada)
    assert not model.heard
    judgement = (await whole(ada)).items[0].judgement
    assert judgement is not None
    assert judgement.source == "keyword"


async def test_what_models_took_is_recorded_and_counts_towards_the_quota(team: Team) -> None:
    ada = await begun(team, Pressing())
    await answers(ada, ANSWER)
    await answers(ada, "A second thought on it, with more words.")
    await ended(team, ada)
    interview = (await interviews(ada))[0]
    async with team.store.reading() as tx:
        midnight = team.clock.now().replace(hour=0)
        assert (await tx.calls.spending(midnight, interview.team_id)).calls == 5
        assert await tx.calls.reviewed(interview.member_id, midnight) == 1


class Stern(Reviewer):
    """Another model, which finds every point in what was said."""

    name = "example/reviewer-2/v1"

    async def judge(
        self,
        question: Question,
        text: str,
        *,
        member: str = "",
        seen: FindingSeen | None = None,
    ) -> Judgement:
        words = text.split()
        findings = [
            Finding(point.id, Verdict.MET, " ".join(words[5 * n : 5 * n + 5]))
            for n, point in enumerate(question.points)
        ]
        return Judgement(self.name, "ai", tuple(findings))


async def disputed(team: Team, *judges: Critic) -> Someone:
    """A member whose scorecard two models could judge."""
    ada = await begun(team, Pressing())
    context = team.practice.context
    rungs = Rungs((*context.ladder.rungs.models, *judges), context.ladder.rungs.last)
    ladder = Ladder(rungs, context.ladder.breaker)
    team.practice = Practice(replace(context, ladder=ladder))
    await writes(ada, STALE, message="m1")
    await team.later(seconds=25)
    await ended(team, ada)
    return ada


async def test_a_disputed_scorecard_is_judged_again_once_and_the_better_counts(team: Team) -> None:
    ada = await disputed(team, Stern())
    button = next(b for b in posts(ada)[-1].message.buttons if b.action == "mock_dispute")
    before = (await whole(ada)).items[0].judgement
    assert "second judge reads" in said(await ada.presses("mock_dispute", button.value))
    await team.work()
    after, told = (await whole(ada)).items[0].judgement, posts(ada)[-1].message.text
    assert before
    assert after
    assert (before.judge, after.judge) == ("example/reviewer-1/v1", Stern.name)
    assert told.startswith("Judged again, from scratch: 5 of 5 points met; before: 1.")
    assert "already" in said(await ada.presses("mock_dispute", button.value))
    sent = len(posts(ada))
    await team.work()
    assert len(posts(ada)) == sent
    member, question = (await interviews(ada))[0].member_id, (await whole(ada)).items[0].question
    async with team.store.reading() as tx:
        (shown,) = await tx.cards.history(member, question.skill, question.concept)
        assert shown.grade is Grade.GOOD
    assert await unwrites(ada, "m1")
    await team.work()
    assert not [p for p in posts(ada) if STALE[:40] in p.message.text]


async def test_without_a_second_judge_a_dispute_changes_nothing(team: Team) -> None:
    ada = await disputed(team)
    button = next(b for b in posts(ada)[-1].message.buttons if b.action == "mock_dispute")
    assert "Nothing changed" in said(await ada.presses("mock_dispute", button.value))
