"""The post office as the other side of the chaos tests."""

import datetime as dt
from collections.abc import AsyncIterator, Hashable, Iterable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from support.chaos import QUESTIONS, name_of, text_of
from support.due_questions import add_due_tracks
from support.post_office import PostOffice


class PostOfficeChaos:
    def __init__(self, office: PostOffice) -> None:
        self._office = office

    def settings(self) -> Mapping[str, str]:
        return {"PLATFORMS": "support.post_office_platform", "POST_OFFICE": self._office.address}

    async def opens(self, database_url: str) -> None:
        """The daily question is due, and more are asked for, each request coming twice."""
        await add_due_tracks(database_url, "post_office", "office", ["practice"])
        for number in range(1, QUESTIONS):
            self._office.person_does(
                "command", times=2, member=f"Asker{number}", text="now", channel="practice"
            )

    def threads(self) -> list[dict[str, Any]]:
        return [entry for entry in self._office.journal if entry["key"].startswith("round:")]

    async def answers(self, number: int) -> None:
        threads = self.threads()
        self._office.person_does(
            "reply",
            member=name_of(number),
            message=f"reply-{number}",
            channel="practice",
            thread=threads[number % len(threads)]["id"],
            text=text_of(number),
            at=dt.datetime.now(dt.UTC).isoformat(),
        )

    def loses_an_answer(self) -> None:
        self._office.to_lose += 1

    def told(self) -> Iterable[tuple[str, str]]:
        return ((entry["key"], entry["text"]) for entry in self._office.journal)

    def waits(self) -> bool:
        return bool(self._office.waiting)

    def news(self) -> Hashable:
        return len(self._office.journal), self._office.delivered


@asynccontextmanager
async def post_office_chaos(people: int) -> AsyncIterator[PostOfficeChaos]:
    """Whoever writes is a person there, so their number does not matter."""
    office = PostOffice()
    await office.start()
    try:
        yield PostOfficeChaos(office)
    finally:
        await office.stop()
