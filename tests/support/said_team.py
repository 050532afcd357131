"""A sample of every message about tracks and who manages them."""

from collections.abc import Iterator
from dataclasses import replace

from support.said_samples import NAME, NOW, ROUND, SKILL, TRACK, ZONE

from bot.hearing import Heard
from bot.message import Line, Message
from bot.model import WEEKDAYS, TrackState
from bot.wording import questions, roles, setup


def setup_messages() -> Iterator[tuple[str, Message]]:
    told = setup.summary(TRACK, ["Caching"], "practice", setup.first_at(TRACK, "now", NOW))
    posted = questions.question(ROUND, SKILL, ZONE, NOW)
    asked = setup.request(1, "Bob", told)
    yield "setup.preview", setup.preview(1, told, posted, more=True)
    yield "setup.request", asked
    yield "setup.waiting", setup.waiting(asked)
    yield "setup.sent_to", setup.sent_to(told, ["Ada", "Grace"])
    yield "setup.sent_to nobody", setup.sent_to(told, [])
    yield "setup.started", setup.started(TRACK, told)
    yield "setup.resumed", setup.resumed(TRACK)
    yield "setup.refused", setup.refused()
    yield from track_messages()
    for yes in (True, False):
        yield f"setup.decided {yes}", setup.decided(started=yes)
        yield f"setup.came_of_it {yes}", setup.came_of_it("Ada", told, started=yes)
    yield "setup.skipped", setup.skipped("Tue 3 Nov", "offsite", "Wed 4 Nov, 09:00")
    yield "setup.skipped, no reason", setup.skipped("Tue 3 Nov", "", "Wed 4 Nov, 09:00")
    yield "setup.removed", setup.removed(TRACK)
    yield "setup.channel_closed", setup.channel_closed(TRACK, ["Caching"])
    yield "setup.welcome_back", setup.welcome_back([TRACK, replace(TRACK, id=2)])


def track_messages() -> Iterator[tuple[str, Message]]:
    """A track in words, and which replies count for it."""
    here = replace(TRACK, lowest="mid", highest="mid", weekdays=("mon", "wed"))
    daily = replace(TRACK, weekdays=WEEKDAYS, lowest="mid", state=TrackState.PAUSED)
    for name, track in (("", TRACK), ("one level", here), ("daily", daily)):
        yield f"setup.summary {name}", Message((setup.summary(track, ["Caching"], "", "now"),))
        for where in (True, False):
            named = setup.in_list(track, ["Caching", "Rate limiting"], where=where)
            yield f"setup.in_list {name} {where}", Message((Line(named, "item"),))
    for heard in (Heard(replies=True), Heard(replies=False), Heard(replies=False, directs=False)):
        yield f"setup.mode {heard.replies} {heard.directs}", Message(setup.mode(heard))


def role_messages() -> Iterator[tuple[str, Message]]:
    yield "roles.named_manager", roles.named_manager("Ada", "Bob")
    yield "roles.named_manager long", roles.named_manager(NAME, NAME)
    yield "roles.no_manager", roles.no_manager("Ada", "Bob")
    yield "roles.you_manage", roles.you_manage("Ada")
    yield "roles.named_role", roles.named_role("Ada", "mentors")
    yield "roles.no_role", roles.no_role("Ada", "mentors")
    yield "roles.managers", roles.managers(["Ada", roles.holders("mentors")])
    yield "roles.managers none", roles.managers([])
    for yes in (True, False):
        yield f"roles.changed {yes}", roles.changed("Bob", added=yes, told=yes)
        yield f"roles.unchanged {yes}", roles.unchanged("Bob", manages=yes)
    yield "roles.way_on", Message(tuple(Line(roles.way_on(n)) for n in ([], ["Ada", "Bob"])))
