"""What is said about an answer. The thread gets little; the member gets all of it."""

from bot.hearing import EVERYTHING, Heard
from bot.message import Button, Line, Message
from bot.model import Answer, Critique, Finding, Point, Round, Verdict
from bot.text import CRITIC_LIMIT, clean
from bot.wording.basics import count, note, title

CANNOT = "You may have said these differently. This check cannot tell right from wrong."
FALLIBLE = "AI review; it can be wrong."
UNGRADED = "This check cannot tell right from wrong. Nothing is graded: reviews come as planned."


def saved(round_id: int) -> Message:
    return Message(
        (note("Saved. Only you get its review."),),
        (Button("review", str(round_id), "My review"),),
    )


def short(name: str, round_: Round, answer: Answer, critique: Critique) -> Message:
    """The thread's version: what was strongest, and one thing to do next."""
    judgement, buttons = critique.judgement, _buttons(round_, answer)
    best = strongest(critique)
    if judgement.source == "keyword":
        told = f" {not_read(critique.met)}" if judgement.unread else ""
        lines = [Line(f"{name}, your answer is in. {_keyword(critique)}{told}")]
        if best:
            lines += [Line(best.evidence, "quote")]
        lines.append(Line(f"To go on: {round_.question.follow_ups[0]}"))
        lines.append(note("This check cannot tell right from wrong. My review is only for you."))
        return Message(tuple(lines), buttons)
    lines = [Line(f"{name}, strongest: {judgement.strongest}")]
    if best:
        lines += [Line(best.evidence, "quote")]
    lines.append(Line(f"Next: {judgement.next_step}"))
    lines.append(note(f"{FALLIBLE} My review is only for you."))
    return Message(tuple(lines), buttons)


def full(round_: Round, answer: Answer, critique: Critique) -> Message:
    """Every verdict with its quote, what comes next, and how it could be put."""
    lines = []
    if critique.judgement.source == "keyword":
        lines += _coverage(round_, critique)
    else:
        lines += _verdicts(round_, critique)
    if len(clean(answer.text)) > CRITIC_LIMIT:
        lines.append(note(f"Of your answer the first {CRITIC_LIMIT:,} characters were read."))
    if answer.attempt > 1:
        lines.append(note(f"Attempt {answer.attempt}; your best one counts."))
    return Message(
        tuple(lines),
        (
            Button("helpful", str(critique.id), "Helpful"),
            Button("not_helpful", str(critique.id), "Not helpful"),
            Button("dispute", str(critique.id), "Dispute"),
            Button("model", str(round_.id), "Model answer"),
            Button("again", str(round_.id), "Try again"),
        ),
    )


def strongest(critique: Critique) -> Finding | None:
    """The longest quote among the points met, if any."""
    met = [f for f in critique.judgement.findings if f.verdict is Verdict.MET and f.evidence]
    return max(met, key=lambda finding: len(finding.evidence), default=None)


def _keyword(critique: Critique) -> str:
    return f"Keyword check ({critique.judgement.reason or 'no AI reviewer available'})."


def not_read(met: int) -> str:
    """Of an answer in a language that the keyword check does not read; `met`: points that it
    found wording for all the same."""
    return f"It reads English only, so it could not judge {'the rest' if met else 'this answer'}."


def _coverage(round_: Round, critique: Critique) -> list[Line]:
    points = {point.id: point for point in round_.question.points}
    findings = critique.judgement.findings
    found = [f for f in findings if f.verdict is Verdict.MET]
    of_all = count(len(points), "point")
    told = f"I found wording for {len(found)} of {of_all}."
    if critique.judgement.unread:
        told = f"{told} {not_read(len(found))}" if found else not_read(0)
    lines = [Line(f"{_keyword(critique)} {told}")]
    for finding in found:
        lines.append(Line(f"Found: {points[finding.point_id].point}", "item"))
        lines.append(Line(finding.evidence, "quote"))
    if critique.judgement.unread:
        return [*lines, note(UNGRADED)]
    missing = [label(points[f.point_id]) for f in findings if f.verdict is not Verdict.MET]
    if missing:
        lines.append(Line(f"No wording found for: {'; '.join(missing)}."))
        lines.append(note(CANNOT))
    else:
        lines.append(note("This check cannot tell right from wrong."))
    return lines


def _verdicts(round_: Round, critique: Critique) -> list[Line]:
    judgement = critique.judgement
    points = {point.id: point for point in round_.question.points}
    partly = sum(1 for f in judgement.findings if f.verdict is Verdict.PARTLY)
    score = f"{critique.met} of {count(len(points), 'point')} met"
    best = judgement.strongest.rstrip(". ")
    head = f"Strongest: {best}. {score}" + (f", {partly} partly." if partly else ".")
    lines = [Line(head)]
    for finding in judgement.findings:
        if finding.verdict is not Verdict.MISSING and finding.evidence:
            lines.append(Line(finding.evidence, "quote", finding.verdict))
            if finding.comment:
                lines.append(Line(finding.comment))
    missing = [label(points[f.point_id]) for f in judgement.findings if f.verdict == "missing"]
    if missing:
        lines.append(Line(f"Missing: {'; '.join(missing)}."))
    lines.append(Line(f"Next: {judgement.next_step}"))
    if judgement.stronger:
        lines.append(Line(f"Stronger: {judgement.stronger}"))
    lines.append(note(FALLIBLE))
    return lines


def label(point: Point) -> str:
    """A point's id as words: 'serve-stale' is 'serve stale'."""
    return point.id.replace("-", " ").replace("trade off", "trade-off")


def no_points_kept() -> Message:
    text = "Day kept. It brings no points and no review: you had seen the model answer."
    return Message((Line(text),))


def withdrawn() -> Message:
    return Message((note("The answer was deleted, and its review with it."),))


def enough(limit: int) -> Message:
    text = f"Saved, without a review: each person gets {limit} per question."
    return Message((Line(text),))


def not_yet() -> Message:
    text = "Your answer is saved; its review is still being made. My review shows it once it is."
    return Message((Line(text),))


def none_here() -> Message:
    return Message((Line("There is no answer of yours to this question yet."),))


def others_after_yours(*, over: bool) -> Message:
    text = "Others' answers are for people who have answered this question."
    if not over:
        text += " One sentence is enough."
    return Message((Line(text),))


def others(answers: list[tuple[str, str]]) -> Message:
    if not answers:
        return Message((note("Nobody has shared a private answer here."),))
    lines = []
    for name, text in answers:
        lines += [title(name), Line(text, "quote")]
    return Message(tuple(lines))


def again(round_: Round, heard: Heard = EVERYTHING, *, revealed: bool) -> Message:
    next_ = "Your next reply in the thread"
    if heard.replies is False:
        or_directly = "" if heard.directs is False else " or directly to me"
        next_ = f"Your next reply, with a mention in the thread, by Answer privately{or_directly},"
    text = f"{next_} is a new attempt; your best one counts."
    if revealed:
        text = f"{next_} is a new attempt. It brings no points: you have seen the model answer."
    return Message((Line(text),), (Button("answer", str(round_.id), "Answer privately"),))


def _buttons(round_: Round, answer: Answer) -> tuple[Button, ...]:
    return (
        Button("review", str(round_.id), "My review"),
        Button("again", str(round_.id), "Try again"),
    )
