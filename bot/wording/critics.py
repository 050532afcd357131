"""What is said about reviews themselves: who makes them, what leaves, what they cost."""

import datetime as dt
from collections.abc import Sequence

from bot.message import Button, Line, Message
from bot.model import Answer, Critique, Finding, Round, Verdict
from bot.records import Spending
from bot.wording import reviews
from bot.wording.basics import count, note, say, title, when

NO_MODEL = "no AI reviewer available"
CHOSEN = "as you chose"
QUOTA = "your AI reviews for today are used"


READING = Message((note("Reading your answer …"),))


def reading(round_: Round, met: Sequence[Finding]) -> Message:
    """While it is being made. Only what is met for good is shown."""
    points = {point.id: point for point in round_.question.points}
    lines = [*READING.lines]
    for finding in met:
        lines.append(Line(finding.evidence, "quote", Verdict.MET))
        lines.append(note(reviews.label(points[finding.point_id])))
    return Message(tuple(lines))


def to_come(at: dt.datetime, zone: str, now: dt.datetime) -> Message:
    text = "Saved. The team's budget for AI reviews is spent for today; this one comes after "
    return say(f"{text}{when(at, zone, now)}.")


def what_leaves(*critics: str) -> Message:
    """`critics` are their names, best value first: provider, model and prompt version."""
    first, *others = dict.fromkeys(_model_at(critic) for critic in critics)
    also = f" (or, for a second look, {' or '.join(others)})" if others else ""
    return Message(
        (
            Line(
                f"Your answers are reviewed by {first}{also}. The question and your text "
                "go there; your name does not. Names of members, handles, e-mail addresses and "
                "keys are masked first. Told once."
            ),
        ),
        (Button("keyword", "on", "Keep my answers here (keyword check)"),),
    )


def _model_at(critic: str) -> str:
    provider, _, rest = critic.partition("/")
    return f"{rest.rpartition('/')[0] or rest} at {provider}"


def keyword_chosen(*, on: bool) -> Message:
    if on:
        return Message(
            (Line("From now on your answers stay here: the keyword check reviews them."),),
            (Button("keyword", "off", "Use the AI review again"),),
        )
    return say("From now on the AI review reads your answers.")


def flagged(why: str) -> Message:
    return say(
        f"Saved, but not reviewed: moderation flagged it ({why}). If that is wrong, say it in "
        "other words, or ask who runs this bot."
    )


def helpful_noted() -> Message:
    return say("Noted. Thank you.")


def dispute_noted(*, second_judge: bool, keyword: bool = False) -> Message:
    """`keyword`: the member chose the keyword check, so nobody else may judge."""
    if keyword:
        return say(
            "Noted for the question's author. As you chose, your answers stay here: no AI reviewer "
            "judges this one again."
        )
    if second_judge:
        return say("A second judge reviews your answer from scratch. You will see both reviews.")
    return say("Noted for the question's author. No other AI reviewer can judge it here.")


def second_opinion(round_: Round, answer: Answer, first: Critique, second: Critique) -> Message:
    total = count(len(round_.question.points), "point")
    lines = [
        Line(f"Judged again, from scratch: {second.met} of {total} met; before: {first.met}."),
        title("Second review"),
        *reviews.full(round_, answer, second).lines,
        title("First review"),
        *reviews.full(round_, answer, first).lines,
        note("The better one counts."),
    ]
    return Message(tuple(lines))


def outage(critic: str, reason: str) -> Message:
    return say(f"{critic}: {reason}. Until then the next critic of the ladder is used.")


def settings(
    critic: str, *, keyword: bool, models: bool, spending: Spending, budget: float
) -> Message:
    """`critic` is the first one there is; `models`: whether that is a model. `spending`: of the
    team, today."""
    if not models:
        return say(f"Answers are reviewed by the keyword check ({critic}); none leaves this bot.")
    mine = "the keyword check, as you chose" if keyword else critic
    lines = [Line(f"Your answers are reviewed by: {mine}.")]
    if spending.calls:
        lines.append(
            Line(
                f"The team today: {count(spending.calls - spending.reused, 'model call')}, "
                f"${spending.cost:.4f} of ${budget:.2f}; {spending.cache_share:.0%} of the input "
                f"from the provider's cache, {spending.reused} reused here; latency "
                f"{spending.latency_p50:.1f} s (median), {spending.latency_p95:.1f} s (95th)."
            )
        )
    else:
        lines.append(Line("The team today: no model call, nothing spent."))
    button = (
        Button("keyword", "off", "Use the AI review")
        if keyword
        else Button("keyword", "on", "Use the keyword check")
    )
    return Message(tuple(lines), (button,))
