"""Reviews of weak points, then and now, browsing, why this question, few left."""

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence

from bot.memory.selection import Pick
from bot.message import Button, Field, Form, Line, Message
from bot.model import LEVELS, Question, Round, Skill, Track
from bot.text import shorten
from bot.wording.basics import count, day, listed, note, say, title

PROMPT_LENGTH = 110
FIELD = Field("text", "Your answer", "text", hint="A few sentences are enough.")


def reason(pick: Pick, skill: Skill) -> str:
    """Why that question, in at most three sentences."""
    words = []
    if pick.in_turn:
        words.append(f"It was {skill.name}'s turn.")
    if pick.new:
        words.append("This track had not asked it before.")
    else:
        words.append(
            "Every question of this track was asked before; of those asked longest ago this is "
            "the one that the people expected today need most."
        )
    if pick.difficulty == pick.question.difficulty and not pick.by_answers:
        words.append(f"It is {pick.difficulty}: too few answers are in to say what fits better.")
    elif pick.difficulty == pick.question.difficulty:
        words.append(f"It is {pick.difficulty}, which fits how the last questions went.")
    elif pick.difficulty:
        words.append(f"No unseen question was {pick.difficulty}, so it is the nearest.")
    return " ".join(words)


def why_this(round_: Round) -> Message:
    told = round_.reason or "Its reason was not kept: it was asked by an older version."
    return Message((title(shorten(round_.prompt, PROMPT_LENGTH)), Line(told)))


def review_form(round_: Round, skill: str, number: int, of: int) -> Form:
    title_ = f"{skill}, review {number} of {of}"
    return Form(f"answer:{round_.id}", title_, (FIELD,), intro=round_.prompt)


def nothing_learned_yet() -> Message:
    return Message(
        (Line("Nothing to review yet: reviews bring back what your answers showed to be weak."),),
        (_solo("Practise now"),),
    )


def nothing_due(first: dt.date) -> Message:
    text = f"Nothing is due. Your next review comes on {day(first)}."
    return Message((Line(text),), (_solo("A new question"),))


def enough_today(done: int, waiting: int) -> Message:
    left = f" {count(waiting, 'more waits', 'more wait')} for tomorrow." if waiting else ""
    reviews = "review" if done == 1 else f"{done} reviews"
    return say(f"That was today's {reviews}.{left}")


def _solo(label: str) -> Button:
    return Button("solo", "", label, primary=True)


def next_review() -> Button:
    return Button("due", "", "Next review", primary=True)


def then_button(round_: Round) -> Button:
    return Button("then", str(round_.id), "Then and now")


def then_and_now(then: tuple[dt.date, str], now: tuple[dt.date, str]) -> Message:
    """The earlier answer and this one: (local date, text)."""
    lines = []
    for label, (date, text) in (("Then", then), ("Now", now)):
        words = Line(text, "quote") if text else note("The text is no longer kept.")
        lines += [title(f"{label}: {day(date)} {date.year}"), words]
    return Message((*lines, note("Judge for yourself what changed.")))


def no_earlier_answer() -> Message:
    return say("Nothing to compare: no answer of yours is 8 weeks older than this one.")


def browse(skill: Skill, questions: Sequence[Question], attempted: Mapping[str, int]) -> Message:
    """By level, then kind. `attempted`: question id to a round with an answer of the reader."""
    lines = [title(f"{skill.name}: {count(len(questions), 'question')}")]
    lines.append(note("A model answer opens once you have tried its question."))
    numbers = itertools.count(1)
    for level in LEVELS:
        here = sorted((q for q in questions if q.level == level), key=lambda q: q.kind)
        lines += [title(level.capitalize())] if here else []
        lines += [_listed(next(numbers), q, attempted.get(q.id)) for q in here]
    return Message(tuple(lines))


def _listed(number: int, question: Question, done: int | None) -> Line:
    """`done`: a round with an answer of the reader."""
    prompt = shorten(" ".join(question.prompt.split()), PROMPT_LENGTH)
    mark = ", answered" if done else ""
    return Line(
        f"{number}. {question.kind}{mark}: {prompt}",
        "item",
        button=Button("model", str(done), f"Model answer {number}")
        if done
        else Button("try", question.id, f"Try {number}"),
    )


def few_left(track: Track, names: Sequence[str], unseen: int) -> Message:
    left = count(unseen, "unseen question") if unseen else "no unseen question"
    return Message(
        (
            Line(
                f"Track {track.id} ({listed(names)}) has {left} left. After that, questions "
                "return: of those asked longest ago, the most needed first."
            ),
        ),
        (
            Button("add_skill", str(track.id), "Add a skill", primary=True),
            Button("repeat", str(track.id), "Repeat after 8 weeks"),
        ),
    )


def skill_form(track: Track, others: Sequence[Skill]) -> Form:
    options = tuple((skill.id, skill.name) for skill in others)
    choice = Field("skill", "Skill", "choice", value=options[0][0], options=options)
    return Form(f"skill:{track.id}", f"Track {track.id}: add a skill", (choice,), submit="Add")


def skill_added(track: Track, skill: Skill) -> Message:
    return say(f"Track {track.id} asks about {skill.name} too. Skills take turns.")


def every_skill_in(track: Track) -> Message:
    return say(f"Track {track.id} has every skill of the bank already.")


def repeats_set(track: Track) -> Message:
    return say(
        f"Set: in track {track.id} a question returns after {track.repeat_weeks} weeks at the "
        "earliest. On a day when none is that old, nothing is asked and nothing is owed."
    )
