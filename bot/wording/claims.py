"""What an interview about a member's claims says. No number stands here: none may be invented."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.message import Button, Line, Message
from bot.model import Finding, Judgement, Point, Verdict
from bot.wording.basics import listed, note, title
from bot.wording.reviews import label

if TYPE_CHECKING:
    from bot.interviews.model import Item, Whole

NAME = "Claims"
NO_REVIEWER = (
    "No AI reviewer reads it: follow-ups are fixed questions, and wording alone decides what an "
    "answer supports."
)
BY_WORDING = (
    "By wording alone (no AI reviewer available): figures, first person, method and cost are "
    "looked for. You may have said these differently."
)
UNREAD = "Not judged: the keyword check reads English only."
FALLIBLE = "AI review; it can be wrong."
SHOWS = "This says what your answers showed, not whether a claim is true. It is on no board."

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "leadership": (
        "Who was in that group, what did you decide yourself, and what changed because of it?",
        "Tell me about a moment when they did not agree with you. What did you do, and how did it "
        "end?",
    ),
    "cost": (
        "Where did that money go before, what did you change, and how do you know what was saved?",
        "Which bill shows it, over which period, and what did the change itself cost?",
    ),
    "reliability": (
        "What used to break, what did you change, and how was it counted before and after?",
        "Take the worst failure of that time. What did you do about it, and what stops it now?",
    ),
    "security": (
        "What could an attacker have done before, what did you change, and who checked it?",
        "Which risk did you take on first, why that one, and what did you leave open?",
    ),
    "scale": (
        "What gave way first as it grew, what did you change, and how did you measure the load?",
        "Where does that volume come from, and which part of the design is yours?",
    ),
    "metric": (
        "Walk me through it: what was the value before, what did you change, and what was it "
        "after?",
        "How was that measured, over which period, and what else could have moved it?",
    ),
    "quality": (
        "Which faults got through before, what did you change, and how did you see the difference?",
        "What did you stop doing to make room for it, and what did people say against it?",
    ),
    "delivery": (
        "What did you build yourself, what was the hardest step, and who uses it today?",
        "How did you get it out without stopping what ran, and what went wrong on the way?",
    ),
    "technology": (
        "Why that technology, what did you do with it yourself, and what did you turn down?",
        "Which of its limits did you meet, and how did you work with them?",
    ),
    "work": (
        "What exactly did you do there, apart from the team, and what changed because of it?",
        "How would somebody who was not there see that it made a difference?",
    ),
}


class Part(StrEnum):
    """What a recruiter looks for behind a claim; the values are the ids of its points."""

    OWN = "own-part"
    METHOD = "method"
    MEASURED = "how-it-was-measured"
    BEFORE_AFTER = "before-and-after"
    TRADE_OFF = "trade-off"
    HINDSIGHT = "hindsight"


@dataclass(frozen=True, slots=True)
class Asked:
    """`point`: what an answer must say. `terms`: words that name it. `follow_up`: asks for it."""

    point: str
    terms: tuple[str, ...]
    follow_up: str


PARTS: Mapping[Part, Asked] = {
    Part.OWN: Asked(
        "Says in the first person what they did themselves, apart from what the team did.",
        ("myself", "yourself", "my part", "your own part"),
        "Which part of that was your own, and which was the team's?",
    ),
    Part.METHOD: Asked(
        "Names what was changed or built, concretely enough that somebody could do it again.",
        ("method", "changed", "steps"),
        "What exactly did you change? Name the steps, so that somebody could do it again.",
    ),
    Part.BEFORE_AFTER: Asked(
        "Gives the value before and the value after, each with its unit.",
        ("before", "after", "baseline"),
        "What was the value before, and what was it after? Give both with their unit, or say that "
        "you do not have them.",
    ),
    Part.MEASURED: Asked(
        "Says with what tool or data it was measured, and over which period.",
        ("measured", "metric", "dashboard"),
        "How was that measured: with which tool or data, and over which period?",
    ),
    Part.TRADE_OFF: Asked(
        "Names a cost or a risk of it, or an alternative that was turned down and why.",
        ("cost", "risk", "alternative"),
        "What did it cost, or make worse? Which alternative did you turn down, and why?",
    ),
    Part.HINDSIGHT: Asked(
        "Says what they would do differently, and why.",
        ("differently", "hindsight"),
        "What would you do differently if you began again, and why?",
    ),
}
HINT = (
    "Say what the state was, what you did yourself, what came of it, and how you know. Say so "
    "where you have no figure."
)
REFERENCE = (
    "A strong answer gives the state before, what the speaker did themselves and how, the state "
    "after with its unit, how that was measured, what it cost, and what they would do differently. "
    "Figures come from the answer alone."
)
WHY = "Who interviews you asks for what stands behind a claim."


GONE = "(a claim that is no longer kept)"
GONE_FIGURES = "(a claim with figures that is no longer kept)"


def prompt(claim: str, opening: str) -> str:
    return f"You wrote: “{claim}”\n{opening}"


def critique(
    points: Sequence[Point], judgement: Judgement, new: Sequence[Finding], *, first: bool
) -> Message:
    """After an answer in study mode: what it gave, and what is still open.

    `new`: the findings that no critique of it has quoted. `first`: there was none."""
    if judgement.unread:
        return Message((Line(UNREAD),))
    plain = judgement.source == "keyword"
    open_ = _open(points, judgement)
    given = [label(p) for p in points if label(p) not in open_]
    lines = [
        Line(f"Given: {listed(given)}." if given else "None of what is asked for is there yet.")
    ]
    lines += _quotes(new, plain=plain)
    if open_:
        lines.append(Line(f"Still open: {listed(open_)}."))
    if judgement.next_step:
        lines.append(Line(f"Next: {judgement.next_step}"))
    if first or not plain:
        lines.append(note(BY_WORDING if plain else FALLIBLE))
    return Message(tuple(lines))


def scorecard(whole: "Whole", groups: Mapping[str, Sequence["Item"]], left: bool) -> Message:
    """`groups`: what the answers support, support in part, and do not; each claim in one.

    `left`: claims were planned that were not asked."""
    interview = whole.interview
    lines = [title("Scorecard"), Line(f"{NAME}, {interview.level}, {interview.mode} mode.")]
    for heading, items in groups.items():
        if items:
            lines.append(title(heading))
        for item in items:
            lines += _item(item)
    if left:
        lines.append(Line("Other claims were not asked; it ended before them."))
    judged = [item.judgement for item in whole.items if item.judgement is not None]
    plain = any(judgement.source == "keyword" for judgement in judged)
    lines.append(note(f"{BY_WORDING if plain else FALLIBLE} {SHOWS}"))
    return Message(tuple(lines), (Button("mock_export", str(interview.id), "Export"),))


def _item(item: "Item") -> list[Line]:
    lines = [Line(claim_of(item.prompt), "item")]
    judgement = item.judgement
    if judgement is None:
        return [*lines, Line("Nothing was said to it.")]
    if judgement.unread:
        return [*lines, Line(UNREAD)]
    plain = judgement.source == "keyword"
    lines += _quotes(judgement.findings, plain=plain)
    open_ = _open(item.question.points, judgement)
    if open_:
        lines.append(Line(f"{'Not found' if plain else 'Not said'}: {listed(open_)}."))
    return lines


def _quotes(findings: Sequence[Finding], *, plain: bool) -> list[Line]:
    """Each once: by wording one sentence may give two things."""
    lines = (
        Line(f.evidence, "quote", None if plain else f.verdict)
        for f in findings
        if f.evidence and f.verdict is not Verdict.MISSING
    )
    return list(dict.fromkeys(lines))


def claim_of(prompt_: str) -> str:
    """The claim that a prompt asks about."""
    return prompt_.partition("“")[2].rpartition("”")[0] or prompt_


def _open(points: Sequence[Point], judgement: Judgement) -> list[str]:
    met = {f.point_id for f in judgement.findings if f.verdict is Verdict.MET}
    return [label(point) for point in points if point.id not in met]


def none_yet() -> Message:
    text = "There is no claim of yours yet. Paste lines of your résumé, or send the file."
    return Message((Line(text),), (Button("profile_claims", "", "Add claims", primary=True),))


def no_such(word: str) -> str:
    return f"Not begun: {word} is no number from 1 to 10 and no mode. Try /mock claims 3 real."
