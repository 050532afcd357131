"""A small honest core for the playground's own tests: it asks, collects and answers at once.

It implements `bot.core.Core` with nothing behind it but the room."""

import asyncio
from collections.abc import Sequence

from support.painters import BARS

from adapters.playground.platform import Playground
from bot.errors import InvalidInput, TryLater
from bot.message import (
    Button,
    Call,
    Deletion,
    Field,
    Form,
    Incoming,
    Line,
    Message,
    Person,
    Press,
    Reply,
    Submission,
    Suggestion,
)
from bot.model import Verdict
from bot.sending.outbox import Place

QUESTION = Message(
    (
        Line("Caching · debugging · senior", "title"),
        Line(
            "Your hottest cache entry expires at noon. The database is saturated for 40 seconds, "
            "then recovers. Nothing was deployed. What happened, and which two changes come "
            "first? Name each one's cost; `SETNX` may play a part."
        ),
        Line("Reply in this thread; a few sentences are enough. Open until Wed 05:00.", "note"),
    ),
    (
        Button("answer", "1", "Answer privately", primary=True),
        Button("hint", "1", "Hint"),
        Button("unsure", "1", "I don't know yet"),
    ),
)
REVIEW = Message(
    (
        Line("Strongest: the cause. 2 of 4 points met, 1 partly."),
        Line("everyone misses at once", "quote", Verdict.MET),
        Line("jitter on the TTL", "quote", Verdict.PARTLY),
        Line("a bigger machine", "quote", Verdict.WRONG),
        Line("limiting database load", "quote", Verdict.MISSING),
        Line("Next: say what readers get while the lock is held."),
        Line("AI review; it can be wrong.", "note"),
    ),
    (Button("review", "1", "My review"), Button("again", "1", "Try again")),
)
BOARD = Message(
    (
        Line("Days answered this week", "title"),
        Line("1. Ada, 3 days", "item", button=Button("cheer", "ada", "Cheer")),
        Line("2. Grace, 2 days", "item"),
    ),
    picture=BARS,
)
HINT = Message((Line("What do readers do right after expiry?"), Line("Only a hint.", "note")))
FORM = Form(
    "answer:1",
    "Answer privately",
    (
        Field("text", "Your answer", "text", hint="A few sentences are enough."),
        Field(
            "readers", "Who can read it", "choice",
            options=(("me", "Only me"), ("answered", "People who have answered")),
        ),
        Field(
            "topics", "Ask me more about", "choices", required=False,
            options=(("caching", "Caching"), ("locks", "Locks")),
        ),
    ),
    intro="Caching · debugging · senior",
)  # fmt: skip
COMMANDS = (
    Suggestion("/practice now", "Ask the next question now"),
    Suggestion("/practice streak", "Your days, and why"),
    Suggestion("/practice board", "Who practised this week"),
    Suggestion("/practice guide <skill>", "What to know"),
)


class FakeCore:
    def __init__(self, playground: Playground) -> None:
        self.playground = playground
        self.received: list[Incoming] = []
        self.gone: list[Deletion] = []
        self.submitted: list[Submission] = []
        self.refusals = 0  # calls of `receive` that say TryLater first
        self._asked = 0
        self._tasks: set[asyncio.Task[object]] = set()

    async def receive(self, message: Incoming) -> bool:
        if self.refusals:
            self.refusals -= 1
            raise TryLater("Not now.")
        if "forbidden" in message.text:
            raise InvalidInput("That word cannot be used here.")
        self.received.append(message)
        place = Place(message.channel, message.thread)
        self._later(f"review:{message.message}:{message.revision}", place, REVIEW)
        return True

    async def deleted(self, deletion: Deletion) -> bool:
        self.gone.append(deletion)
        return True

    async def press(self, press: Press) -> Reply:
        if press.action == "answer":
            return FORM
        if press.action == "unsure":
            raise InvalidInput("Not shown: the round is closed.")
        return HINT

    async def submit(self, submission: Submission) -> Reply:
        if "short" in submission.values["text"]:
            raise InvalidInput("Not sent: one sentence is needed.")
        self.submitted.append(submission)
        return Message((Line("Stored. Only you can read it."),))

    async def command(self, call: Call) -> Reply:
        if call.text == "now":
            self._asked += 1
            key = f"question:{call.id}"
            await self.playground.chat.post(call.person.team, key, Place(call.channel), QUESTION)
            return None
        if call.text == "streak":
            return Message((Line("Your streak", "title"), Line("Sun 22 Nov: answered", "item")))
        if call.text == "board":
            return BOARD
        raise InvalidInput(f"There is no /{call.name} {call.text}. Try /practice now.")

    def suggest(self, text: str) -> Sequence[Suggestion]:
        return [known for known in COMMANDS if known.text.startswith(text.strip())]

    async def home(self, person: Person) -> Message:
        mine = [m for m in self.received if m.person.member == person.member]
        return Message(
            (
                Line(f"Streak: {min(len(mine), 1)} day", "title"),
                Line("Longest 1, 2 freezes left", "note"),
                Line("This week", "title"),
                Line(f"{person.name}: {min(len(mine), 1)} of 1 day", "item"),
            )
        )

    async def settle(self) -> None:
        """Waits until all it had to say is said."""
        await asyncio.gather(*self._tasks)

    def _later(self, key: str, place: Place, message: Message) -> None:
        task = asyncio.create_task(self.playground.chat.post("playground", key, place, message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
