"""What every service of the core holds, and the numbers of the practice rules."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.critiques.ladder import Ladder
from bot.interviews.ports import Interviewer
from bot.ports import Bank, Clock, Documents, KnowsChannels, Moderator, Store


@dataclass(frozen=True, slots=True)
class Rules:
    """PRACTICE_RULES, 'Taking part' and 'Days and streaks', as numbers an owner can set."""

    quiet: dt.timedelta = dt.timedelta(seconds=20)  # silence that ends an answer
    joining: dt.timedelta = dt.timedelta(minutes=10)  # later messages still join it
    critiques: int = 3  # per member and round
    catch_up: dt.timedelta = dt.timedelta(hours=6)  # a missed time is made good within it
    rollover: dt.time = dt.time(4)  # when a member's own day begins
    remind_after: dt.timedelta = dt.timedelta(hours=2)
    reviews_per_day: int = 5  # of weak points, per member: a backlog makes people leave
    delete_after: dt.timedelta = dt.timedelta(days=7)  # a team's data, once it sent us away
    chain_share: int = 60  # percent of the expected who keep the team chain
    interview_pace: dt.timedelta = dt.timedelta(minutes=6)  # per question of a mock interview
    interview_idle: dt.timedelta = dt.timedelta(hours=72)  # without a turn, then it is closed
    keep_days: int = 0  # how long texts are kept where a team has not said; 0 is for ever


@dataclass(frozen=True, slots=True)
class Limits:
    """What reviews may cost. A day is a day in UTC; money in US dollars."""

    per_member: int = 20  # answers that a model reviews per member and day
    per_team: float = 1.0  # dollars per team and day


@dataclass(frozen=True, slots=True)
class Pages:
    """Where people reach the pages, without a slash at the end."""

    address: str = "http://127.0.0.1:8080"
    link_lasts: dt.timedelta = dt.timedelta(hours=1)  # a manager's link, and a visit by it


@dataclass(frozen=True, slots=True)
class Context:
    store: Store
    bank: Bank
    clock: Clock
    ladder: Ladder
    rules: Rules = field(default_factory=Rules)
    limits: Limits = field(default_factory=Limits)
    moderator: Moderator | None = None
    interviewers: tuple[Interviewer, ...] = ()  # best value first; below stands the bank's own
    pages: Pages = field(default_factory=Pages)
    documents: Documents | None = None  # None: no file can be read
    channels: Mapping[str, KnowsChannels] = field(default_factory=dict)  # by platform
