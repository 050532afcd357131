"""`whetstone mock`: a mock interview in this terminal, answered by hand or from a pipe."""

import asyncio
import sys
import uuid
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

import click
from rich.console import Console

from bot import logs
from bot.cli.common import run, with_settings
from bot.cli.practice import PATIENCE, TerminalChat, render, say_where_it_goes, user_name
from bot.daily.parts import micros
from bot.demo import local_zone
from bot.errors import DocumentUnreadable, InvalidInput
from bot.interviews import scorecard
from bot.interviews.arguments import word_in
from bot.interviews.model import LENGTHS, MODES, WORDS, Phase, Turn, TurnKind, Whole
from bot.members.people import TERMINAL, member_of
from bot.message import Call, Form, Incoming, Line, Message, Person, Press, Reply, Submission
from bot.model import LEVELS
from bot.naming import skill_name
from bot.settings import Settings
from bot.wiring import App, opened
from bot.wording import interviews as wording
from bot.wording import profile, scorecards
from bot.wording.basics import note, say

MOMENT = 0.2  # seconds between looks at what another process works on
STAYS = "It stays open: whetstone mock goes on with it."


@click.command()
@click.option("--skill", default="caching", help="Such as caching.")
@click.option("--level", default="mid", help=f"One of {', '.join(LEVELS)}.")
@click.option("--length", default="3", help=f"Questions: {', '.join(map(str, LENGTHS))}.")
@click.option("--mode", default="study", help=f"One of {', '.join(MODES)}.")
@click.option(
    "--claims",
    type=click.File("rb"),
    help="A résumé (text, Markdown or PDF): the interview is about what it claims.",
)
@click.option("--history", is_flag=True, help="List your interviews with their numbers.")
@click.option("--export", "number", type=int, metavar="N", help="Print that one as Markdown.")
@with_settings
def command(
    settings: Settings,
    skill: str,
    level: str,
    length: str,
    mode: str,
    claims: BinaryIO | None,
    history: bool,
    number: int | None,
) -> None:
    """A mock interview in this terminal; the one that is open goes on. An empty line ends an
    answer; pause, skip, hint and end are words of their own."""
    if settings.log_level != "DEBUG":
        logs.set_up("ERROR", settings.log_format)
    quiet = settings.model_copy(update={"quiet_seconds": 0})

    async def whole() -> None:
        async with opened(quiet, with_platforms=False) as app:
            sitting = Sitting(app)
            if history or number is not None:
                await sitting.look_back(number)
                return
            wish = f"claims {length} {mode}" if claims else f"{skill} {level} {length} {mode}"
            await sitting.hold(wish, claims)

    run(whole())


