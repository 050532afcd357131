"""Plays a plot through the real core, and writes down what happened as raw events."""

import datetime as dt
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from support.month_log import DAY, HOUR, Event, Where
from support.month_plot import END, MANAGER, NAMES, PLANS, START, ZONES, Act, Plot
from support.team import Asked, JournalChat, Team, form, is_question

from bot.days.pulse import Pulse
from bot.errors import SendRefused
from bot.message import Form, Message
from bot.model import WEEKDAYS, AnswerState, Ref, RoundKind
from bot.sending.outbox import Place

SKILLS = (
    "caching, rate-limiting",
    "high-availability, crewai",
    "openai-api, llamaindex",
    "caching",
)
CHECKS = tuple(START + days * DAY + 13 * HOUR for days in (6, 12, 18, 27))
SECONDS = dt.timedelta(seconds=25)


class Chat(JournalChat):
    """Refuses one question when asked to."""

    refusing = False

    async def post(self, team: str, key: str, place: Place, message: Message) -> Ref:
        if self.refusing and key.startswith("round:") and key.endswith(":post"):
            self.refusing = False
            raise SendRefused("not allowed in this channel")
        return await super().post(team, key, place, message)


class Story:
    def __init__(self, team: Team, seed: int) -> None:
        self.team, self.plot = team, Plot(seed)
        self.chat = team.chat = Chat()
        self.log: list[Event] = []
        self._people = {n: team.member(n, ZONES[at % 4]) for at, n in enumerate(NAMES)}
        self._asked: dict[Where, Asked] = {}
        self._seen = 0
        self._stopped: dt.datetime | None = None
        self._forgotten: dict[str, dt.datetime] = {}

    async def play(self) -> AsyncIterator[dt.datetime]:
        """Pauses about once a week, when all that was asked of the bot is done."""
        self.team.clock.at = START
        await self._begin()
        checks = [*CHECKS, END]
        while found := self.plot.next():
            at, act = found
            if at >= checks[0]:
                yield await self._check(checks.pop(0))
            if act.sent is not None and at == self.plot.down[1] and self.plot.heard_first:
                self.team.clock.at = at
            else:
                await self._works(at)
            await self._do(act)
        yield await self._check(END)

    async def _begin(self) -> None:
        for plan, skills in zip(PLANS.values(), SKILLS, strict=True):
            await self.team.track(
                skills=skills,
                at=f"{plan.at:%H:%M}",
                zone=plan.zone,
                weekdays=",".join(WEEKDAYS[number] for number in plan.weekdays),
                holidays=", ".join(map(str, plan.holidays)),
            )
        for name in NAMES:
            await self._moves(Act("moves", name, text=self._people[name].person.zone or ""))
        async with self.team.store.transaction() as tx:
            team = await tx.teams.ensure("journal", self.team.name, self.team.name)
            manager = await tx.members.ensure(team.id, self._people[MANAGER].person.member, MANAGER)
            await tx.roles.set_manager(manager.id, manager=True)

    async def _check(self, at: dt.datetime) -> dt.datetime:
        await self._works(at)
        await self._people[MANAGER].runs("/leaderboard team")
        self._note("looks")
        await self._works(at + SECONDS)
        return self.team.clock.at

    def _note(self, what: str, who: str = "", where: Where | None = None, **more: Any) -> None:
        self.log.append(Event(self.team.clock.at, what, who, where, **more))

    async def _works(self, at: dt.datetime) -> None:
        """The bot goes on to that instant. It notes that it is there only around its outage."""
        if at > self.team.clock.at:
            self.team.clock.at = at
            self._note("works", sent=self._stopped)
            if self._stopped:
                await Pulse(self.team.practice.context).beat()
                self._stopped = None
            await self.team.work()
        new, self._seen = self.chat.posts[self._seen :], len(self.chat.posts)
        for posted in filter(is_question, new):
            await self._notices(Asked(self.team, int(posted.key.split(":")[1]), posted))

    async def _notices(self, asked: Asked) -> None:
        round_ = await asked.round()
        extra = round_.kind is RoundKind.EXTRA
        kind, name = ("extra", round_.key) if extra else ("daily", "")
        assert round_.track_id is not None
        where = (kind, round_.track_id, round_.local_date, name)
        self._asked[where] = asked
        if extra:
            self.log.append(Event(round_.created_at, "extra", where=where))
        self._note("skill", where=where, detail=round_.question.skill)
        self.plot.react(where, round_.created_at)

    async def _do(self, act: Act) -> None:
        if act.kind != "works" and act.who not in self._forgotten:
            await getattr(self, "_" + act.kind.replace(" ", "_"))(act)
        elif act.kind == "returns":
            del self._forgotten[act.who]
            await self._moves(replace(act, text="Asia/Kolkata"))

    async def _stops(self, act: Act) -> None:
        await Pulse(self.team.practice.context).beat()
        self._stopped = self.team.clock.at

    async def _says(self, act: Act) -> None:
        assert act.where is not None
        sent = act.sent or self.team.clock.at
        asked = self._asked[act.where]
        await self._people[act.who].says(asked, act.text, message=act.key, sent_at=sent)
        if act.text:
            detail = "talk" if act.text == "ok, later" else ""
            self._note("says", act.who, act.where, key=act.key, sent=sent, detail=detail)
        else:
            self._note("deletes", act.who, key=act.key)

    async def _deletes(self, act: Act) -> None:
        assert act.where is not None
        await self._people[act.who].deletes(self._asked[act.where], act.key)
        self._note("deletes", act.who, key=act.key)

    async def _form(self, act: Act) -> None:
        assert act.where is not None
        someone, asked = self._people[act.who], self._asked[act.where]
        sheet = form(await someone.presses("answer", asked.id))
        await someone.sends(sheet, id=act.key, text=act.text, readers="me")
        self._note("says", act.who, act.where, key=act.key, sent=self.team.clock.at, detail="form")

    async def _takes_back(self, act: Act) -> None:
        assert act.where is not None
        mine = [
            answer.id
            for answer in await self.team.answers(self._asked[act.where])
            if answer.readers == "me" and answer.state is not AnswerState.DELETED
            if act.text in answer.text
        ]
        for ident in mine:
            await self._people[act.who].presses("delete_answer_yes", ident)
        self._note("deletes", act.who, key=act.key)

    async def _reveals(self, act: Act) -> None:
        assert act.where is not None
        await self._people[act.who].presses("dont_know", self._asked[act.where].id)

    async def _alone(self, act: Act) -> None:
        """A review where one is due, else a question of one's own."""
        someone = self._people[act.who]
        reply = await someone.runs(act.text)
        sheet = reply if isinstance(reply, Form) else form(await someone.runs("/practice solo"))
        key = self.team.next_id()
        await someone.sends(sheet, id=key, text="A lock, and the others serve what is stale.")
        self._note("alone", act.who, key=key)

    async def _moves(self, act: Act) -> None:
        someone = self._people[act.who]
        someone.person = replace(someone.person, zone=act.text)
        await someone.runs("/practice streak")
        self._note("meets", act.who, detail=act.text)

    async def _away(self, act: Act) -> None:
        """Some weeks ahead, or some days back."""
        dice, today = self.plot.dice, self.team.clock.at.date()
        first = today + dt.timedelta(days=dice.choice((-5, -4, -2, 1, 2, 4)))
        last = first + dt.timedelta(days=dice.choice((0, 2, 5, 9)))
        await self._people[act.who].runs(f"/practice away {first}..{last}")
        self._note("away", act.who, first=first, last=last)

    async def _back(self, act: Act) -> None:
        await self._people[act.who].runs("/practice away off")
        self._note("back", act.who)

    async def _leaves(self, act: Act) -> None:
        """One track or all; who leaves all comes back after a week, by an answer."""
        home = self.plot.home[act.who]
        for track in list(home)[: self.plot.dice.randint(1, len(home))]:
            await self._people[act.who].presses("leave", track)
            date = self.team.clock.at.astimezone(ZoneInfo(PLANS[track].zone)).date()
            self._note("leaves", act.who, track=track, first=date)
        self.plot.leaves(act.who, self.team.clock.at)

    async def _hides(self, act: Act) -> None:
        await self._people[act.who].presses("privacy_hide", act.text)
        self._note("hides", act.who, detail=act.text)

    async def _forgets(self, act: Act) -> None:
        someone = self._people[act.who]
        sheet = form(await someone.presses("privacy_delete"))
        await someone.sends(sheet, word="delete")
        self._note("forgets", act.who)
        self._forgotten[act.who] = self.team.clock.at
        self.plot.at(self.team.clock.at + 8 * DAY, "returns", act.who)

    async def _pauses(self, act: Act) -> None:
        await self._people[act.who].runs(f"/practice pause {act.text}")
        self._note("pauses", track=int(act.text))

    async def _resumes(self, act: Act) -> None:
        await self._people[act.who].runs(f"/practice resume {act.text}")
        self._note("resumes", track=int(act.text))

    async def _skips(self, act: Act) -> None:
        await self._people[act.who].runs(f"/practice skip {act.text} offsite")
        self._note("skips", track=int(act.text))

    async def _refuses(self, act: Act) -> None:
        self.chat.refusing = True
        self._note("refuses")

    async def _asks_now(self, act: Act) -> None:
        await self._people[act.who].runs("/practice now")
