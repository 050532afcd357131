"""What a half-typed argument of a command may become, for platforms that complete as one types."""

from collections.abc import Sequence

from bot.context import Context
from bot.days import wallclock
from bot.message import Person
from bot.team.tracks import Tracks

Choice = tuple[str, str]
MOST = 25


async def choices(context: Context, person: Person, what: str, typed: str) -> Sequence[Choice]:
    """(value, label), those that begin so first. `what`: 'skill', 'track' or 'zone'.

    Of anything else there is no list, so it is empty."""
    known = await _known(context, person, what)
    wanted = typed.strip().lower()
    if what == "zone":
        wanted = wanted.replace(" ", "_")
    hits = [c for c in known if wanted in c[0].lower() or wanted in c[1].lower()]
    hits.sort(key=lambda choice: not choice[0].lower().startswith(wanted))
    return hits[:MOST]


async def _known(context: Context, person: Person, what: str) -> Sequence[Choice]:
    match what:
        case "skill":
            return [(skill.id, skill.name) for skill in context.bank.skills()]
        case "zone":
            places = (zone for zone in wallclock.zones() if "/" in zone)
            return [(zone, zone) for zone in ("UTC", *sorted(places))]
        case "track":
            async with context.store.reading() as tx:
                team = await tx.teams.find(person.platform, person.team)
                tracks = await tx.tracks.of_team(team.id) if team else ()
                # A label is plain text, in which a channel would be its platform's number.
                labels = Tracks(context).described(tracks, where=False)
                return [(str(t.id), label) for t, label in zip(tracks, labels, strict=True)]
    return ()
