"""Any order of what a member, the clock and a crash can do, against a plain model."""

import asyncio
import datetime as dt
import shutil
import tempfile
from collections.abc import AsyncIterator, Coroutine
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from support.clock import MovableClock
from support.interviewing import interviews, posts, writes
from support.team import PLATFORM, Team

from bot.context import Rules
from bot.interviews.model import Phase, TurnKind
from bot.practice import Practice
from storage import SqlStore, open_store

LENGTH, FOLLOW_UPS = 3, 2


class Crash(Exception):
    """The process ends here."""


class Crashing:
    """A store whose process dies in its n-th transaction, just before the commit."""

    def __init__(self, store: SqlStore, at: int) -> None:
        self._store, self._left = store, at

    @asynccontextmanager
    async def transaction(self, *, urgent: bool = False) -> AsyncIterator[Any]:
        async with self._store.transaction(urgent=urgent) as tx:
            yield tx
            self._left -= 1
            if self._left == 0:
                raise Crash

    def reading(self) -> AbstractAsyncContextManager[Any]:
        return self._store.reading()


@dataclass
class Model:
    """An interview in plain words. No answer here is complete, so each has two follow-ups."""

    phase: str = "asking"
    item: int = 0
    follow_ups: int = 0
    paused: bool = False
    said: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)

    @property
    def talking(self) -> bool:
        return self.phase in ("answering", "considering")

    def on(self) -> None:
        if self.item < LENGTH:
            self.phase = "asking"
        else:
            self.phase = "summing" if self.said else "closed"

    def work(self) -> None:
        """All that is due is done."""
        while not self.paused and self.phase in ("asking", "considering", "summing"):
            if self.phase == "summing":
                self.phase = "done"
            elif self.phase == "asking":
                self.phase, self.item, self.follow_ups = "answering", self.item + 1, 0
            elif self.follow_ups < FOLLOW_UPS:
                self.phase, self.follow_ups = "answering", self.follow_ups + 1
            else:
                self.on()

    def end(self) -> None:
        if self.phase in ("asking", "answering", "considering"):
            self.phase = "summing" if self.said else "closed"
            self.paused = False


class Interviews(RuleBasedStateMachine):
    template: Path

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.folder = Path(tempfile.mkdtemp(prefix="whetstone-interviews-"))
        path = shutil.copy(self.template, self.folder / "whetstone.db")
        self.clock = MovableClock()
        store = self.run_(open_store(f"sqlite:///{path}", clock=self.clock))
        rules = Rules(quiet=dt.timedelta(0))  # so that the model need not know of silence
        self.team = Team(store, self.clock, rules)
        self.ada = self.team.member("Ada")
        self.models: list[Model] = []
        self.messages: list[tuple[str, str]] = []
        self.run_(self.ada.runs("/practice help"))

    def run_(self, work: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(work)

    @property
    def model(self) -> Model:
        return self.models[-1] if self.models else Model(phase="closed")

    @property
    def open(self) -> bool:
        return self.model.phase not in ("done", "closed")

    @initialize()
    def first(self) -> None:
        self.start()
        self.work()

    @rule()
    def start(self) -> None:
        self.run_(self.ada.runs("/mock caching senior 3 real"))
        if not self.open:
            self.models.append(Model())

    @rule(settled=st.booleans())
    def answer(self, settled: bool) -> None:
        """`settled`: what comes of it is waited for."""
        text = f"words number {len(self.messages)} on it"
        message = self.team.next_id()
        taken = self.run_(writes(self.ada, text, message=message))
        assert taken == self.open
        if not taken:
            return
        self.messages.append((message, text))
        if self.model.talking and not self.model.paused:
            self.model.said.append(text)
            self.model.phase = "considering"
        elif not self.model.talking:
            self.model.aside.append(text)
        if settled:
            self.work()

    @precondition(lambda self: self.messages)
    @rule(data=st.data())
    def redelivery(self, data: st.DataObject) -> None:
        message, text = data.draw(st.sampled_from(self.messages))
        assert self.run_(writes(self.ada, text, message=message))

    @rule(word=st.sampled_from(["skip", "hint", "pause", "resume", "end"]), twice=st.booleans())
    def says(self, word: str, twice: bool) -> None:
        ident = self.team.next_id()
        for _ in range(1 + twice):
            self.run_(self.ada.runs(f"/mock {word}", id=ident))
        model = self.model
        if not self.open:
            return
        if word == "pause" and model.phase != "summing":
            model.paused = True
        elif word == "resume":
            model.paused = False
        elif word == "end":
            model.end()
        elif word == "skip" and model.talking and not model.paused:
            model.on()

    @rule()
    def work(self) -> None:
        self.run_(self.team.work())
        self.model.work()

    @rule(at=st.integers(1, 3))
    def crash(self, at: int) -> None:
        """In the middle of the task; what was not committed is done by the next who works."""
        newest = self.run_(interviews(self.ada))[:1]
        context = replace(self.team.practice.context, store=Crashing(self.team.store, at))
        task = Practice(context).tasks({PLATFORM: self.team.chat})["interview"]

        async def dies() -> None:
            with suppress(Crash):
                await task({"interview": newest[0].id})

        if newest:
            self.run_(dies())
        self.work()

    @rule(minutes=st.sampled_from([1, 10, 80 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.work()
        self.clock.move(minutes=minutes)
        self.run_(self.team.work())
        if minutes > 72 * 60 and not self.model.paused:
            self.model.end()
        self.model.work()

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        self.run_(self._check())

    async def _check(self) -> None:
        found = (await interviews(self.ada))[::-1]
        assert len(found) == len(self.models)
        assert sum(not each.state.over for each in found) <= 1
        for interview, model in zip(found, self.models, strict=True):
            state = interview.state
            assert state.phase == Phase(model.phase)
            assert (state.item, state.paused) == (model.item, model.paused)
            if model.phase == "answering":
                assert state.follow_ups == model.follow_ups
            async with self.team.store.reading() as tx:
                whole = await tx.interviews.whole(interview)
            said = [t.text for t in whole.turns if t.kind is TurnKind.ANSWER]
            aside = [t.text for t in whole.turns if t.kind is TurnKind.REMARK]
            assert (said, aside) == (model.said, model.aside)
            assert [t.number for t in whole.turns] == list(range(1, len(whole.turns) + 1))
            assert [i.number for i in whole.items] == list(range(1, model.item + 1))
        keys = [post.key for post in posts(self.ada)]
        assert len(keys) == len(set(keys))

    def teardown(self) -> None:
        self.run_(self.team.store.close())
        self.runner.close()
        shutil.rmtree(self.folder)


def test_no_turn_is_lost_or_doubled_and_one_interview_is_open(sqlite_template: Path) -> None:
    Interviews.template = sqlite_template
    run_state_machine_as_test(
        Interviews,
        settings=settings(
            max_examples=12,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_model_would_see_a_lost_answer(sqlite_template: Path) -> None:
    Interviews.template = sqlite_template
    play = Interviews()
    try:
        play.start()
        play.work()
        play.model.said.append("words")
        with pytest.raises(AssertionError):
            play.nothing_is_lost_or_doubled()
    finally:
        play.teardown()
