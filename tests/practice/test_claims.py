"""`/mock claims`: what a recruiter would ask, and what the answers support."""

import re
from collections.abc import Sequence

import pytest
from support.interviewing import Reviewer, answers, interviews, posts, whole, with_a_model
from support.samples import LEADERSHIP, METRIC
from support.team import Someone, Team, form, said

from bot.errors import InvalidInput
from bot.interviews import evidence
from bot.interviews.model import Appraisal, Exchange, FollowUp, Mode
from bot.interviews.ports import Appraised
from bot.model import Finding, Judgement, Question, Verdict
from bot.wording.claims import PARTS, Part

STRONG = (
    "I added a cache of prices in front of the checkout and wrote its invalidation myself. "
    "The p99 went from 900 ms to 120 ms over six weeks. We measured it on the Grafana dashboard."
)
VAGUE = "It was a big success and everybody was very happy about the result in the end."


async def with_claims(team: Team, *texts: str, mode: str = "real", name: str = "Ada") -> Someone:
    """A member at the first question about their claims."""
    member = team.member(name)
    asked = form(await member.presses("profile_claims"))
    await member.sends(asked, text="\n".join(f"- {text}" for text in texts), agree="yes")
    await member.runs(f"/mock claims {mode}")
    await team.work()
    return member


async def skips(member: Someone) -> None:
    await member.runs("/mock skip")
    await member.team.work()


def texts(member: Someone) -> list[str]:
    return [post.message.text for post in posts(member)]


async def test_each_claim_is_asked_about_and_the_list_says_what_the_answers_support(
    team: Team,
) -> None:
    ada = await with_claims(team, METRIC, LEADERSHIP, "Improved the tests of the API a lot")
    assert f"You wrote: “{METRIC}”" in texts(ada)[0]
    await answers(ada, STRONG)
    await skips(ada)
    assert LEADERSHIP in texts(ada)[-1]
    await answers(ada, "I hired two of the engineers and chose the topics for billing with them.")
    await skips(ada)
    await skips(ada)
    card = texts(ada)[-1]
    supported, partly, not_ = re.split("Supported in part\n|Not supported\n", card)
    assert METRIC in supported
    assert LEADERSHIP in partly
    assert "The p99 went from 900 ms to 120 ms over six weeks." in supported
    assert "Improved the tests" in not_
    assert "Nothing was said to it." in not_
    assert "By wording alone (no AI reviewer available)" in card
    assert "not whether a claim is true" in card


async def test_a_vague_answer_supports_nothing_and_is_asked_for_evidence(team: Team) -> None:
    ada = await with_claims(team, METRIC)
    await answers(ada, VAGUE)
    assert PARTS[Part.OWN].follow_up in texts(ada)[-1]
    await answers(ada, VAGUE)
    assert PARTS[Part.METHOD].follow_up in texts(ada)[-1]
    await answers(ada, VAGUE)
    card = texts(ada)[-1]
    assert card.startswith("Scorecard")
    assert "Not supported" in card
    assert "Supported by your answers" not in card


async def test_a_claim_with_figures_is_supported_in_part_without_any(team: Team) -> None:
    ada = await with_claims(team, METRIC)
    await answers(ada, "I added a cache of prices in front of it and wrote its invalidation.")
    await ada.runs("/mock end")
    await team.work()
    assert "Supported in part" in texts(ada)[-1]
    assert "Not found: before and after" in texts(ada)[-1]


async def test_study_mode_says_what_is_given_and_what_is_open(team: Team) -> None:
    ada = await with_claims(team, METRIC, mode="study")
    await answers(ada, STRONG)
    given_ = next(text for text in texts(ada) if text.startswith("Given:"))
    assert "own part, method, before and after and how it was measured" in given_
    assert "Still open: trade-off and hindsight." in given_


async def test_without_claims_the_way_to_them_is_shown(team: Team) -> None:
    ada = team.member("Ada")
    assert "no claim of yours" in said(await ada.runs("/mock claims"))
    with pytest.raises(InvalidInput, match="eleven is no number"):
        await ada.runs("/mock claims eleven")
    assert await interviews(ada) == []


