"""What an answer about a claim gives: by rules, and what of a model's words may stand. Pure.

A sentence of a model that holds a number stands only if the member gave that number."""

import re
from dataclasses import replace

from bot.critiques.critique import QUOTE_WORDS, units
from bot.model import Finding, Judgement, Question, Verdict
from bot.text import cap
from bot.wording.claims import PARTS, Part

BY_RULES = "claim-rules-1"

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_IN_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|dozens?|half|halved|"
    r"doubled?|tripled?|twice|thrice|quarter|tenfold)\b",
    re.IGNORECASE,
)
_FIGURE = (
    r"(?:[$€£]\s?\d[\d.,]*\s?[kmb]?\b|\d[\d.,]*\s?(?:%|percent\b|(?:ms|s|sec|seconds?|min|minutes?|"
    r"hours?|h|days?|weeks?|months?|x|times|k|m|bn|million|billion|[kmgtp]i?b|rps|qps|requests?|"
    r"users?|customers?|people|engineers?|developers?|nodes?|servers?|services?|incidents?|alerts?|"
    r"pages|bugs|tests?|euros?|dollars?|points?)\b))"
)
_CUES: dict[Part, re.Pattern[str]] = {
    Part.OWN: re.compile(
        r"\bI (?:(?:also|first|then|myself|personally|mainly) )?(?!think|guess|believe|don|would|"
        r"will|am\b|can|could|should|have no|had no|do not|did not|need|want|hope|heard|learned)"
        r"(?:[a-z]{2,}ed|led|built|wrote|ran|chose|made|cut|set|found|drew|took|kept|began|put|sat|"
        r"spoke|taught|drove|rewrote|was responsible)\b|\bmy (?:own )?(?:part|job|task) was\b",
        re.IGNORECASE,
    ),
    Part.METHOD: re.compile(
        r"\b(?:by|with|through|using) (?:\w+ly )?(?:\w+ing|an?|the) \w+|\b(?:replac|add|mov|split|"
        r"cach|index|batch|rewrit|rewrot|remov|introduc|automat|shard|profil|merg|limit|partition|"
        r"parallel)\w*\b",
        re.IGNORECASE,
    ),
    Part.MEASURED: re.compile(
        r"\b(?:measur\w+|dashboards?|monitor\w*|trac(?:es?|ing)|load tests?|benchmark\w*|"
        r"profil(?:er|ing)|logs?|histograms?|a/b|survey\w*|grafana|prometheus|datadog|new relic|"
        r"counted|cost explorer|invoices?|post-?mortems?|tickets)\b",
        re.IGNORECASE,
    ),
    Part.BEFORE_AFTER: re.compile(
        rf"\bfrom\b[^.]*?\d[^.]*?\bto\b[^.]*?{_FIGURE}|\bfrom\b[^.]*?{_FIGURE}[^.]*?\bto\b[^.]*?\d"
        rf"|\b(?:before|was|were|had been)\b[^.]*?{_FIGURE}.*?\b(?:after|now|then|today|became)\b"
        rf"[^.]*?\d|{_FIGURE}[^.]*?\bbefore\b.*?\d[^.]*?\bafter",
        re.IGNORECASE,
    ),
    Part.TRADE_OFF: re.compile(
        r"\b(?:trade-?offs?|at the price|in exchange|instead of|rather than|downside|drawback|"
        r"turned down|decided against|the risk|more expensive|slower|harder to|the cost (?:was|is)|"
        r"it cost|gave up)\b",
        re.IGNORECASE,
    ),
    Part.HINDSIGHT: re.compile(
        r"\b(?:differently|in hindsight|next time|looking back|if i began again|i would now|"
        r"should have|i regret|i learned)\b",
        re.IGNORECASE,
    ),
}
_BEFORE = re.compile(
    rf"\b(?:before|was|were|had been|used to|at first|took)\b[^.]*?{_FIGURE}", re.IGNORECASE
)
_AFTER = re.compile(
    rf"\b(?:after\w*|now|then|today|since|became|down to)\b[^.]*?{_FIGURE}", re.IGNORECASE
)
_SENTENCE = re.compile(r"(?:[^.!?\n]|[.](?=\w))+[.!?]*")
_SHOWN = 240  # characters of a quote


def judged(asked: Question, text: str, judgement: Judgement) -> Judgement:
    """What of a judgement may stand: by rules where no model judged, without inventions else."""
    if judgement.source == "keyword":
        findings = tuple(_finding(part, text) for part in PARTS)
        why, unread = judgement.reason, judgement.unread
        return Judgement(BY_RULES, "keyword", findings, reason=why, unread=unread)
    known = f"{asked.prompt}\n{text}"
    findings = tuple(
        replace(_with_figures(each), comment=kept(each.comment, known))
        for each in judgement.findings
    )
    return replace(
        judgement,
        findings=findings,
        strongest=kept(judgement.strongest, known),
        next_step=kept(judgement.next_step, known),
        stronger=kept(judgement.stronger, known),
        follow_up=kept(judgement.follow_up, known),
        misconceptions=tuple(each for each in judgement.misconceptions if kept(each, known)),
    )


def invents(text: str, known: str) -> bool:
    """Whether it says a number, in figures or in words, that `known` does not."""
    spelled = {word.lower() for word in _IN_WORDS.findall(text)}
    return not (
        numbers(text) <= numbers(known)
        and spelled <= {word.lower() for word in _IN_WORDS.findall(known)}
    )


def numbers(text: str) -> set[str]:
    """The numbers in it, without what groups their thousands."""
    return {re.sub(r"[.,](?=\d{3}(?!\d))", "", found) for found in _NUMBER.findall(text)}


def _finding(part: Part, text: str) -> Finding:
    cue, before = _CUES[part], False
    for match in _SENTENCE.finditer(text):
        sentence = match.group().strip()
        told = cue.search(sentence) or (before and _AFTER.search(sentence))
        if told and len(units(sentence)) >= QUOTE_WORDS:
            return Finding(part, Verdict.MET, cap(sentence, _SHOWN)[0])
        before = before or (part is Part.BEFORE_AFTER and bool(_BEFORE.search(sentence)))
    return Finding(part, Verdict.MISSING)


def _with_figures(finding: Finding) -> Finding:
    """Before and after are two numbers; a model may be content with fewer, a recruiter is not."""
    if finding.point_id != Part.BEFORE_AFTER or finding.verdict is not Verdict.MET:
        return finding
    found = len(_NUMBER.findall(finding.evidence))
    if found >= 2:
        return finding
    verdict = Verdict.PARTLY if found else Verdict.MISSING
    return replace(finding, verdict=verdict, evidence=finding.evidence if found else "")


def kept(text: str, known: str) -> str:
    """The text, or '' where it invents a number."""
    return "" if invents(text, known) else text
