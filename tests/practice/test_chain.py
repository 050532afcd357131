"""The team chain as a thread tells it, when its question closes."""

from support.team import GOOD, PLATFORM, Asked, Someone, Team, form

from bot.days.chain import chain
from bot.errors import SendRefused
from bot.model import Excuse


async def closed(team: Team, *answering: Someone) -> str:
    """The first line of the next question's closing, after those have answered it."""
    asked = await team.ask()
    for each in answering:
        await each.says(asked, "One request takes a lock and recomputes; the others wait for it.")
    await team.later(hours=20, seconds=1)
    return first_line(asked)


def first_line(asked: Asked) -> str:
    return next(p.message.lines[0].text for p in asked.thread if p.key.endswith(":close"))


def people(team: Team, number: int) -> list[Someone]:
    return [team.member(f"Member{n}", "UTC") for n in range(number)]


async def test_a_small_team_is_told_its_chain_without_fractions(team: Team) -> None:
    await team.track()
    ada, bob, eve = people(team, 3)
    assert await closed(team, ada, bob, eve) == "Closed. 3 people answered. Chain kept: day 1."
    told = await closed(team, ada, bob)
    assert told == "Closed. 2 people answered. Chain kept: 2 days in a row."
    told = await closed(team, ada)
    assert told == (
        "Closed. 1 person answered. Chain ended at 2. The next question begins a new one."
    )
    assert await closed(team) == "Closed. Nobody answered."


async def test_from_five_expected_on_the_fraction_is_shown(team: Team) -> None:
    await team.track()
    everybody = people(team, 5)
    told = await closed(team, *everybody)
    assert told == "Closed. 5 people answered. Chain kept: 5 of 5 expected, day 1."
    told = await closed(team, *everybody[:3])
    assert told == "Closed. 3 people answered. Chain kept: 3 of 5 expected, 2 days in a row."
    told = await closed(team, *everybody[:2])
    assert told == (
        "Closed. 2 people answered. Chain ended at 2: 2 of 5 expected. "
        "The next question begins a new one."
    )


async def test_who_is_away_rests_or_left_is_not_expected(team: Team) -> None:
    await team.track()
    everybody = people(team, 8)
    await closed(team, *everybody)
    await everybody[0].runs("/practice away 2026-11-03..2026-12-24")
    await everybody[1].runs("/practice leave")
    for n in range(6):
        told = await closed(team, *everybody[3:])
        share = "5 of 6 expected" if n < 6 else ""
        assert f"Chain kept: {share}, {n + 2} days in a row." in told
    # The third had an excused day, two freezes and two missed ones, then one more: now they rest.
    assert "5 of 5 expected, 8 days" in await closed(team, *everybody[3:])
    assert "6 of 6 expected, 9 days" in await closed(team, *everybody[2:])


async def test_who_answered_another_track_is_not_missed_here(team: Team) -> None:
    first = await team.track()
    await team.track(skills="rate-limiting", at="10:00")
    ada, bob = people(team, 2)
    for each in (ada, bob):
        await each.says(await team.ask(), "A lock, and the others serve what is stale by a bit.")
    await team.later(hours=21)
    here = await team.ask()
    there = await team.ask()
    await ada.says(there, "A token bucket per key, refilled at the rate that is allowed to all.")
    await bob.says(here, "One request recomputes while the others serve the stale value here.")
    await team.later(hours=21)
    assert first_line(here) == "Closed. 1 person answered. Chain kept: 2 days in a row."
    async with team.store.reading() as tx:
        found = await tx.teams.find("journal", "acme")
        assert found is not None
        track = await tx.tracks.get(first.id)
        date = (await tx.rounds.get(here.id)).local_date
        of_track = await chain(tx, track, date, date)
        of_team = await chain(tx, found, date, date)
    assert [(d.expected, d.answered, d.kept) for d in of_track.days] == [(1, 1, True)]
    assert [(d.expected, d.answered, d.kept) for d in of_team.days] == [(2, 2, True)]
    assert of_team.current == 2


async def test_an_excused_day_neither_adds_nor_breaks_and_says_why(team: Team) -> None:
    track = await team.track()
    (ada,) = people(team, 1)
    await closed(team, ada)
    asked = await team.ask()
    async with team.store.transaction() as tx:
        date = (await tx.rounds.get(asked.id)).local_date
        await tx.days.excuse(Excuse(track.id, date, "an outage"))
    await team.later(hours=20, seconds=1)
    assert first_line(asked) == "Closed. Nobody answered. Nobody owes this day: an outage."
    assert "2 days in a row" in await closed(team, ada)


