"""The facts of a month, one raw event after the other, and what is counted once and stays.

Written from PRACTICE_RULES, docs/streaks.md and docs/decisions/0007 alone; nothing of `bot`."""

import datetime as dt
from collections.abc import Callable
from functools import partial

from support.month_log import DAY, EVER, HOUR, TEAM, Attempt, Event, Facts, Plan, Someone, Where
from support.month_reference import letters

OPEN_FOR, TOO_LATE, JOINS = 20 * HOUR, 6 * HOUR, HOUR / 6


class World(Facts):
    """The facts as the bot could know them, one event after the other."""

    def __init__(self, plans: dict[int, Plan], first: dt.date, last: dt.date) -> None:
        super().__init__()
        self._due = [
            (at, track, date) for track, p in plans.items() for date, at in p.fires(first, last)
        ]
        self._paused: set[int] = set()
        self._refusing = False
        self._gone: set[str] = set()
        self._held: set[str] = set()
        self._worked = dt.datetime.min.replace(tzinfo=dt.UTC)

    def apply(self, event: Event) -> None:
        """Raises where nobody wrote down what such an event does."""
        getattr(self, "_" + event.what)(event)

    def _meets(self, e: Event) -> None:
        self.people.setdefault(e.who, Someone(e.detail)).zone = e.detail

    def _works(self, e: Event) -> None:
        """The bot is at work: it sees whether it was down, then does what is due, in order."""
        if e.sent is not None:  # it was down since then
            for where, (posted, closes) in self.rounds.items():
                lost = min(e.at, closes) - max(e.sent, posted)
                if where[0] == "daily" and where not in self.closed and 2 * lost > closes - posted:
                    self.excused.add((where[1], where[2]))
        due = [each for each in self._due if each[0] <= e.at]
        self._due = [each for each in self._due if each[0] > e.at]
        weeks = {_made_at(where[2]) for where in self.closed}
        todo: list[tuple[dt.datetime, int, Callable[[], None]]] = [
            *((r[1], 0, partial(self._close, w, e.at)) for w, r in self.rounds.items()),
            *((at, 1, partial(self._looks, e)) for at in weeks if self._worked < at),
            *((at, 2, partial(self._ask, e.at, at, track, date)) for at, track, date in due),
        ]
        for at, _, do in sorted(todo, key=lambda each: each[:2]):
            if at <= e.at:
                do()
        self._worked = e.at

    def _ask(self, now: dt.datetime, due: dt.datetime, track: int, date: dt.date) -> None:
        if track in self._paused or (track, date) in self.excused:
            return
        if now - due > TOO_LATE or self._refusing:
            self._refusing = self._refusing and now - due > TOO_LATE
            self.excused.add((track, date))
        else:
            self.rounds["daily", track, date, ""] = (now, now + OPEN_FOR)

    def _refuses(self, e: Event) -> None:
        """The platform will refuse the next question."""
        self._refusing = True

    def _extra(self, e: Event) -> None:
        assert e.where is not None
        self.rounds[e.where] = (e.at, e.at + OPEN_FOR)

    def _skill(self, e: Event) -> None:
        assert e.where is not None
        self.skills[e.where] = e.detail

    def _pauses(self, e: Event) -> None:
        self._paused.add(e.track)

    def _resumes(self, e: Event) -> None:
        self._paused.discard(e.track)

    def _skips(self, e: Event) -> None:
        _, track, date = min(each for each in self._due if each[1] == e.track)
        self.excused.add((track, date))

    def _says(self, e: Event) -> None:
        """`detail`: form, talk, or nothing for words of substance."""
        assert e.where is not None
        assert e.sent is not None
        known = e.key in self._held | self._gone
        if known or e.detail == "talk" or e.sent > self.rounds[e.where][1]:
            return
        someone = self.people[e.who]
        attempts = someone.attempts.setdefault(e.where, [])
        standing = [each for each in attempts if each.messages]
        if standing and e.detail != "form":
            newest = standing[-1]
            if not newest.joinable or e.sent - newest.sent > JOINS:
                return  # other talk
            newest.messages.add(e.key)
        else:
            attempts.append(Attempt(e.sent, e.detail != "form", {e.key}))
            self._joins(someone, e.where[1], e.where[2])
        self._held.add(e.key)

    def _joins(self, someone: Someone, track: int, date: dt.date) -> None:
        for at, (t, since, until) in enumerate(someone.joined):
            if t == track and until == EVER:
                someone.joined[at] = (t, min(since, date), until)
                return
        someone.joined.append((track, date, EVER))

    def _alone(self, e: Event) -> None:
        """A question of one's own, answered."""
        where = ("alone", 0, self.people[e.who].today(e.at), e.key)
        self.people[e.who].attempts[where] = [Attempt(e.at, False, {e.key})]

    def _deletes(self, e: Event) -> None:
        self._gone.add(e.key)
        for attempts in self.people[e.who].attempts.values():
            for each in attempts:
                each.messages.discard(e.key)

    def _leaves(self, e: Event) -> None:
        someone = self.people[e.who]
        someone.joined = [
            (t, since, e.first if t == e.track and until == EVER else until)
            for t, since, until in someone.joined
        ]

    def _away(self, e: Event) -> None:
        self.people[e.who].away.append((e.first, e.last))

    def _back(self, e: Event) -> None:
        someone = self.people[e.who]
        yesterday = someone.today(e.at) - DAY
        cut = [(first, min(last, yesterday)) for first, last in someone.away]
        someone.away = [(first, last) for first, last in cut if first <= last]

    def _hides(self, e: Event) -> None:
        self.people[e.who].hidden = e.detail == "on"

    def _forgets(self, e: Event) -> None:
        self._gone |= {
            message
            for attempts in self.people.pop(e.who).attempts.values()
            for each in attempts
            for message in each.messages
        }

    def _looks(self, e: Event) -> None:
        """Figures of managers: each date and week once, as it stands when it is made first."""
        waiting = [w[2] for w in self.rounds if w not in self.closed]
        over = min([(e.at - 12 * HOUR).date(), *waiting])
        first = min([w[2] for w in self.rounds] + [date for _, date in self.excused])
        date = first - first.weekday() * DAY
        while date < over:
            if date not in self.places:
                self.places[date] = {
                    track: self.chain[track, day]
                    for track, day in sorted(self.chain)
                    if day == date and track != TEAM and self.chain[track, day][0] >= 5
                }
            if date.weekday() == 0 and date + 9 * DAY <= over and date not in self.away:
                self.away[date] = self._days_away(date)
            date += DAY

    def _days_away(self, monday: dt.date) -> int:
        """Of the question days of that week, of everybody, without the days they answered."""
        found = []
        for name, each in self.people.items():
            for date in (monday + n * DAY for n in range(7)):
                asked = [w[1] for w in self.rounds if w[0] == "daily" and w[2] == date]
                asked = [track for track in asked if (track, date) not in self.excused]
                gone = each.is_away(date) and any(each.is_in(track, date) for track in asked)
                if gone and all(w[2] != date for w in each.answered()):
                    found.append(name)
        return len(found) if len(set(found)) >= 5 else 0

    def _close(self, where: Where, now: dt.datetime) -> None:
        """The chains of that local date are counted, as it stands now."""
        if where in self.closed:
            return
        self.closed.add(where)
        kind, _, date, _ = where
        if kind != "daily":
            return
        for track in (TEAM, *{w[1] for w in self.rounds if w[0] == kind and w[2] == date}):
            self._count(track, date, now)

    def _count(self, track: int, date: dt.date, now: dt.datetime) -> None:
        """One track's, or all of them as one: once what was asked that day is over."""
        asked = [w for w in self.rounds if w[0] == "daily" and w[2] == date]
        asked = [w for w in asked if (w[1], date) not in self.excused and track in (TEAM, w[1])]
        self.chain.pop((track, date), None)
        if not all(where in self.closed for where in asked):
            return
        expected = answered = 0
        for name, someone in self.people.items():
            mine = [w for w in someone.answered() if w[2] == date]
            if asked and any(w[1] and track in (TEAM, w[1]) for w in mine):
                expected, answered = expected + 1, answered + 1
            elif not mine and any(someone.owes(w[1], date) for w in asked):
                expected += letters(self, name, now).get(date) != "R"
        if expected:
            self.chain[track, date] = (expected, answered)


def _made_at(date: dt.date) -> dt.datetime:
    """The figures of that date's week are made on the Wednesday after it, at noon in UTC."""
    wednesday = date - date.weekday() * DAY + 9 * DAY
    return dt.datetime.combine(wednesday, dt.time(12), dt.UTC)
