"""What a member takes back: one private answer, or all that is stored of them."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import replace

import structlog

from bot.daily.answers import Answers
from bot.errors import NotFound, SendLater
from bot.message import Message
from bot.model import Answer, Member
from bot.ports import Chat, Clock, KeepsMessages, TaskFunction
from bot.sending.delivery import NOT_HERE
from bot.sending.outbox import Send, SendState
from bot.stores import Transaction
from bot.team.teams import copies
from bot.wording import privacy

log = structlog.get_logger()

WITHDRAWN = "its author deleted their data"
PATIENCE = dt.timedelta(days=1)  # for a platform that is not configured, by mistake perhaps


async def take_back(tx: Transaction, answers: Answers, answer: Answer) -> None:
    """An answer by form has no message to delete; it goes as if it had been one."""
    for part in await tx.answers.parts(answer.id):
        if part.text is not None:
            gone = replace(part, text=None, revision=part.revision + 1)
            await tx.answers.add_part(answer.id, gone)
    await answers.erase(tx, answer)


async def forget(tx: Transaction, member: Member, now: dt.datetime) -> None:
    """All that is stored of the member, and what the bot wrote of them for others to see."""
    for send in await tx.sends.of_member(member.id):
        if send.place.member is None:  # the others go with the member
            await _withdraw(tx, send)
    await _unname(tx, member)
    await tx.personal.delete(member.id)
    team = await tx.teams.get(member.team_id)
    await tx.jobs.enqueue("forget", copies(team, now, member.external_id))
    log.info("a member deleted their data", team=member.team_id)


async def _withdraw(tx: Transaction, send: Send) -> None:
    gone = privacy.removed()
    await tx.sends.rewrite(send.id, gone)
    await tx.sends.rename(send.id, f"gone:{send.id}")
    if send.state is SendState.PENDING:
        await tx.sends.save(replace(send, state=SendState.DROPPED, error=WITHDRAWN))
    elif send.updates is None and send.state is not SendState.REFUSED:
        key = f"gone:{send.id}:told"
        await tx.sends.add(key, send.team_id, send.place, gone, updates=send.id)


async def _unname(tx: Transaction, member: Member) -> None:
    """Messages to others that say the member's name, or a former one: they stay, without it."""
    names = {member.name, *await tx.members.former_names(member.id)} - {""}
    newest: dict[int, tuple[Send, Message]] = {}
    for send in await tx.sends.that_name(member.team_id, names):
        told = without(send.message, names)
        if send.place.member == member.external_id or told == send.message:
            continue
        await tx.sends.rewrite(send.id, told)
        if send.key.startswith(f"manager:{member.id}:"):
            await tx.sends.rename(send.id, f"gone:{send.id}")
        if send.state is SendState.SENT:
            newest[send.updates or send.id] = (send, told)
    for first, (send, told) in newest.items():
        await tx.sends.add(f"gone:{send.id}:told", send.team_id, send.place, told, updates=first)


def without(message: Message, names: Collection[str]) -> Message:
    """The message with a word in place of each of the names, wherever it stands as a word. A
    picture may show what its lines say, so one beside a name goes."""
    longest_first = sorted(names, key=len, reverse=True)  # for one may begin another
    whole = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")
    lines = tuple(
        replace(line, text=whole.sub(privacy.SOMEBODY, line.text)) for line in message.lines
    )
    return replace(message, lines=lines, picture=None) if lines != message.lines else message


class Forgetting:
    def __init__(self, chats: Mapping[str, Chat], clock: Clock) -> None:
        self._chats = chats
        self._clock = clock

    async def copies(self, args: Mapping[str, int | str]) -> None:
        """Task: what a platform keeps of members in tables of its own. Raises SendLater.

        Where the platform is not configured it waits for PATIENCE; then that stays as it is."""
        platform = str(args["platform"])
        chat = self._chats.get(platform)
        if chat is None:
            waits = self._clock.now().timestamp() - int(args.get("since", 0))
            if waits < PATIENCE.total_seconds():
                raise SendLater(f"{platform} is not configured here", NOT_HERE)
            log.warning("not configured here: what the platform keeps stays", platform=platform)
            return
        if isinstance(chat, KeepsMessages):
            await chat.forget(str(args["group"]), str(args["who"]) or None)


def unless_gone(tasks: Mapping[str, TaskFunction]) -> Mapping[str, TaskFunction]:
    """The tasks, each of which ends quietly where what it was about was deleted meanwhile."""

    def quiet(name: str, task: TaskFunction) -> TaskFunction:
        async def run(args: Mapping[str, int | str]) -> None:
            try:
                await task(args)
            except NotFound as gone:
                log.info("a task found nothing to do", task=name, why=str(gone))

        return run

    return {name: quiet(name, task) for name, task in tasks.items()}
