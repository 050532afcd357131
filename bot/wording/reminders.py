"""Reminders, quiet hours, away ranges and the zone, as members set them."""

import datetime as dt
from collections.abc import Sequence

from bot.members.settings import MemberSettings
from bot.message import Button, Line, Message
from bot.model import Away, Round
from bot.wording.basics import day, listed, other_zone, say, when

QUIET_USAGE = "/practice quiet 22:00-07:00"


def daily(round_: Round, zone: str, now: dt.datetime) -> Message:
    until = when(round_.closes_at, zone, now)
    return Message(
        (Line(f"Open until {until}, one sentence is enough:"), Line(round_.prompt)),
        (
            Button("answer", str(round_.id), "Answer privately", primary=True),
            Button("remind_off", "", "No more reminders"),
        ),
    )


def over() -> Message:
    return Message(
        (
            Line(
                "The last three reminders had no answer, so no more come. Questions go on as "
                "before; /practice remind on brings reminders back."
            ),
        ),
        (Button("remind_on", "", "Remind me again"),),
    )


def settings(chosen: MemberSettings, zone: str) -> Message:
    """How reminders and quiet hours are set now."""
    quiet = "No quiet hours."
    if chosen.quiet_from != chosen.quiet_to:
        quiet = f"Quiet from {chosen.quiet_from:%H:%M} to {chosen.quiet_to:%H:%M}."
    if not chosen.reminders:
        return say(f"Reminders are off; /practice remind on brings them back. {quiet}")
    at = "about an hour after the time at which you mostly answer"
    if chosen.remind_at:
        at = f"at {chosen.remind_at:%H:%M}"
    return say(
        f"One reminder a day while your answer is missing, {at}. {quiet} Times are in {zone}."
    )


def too_quiet(at: dt.time, chosen: MemberSettings) -> str:
    first, last = f"{chosen.quiet_from:%H:%M}", f"{chosen.quiet_to:%H:%M}"
    return (
        f"Not set: {at:%H:%M} is in your quiet hours, {first} to {last}. "
        f"Change those first, such as {QUIET_USAGE}."
    )


def told_by_the_platform(zone: str) -> str:
    return f"Not set: your profile says {zone}. Change it there; I follow it."


def away(ranges: Sequence[Away]) -> Message:
    if not ranges:
        return say("You are not away. Days off: /practice away 2026-12-24..2027-01-02")
    return say(
        f"Away {listed([_range(each) for each in ranges])}: nothing is expected of you. "
        "Nobody is shown that you are away. /practice away off takes it back."
    )


def _range(each: Away) -> str:
    if each.first == each.last:
        return f"on {day(each.first)}"
    return f"from {day(each.first)} to {day(each.last)}"


def zone_set(zone: str, now: str) -> Message:
    return say(f"Set: your zone is {zone}, where it is {now}.")


def zone_is(zone: str, now: str) -> Message:
    return say(
        f"Your times are in {zone}, where it is {now}. /practice zone {other_zone(zone)} sets "
        "another."
    )
