"""What is said in a mock interview, up to its scorecard."""

import datetime as dt
from collections.abc import Sequence

from bot.interviews.model import LENGTHS, MODES, Interview, Item, Phase, TurnKind, Whole
from bot.message import Button, Field, Form, Line, Message
from bot.model import LEVELS, Finding, Judgement, Question, Skill, Verdict
from bot.wording import claims
from bot.wording.basics import count, named, note, say, title, when
from bot.wording.reviews import CANNOT, FALLIBLE, not_read
from bot.wording.reviews import label as named_point

MODE_LABELS = {
    "study": "Study: a short critique after each answer",
    "real": "Real: pushback, feedback at the end",
}
KEPT = "Each answer is kept as it comes."
NO_REVIEWER = (
    "No AI reviewer reads it: follow-ups come from the bank, and a keyword check looks for wording."
)


def form(skills: list[Skill], chosen: dict[str, str]) -> Form:
    """`chosen`: what was given with the command, else the defaults."""
    lengths = tuple((str(n), f"{n} questions") for n in LENGTHS)
    options = {
        "skill": tuple((skill.id, skill.name) for skill in skills),
        "level": tuple((level, level.capitalize()) for level in LEVELS),
        "length": lengths,
        "mode": tuple((mode, MODE_LABELS[mode]) for mode in MODES),
    }
    fields = tuple(
        Field(name, name.capitalize(), "choice", value=chosen[name], options=options[name])
        for name in options
    )
    return Form("mock:new", "Mock interview", fields, submit="Begin")


def started(interview: Interview, skill: str, *, plain: bool) -> Message:
    """`plain`: no model reads the answers."""
    head = f"{_head(interview, skill)}: {count(interview.state.length, 'question')}"
    lines = [Line(f"{head}. It takes place in your direct messages and is on no board.")]
    if plain:
        lines.append(note(_no_reviewer(interview)))
    lines.append(note(f"{KEPT} /mock pause stops it for as long as you like."))
    return Message(tuple(lines), direct=True)


def _no_reviewer(interview: Interview) -> str:
    return claims.NO_REVIEWER if interview.kind == "claims" else NO_REVIEWER


def started_here(interview: Interview, skill: str, *, plain: bool) -> Message:
    """As `started`, in a terminal."""
    head = f"{_head(interview, skill)}: {count(interview.state.length, 'question')}."
    lines = [Line(head), *([note(_no_reviewer(interview))] if plain else [])]
    words = "An empty line ends an answer; hint, skip, pause and end are commands."
    return Message((*lines, note(f"{KEPT} {words}")))


def open_already(interview: Interview, skill: str) -> Message:
    if interview.state.phase is Phase.SUMMING:
        return say(
            "Your last interview is over; its scorecard is being made. After it /mock begins "
            "another one."
        )
    return Message(
        (Line(f"Your interview is open: {_where(interview, skill)}."),),
        (
            Button("mock_resume", str(interview.id), "Resume", primary=True),
            Button("mock_end", str(interview.id), "End"),
        ),
    )


def question(interview: Interview, item: Item, skill: str) -> Message:
    asked = item.question
    about = skill if asked.kind == "claim" else f"{skill} · {asked.kind}"
    head = f"Question {item.number} of {interview.state.length} · {about}"
    where = "Reply here; what you write in one go is one answer."
    return Message(
        (title(f"{head} · {asked.level}"), Line(item.prompt), note(where)), _buttons(interview)
    )


def follow_up(interview: Interview, text: str) -> Message:
    """In real mode without a word on the answer: feedback comes at the end."""
    return Message((Line(text),), _buttons(interview))


def critique(question: Question, judgement: Judgement, before: Judgement | None = None) -> Message:
    """After an answer in study mode. `before`: what its critique said already."""
    had = {(f.point_id, f.verdict) for f in before.findings} if before else set()
    new = [
        f
        for f in judgement.findings
        if f.verdict is not Verdict.MISSING and (f.point_id, f.verdict) not in had
    ]
    if question.kind == "claim":
        return claims.critique(question.points, judgement, new, first=before is None)
    if judgement.source == "keyword":
        return _coverage(question, judgement, new, first=before is None)
    met = sum(1 for f in judgement.findings if f.verdict is Verdict.MET)
    lines = [Line(f"{met} of {count(len(question.points), 'point')} met so far.")]
    if judgement.strongest and (before is None or judgement.strongest != before.strongest):
        lines[0] = Line(f"Strongest: {judgement.strongest.rstrip('. ')}. {lines[0].text}")
    lines += [Line(f.evidence, "quote", f.verdict) for f in new if f.evidence]
    if judgement.next_step:
        lines.append(Line(f"Next: {judgement.next_step}"))
    return Message((*lines, note(FALLIBLE)))


def _coverage(
    question: Question, judgement: Judgement, new: Sequence[Finding], *, first: bool
) -> Message:
    """What the check cannot do is said once per question."""
    met = {f.point_id for f in judgement.findings if f.verdict is Verdict.MET}
    found = [f.point_id.replace("-", " ") for f in new]
    missing = [named_point(p) for p in question.points if p.id not in met]
    of = f"{len(met)} of {count(len(question.points), 'point')}"
    head = f"Keyword check ({judgement.reason}). I found wording for {of}."
    if judgement.unread:
        why = f" ({judgement.reason})" if first else ""
        return say(f"Keyword check{why}. {not_read(0)}")
    lines = [Line(head if first else f"Keyword check: wording for {of} so far.")]
    if found:
        lines.append(Line(f"{'Found' if first else 'New'}: {', '.join(found)}."))
    if missing:
        lines.append(Line(f"{'Not' if first else 'Still not'} found: {', '.join(missing)}."))
    return Message((*lines, note(CANNOT)) if first else tuple(lines))


