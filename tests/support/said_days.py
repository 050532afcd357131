"""A sample of every message about days, boards, reminders and weeks."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from support.said_samples import NAME, NOW, QUESTION, ROUND, TODAY, TRACK, ZONE

from bot import commands
from bot.boards.standings import Board, Kind, Row, Span
from bot.days.chains import Chain, ChainDay
from bot.days.streaks import Day, DayState, History, build
from bot.members.settings import MemberSettings
from bot.message import Line, Message
from bot.model import Away
from bot.wording import (
    boards,
    days,
    digest,
    reminders,
    streaks,
)
from bot.wording.basics import say
from bot.wording.boards import View
from bot.wording.digest import Week

MISSED = Day(TODAY, DayState.MISSED, "No answer, and no freeze was left.")
FROZEN = Day(TODAY, DayState.FROZEN, "No answer; a freeze kept the streak. Left: 1.")
EXCUSED = Day(TODAY, DayState.EXCUSED, "The first miss in the first week is excused.")
WEEK = View(
    board=Board(Kind.DAYS, Span.WEEK, TODAY),
    skill="",
    zone=ZONE,
    rows=[Row(1, 1, "Ada", 3), Row(2, 2, NAME, 3)],
    member_id=2,
    own=1,
    hidden=False,
    named=False,
    least=1,
)
BOARD = boards.lines(WEEK)
LEDGERS = {
    "empty": build(History(as_of=TODAY, joined=TODAY)),
    "one": build(History(as_of=TODAY, joined=TODAY, answered={TODAY}, expected={TODAY: False})),
    "resting": build(
        History(
            as_of=TODAY + dt.timedelta(days=9),
            joined=TODAY,
            answered={TODAY},
            expected={TODAY + dt.timedelta(days=n): True for n in range(9)},
        )
    ),
}


def day_messages() -> Iterator[tuple[str, Message]]:
    for name, ledger in LEDGERS.items():
        page = streaks.page(ledger, TODAY, [streaks.ahead("practice", "Tue 09:30", kept=True)])
        yield f"streaks.page {name}", page
        yield f"days.why {name}", days.why(ledger)
        yield f"days.home {name}", days.home([("Caching", True)], [], page, BOARD)
    yield (
        "days.home closed",
        days.home([], [], Message((streaks.no_track(),)), BOARD),
    )
    yield "streaks.ahead", Message((streaks.ahead("practice", "Tue 09:30", kept=False),))
    yield "streaks.no_track", Message((streaks.no_track(),))
    yield "streaks.open_now", Message((streaks.open_now("Caching", "practice", "05:30"),))
    yield "streaks.in_this_zone", Message((streaks.in_this_zone(ZONE),))
    yield "streaks.good_news", streaks.good_news(7, 3, LEDGERS["one"])
    yield "streaks.restored", streaks.restored(EXCUSED, LEDGERS["one"])
    yield "streaks.milestone_in_thread", streaks.milestone_in_thread("Ada", 30)
    yield "days.chain_day", Message(tuple(Line(text) for text in chain_sentences()))
    yield from reminder_messages()
    yield "days.ended", days.ended(LEDGERS["resting"], MISSED, 41, "Thu 04:00")
    yield "days.ended, no track left", days.ended(LEDGERS["resting"], MISSED, 41, "")
    yield "days.kept_by frozen", days.kept_by(FROZEN)
    yield "days.kept_by excused", days.kept_by(EXCUSED)
    yield "days.resting", days.resting()
    yield "days.left", days.left()
    yield "days.leave", Message((), (days.leave(TRACK),))
    yield "commands.help", commands.help_message()


def board_messages() -> Iterator[tuple[str, Message]]:
    for kind in Kind:
        for span in Span:
            for own, named in ((None, False), (0, True), (2, False)):
                board = Board(kind, span, TODAY, "caching")
                skill = "" if kind is Kind.STREAK else "Caching"
                seen = replace(WEEK, board=board, skill=skill, own=own, named=named, least=3)
                yield f"boards.board {kind} {span} {own}", boards.board(seen)
                others = replace(seen, member_id=9)
                yield f"boards.board {kind} {span} {own} not there", boards.board(others)
                yield (
                    f"boards.board {kind} {span} {own} empty",
                    boards.board(replace(others, rows=[])),
                )
        hidden = replace(WEEK, board=Board(kind), member_id=9, hidden=True, least=3)
        yield f"boards.board {kind} hidden", boards.board(hidden)


def chain_sentences() -> Iterator[str]:
    for expected in (3, 6):
        yield days.chain_day(ChainDay(TODAY, expected, expected - 1, True), 12, 11)
        yield days.chain_day(ChainDay(TODAY, expected, expected - 1, True), 1, 0)
        yield days.chain_day(ChainDay(TODAY, expected, 1, False), 0, 12)


def reminder_messages() -> Iterator[tuple[str, Message]]:
    yield "reminders.daily", reminders.daily(ROUND, ZONE, NOW)
    yield "reminders.over", reminders.over()
    yield "reminders.settings", reminders.settings(MemberSettings(1), ZONE)
    at_five = MemberSettings(1, remind_at=dt.time(17), quiet_from=dt.time(8))
    yield "reminders.settings at a time", reminders.settings(at_five, ZONE)
    yield "reminders.settings off", reminders.settings(MemberSettings(1, reminders=False), ZONE)
    yield "reminders.too_quiet", say(reminders.too_quiet(dt.time(22), MemberSettings(1)))
    yield "reminders.told_by_the_platform", say(reminders.told_by_the_platform(ZONE))
    yield "reminders.away none", reminders.away([])
    ranges = [Away(1, TODAY, TODAY), Away(1, TODAY + dt.timedelta(7), TODAY + dt.timedelta(9))]
    yield "reminders.away", reminders.away(ranges)
    yield "reminders.zone_set", reminders.zone_set(ZONE, "10:30")
    yield "reminders.zone_is", reminders.zone_is(ZONE, "10:30")


def digest_messages() -> Iterator[tuple[str, Message]]:
    days_ = tuple(ChainDay(TODAY + dt.timedelta(days=n), 6, 5, True) for n in range(4))
    week = Week(
        track=TRACK,
        first=TODAY,
        last=TODAY + dt.timedelta(days=4),
        chain=Chain(days_, 12, 12),
        open_until=NOW + dt.timedelta(days=5),
        worth_reading=ROUND,
        overlooked=(QUESTION, QUESTION.points[0]),
        improved=Row(1, 1, "Ada", 12),
        ahead=("Next", ["Caching", "Rate limiting"]),
        now=NOW,
    )
    few = Chain(tuple(replace(each, expected=3, answered=1) for each in days_), 0, 4)
    bare = replace(week, worth_reading=None, overlooked=None, improved=None, open_until=None)
    yield "digest.digest", digest.digest(week)
    yield "digest.digest few", digest.digest(replace(bare, chain=few))
    yield "digest.digest first day", digest.digest(replace(bare, chain=Chain((), 0, 0)))
    yield "digest.switched_on", digest.switched_on(TRACK, "fri", dt.time(16), NOW + dt.timedelta(4))
    for yes in (True, False):
        yield f"digest.switched_off {yes}", digest.switched_off(TRACK, was_on=yes)
