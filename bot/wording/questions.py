"""The question, its hint, its closing."""

import datetime as dt

from bot.hearing import EVERYTHING, Heard
from bot.message import Button, Field, Form, Line, Message
from bot.model import Round, Skill
from bot.wording.basics import at, count, note, say, title, when

PRIVACY = {
    "short": "Details of your review go only to you.",
    "private": "Your review goes only to you.",
    "full": "Reviews appear whole in this thread.",
}


def head(round_: Round, skill: Skill) -> Line:
    question = round_.question
    return title(f"{skill.name} · {question.kind} · {question.level}")


def question(
    round_: Round, skill: Skill, zone: str, now: dt.datetime, heard: Heard = EVERYTHING
) -> Message:
    """Where plain replies may not reach us, it names the ways that do."""
    until = when(round_.closes_at, zone, now)
    way = "Reply in this thread" if heard.replies is not False else _ways(heard, "this thread")
    return Message(
        (
            head(round_, skill),
            Line(round_.prompt),
            note(
                f"{way}; a few sentences are enough. {PRIVACY[round_.review]} Open until {until}."
            ),
        ),
        (
            Button("answer", str(round_.id), "Answer privately"),
            Button("hint", str(round_.id), "Hint"),
            Button("remind", str(round_.id), "Remind me later"),
        ),
    )


def answer_form(round_: Round, skill: str) -> Form:
    return Form(
        id=f"answer:{round_.id}",
        title=f"{skill}, {round_.question.level}",
        intro=round_.prompt,
        fields=(
            Field("text", "Your answer", "text", hint="A few sentences are enough."),
            Field(
                "readers",
                "Who can read it",
                "choice",
                value="me",
                options=(("me", "Only me"), ("answered", "People who have answered")),
            ),
        ),
    )


def solo_form(round_: Round, skill: str) -> Form:
    field = Field("text", "Your answer", "text", hint="A few sentences are enough.")
    title_ = f"{skill}, for you alone"
    return Form(f"answer:{round_.id}", title_, (field,), intro=round_.prompt)


def hint(round_: Round) -> Message:
    return Message(
        (Line(f"Hint: {round_.question.hint}"),),
        (Button("dont_know", str(round_.id), "I don't know yet"),),
    )


def model_answer(round_: Round, closing: str = "") -> Message:
    lines = [title("Model answer"), Line(round_.question.model_answer)]
    if closing:
        lines.append(note(closing))
    return Message(tuple(lines))


def dont_know(round_: Round, heard: Heard = EVERYTHING, *, solo: bool) -> Message:
    way = "Answer again here" if solo else "Reply in the thread"
    if not solo and heard.replies is False:
        way = f"{_ways(heard, 'the thread')},"
    return model_answer(
        round_, f"{way} with one sentence in your own words to keep the day. It brings no points."
    )


def _ways(heard: Heard, thread: str) -> str:
    if heard.directs is False:
        return f"Press Answer privately, or mention me in {thread}"
    return f"Press Answer privately, mention me in {thread}, or write to me directly"


def answer_first(round_: Round) -> Message:
    return Message(
        (
            Line(
                "The model answer opens after your attempt; one sentence is enough. "
                "Press I don't know yet to open it now, without points."
            ),
        ),
        _ways_on(round_),
    )


def closing(round_: Round, answered: int, of_the_team: str = "") -> Message:
    """`of_the_team`: a sentence on its chain, or on why nobody owes the day."""
    said = count(answered, "person", "people") if answered else "Nobody"
    return Message(
        (
            Line(f"Closed. {said} answered. {of_the_team}".rstrip()),
            title("Model answer"),
            Line(round_.question.model_answer),
            note(f"Why it is asked: {round_.question.why_asked}"),
        ),
        (
            Button("review", str(round_.id), "My review"),
            Button("others", str(round_.id), "Others' answers"),
        ),
    )


def closed(round_: Round, zone: str, now: dt.datetime, unsent: str = "") -> Message:
    """`unsent`: the text of a form that came too late, given back to its author."""
    lines = [
        Line(
            f"This question closed {at(round_.closes_at, zone, now)}, so a reply no longer "
            "counts. /practice solo asks you another one now."
        )
    ]
    if unsent:
        lines += [Line("Your text was not stored:"), Line(unsent, "quote")]
    return Message(tuple(lines))


def will_remind(due: dt.datetime, zone: str, now: dt.datetime) -> Message:
    return say(f"I will remind you {at(due, zone, now)}, unless you have answered by then.")


def no_time_to_remind(round_: Round, zone: str, now: dt.datetime) -> Message:
    return say(
        f"No reminder is set: this question closes {at(round_.closes_at, zone, now)}. "
        "One sentence now is enough."
    )


def answered_already() -> Message:
    return say("No reminder is set: you have answered this question.")


def reminder(round_: Round, zone: str, now: dt.datetime) -> Message:
    return Message(
        (
            Line(f"You asked for a reminder. Open until {when(round_.closes_at, zone, now)}:"),
            Line(round_.prompt),
        ),
        (Button("answer", str(round_.id), "Answer privately", primary=True),),
    )


def nudge(round_: Round) -> Message:
    return Message(
        (
            Line(
                "I haven't counted that as an answer; if it wasn't one, ignore me. "
                "One sentence in your own words is enough."
            ),
        ),
        _ways_on(round_),
    )


def _ways_on(round_: Round) -> tuple[Button, ...]:
    return (
        Button("hint", str(round_.id), "Hint"),
        Button("dont_know", str(round_.id), "I don't know yet"),
    )
