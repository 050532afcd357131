"""Keeps what a provider answered, by the hash of what it was asked, and gives it back later.

No key and no member is kept. The mark around an answer is new in each request, so the hash
leaves it out; whatever else changes in a request makes it another one."""

import copy
import hashlib
import json
import re
from collections import defaultdict, deque
from pathlib import Path
from typing import TypeVar

import httpx2
import openai

from adapters.openai.critic import ModelCritic
from bot.errors import InvalidInput

Model = TypeVar("Model", bound=ModelCritic)

_MARK = re.compile(r"answer-[0-9a-f]{16}")
_MEMBER = re.compile(r'("(?:safety_identifier|user)"\s*:\s*)"[^"]*"')
# The last event of a response repeats all that its deltas brought.
_DELTA = re.compile(r"event: response\.\S*(?:delta|added|\.done)\n")


def through(critic: Model, transport: httpx2.AsyncBaseTransport) -> Model:
    """The same critic, whose requests go through `transport`."""
    wired = copy.copy(critic)
    client = openai.DefaultAsyncHttpx2Client(transport=transport)
    wired._client = critic._client.with_options(http_client=client)
    return wired


def fingerprint(body: bytes) -> str:
    """The hash of a request, the same for the same question, answer, model and prompt."""
    asked = json.loads(_MARK.sub("answer-", body.decode()))
    asked.pop("safety_identifier", None)
    asked.pop("user", None)
    return hashlib.sha256(json.dumps(asked, sort_keys=True).encode()).hexdigest()


class Recorder(httpx2.AsyncBaseTransport):
    """Lets requests through, and adds what came back whole to a new file, a line each."""

    def __init__(self, path: Path, inner: httpx2.AsyncBaseTransport | None = None) -> None:
        """Raises InvalidInput where the file is there already: a recording costs money."""
        if path.exists():
            raise InvalidInput(f"{path} is there already. Name a new file for the recording.")
        self._path, self._inner = path, inner or httpx2.AsyncHTTPTransport()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asked = fingerprint(await request.aread())
        response = await self._inner.handle_async_request(request)
        if response.status_code != 200:
            return response
        text = (await response.aread()).decode()
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps({"request": asked, "response": _kept(text)}) + "\n")
        return _again(text)

    async def aclose(self) -> None:
        await self._inner.aclose()


class Replay(httpx2.AsyncBaseTransport):
    """Answers from a recording alone; the n-th equal request gets the n-th response."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: defaultdict[str, deque[str]] = defaultdict(deque)
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            self._kept[entry["request"]].append(entry["response"])
        self._missed: set[str] = set()

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        asked = fingerprint(await request.aread())
        if not self._kept[asked]:
            self._missed.add(asked)
            raise httpx2.ConnectError("not in the recording")
        return _again(self._kept[asked].popleft())

    def check(self) -> None:
        """Raises InvalidInput where something was asked that is not in the recording.

        The client takes a miss for a fault of the network, so it has to be asked here."""
        if self._missed:
            raise InvalidInput(
                f"{len(self._missed)} requests are not in {self._path}: question, answer, prompt "
                "or model changed. Record again with a key."
            )


def _kept(text: str) -> str:
    events = [event for event in text.split("\n\n") if not _DELTA.match(event)]
    return _MEMBER.sub(r"\1null", "\n\n".join(events))


def _again(text: str) -> httpx2.Response:
    return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, text=text)
