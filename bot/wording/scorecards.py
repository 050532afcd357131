"""The scorecard of a mock interview, and its export."""

from collections.abc import Sequence

from bot.interviews import claims
from bot.interviews.model import Band, Item, ItemState, Turn, TurnKind, Whole
from bot.interviews.scorecard import Scorecard, ToWorkOn
from bot.message import Attachment, Button, Line, Message
from bot.model import Verdict
from bot.text import shorten
from bot.wording.basics import SECTIONS, count, day, listed, note, say, title
from bot.wording.reviews import CANNOT, FALLIBLE
from bot.wording.reviews import label as named_point

BY_WORDING = (
    "Keyword check (no AI reviewer available): bands and points are by wording alone. " + CANNOT
)
MIXED = (
    "Points: AI review; it can be wrong. Bands: by wording alone, since no AI reviewer looked back "
    "on the whole. " + CANNOT
)
POINT_LENGTH = 160  # the bank keeps within it


def scorecard(card: Scorecard) -> Message:
    whole = card.whole
    interview = whole.interview
    if interview.kind == "claims":
        return claims.card(whole)
    lines = [
        title("Scorecard"),
        Line(f"{card.about}, {interview.level}, {interview.mode} mode."),
    ]
    for item in whole.items:
        lines += _item(item)
    lines += _not_asked(whole)
    lines += _bands(whole)
    lines += [Line(_work_on(each), "item") for each in card.work_on]
    lines.append(note(_judged_by(whole)))
    return Message(tuple(lines), _buttons(card))


def _judged_by(whole: Whole) -> str:
    appraisal = whole.interview.appraisal
    if appraisal is not None and appraisal.source == "ai":
        return FALLIBLE
    judgements = [item.judgement for item in whole.items if item.judgement is not None]
    return MIXED if any(each.source == "ai" for each in judgements) else BY_WORDING


def _item(item: Item) -> list[Line]:
    name = f"{item.number} {item.question.concept.replace('-', ' ').capitalize()}"
    if item.state is ItemState.SKIPPED:
        return [Line(f"{name}: skipped.")]
    judgement = item.judgement
    if judgement is None:
        done = "answered, then deleted" if item.state is ItemState.ANSWERED else "not answered"
        return [Line(f"{name}: {done}.")]
    if judgement.unread:
        return [Line(f"{name}: answered, not judged: the keyword check reads English only.")]
    met = sum(1 for f in judgement.findings if f.verdict is Verdict.MET)
    of = f"{met} of {count(len(judgement.findings), 'point')}"
    found = f"wording for {of}" if judgement.source == "keyword" else of
    lines = [Line(f"{name}: {found}.")]
    for finding in judgement.findings:
        if finding.evidence and finding.verdict is not Verdict.MISSING:
            mark = None if judgement.source == "keyword" else finding.verdict
            lines.append(Line(finding.evidence, "quote", mark))
    labels = {point.id: named_point(point) for point in item.question.points}
    missing = [labels[f.point_id] for f in judgement.findings if f.verdict is Verdict.MISSING]
    if missing:
        word = "Not found" if judgement.source == "keyword" else "Missing"
        lines.append(Line(f"{word}: {', '.join(missing)}."))
    return lines


def _not_asked(whole: Whole) -> list[Line]:
    """What was never put, and why."""
    state = whole.interview.state
    numbers = [str(n) for n in range(len(whole.items) + 1, state.length + 1)]
    if not numbers:
        return []
    why = "it ended early" if whole.interview.ended_early else "the bank has no more to ask"
    return [Line(f"{listed(numbers)}: not asked; {why}.")]


def _bands(whole: Whole) -> list[Line]:
    appraisal = whole.interview.appraisal
    judgements = [item.judgement for item in whole.items if item.judgement is not None]
    if appraisal is None or all(each.unread for each in judgements):
        return []
    lines = []
    if appraisal.strengths:
        if appraisal.source == "ai":
            told = f"Strengths: {' '.join(_sentence(s) for s in appraisal.strengths)}"
        else:
            told = f"Strengths, by wording: {listed([s.rstrip('.') for s in appraisal.strengths])}."
        lines.append(Line(told))
    for rating in appraisal.ratings:
        lines.append(Line(f"{rating.dimension.capitalize()}: {rating.band.value}."))
        if rating.quote and rating.band is not Band.UNSEEN:
            lines.append(Line(rating.quote, "quote"))
    return lines