async def test_it_is_the_same_machine_it_pauses_exports_and_begins_once(team: Team) -> None:
    ada = await with_claims(team, METRIC)
    assert "is open: Claims" in said(await ada.runs("/mock claims"))
    await ada.runs("/mock pause")
    await ada.runs("/mock resume")
    await answers(ada, STRONG)
    await ada.runs("/mock end")
    await team.work()
    exported = await ada.runs("/mock export")
    assert "# Mock interview: Claims" in str(exported)
    assert METRIC in str(exported)


async def test_what_was_rehearsed_longest_ago_comes_first_in_other_words(team: Team) -> None:
    ada = await with_claims(team, METRIC, LEADERSHIP, mode="1")
    first = (await whole(ada)).items[0]
    await answers(ada, STRONG)
    await skips(ada)
    for _ in range(2):
        await ada.runs("/mock claims 1")
        await team.work()
        await skips(ada)
        await ada.runs("/mock end")
        await team.work()
    mine, asked = await interviews(ada), []
    async with team.store.reading() as tx:
        for each in mine:
            asked.append((await tx.interviews.whole(each)).items[0])
    third, second, _ = asked
    assert second.question.id != first.question.id
    assert third.question.id == first.question.id
    assert third.prompt != first.prompt


async def test_a_removed_claim_is_not_asked_about(team: Team) -> None:
    ada = await with_claims(team, METRIC, LEADERSHIP)
    await ada.presses("profile_clear")
    await answers(ada, STRONG)
    await skips(ada)
    card = texts(ada)[-1]
    assert card.startswith("Scorecard")
    assert "Other claims were not asked" in card


class Inventing:
    """An interviewer that makes numbers up."""

    name = "inventing"

    async def follow_up(
        self,
        question: Question,
        exchanges: Sequence[Exchange],
        gaps: Sequence[Finding],
        *,
        mode: Mode,
        member: str,
    ) -> FollowUp:
        gap = gaps[0].point_id
        return FollowUp(
            f"Was it your own part that cut 55 percent of what you changed by {gap}?", gap
        )

    async def appraise(self, items: Sequence[Appraised], *, member: str) -> Appraisal:
        raise AssertionError("claims have a list, no bands")


class Exaggerating(Reviewer):
    """A reviewer that is content with little, and gives figures of its own."""

    name = "example/exaggerating-1/v1"

    async def judge(self, question: Question, text: str, **_: object) -> Judgement:
        quote = text.partition(".")[0]
        return Judgement(
            self.name,
            "ai",
            (Finding(Part.BEFORE_AFTER, Verdict.MET, quote, "A gain of 87 percent."),),
            strongest="You name 87 percent.",
            next_step="Say that it was halved.",
            stronger="I cut it from 900 to 120 ms for 40000 users.",
        )


def bots_numbers(member: Someone) -> set[str]:
    """Those in what was said, but for the count of the questions and a reviewer's name."""
    lines = [
        line.text
        for post in posts(member)
        for line in post.message.lines
        if not line.text.startswith(("Question ", "Your answers are reviewed by "))
    ]
    return evidence.numbers("\n".join(lines))


async def test_a_model_that_invents_numbers_is_not_repeated(
    team: Team, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("support.interviewing.Reviewer", Exaggerating)
    with_a_model(team, Inventing())
    ada = await with_claims(team, METRIC, mode="study")
    await answers(ada, "I put a cache before it with my own hands. It was 80 ms after that.")
    await answers(ada, "I put a cache before it with my own hands.")
    await ada.runs("/mock end")
    await team.work()
    assert texts(ada)[-1].startswith("Scorecard")
    assert bots_numbers(ada) <= evidence.numbers(f"{METRIC} 80")
    everything = "\n".join(texts(ada))
    assert "halved" not in everything
    assert "AI review; it can be wrong." in everything
    assert Exaggerating.name in str(await whole(ada))
