"""A sample of every message about interviews that are over."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from support.said_interviews import (
    CLAIM,
    CLAIMS,
    INTERVIEW,
    MET,
    MISSING,
    PARTLY,
    QUOTE,
    STUDY,
    WRONG,
    judgement,
    whole,
)
from support.said_samples import NOW, QUESTIONS, SKILL, TODAY

from bot.interviews import claims as claim_rules
from bot.interviews.history import trend
from bot.interviews.model import Appraisal, Band, Item, ItemState, Past, Phase, Rating, State
from bot.interviews.scorecard import Scorecard, ToWorkOn
from bot.message import Attachment, Message
from bot.model import Judgement, Verdict
from bot.wording import history, scorecards
from bot.wording.basics import say

RATINGS = (
    Rating("technical depth", Band.CLEAR, QUOTE),
    Rating("trade-offs", Band.PARTLY, "jitter spreads the expiry"),
    Rating("structure", Band.UNSEEN),
    Rating("evidence", Band.UNSEEN),
)


def scorecard_messages() -> Iterator[tuple[str, Message]]:
    for name, card in cards().items():
        yield f"scorecards.scorecard {name}", scorecards.scorecard(card)
    first, *_ = cards().values()
    exported = Attachment("interview-7.md", "text/markdown", "")
    yield "scorecards.export", scorecards.export(first.whole, exported)
    text = scorecards.markdown(first.whole, SKILL.name, first)
    yield "scorecards.markdown", say(*(line for line in text.splitlines() if line))
    yield "scorecards.dispute_begun", scorecards.dispute_begun()
    yield "scorecards.disputed_before", scorecards.disputed_before()
    yield "scorecards.no_second_judge", scorecards.no_second_judge()
    items = first.whole.items[:2]
    again = [replace(i, judgement=judgement(i.question, MET, MET)) for i in items]
    yield "scorecards.judged_again", scorecards.judged_again(items, again)
    for name, plain, left in (("", False, True), ("keyword", True, False)):
        done = replace(CLAIMS, state=State(4 + left, Phase.DONE, item=4))
        card_ = claim_rules.card(whole(done, *claim_items(plain=plain)))
        yield f"claims.scorecard {name}", card_


def cards() -> dict[str, Scorecard]:
    """A review by a model, one by wording, both, and an interview that ended early."""
    model, plain = ("ai", "ai"), ("keyword", "keyword")
    return {
        "model": _card(model, "ai"),
        "keyword": _card(plain, "keyword"),
        "both": _card(("ai", "keyword"), "keyword"),
        "ended early": _card(model, "ai", early=True, due=TODAY + dt.timedelta(days=3)),
    }


def _card(
    sources: tuple[str, str], appraised: str, *, early: bool = False, due: dt.date | None = None
) -> Scorecard:
    first, second, third = QUESTIONS
    answered = ItemState.ANSWERED
    verdicts = (MET, PARTLY, WRONG) if sources[0] == "ai" else (MET,)
    items = [
        _item(1, answered, judgement(first, *verdicts, source=sources[0])),
        _item(2, answered, judgement(second, source=sources[1])),
        Item(7, 3, third, third.prompt, ItemState.SKIPPED),
    ]
    strengths = ("Names the cause before the cure",) if appraised == "ai" else ("one recompute",)
    done = replace(
        INTERVIEW,
        state=State(10 if early else 3, Phase.DONE, item=3),
        ended_at=NOW + dt.timedelta(minutes=25),
        ended_early=early,
        appraisal=Appraisal("j", "ai" if appraised == "ai" else "keyword", RATINGS, strengths),
    )
    points = (first.points[0], second.points[1])
    work_on = tuple(ToWorkOn(point, "caching", first.guide_section, due) for point in points)
    return Scorecard(whole(done, *items), SKILL.name, work_on, items[1])


def _item(number: int, state: ItemState, made: Judgement) -> Item:
    question = QUESTIONS[number - 1]
    return Item(7, number, question, question.prompt, state, made, judged=1)


def claim_items(*, plain: bool) -> list[Item]:
    """One that the answers support, one in part, one that they do not, one without an answer."""
    source = "keyword" if plain else "ai"
    every: list[Verdict] = [MET] * len(CLAIM.question.points)
    made = [
        judgement(CLAIM.question, *verdicts, source=source)
        for verdicts in (every, [MET, PARTLY], [MISSING])
    ]
    answered = [
        replace(CLAIM, number=n, state=ItemState.ANSWERED, judgement=each)
        for n, each in enumerate(made, 1)
    ]
    return [*answered, replace(CLAIM, number=4, state=ItemState.SKIPPED)]


def history_messages() -> Iterator[tuple[str, Message]]:
    def past(number: int, met: int, points: int = 15, *, by_wording: bool = False) -> Past:
        interview = replace(INTERVIEW, id=number)
        on = TODAY - dt.timedelta(days=7 * (12 - number))
        return Past(interview, SKILL.name, on, met, points, by_wording)

    yield "history.history none", history.history([], None, "", 0, None)
    yield "history.history none of a skill", history.history([], None, SKILL.name, 0, None)
    yield "history.history open", history.history([], STUDY, "", 0, None)
    one = [past(1, 1, 1)]
    yield "history.history one", history.history(one, None, "", 1, trend(one))
    many = [past(n, n, by_wording=n % 2 == 0) for n in range(11, 1, -1)]
    many[3] = past(8, 0, 0)
    shown = history.history(many, STUDY, SKILL.name, 12, trend(many))
    yield "history.history many", shown