def _work_on(each: ToWorkOn) -> str:
    section = SECTIONS.get(each.section, each.section)
    due = f"; review {day(each.due_on)}" if each.due_on else ""
    point = _sentence(shorten(each.point.point, POINT_LENGTH))
    where = f"/practice guide {each.skill}: {section}{due}"
    return f"Work on: {named_point(each.point)} ({where}). The point: {point}"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "…")) else f"{text}."


def _buttons(card: Scorecard) -> tuple[Button, ...]:
    ident = str(card.whole.interview.id)
    buttons = [Button("mock_export", ident, "Export")]
    if card.retry is not None:
        label = f"Retry {card.retry.number}"
        buttons.insert(0, Button("try", card.retry.question.id, label, primary=True))
    judgements = [item.judgement for item in card.whole.items if item.judgement is not None]
    if any(judgement.source == "ai" for judgement in judgements):
        buttons.append(Button("mock_dispute", ident, "Dispute"))
    return tuple(buttons)


def dispute_begun() -> Message:
    return say(
        "A second judge reads your answers from scratch. The result comes in your direct messages; "
        "the better review of each question counts."
    )


def disputed_before() -> Message:
    return say("A second judge has read these answers already. /mock history has the scorecard.")


def no_second_judge() -> Message:
    return say("Nothing changed: no other AI reviewer can judge these answers now.")


def judged_again(firsts: Sequence[Item], seconds: Sequence[Item]) -> Message:
    """Both judgements of the same questions; the first ones stand in the scorecard."""
    points = count(sum(len(item.question.points) for item in seconds), "point")
    told = f"Judged again, from scratch: {_met(seconds)} of {points} met; before: {_met(firsts)}."
    lines = [Line(told), title("Second review")]
    for item in seconds:
        lines += _item(item)
    return Message((*lines, note(f"{FALLIBLE} The better one counts, question by question.")))


def _met(items: Sequence[Item]) -> int:
    findings = [f for item in items if item.judgement for f in item.judgement.findings]
    return sum(1 for finding in findings if finding.verdict is Verdict.MET)


SPEAKERS = {
    TurnKind.QUESTION: "Question",
    TurnKind.FOLLOW_UP: "Follow-up",
    TurnKind.ANSWER: "Answer",
    TurnKind.REMARK: "Aside",
    TurnKind.CRITIQUE: "Critique",
    TurnKind.HINT: "Hint",
    TurnKind.SKIP: "Skipped",
}


def transcript(whole: Whole) -> list[str]:
    """Each turn as lines of Markdown, the member's words as quotes."""
    lines: list[str] = []
    for item in whole.items:
        lines += [f"## {item.number}. {item.question.concept.replace('-', ' ').capitalize()}", ""]
        for turn in whole.turns:
            if turn.item == item.number:
                lines += _turn(turn)
    return lines


def _turn(turn: Turn) -> list[str]:
    text = turn.text or ("(deleted)" if turn.kind is TurnKind.ANSWER else "")
    body = text.splitlines()
    if turn.by_member:
        body = [f"> {line}".rstrip() for line in body]
    return [f"**{SPEAKERS[turn.kind]}**", "", *body, *([""] if body else [])]


def markdown(whole: Whole, about: str, card: Scorecard | None) -> str:
    """The whole interview to read; ends with its scorecard once there is one."""
    interview = whole.interview
    head = f"# Mock interview: {about}, {interview.level}, {interview.mode} mode"
    began = f"Begun {interview.created_at:%Y-%m-%d %H:%M} UTC"
    ended = f", ended {interview.ended_at:%Y-%m-%d %H:%M} UTC" if interview.ended_at else ""
    lines = [head, "", f"{began}{ended}.", "", *transcript(whole)]
    if card is not None:
        first, *others = scorecard(card).lines
        lines += [f"## {first.text}", ""]
        lines += [part for line in others for part in (_plain(line), "")]
    return "\n".join(lines).rstrip() + "\n"


def _plain(line: Line) -> str:
    if line.kind == "quote":
        return f"> {line.text}" + (f" ({line.mark.value})" if line.mark else "")
    return f"- {line.text}" if line.kind == "item" else line.text


def export(whole: Whole, file: Attachment) -> Message:
    told = f"Your interview {whole.interview.id} with its transcript: {file.name}."
    return Message((Line(told),), attachment=file)