async def test_an_extra_question_that_closes_later_does_not_count_the_day_anew(team: Team) -> None:
    track = await team.track()
    ada, bob = people(team, 2)
    asked = await team.ask()
    message = await ada.answers(asked)
    await bob.answers(asked)
    await team.later(hours=10)
    await ada.runs("/practice now")
    await team.later(hours=10, seconds=1)
    await ada.deletes(asked, message)
    await team.later(hours=11)
    async with team.store.reading() as tx:
        date = (await tx.rounds.get(asked.id)).local_date
        (day,) = (await chain(tx, track, date, date)).days
    assert (day.expected, day.answered) == (2, 2)


async def test_a_later_deletion_does_not_change_the_chain(team: Team) -> None:
    await team.track()
    (ada,) = people(team, 1)
    asked = await team.ask()
    message = await ada.answers(asked)
    await team.later(hours=20)
    await ada.deletes(asked, message)
    assert "2 days in a row" in await closed(team, ada)


async def test_a_silence_that_was_earned_back_in_part_is_no_rest(team: Team) -> None:
    track = await team.track(weekdays="daily")
    ada, bob = people(team, 2)
    await closed(team, ada, bob)
    for _ in range(6):  # of Ada: one excused, two frozen, three missed
        await closed(team, bob)
    asked = await team.ask()
    await bob.says(asked, "One request takes a lock and recomputes; the others wait for it.")
    await team.later(hours=19)
    for _ in range(2):  # on the next date, and restore the last of her six
        await ada.sends(form(await ada.runs("/practice solo")), text=GOOD)
    await team.later(hours=1, seconds=1)
    async with team.store.reading() as tx:
        date = (await tx.rounds.get(asked.id)).local_date
        (day,) = (await chain(tx, track, date, date)).days
    assert (day.expected, day.answered) == (2, 1)


async def test_the_team_counts_a_day_that_is_excused_in_its_last_track_only(team: Team) -> None:
    await team.track()
    later = await team.track(skills="rate-limiting", at="10:00")
    (ada,) = people(team, 1)
    here, there = await team.ask(), await team.ask()
    await ada.says(here, "One request takes a lock and recomputes; the others wait for it.")
    async with team.store.transaction() as tx:
        date = (await tx.rounds.get(there.id)).local_date
        found = await tx.teams.find("journal", "acme")
    await team.later(hours=19, minutes=35)
    async with team.store.transaction() as tx:
        await tx.days.excuse(Excuse(later.id, date, "an outage"))
    await team.later(minutes=30)
    assert first_line(there) == "Closed. Nobody answered. Nobody owes this day: an outage."
    async with team.store.reading() as tx:
        assert found is not None
        of_team = await chain(tx, found, date, date)
    assert [(d.expected, d.answered, d.kept) for d in of_team.days] == [(1, 1, True)]


async def test_where_the_last_open_question_is_deleted_the_team_counts_the_day(team: Team) -> None:
    await team.track()
    await team.track(skills="rate-limiting", at="10:00")
    (ada,) = people(team, 1)
    here, there = await team.ask(), await team.ask()
    await ada.says(here, "One request takes a lock and recomputes; the others wait for it.")
    await team.later(hours=19, minutes=35)  # the first is closed, the second is not
    assert first_line(here).startswith("Closed. 1 person answered.")
    ref = there.posted.ref
    assert await team.practice.thread_gone(PLATFORM, team.name, ref.channel, ref.message)
    await team.work()
    async with team.store.reading() as tx:
        found = await tx.teams.find(PLATFORM, team.name)
        assert found is not None
        date = (await tx.rounds.get(here.id)).local_date
        of_team = await chain(tx, found, date, date)
    assert [(d.expected, d.answered, d.kept) for d in of_team.days] == [(1, 1, True)]


async def test_a_channel_that_is_found_closed_at_the_end_takes_the_day_out(team: Team) -> None:
    track = await team.track()
    (ada,) = people(team, 1)
    await closed(team, ada)
    asked = await team.ask()
    team.clock.move(hours=20, seconds=1)
    team.chat.faults = [SendRefused("archived", gone=True)]
    await team.work()
    async with team.store.reading() as tx:
        date = (await tx.rounds.get(asked.id)).local_date
        of_track = await chain(tx, track, date, date)
    assert (of_track.days, of_track.current) == ((), 1)
