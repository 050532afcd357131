"""Interviews about what members claim of themselves. Pure.

Nothing here invents: what is asked holds the claim's own words and fixed questions, and of what a
model says a sentence with a number stands only if the member gave that number."""

import re
from collections.abc import Sequence

from bot.interviews.evidence import BY_RULES, kept, numbers
from bot.interviews.model import Exchange, FollowUp, Item, Whole
from bot.members.profiles import Claim
from bot.message import Message
from bot.model import Finding, Point, Question, Verdict
from bot.wording import claims as wording
from bot.wording.claims import PARTS, Part

SKILL = "claims"
KIND = "claim"
MOST, UP_TO = 5, 10  # claims of one interview: where no number is asked for, and at most

# The first that fits: a claim of money is one of money, whatever was built for it.
_KINDS = {
    "leadership": r"led|lead|mentor\w*|manag(?:ed|ing)|hir(?:ed|ing)|coach\w*|onboard\w*"
    r"|(?<!with a )(?<!in a )team of",
    "cost": r"costs?|sav(?:ed|ings?)|budgets?|bills?|spend\w*|revenue|dollars?|euros?",
    "security": r"secur\w+|vulnerab\w+|encrypt\w+|gdpr|pci|auth\w*|compliance",
    "reliability": r"uptime|availab\w+|incidents?|outages?|slos?|error rates?|on-?call|mttr"
    r"|recover\w*|reliab\w+|failover|alerts?",
    "scale": r"scal(?:e[ds]?|ing)|per second|rps|qps|millions?|billions?|[tp]b|terabytes?|traffic"
    r"|throughput|events|concurrent",
    "metric": r"latency|p9\d\w*|faster|ms|speed\w*|(?:load|response|build) times?|percent"
    r"|from \S?\d.*? to \S?\d.*?",
    "quality": r"tests?|coverage|bugs?|defects?|flaky|reviews?|quality|refactor\w*|documentation",
    "delivery": r"launch\w*|shipp\w*|releas\w*|migrat\w*|deliver\w*|roll(?:ed)? out|deploy\w*",
    "technology": r"built|design\w*|implement\w*|architect\w*|introduc\w*|develop\w*|using|wrote",
}
_SIGNS = {"cost": "$€£", "metric": "%"}
_COUNTED = ("cost", "reliability", "scale", "metric")  # claims that stand on figures


def kind_of(text: str) -> str:
    """What a claim is about: one of the keys of `OPENINGS`."""
    for kind, words in _KINDS.items():
        signs = _SIGNS.get(kind, "")
        if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE) or any(c in signs for c in text):
            return kind
    return "work"


def question(claim: Claim, level: str, turn: int) -> Question:
    """What is asked about a claim; another `turn` begins with other words."""
    kind = kind_of(claim.text)
    openings = wording.OPENINGS[kind]
    points = tuple(Point(part, asked.point, (asked.terms,)) for part, asked in PARTS.items())
    return Question(
        id=f"{KIND}:{claim.id}",
        skill=SKILL,
        concept=f"{kind}-claim",
        tags=(),
        level=level,
        difficulty="medium",
        kind=KIND,
        guide_section="",
        prompt=wording.prompt(claim.text, openings[turn % len(openings)]),
        rewordings=(),
        why_asked=wording.WHY,
        hint=wording.HINT,
        follow_ups=tuple(asked.follow_up for asked in PARTS.values()),
        model_answer=wording.REFERENCE,
        points=points,
        rubric=BY_RULES,
    )


def next_question(whole: Whole, claims: Sequence[Claim], asked: Sequence[str]) -> Question | None:
    """About the claim that was not asked about, or longest ago; None where all were, here.

    `asked`: ids of what the member had in all interviews, newest first, this one's too."""
    here = {item.question.id for item in whole.items}
    ago = {ident: place for place, ident in reversed(list(enumerate(asked)))}
    left = [claim for claim in claims if f"{KIND}:{claim.id}" not in here]
    if not left:
        return None
    newest = len(asked)
    claim = max(left, key=lambda each: ago.get(f"{KIND}:{each.id}", newest))
    turn = list(asked).count(f"{KIND}:{claim.id}")
    return question(claim, whole.interview.level, turn)


def is_claim(asked: Question) -> bool:
    return asked.kind == KIND


def invents(text: str, asked: Question, exchanges: Sequence[Exchange]) -> bool:
    """Whether a follow-up of a model's says a number that nobody gave."""
    said = (f"{each.asked}\n{each.said}" for each in exchanges)
    return not kept(text, "\n".join((asked.prompt, *said)))


def fixed_follow_up(exchanges: Sequence[Exchange], gaps: Sequence[Finding]) -> FollowUp | None:
    """The fixed question about the first gap that was not asked yet."""
    before = {each.asked for each in exchanges}
    lacking = {gap.point_id for gap in gaps}
    for part, each in PARTS.items():
        if part in lacking and each.follow_up not in before:
            return FollowUp(each.follow_up, part)
    return None


def card(whole: Whole) -> Message:
    """The scorecard: each claim under what the answers do for it."""
    groups: dict[str, list[Item]] = {
        "Supported by your answers": [],
        "Supported in part": [],
        "Not supported": [],
        "Not judged": [],
    }
    headings = list(groups)
    for item in whole.items:
        groups[headings[_support(item)]].append(item)
    return wording.scorecard(whole, groups, len(whole.items) < whole.interview.state.length)


def _support(item: Item) -> int:
    """0 supported: what was done and by whom, with figures where the claim stands on some.

    3 is what could not be read."""
    if item.judgement is not None and item.judgement.unread:
        return 3
    findings = item.judgement.findings if item.judgement is not None else ()
    met = {f.point_id for f in findings if f.verdict is Verdict.MET}
    needed = {Part.OWN, Part.METHOD}
    if _has_figures(item.prompt):
        needed.add(Part.BEFORE_AFTER)
    if needed <= met:
        return 0
    return 1 if any(f.verdict in (Verdict.MET, Verdict.PARTLY) for f in findings) else 2


def without_claim(prompt: str) -> str:
    """In place of a prompt whose claim is no longer kept; its answers still support it as far."""
    return wording.GONE_FIGURES if _has_figures(prompt) else wording.GONE


def _has_figures(prompt: str) -> bool:
    claim = wording.claim_of(prompt)
    return claim == wording.GONE_FIGURES or bool(numbers(claim)) or kind_of(claim) in _COUNTED