class Sitting:
    """One run of the command; the interview itself is in the database."""

    def __init__(self, app: App) -> None:
        self._app = app
        self._console = Console(highlight=False)
        user = user_name()
        self._me = Person(TERMINAL, "local", user, user, local_zone(), "Terminal")
        self._shown = 0  # turns that stand on the screen

    async def hold(self, wish: str, resume: BinaryIO | None = None) -> None:
        """To the scorecard, or to the end of what is typed.

        `resume`: whose claims it is about."""
        if await self._whole() is None:
            if resume is not None:
                await self._take(resume)
            reply = await self._call("mock", wish)
            if await self._whole() is None:  # nothing to rehearse, and why
                render(self._console, reply)
                return
            await self._begin()
        else:
            render(self._console, await self._call("mock", "resume"))
            await self._step_back()
        looks = 0
        while whole := await self._whole():
            await self._advance(whole)
            whole = await self._whole() or whole
            self._show(whole)
            state = whole.interview.state
            if state.paused or looks > PATIENCE / MOMENT:
                render(self._console, say(f"{'Paused. ' if state.paused else ''}{STAYS}"))
                return
            if state.phase is not Phase.ANSWERING:
                looks += 1
                await asyncio.sleep(MOMENT)
                continue
            looks = 0
            if not await self._answer():
                render(self._console, say(STAYS))
                return
        await self._end()

    async def look_back(self, number: int | None) -> None:
        """One interview as it is exported, else the list of them. Raises NotFound."""
        reply = await self._call("mock", "history" if number is None else f"export {number}")
        if isinstance(reply, Message) and reply.attachment is not None:
            click.echo(reply.attachment.text, nl=False)
        else:
            render(self._console, reply)

    async def _take(self, resume: BinaryIO) -> None:
        """The claims in it, after the word on who can read them. Raises InvalidInput."""
        context, name = self._app.practice.context, Path(resume.name).name
        assert context.documents is not None, "the wiring opens one"
        press = Press(self._me, uuid.uuid4().hex, "profile_claims", "", "")
        form = await self._app.practice.press(press)
        assert isinstance(form, Form), "what adds claims"
        render(self._console, say(form.intro))
        if sys.stdin.isatty():
            click.confirm(f"Keep the claims of {name}?", abort=True)
        try:
            text = await context.documents.read(resume.read())
        except DocumentUnreadable as why:
            raise InvalidInput(profile.not_read(name, str(why)).text) from None
        values = {"text": text, "agree": profile.AGREE}
        await self._app.practice.submit(Submission(self._me, press.id, form.id, values, ""))

    async def _advance(self, whole: Whole) -> None:
        """Works the jobs. One that a killed process holds is not waited for: its step is taken
        here, which may be done twice with one effect."""
        tasks = self._app.practice.tasks({TERMINAL: TerminalChat(self._console)})
        await self._app.store.jobs().drain(tasks)
        still = await self._whole()
        if still is not None and still.interview.state.phase is not Phase.ANSWERING:
            await tasks["interview"]({"interview": whole.interview.id})

    async def _answer(self) -> bool:
        """Hands over what is typed next; False at the end of it."""
        text = _read(self._console)
        if not text:
            return False
        text = word_in(text) or text
        now = self._app.practice.context.clock.now()
        ident = uuid.uuid4().hex
        await self._app.practice.receive(
            Incoming(self._me, "terminal", ident, micros(now), text, now, direct=True)
        )
        after = await self._whole()
        if after is not None and after.turns[-1].kind is TurnKind.REMARK and text not in WORDS:
            render(self._console, wording.not_counted(after.interview))
        return True

    async def _begin(self) -> None:
        context, whole = self._app.practice.context, await self._whole()
        if whole is not None:
            skill = skill_name(context.bank, whole.interview.skill)
            plain = not context.ladder.rungs.models
            render(self._console, wording.started_here(whole.interview, skill, plain=plain))
            await say_where_it_goes(self._app, self._console, self._me)

    async def _call(self, name: str, text: str) -> Reply:
        """Raises InvalidInput, such as for a skill that is not there."""
        call = Call(self._me, f"terminal:{uuid.uuid4().hex}", name, text, "", admin=True)
        return await self._app.practice.command(call)

    async def _whole(self) -> Whole | None:
        """The interview that is open."""
        async with self._app.store.transaction() as tx:
            member = await member_of(tx, self._me)
            open_ = await tx.interviews.open_of(member.id)
            return await tx.interviews.whole(open_) if open_ else None

    async def _step_back(self) -> None:
        """What waits for an answer is shown again."""
        whole = await self._whole()
        questions = [t.number for t in whole.turns if t.kind is TurnKind.QUESTION] if whole else []
        self._shown = questions[-1] - 1 if questions else 0

    def _show(self, whole: Whole) -> None:
        for turn in whole.turns:
            if turn.number > self._shown and not turn.by_member:
                render(self._console, _as_message(turn, whole))
            self._shown = max(self._shown, turn.number)

    async def _end(self) -> None:
        context, people = self._app.practice.context, self._app.practice.people
        async with self._app.store.transaction() as tx:
            member = await member_of(tx, self._me)
            interview = (await tx.interviews.of_member(member.id))[0]
            if interview.state.phase is Phase.CLOSED:
                render(self._console, wording.closed())
                return
            whole = await tx.interviews.whole(interview)
            card = await scorecard.made(context, people, tx, whole)
        self._show(whole)
        render(self._console, scorecards.scorecard(card))


def _as_message(turn: Turn, whole: Whole) -> Message:
    if turn.kind is TurnKind.QUESTION:
        question = whole.items[turn.item - 1].question
        head = f"Question {turn.item} of {whole.interview.state.length} · {question.kind}"
        return Message((Line(f"{head} · {question.level}", "title"), Line(turn.text)))
    if turn.kind is TurnKind.CRITIQUE:
        return Message(tuple(note(line) for line in turn.text.splitlines()))
    return say(f"Hint: {turn.text}" if turn.kind is TurnKind.HINT else turn.text)


def _read(console: Console) -> str:
    """An answer: lines up to an empty one, or to the end of a pipe; '' at that end."""
    typed = sys.stdin.isatty()
    if typed:
        console.print("[dim]Your answer; an empty line ends it.[/dim]")
    lines: list[str] = []
    with suppress(EOFError):
        while True:
            line = console.input("> " if typed else "", markup=False).strip()
            if line:
                lines.append(line)
            elif lines:
                break
    return "\n".join(lines)
