"""What of an interviewer's own words may be said, and what its bands may rest on. Pure.

A model that obeys an answer says what the answer wants. `bot/critiques/spoken.py` takes links,
pings and totals; here go verdicts on people, questions about anything else, and bands without a
ground."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.critiques.critique import Checker, content_words
from bot.critiques.spoken import STEP_WORDS, quoted, spoken
from bot.interviews.model import DIMENSIONS, Appraisal, Band, Exchange, FollowUp, Rating
from bot.model import Finding, Judgement, Question, Verdict

STRENGTHS = 3
STEM = 5  # letters: 'expires' and 'expiry' are of one kind
GIVEN_AWAY = 0.8  # of a point's words: a question that says that much of it is its answer
BANDS = (Band.UNSEEN, Band.PARTLY, Band.CLEAR)

_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[。！？])|\n+")
# Tone, confidence, emotion and the person (PRACTICE_RULES, 'Critiques'). A confidence interval and
# a smart pointer are the trade's.
_PERSON = re.compile(
    r"\b(?:confident(?:ly)?|confidence(?!\s+(?:intervals?|scores?|levels?|thresholds?|bounds?))"
    r"|nervous\w*|anxi(?:ous|ety)\w*|calm(?:ly|ness)?|relaxed|tone|accent|fluen(?:t|cy|tly)"
    r"|articulate\w*|eloquen\w*|well[- ]spoken|enthusias\w*|passion\w*|emotion\w*|feelings?"
    r"|(?:you|do)\s+feel|mood|attitude|personality|charism\w*|smart(?!\s+(?:clients?|pointers?|contracts?))|brillian\w*|talent\w*"
    r"|clever\w*|gifted|intelligen(?:t|ce)\s+(?:person|engineer|candidate)|impress\w*|hesita\w*"
    r"|assertive\w*|arrogan\w*|humble|polite\w*|motivated|body\s+language|demeanou?r"
    r"|native\s+speaker|your\s+(?:grammar|spelling|vocabulary)|pronunciation|communicat(?:or|ion\s+skills?)"
    r"|(?:soft|people)\s+skills?|(?:strong|weak|good|great|excellent|senior|junior|ideal)\s+"
    r"(?:candidate|engineer|hire|developer|person)|seniority)\b",
    re.IGNORECASE,
)
# In a question, work that is done with confidence is no trait of who answers.
_WORK = re.compile(
    r"\b(?:deploy|release|ship|roll(?:\s+(?:out|back))?|purge|invalidate|delete|drop|evict|remove"
    r"|migrate|change|merge|retry|measure|detect|rule\s+out)\b[^.?!]{0,60}?\bwith\s+"
    r"(?:more\s+|enough\s+|high\s+)?confidence\b|\bconfiden(?:t|ce)\s+that\b",
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    r"\b(?:hired?|hiring|job\s+offer|congrat\w*|well\s+done|interview(?:er|ers|s|ed)?|verdicts?"
    r"|rubric|full\s+marks|(?:the|this)\s+candidate|bands?\s+(?:is|are)\s+clear"
    r"|you(?:['’]ve|\s+have|\s+did|\s+clearly|\s+just|\s+already)*\s+"
    r"(?:pass(?:ed)?|fail(?:ed)?|aced|nailed|succeeded|won)"
    r"|(?:pass(?:ed|es)?|fail(?:ed|s)?|meets?|clears?|above|raises?)\s+(?:the|this|our|your)\s+"
    r"(?:bar|exam|round|assessment|test\s+for\s+(?:the\s+)?(?:role|job))"
    r"|(?:great|excellent|perfect|outstanding|brilliant|amazing|fantastic)\s+(?:answer|job|work))\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\byour\s+(?:full\s+|real\s+|own\s+|home\s+)?(?:names?|age|salary|wage|address|family|health"
    r"|religion|faith|politics|nationality|passport|birthday|phone|e-?mail|password|passphrase"
    r"|credentials?|api\s+key|secret)\b",
    re.IGNORECASE,
)
# Words to whoever holds the interview, which show nothing of its subject.
_ADDRESSED = re.compile(
    r"\b(?:interviewer|examiner|grader|as\s+an\s+ai"
    r"|(?:ignore|disregard|forget)\s+(?:all\s+|any\s+|the\s+|your\s+|these\s+|previous\s+|prior\s+"
    r"|above\s+|earlier\s+)*(?:instructions?|rules?|orders?)"
    r"|(?:say|write|state|report|confirm|conclude|declare|record)\s+(?:that\s+)?"
    r"(?:i|the\s+candidate)\s+(?:have\s+|has\s+)?(?:pass|succe|clear|excel|know|show|met)\w*"
    r"|rate\s+me|pass\s+me"
    r"|i\s+(?:have\s+)?passed(?=\s*(?:[.,;!]|$|with\b|this\b|the\s+interview))"
    r"|(?:all|every|everything|bands?|dimensions?)\s+(?:\w+\s+)?(?:is|are|as)\s+clear)\b"
    r"|(?:^|[.!?\n]\s*)(?:dear\s+)?(?:reviewer|assistant|model|ai|system(?:\s+\w+)?)\s*:",
    re.IGNORECASE,
)


def question_of(
    made: FollowUp, question: Question, exchanges: Sequence[Exchange], gaps: Sequence[Finding]
) -> str:
    """The one question that may be asked of it, at most 40 words; '' where there is none.

    It is about a gap, does not say what the gap's point says, and was not asked before."""
    gap = next((gap for gap in gaps if gap.point_id == made.point_id), None)
    sentences = _SENTENCE.split(made.text.strip())
    asked = next((s for s in sentences if s.rstrip("\"'”’) ").endswith("?")), "")
    if gap is None or len(asked.split()) > STEP_WORDS:
        return ""
    text = spoken(asked, STEP_WORDS)
    before, fair = {exchange.asked for exchange in exchanges}, _sayable(_WORK.sub("", text))
    if not text.endswith("?") or text in before or not fair or _PRIVATE.search(text):
        return ""
    return text if _on_topic(text, question, made.point_id) else ""


