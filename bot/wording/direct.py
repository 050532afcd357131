"""Direct messages that answer a question, or of which it is asked what they answer."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from bot.interviews.model import Held
from bot.message import Button, Line, Message
from bot.model import Answer
from bot.text import shorten
from bot.wording.basics import count, say

LONGEST = 300  # of the message, to know it by


@dataclass(frozen=True, slots=True)
class Other:
    """A question that the message may answer: its round, what it is called, how it begins."""

    round_id: int
    about: str
    prompt: str


def taken(answer: Answer, about: str, joining: dt.timedelta) -> Message:
    text = f"Taken as your answer to {about}. Only you see it"
    if answer.after_reveal:
        text += ". It keeps the day and brings no points: you had seen the model answer."
    else:
        minutes = count(round(joining.total_seconds() / 60), "minute")
        text += f"; what you write here in the next {minutes} joins it."
    return Message((Line(text),), (Button("delete_answer_yes", str(answer.id), "Take it back"),))


def asked(skill: str, channel: str, team: str = "") -> str:
    """`team`: its name, where the question may be of several."""
    return f"the {skill} question in #{channel.removeprefix('#')}{team and f' of {team}'}"


def own(skill: str) -> str:
    return f"the {skill} question you opened"


def which(held: Held, number: int, others: Sequence[Other], *, paused: bool) -> Message:
    """`number`: of the interview's question that it may answer, 0 without an interview."""
    text, items = "Which question does this answer?", []
    no = "Neither"
    buttons: list[Button] = []
    if number:
        label = f"Question {number}, and resume" if paused else f"Interview, question {number}"
        buttons.append(Button("mock_meant", f"{held.id}:interview", label, primary=True))
    if number and len(others) == 1:
        text = f"What does this answer: your interview's question {number}, or {others[0].about}?"
        buttons.append(_round(held, others[0], "The other question"))
    elif len(others) == 1:
        text = f"Is this an answer to {others[0].about}?"
        buttons.append(_round(held, others[0], "Yes"))
        no = "No"
    elif others:
        for other in others:
            words = f"{other.about[:1].upper()}{other.about[1:]}: {shorten(other.prompt, 80)}"
            items.append(Line(words, "item", button=_round(held, other, "This one")))
    else:
        text = f"Your interview is paused. Is this an answer to question {number}?"
    buttons.append(Button("mock_meant", f"{held.id}:none", no))
    quote = Line(shorten(held.text, LONGEST), "quote")
    return Message((Line(text), quote, *items), tuple(buttons))


def no_more() -> Message:
    return say("Nothing was counted: that question takes no more answers from here.")


def gone() -> Message:
    return say("The message was deleted. Nothing was counted.")


def _round(held: Held, other: Other, label: str) -> Button:
    return Button("mock_meant", f"{held.id}:round:{other.round_id}", label)
