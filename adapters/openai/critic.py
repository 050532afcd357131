"""What all critics that ask a model share: one deadline, one retry, one reading of the reply."""

import asyncio
import copy
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass, replace
from time import monotonic
from typing import Literal, Self

import openai
from pydantic import ValidationError

from adapters.openai.faults import CutOff, Unusable, failure, wait
from adapters.openai.pricing import Prices, Tokens, usage
from adapters.openai.prompt import VERSION, Prompt, prompt
from adapters.openai.shape import Form, S, Shape, judgement
from adapters.openai.watching import Watcher
from bot.errors import CriticFailed, SettingsError
from bot.model import Judgement, Question, Usage
from bot.ports import FindingSeen

Effort = Literal["none", "minimal", "low", "medium", "high"]
Ended = Literal["whole", "cut off", "declined"]


@dataclass(frozen=True, slots=True)
class Limits:
    """`deadline`: seconds over both tries. `pause`: seconds between them, where the provider
    names none. `output_tokens` includes the model's reasoning."""

    deadline: float = 60.0
    pause: float = 0.5
    output_tokens: int = 3000
    effort: Effort = "low"


_FENCED = re.compile(r"\s*```(?:json)?\s*(.*?)\s*```\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. `cut off`: for want of room. `declined`: by the model or its filter."""

    text: str
    tokens: Tokens
    ended: Ended


class ModelCritic(ABC):
    """Implements bot.ports.Critic for one model. Safe to use for many answers at once."""

    def __init__(
        self,
        provider: str,
        api_key: str,
        *,
        model: str,
        prices: Prices,
        base_url: str | None,
        limits: Limits,
    ) -> None:
        """Raises SettingsError where the key cannot be one."""
        # A header could not carry it, and the fault would look like a network's.
        if not re.fullmatch("[!-~]+", api_key):
            raise SettingsError(f"The key for {provider} has spaces or letters that no key has")
        self.name = f"{provider}/{model}/{VERSION}"
        self._provider, self._model, self._prices = provider, model, prices
        self._limits = limits
        # The client's own retries know no overall deadline and repeat what money alone can mend.
        self._client = openai.AsyncOpenAI(
            api_key=api_key, base_url=base_url, timeout=limits.deadline, max_retries=0
        )

    def with_room(self, factor: int = 2) -> Self:
        """The same critic with that many times the output tokens, for after CriticCutOff."""
        roomier = copy.copy(self)
        roomier._limits = replace(self._limits, output_tokens=self._limits.output_tokens * factor)
        return roomier

    async def close(self) -> None:
        """Closes its connections, and those of every critic made by `with_room`."""
        await self._client.close()

    async def judge(
        self, question: Question, text: str, *, member: str = "", seen: FindingSeen | None = None
    ) -> Judgement:
        """One critique of `text`. Each finding is told to `seen` once its JSON is closed.

        Raises CriticCutOff where the critique ended early or has another shape, CriticRefused
        where key or quota are at fault, CriticFailed for everything else."""
        form = Form("critique", Shape, f"rubric:{question.id}:v{question.rubric}")
        watcher = Watcher(question.points, seen)
        shape, spent = await self.ask(prompt(question, text), form, member, watcher)
        return judgement(shape, question, judge=self.name, version=VERSION, usage=spent)

    async def ask(
        self, asked: Prompt, form: Form[S], member: str, watcher: Watcher | None = None
    ) -> tuple[S, Usage]:
        """One call to the model: what it wrote in that form, and what it took.

        `watcher` hears it being written. Raises as `judge` does."""
        started = monotonic()
        try:
            reply = await self._reply(asked, form, member, watcher or Watcher())
        except TimeoutError:
            raise CriticFailed(
                f"{self._provider} was not done within {self._limits.deadline:g} s"
            ) from None
        return self._read(reply, form, monotonic() - started)

    async def _reply(self, asked: Prompt, form: Form[S], member: str, watcher: Watcher) -> Reply:
        """Asks, and once more after a passing fault, unless the wait would outlast the deadline.

        Not after a finding was told: a second critique might take it back."""
        now = asyncio.get_running_loop().time
        until = now() + self._limits.deadline
        async with asyncio.timeout_at(until):
            for last in (False, True):
                try:
                    return await self._ask(asked, form, member, watcher)
                except openai.APIError as error:
                    fault = error
                pause = wait(fault, self._limits.pause)
                if last or pause is None or watcher.told or now() + pause > until:
                    break
                await asyncio.sleep(pause)
                watcher.restart()
        raise failure(fault, self._provider)

    @abstractmethod
    async def _ask(self, asked: Prompt, form: Form[S], member: str, watcher: Watcher) -> Reply:
        """One streamed call, told to the watcher as it comes. Raises openai.APIError."""

    def _read(self, reply: Reply, form: Form[S], latency: float) -> tuple[S, Usage]:
        spent = usage(reply.tokens, self._prices, latency)
        if reply.ended == "declined":
            raise Unusable(f"{self._provider} declined to answer", spent)
        if reply.ended == "cut off":
            raise CutOff(
                f"{self._provider} ran out of its {self._limits.output_tokens} output tokens", spent
            )
        fenced = _FENCED.fullmatch(reply.text)
        try:
            shape = form.shape.model_validate_json(fenced[1] if fenced else reply.text)
        except ValidationError:
            # Its text names the fields' values, which quote the answer.
            raise CutOff(f"{self._provider} returned no {form.name} of our shape", spent) from None
        return shape, spent
