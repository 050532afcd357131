"""`whetstone practice`: one question in this terminal, answered by hand or from a pipe."""

import asyncio
import datetime as dt
import getpass
import sys
import uuid
from contextlib import suppress

import click
from rich.console import Console

from bot import logs
from bot.cli.common import run, with_settings
from bot.demo import local_zone
from bot.errors import InvalidInput, SendRefused
from bot.members.people import TERMINAL, member_of
from bot.message import Call, Form, Message, Person, Press, Reply, Submission
from bot.model import Ref
from bot.sending.outbox import Place
from bot.settings import Settings
from bot.wiring import App, opened
from bot.wording import critics, reviews

PATIENCE = 120  # seconds to wait for the critique before saying that it comes later


@click.command()
@click.option("--skill", default="", help="Such as caching; any skill without it.")
@with_settings
def command(settings: Settings, skill: str) -> None:
    """One question in this terminal, its critique point by point, and your streak."""
    asked(settings, f"solo {skill}")


def asked(settings: Settings, text: str) -> None:
    """What `/practice …` with that text asks, answered here. Raises WhetstoneError."""
    if settings.log_level != "DEBUG":  # the review says what a person must know
        logs.set_up("ERROR", settings.log_format)
    quiet = settings.model_copy(update={"quiet_seconds": 0})

    async def whole() -> None:
        async with opened(quiet, with_platforms=False) as app:
            await _practise(app, text)

    run(whole())


async def _practise(app: App, text: str) -> None:
    console, core = Console(highlight=False), app.practice
    user = user_name()
    me = Person(TERMINAL, "local", user, user, local_zone(), "Terminal")
    call = Call(me, f"terminal:{uuid.uuid4().hex}", "practice", text, "", admin=True)
    form = await core.command(call)
    if not isinstance(form, Form):  # nothing to ask, and why
        render(console, form)
        return
    console.print(f"\n[bold]{form.title.removesuffix(', for you alone')}[/bold]")
    console.print(form.intro, markup=False)
    await say_where_it_goes(app, console, me)
    reply = await core.submit(Submission(me, call.id, form.id, {"text": _read(console)}, ""))
    round_id = form.id.partition(":")[2]
    if not _begins(reply, reviews.saved(int(round_id))):
        render(console, reply)
        return
    render(console, await _review(app, console, me, round_id))
    if isinstance(reply, Message) and any(button.action == "then" for button in reply.buttons):
        render(console, await core.press(Press(me, uuid.uuid4().hex, "then", round_id, "")))
    render(console, await core.command(Call(me, call.id, "practice", "streak", "")))


async def say_where_it_goes(app: App, console: Console, me: Person) -> None:
    """Before a first answer: what goes to the model's provider, and how to keep it here."""
    models = app.practice.context.ladder.rungs.models
    if not models:
        return
    async with app.store.transaction() as tx:
        member = await member_of(tx, me)
        if not await tx.preferences.was_told(member.id, app.practice.context.clock.now()):
            render(console, critics.what_leaves(models[0].name))


class TerminalChat:
    """Prints what is happening. Nothing is posted here: the command shows the review itself."""

    platform = TERMINAL
    spacing = dt.timedelta(0)

    def __init__(self, console: Console) -> None:
        self._console = console
        self._shown = 0

    async def progress(self, team: str, key: str, place: Place, message: Message | None) -> None:
        """Each new line once."""
        for line in message.lines[self._shown :] if message else ():
            render(self._console, Message((line,)))
            self._shown += 1

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        raise SendRefused("nothing is posted to a terminal")

    async def update(self, team: str, ref: Ref, message: Message) -> None:
        raise SendRefused("nothing is posted to a terminal")

    async def find(self, team: str, key: str, place: Place, since: dt.datetime) -> Ref | None:
        return None


def user_name() -> str:
    try:
        return getpass.getuser()
    except (KeyError, ImportError, OSError):  # in a container a user may have no name
        return "me"


def _read(console: Console) -> str:
    """The answer: lines up to an empty one or the end of a pipe. Raises InvalidInput."""
    if not sys.stdin.isatty():
        text = sys.stdin.read()
    else:
        console.print("[dim]Your answer; an empty line ends it.[/dim]")
        lines: list[str] = []
        with suppress(EOFError):  # Ctrl+D ends it too
            while line := console.input("> ", markup=False).strip():
                lines.append(line)
        text = "\n".join(lines)
    if not text.strip():
        raise InvalidInput("Not sent: the answer is empty. One sentence is enough.")
    return text


async def _review(app: App, console: Console, me: Person, round_id: str) -> Message:
    """Works the jobs that wait, here or in a bot that runs on the same database."""
    press = Press(me, uuid.uuid4().hex, "review", round_id, "")
    tasks = app.practice.tasks({TERMINAL: TerminalChat(console)})
    for _ in range(PATIENCE * 2):
        await app.store.jobs().drain(tasks)
        reply = await app.practice.press(press)
        if isinstance(reply, Message) and not _begins(reply, reviews.not_yet()):
            return reply
        await asyncio.sleep(0.5)
    return reviews.not_yet()


def _begins(reply: Reply, message: Message) -> bool:
    """Whether it says that first."""
    return isinstance(reply, Message) and reply.lines[: len(message.lines)] == message.lines


def render(console: Console, message: object) -> None:
    """A message in the terminal: titles bold, quotes marked, small print dim."""
    if not isinstance(message, Message):
        return
    styles = {"title": "bold", "note": "dim", "quote": "italic"}
    console.print()
    for line in message.lines:
        start = {"item": "  - ", "quote": "    “"}.get(line.kind, "")
        end = "”" if line.kind == "quote" else ""
        mark = f"  {line.mark.value.capitalize()}" if line.mark else ""
        text = f"{start}{line.text}{end}{mark}"
        console.print(text, style=styles.get(line.kind), markup=False)
