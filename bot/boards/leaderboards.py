"""Leaderboards. They reward taking part and improving on one's own baseline, never speed.

A public list stops at five; who asks is shown their own place with its neighbours (PRACTICE_RULES,
'Groups and managers'). Periods are calendar periods in the zone of the team's first track."""

from collections.abc import Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.boards import words as board_words
from bot.boards.keeping import STREAK, Keeping
from bot.boards.standings import Board, Kind, Row, Span, start_of
from bot.context import Context
from bot.features import Feature
from bot.members.people import People
from bot.members.settings import MemberSettings
from bot.message import Call, Line, Press, Reply
from bot.model import Member
from bot.stores import Transaction
from bot.wording import boards
from bot.wording.boards import View

PUBLIC_PLACES = 5
LEAST = {Kind.DAYS: 1, Kind.STREAK: 3, Kind.IMPROVEMENT: 1}
"""A running streak is shown from 3 on, a break never, and of improvements only rises."""
PASSES = 3


class Leaderboards:
    def __init__(self, context: Context, people: People, keeping: Keeping) -> None:
        self._c = context
        self._people = people
        self._keeping = keeping

    def feature(self) -> Feature:
        return Feature(
            commands={"leaderboard": self._command},
            presses={"board": self._press, "board_named": self._named},
        )

    async def week(self, tx: Transaction, member: Member) -> Sequence[Line]:
        """This week's days, as that member sees them."""
        return boards.lines(await self.view(tx, member, Kind.DAYS, Span.WEEK))

    async def view(
        self, tx: Transaction, member: Member, kind: Kind, span: Span, skill: str = ""
    ) -> View:
        """The board of the present period, as that member sees it."""
        zone = await self._zone(tx, member)
        today = self._c.clock.now().astimezone(ZoneInfo(zone)).date()
        board = Board(kind, span, start_of(span, today), skill)
        rows = await self._places(tx, member, board)
        own = next((row.value for row in rows if row.member_id == member.id), None)
        # Who stands on a board is not hidden, and on that of improvements has agreed.
        chosen = MemberSettings(member.id, named=True)
        if own is None:
            own = await tx.standings.own(member.id, board)
            chosen = await tx.member_settings.of(member.id)
        return View(
            board=board,
            skill=self._c.bank.skill(skill).name if skill else "",
            zone=zone,
            rows=rows,
            member_id=member.id,
            own=own,
            hidden=chosen.hidden,
            named=chosen.named,
            least=LEAST[kind],
        )

    async def _command(self, tx: Transaction, member: Member, call: Call, rest: str) -> Reply:
        skills = [skill.id for skill in self._c.bank.skills()]
        return await self._shown(tx, member, board_words.parse(rest, skills))

    async def _press(self, tx: Transaction, member: Member, press: Press) -> Reply:
        return await self._shown(tx, member, self._asked(press.value))

    async def _named(self, tx: Transaction, member: Member, press: Press) -> Reply:
        """Agrees to be named, or takes it back; the board shows what that means."""
        choice, _, where = press.value.partition(":")
        asked = self._asked(where)
        chosen = await tx.member_settings.of(member.id)
        await tx.member_settings.save(replace(chosen, named=choice == "on"))
        return await self._shown(tx, member, asked)

    def _asked(self, value: str) -> board_words.Asked:
        """What a button says, as words: it may come from another version, or be made up."""
        skills = [skill.id for skill in self._c.bank.skills()]
        return board_words.parse(value.replace(":", " "), skills)

    async def _shown(self, tx: Transaction, member: Member, asked: board_words.Asked) -> Reply:
        kind, span, skill, notes = board_words.settled(asked)
        return boards.board(await self.view(tx, member, kind, span, skill), *notes)

    async def _zone(self, tx: Transaction, member: Member) -> str:
        tracks = await tx.tracks.of_team(member.team_id)
        return tracks[0].zone if tracks else member.zone or "UTC"

    async def _places(self, tx: Transaction, member: Member, board: Board) -> Sequence[Row]:
        """The first five, and further down the member's own place with its neighbours.

        Of streaks none is shown that a closing not yet settled has ended."""
        who = (member.team_id, member.id, board, LEAST[board.kind], PUBLIC_PLACES)
        rows = await tx.standings.places(*who)
        if board != STREAK or not await tx.standings.unsettled(member.team_id):
            return rows
        for _ in range(PASSES):
            now = {row.member_id: await self._streak(tx, row.member_id) for row in rows}
            if all(now[row.member_id] == row.value for row in rows):
                break
            rows = await tx.standings.places(*who)
        return [row for row in rows if now.get(row.member_id) == row.value]

    async def _streak(self, tx: Transaction, member_id: int) -> int | None:
        await self._keeping.streak(tx, await tx.members.get(member_id))
        return await tx.standings.own(member_id, STREAK)