def put_again(whole: Whole, skill: str) -> Message:
    """The question that waits, with the follow-up to it if there is one."""
    item = whole.items[-1]
    again = question(whole.interview, item, skill)
    asked = [t for t in whole.turns if t.item == item.number and t.kind is TurnKind.FOLLOW_UP]
    if not asked:
        return again
    return Message((*again.lines[:-1], Line(asked[-1].text), again.lines[-1]), again.buttons)


def hint(question: Question) -> Message:
    return say(f"Hint: {question.hint}")


def not_counted(interview: Interview) -> Message:
    return Message(
        (
            Line(
                "I haven't counted that as an answer; if it wasn't one, ignore me. One sentence "
                "in your own words is enough."
            ),
        ),
        _buttons(interview),
    )


def paused(interview: Interview) -> Message:
    return Message(
        (Line("Paused. All you said is kept; it goes on whenever you like."),),
        (Button("mock_resume", str(interview.id), "Resume", primary=True),),
    )


def resumed(interview: Interview, skill: str) -> Message:
    state = interview.state
    at = f"It goes on at question {max(1, state.item)} of {state.length}."
    return Message((Line(f"{_head(interview, skill)}. {at}"),), direct=True)


def skipped(interview: Interview, number: int) -> Message:
    more = interview.state.phase is Phase.ASKING
    return say(f"Question {number} is behind you. {'The next one comes.' if more else SUMMING}")


def between(interview: Interview) -> Message:
    """Where no question waits for an answer."""
    if interview.state.phase is Phase.SUMMING:
        return say(f"The questions are over. {SUMMING}")
    return say("Nothing changed: the next question is on its way.")


SUMMING = "The scorecard comes in your direct messages."


def ended() -> Message:
    return say(f"Ended. {SUMMING}")


def closed() -> Message:
    return say("Ended. Nothing was said in it, so there is no scorecard.")


def abandoned(idle: dt.timedelta, *, closed: bool) -> Message:
    """`closed`: nothing was said in it, so it has no scorecard."""
    hours = int(idle.total_seconds() // 3600)
    time = count(hours, "hour") if hours % 24 else count(hours // 24, "day")
    after = "Nothing was said in it, so there is no scorecard." if closed else SUMMING
    return say(f"Your interview had no answer for {time}, so it is closed. {after}")


def nudge(minutes: int) -> Message:
    return say(
        f"This question is meant to take about {count(minutes, 'minute')}; a first sentence is "
        "enough to go on. There is no time limit."
    )


def scorecard_waits(by: dt.datetime, zone: str, now: dt.datetime) -> Message:
    return say(
        "The AI reviewer is away just now. Your scorecard comes by "
        f"{when(by, zone, now)} at the latest, if need be without its review."
    )


def behind(number: int) -> Message:
    return say(f"Nothing changed: question {number} is behind you.")


def unsent(number: int, text: str) -> Message:
    """A form that came too late is given back to its author."""
    line = f"Your text was not stored: question {number} is behind you."
    return Message((Line(line), Line(text, "quote")))


def nothing_open() -> Message:
    return say("No interview of yours is open. /mock begins one.")


def no_number(word: str) -> str:
    what = f"Not exported: {named(word)} is no number of an interview."
    return f"{what} /mock history names them."


def answer_form(interview: Interview, whole: Whole) -> Form:
    item = whole.items[-1]
    asked = [t for t in whole.turns if t.item == item.number and t.kind in _PUT]
    field = Field("text", "Your answer", "text", hint="A few sentences are enough.")
    title_ = f"Question {item.number} of {interview.state.length}"
    return Form(f"mock_say:{interview.id}:{item.number}", title_, (field,), intro=asked[-1].text)


_PUT = (TurnKind.QUESTION, TurnKind.FOLLOW_UP)


def answer_taken() -> Message:
    return Message((note("Taken as your answer."),))


def left_alone() -> Message:
    return say("Left alone. Nothing was counted.")


def meant_already() -> Message:
    return say("That message has its place already.")


def at_home(interview: Interview, skill: str) -> Line:
    """An open interview on the member's own page."""
    summing = interview.state.phase is Phase.SUMMING
    about = "its scorecard is being made" if summing else _where(interview, skill)
    paused = interview.state.paused and not summing
    resume = Button("mock_resume", str(interview.id), "Resume", primary=True)
    return Line(f"Mock interview: {about}.", "item", button=resume if paused else None)


def _where(interview: Interview, skill: str) -> str:
    state = interview.state
    at = f"question {state.item} of {state.length}" if state.item else "its first question"
    return f"{_head(interview, skill)}, at {at}{', paused' if state.paused else ''}"


def _head(interview: Interview, skill: str) -> str:
    return f"{skill}, {interview.level}, {interview.mode} mode"


def _buttons(interview: Interview) -> tuple[Button, ...]:
    value = f"{interview.id}:{interview.state.item}"
    return (
        Button("mock_answer", value, "Answer in a form"),
        Button("mock_hint", value, "Hint"),
        Button("mock_skip", value, "Skip"),
        Button("mock_pause", value, "Pause"),
        Button("mock_end", value, "End"),
    )
