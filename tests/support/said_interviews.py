"""A sample of every message of mock interviews, up to their scorecards."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from support.bank import BANK
from support.said_samples import LONG, NOW, QUESTIONS, SKILL, TEXT, ZONE

from bot.interviews.claims import question as about_claim
from bot.interviews.model import Interview, Item, Phase, State, Turn, TurnKind, Whole
from bot.members.profiles import Claim
from bot.message import Form, Message
from bot.model import Finding, Judgement, Question, Verdict
from bot.wording import claims, interviews
from bot.wording.basics import say

MET, PARTLY, MISSING, WRONG = Verdict.MET, Verdict.PARTLY, Verdict.MISSING, Verdict.WRONG
QUOTE = "One request takes a lock and recomputes while the others serve the stale value"
INTERVIEW = Interview(
    id=7,
    team_id=1,
    member_id=2,
    key="k",
    kind="skill",
    mode="real",
    skill="caching",
    level="senior",
    state=State(3, Phase.ANSWERING, item=2),
    created_at=NOW,
    turned_at=NOW,
    since=NOW,
    due_at=NOW,
)
STUDY = replace(INTERVIEW, mode="study", state=State(10))
PAUSED = replace(INTERVIEW, state=replace(INTERVIEW.state, paused=True))
SUMMING = replace(INTERVIEW, state=State(3, Phase.SUMMING, item=3))
CLAIMS = replace(INTERVIEW, kind="claims", skill="claims", state=State(1, Phase.ANSWERING, item=1))
ITEM = Item(7, 2, QUESTIONS[1], QUESTIONS[1].prompt)
FIGURE = about_claim(Claim(1, 2, "Cut p99 of the checkout from 900 to 120 ms"), "senior", 0)
CLAIM = Item(7, 1, FIGURE, FIGURE.prompt)


def judgement(question: Question, *verdicts: Verdict, source: str = "ai") -> Judgement:
    """Those verdicts on its first points; the others are missing."""
    findings = tuple(
        Finding(point.id, verdict, "" if verdict is MISSING else QUOTE)
        for point, verdict in zip(
            question.points, (*verdicts, *[MISSING] * len(question.points)), strict=False
        )
    )
    if source == "keyword":
        reason = "no AI reviewer available"
        return Judgement("keyword-3", "keyword", findings, reason=reason)
    step = "Say what readers get while the lock is held."
    return Judgement("j", "ai", findings, strongest="the cause.", next_step=step)


def whole(interview: Interview, *items: Item) -> Whole:
    """With its questions put, and an answer to each."""
    turns = []
    for item in items:
        for kind, text in ((TurnKind.QUESTION, item.prompt), (TurnKind.ANSWER, TEXT)):
            turns.append(Turn(7, item.number, kind, text, NOW, f"{kind}:{item.number}"))
    return Whole(interview, items, tuple(turns))


def interview_messages() -> Iterator[tuple[str, Message]]:
    yield from beginnings()
    yield from questions_put()
    yield from endings()
    for first in (True, False):
        yield from critiques(first=first)
    yield from claim_critiques()


def beginnings() -> Iterator[tuple[str, Message]]:
    for plain in (True, False):
        for begun in (INTERVIEW, STUDY, CLAIMS):
            about = claims.NAME if begun is CLAIMS else SKILL.name
            name = f"{begun.kind} {begun.mode} {plain}"
            yield f"interviews.started {name}", interviews.started(begun, about, plain=plain)
            here = interviews.started_here(begun, about, plain=plain)
            yield f"interviews.started_here {name}", here
    for name, each in (("", INTERVIEW), ("new", STUDY), ("paused", PAUSED), ("over", SUMMING)):
        yield f"interviews.open_already {name}", interviews.open_already(each, SKILL.name)
        yield f"interviews.at_home {name}", Message((interviews.at_home(each, SKILL.name),))
    yield "interviews.nothing_open", interviews.nothing_open()
    yield "interviews.no_number", say(interviews.no_number("seven"))
    yield "claims.none_yet", claims.none_yet()
    yield "claims.no_such", say(claims.no_such("eleven"))


def questions_put() -> Iterator[tuple[str, Message]]:
    yield "interviews.question", interviews.question(INTERVIEW, ITEM, SKILL.name)
    yield "interviews.question claim", interviews.question(CLAIMS, CLAIM, claims.NAME)
    text = "And what of the requests that came before the lock was taken?"
    yield "interviews.follow_up", interviews.follow_up(INTERVIEW, text)
    again = whole(INTERVIEW, replace(ITEM, number=1), ITEM)
    yield "interviews.put_again", interviews.put_again(again, SKILL.name)
    turn = Turn(7, 2, TurnKind.FOLLOW_UP, text, NOW, "f")
    again = replace(again, turns=(*again.turns, turn))
    yield "interviews.put_again, a follow-up", interviews.put_again(again, SKILL.name)
    yield "interviews.hint", interviews.hint(QUESTIONS[1])
    yield "interviews.not_counted", interviews.not_counted(INTERVIEW)
    yield "interviews.nudge", interviews.nudge(8)
    yield "interviews.nudge one", interviews.nudge(1)
    yield "interviews.paused", interviews.paused(PAUSED)
    yield "interviews.resumed", interviews.resumed(INTERVIEW, SKILL.name)
    yield "interviews.resumed at its start", interviews.resumed(STUDY, SKILL.name)
    yield "interviews.answer_taken", interviews.answer_taken()
    yield "interviews.left_alone", interviews.left_alone()
    yield "interviews.meant_already", interviews.meant_already()
    yield "interviews.behind", interviews.behind(2)
    yield "interviews.unsent", interviews.unsent(2, TEXT)


def endings() -> Iterator[tuple[str, Message]]:
    asking = replace(INTERVIEW, state=State(3, Phase.ASKING, item=1))
    for name, each in (("", asking), ("last", SUMMING)):
        yield f"interviews.skipped {name}", interviews.skipped(each, 1)
        yield f"interviews.between {name}", interviews.between(each)
    yield "interviews.ended", interviews.ended()
    yield "interviews.closed", interviews.closed()
    for days in (1, 14):
        for closed in (True, False):
            told = interviews.abandoned(dt.timedelta(days=days), closed=closed)
            yield f"interviews.abandoned {days} {closed}", told
    for hours in (6, 30):
        by = NOW + dt.timedelta(hours=hours)
        waits = interviews.scorecard_waits(by, ZONE, NOW)
        yield f"interviews.scorecard_waits {hours}", waits


def critiques(*, first: bool) -> Iterator[tuple[str, Message]]:
    """In study mode: what was found, and nothing; after an answer before this one too."""
    asked = QUESTIONS[1]
    for source in ("ai", "keyword"):
        none = judgement(asked, source=source)
        verdicts = (MET, PARTLY, WRONG) if source == "ai" else (MET,)
        some = judgement(asked, *verdicts, source=source)
        before = None if first else none
        for name, each in (("none", none), ("some", some)):
            shown = interviews.critique(asked, each, before)
            yield f"interviews.critique {source} {name} {first}", shown
    unread = replace(judgement(asked, source="keyword"), unread=True)
    shown = interviews.critique(asked, unread, None if first else unread)
    yield f"interviews.critique unread {first}", shown


def claim_critiques() -> Iterator[tuple[str, Message]]:
    every = [MET] * len(FIGURE.points)
    for source in ("ai", "keyword"):
        for name, verdicts in (("none", []), ("some", [MET, PARTLY]), ("all", every)):
            made = judgement(FIGURE, *verdicts, source=source)
            yield f"claims.critique {source} {name}", interviews.critique(FIGURE, made)
    unread = replace(judgement(FIGURE, source="keyword"), unread=True)
    yield "claims.critique unread", interviews.critique(FIGURE, unread)


def interview_forms() -> Iterator[tuple[str, Form]]:
    chosen = {"skill": "caching", "level": "senior", "length": "3", "mode": "real"}
    yield "interviews.form", interviews.form(list(BANK.skills()), chosen)
    put = whole(INTERVIEW, ITEM)
    yield "interviews.answer_form", interviews.answer_form(INTERVIEW, put)
    asked = replace(FIGURE, prompt=claims.prompt(LONG, claims.OPENINGS["work"][0]))
    long = whole(CLAIMS, replace(CLAIM, question=asked, prompt=asked.prompt))
    yield "interviews.answer_form, a long claim", interviews.answer_form(CLAIMS, long)