def verified(
    appraisal: Appraisal, texts: Sequence[str], judgements: Iterable[Judgement | None]
) -> Appraisal:
    """One rating per dimension, each on words that were said; the others are not seen.

    `texts`: what was said, one per reply. No band is better than the points that stand:
    clear needs one that is met, in parts one that rests on a quote."""
    strict = appraisal.source == "ai"
    checkers = [Checker(text, strict=strict) for text in texts]
    most = _most(judgements) if strict else Band.CLEAR
    by_dimension: dict[str, Rating] = {}
    for rating in appraisal.ratings:
        by_dimension.setdefault(rating.dimension, _rated(rating, checkers, most, strict))
    return replace(
        appraisal,
        ratings=tuple(by_dimension.get(d, Rating(d, Band.UNSEEN)) for d in DIMENSIONS),
        strengths=tuple(text for text in appraisal.strengths if _strength(text))[:STRENGTHS],
    )


def _strength(text: str) -> bool:
    """Whether it may be said as it is: what would have to be mended was made for something else."""
    return bool(text) and text == spoken(text, STEP_WORDS) and _sayable(text)


def _rated(rating: Rating, checkers: Sequence[Checker], most: Band, strict: bool) -> Rating:
    band = min(rating.band, most, key=BANDS.index)
    addressed = strict and _ADDRESSED.search(rating.quote)
    if band is not Band.UNSEEN and not addressed:
        claim = Finding(rating.dimension, Verdict.MET, rating.quote)
        for checker in checkers:
            checked = checker.check(claim)
            if checked.verdict is Verdict.MET:
                return replace(rating, band=band, quote=quoted(checked.evidence))
    return Rating(rating.dimension, Band.UNSEEN)


def _most(judgements: Iterable[Judgement | None]) -> Band:
    findings = [f for judgement in judgements if judgement for f in judgement.findings]
    if any(f.verdict is Verdict.MET for f in findings):
        return Band.CLEAR
    return Band.PARTLY if any(f.evidence for f in findings) else Band.UNSEEN


def _sayable(text: str) -> bool:
    return not (_PERSON.search(text) or _OUTCOME.search(text))


def _on_topic(text: str, question: Question, point_id: str) -> bool:
    """A word of the gap's point, or two of the question's own; and not the point itself."""
    point = next(point for point in question.points if point.id == point_id)
    terms = (term for idea in point.terms for term in idea)
    said, stated = _stems(text), _stems(point.point)
    if stated and len(said & stated) >= max(3, GIVEN_AWAY * len(stated)):
        return False
    near = stated | _stems(" ".join((point_id.replace("-", " "), *terms)))
    points = (each.point for each in question.points)
    whole = _stems(" ".join((question.prompt, question.model_answer, *points)))
    return bool(said & near) or len(said & whole) >= 2


def _stems(text: str) -> set[str]:
    return {word[:STEM] for word in content_words(text) if len(word) > 2}
