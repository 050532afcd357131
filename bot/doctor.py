"""What works, what does not, and what to do about it (VOICE.md, 'Doctor')."""

import datetime as dt
import ipaddress
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from bot.errors import NotFound, WhetstoneError
from bot.model import Track, TrackState
from bot.ports import Bank, JobAdmin, JobRow, Store
from bot.secrets import masked
from bot.sending.outbox import Send, SendState
from bot.settings import Settings

LATE = dt.timedelta(minutes=2)  # a running bot handles what is due within a tick


class Status(StrEnum):
    OK = "OK"
    WARN = "WARN"
    FAIL = "FAIL"


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at. `fix` says what to do where it is not OK."""

    status: Status
    name: str
    text: str
    fix: str = ""


@runtime_checkable
class Checked(Protocol):
    """A platform that can be looked at. Asks its service what it needs to know."""

    async def checks(self) -> Sequence[Check]: ...


async def examine(
    settings: Settings,
    *,
    database: tuple[Store, JobAdmin] | WhetstoneError,
    bank: Bank | None,
    bank_faults: Sequence[str],
    critics: Sequence[str],
    now: dt.datetime,
) -> list[Check]:
    """Looks at everything that needs no account; adapters add checks of their own.

    `database` is the error where it could not be opened, `bank` is None where it could not be
    loaded. `critics` are the names of the ladder, best first; `now` is in UTC."""
    checks = [
        check_settings(settings),
        check_pages(settings),
        check_bank(bank, bank_faults),
    ]
    address = masked(settings.database_url.get_secret_value())
    try:
        if isinstance(database, WhetstoneError):
            raise database
        store, jobs = database
        async with store.reading() as tx:
            tracks = await tx.tracks.everywhere()
            unknown = await tx.sends.listing([SendState.UNKNOWN])
            outages = await tx.outages.current()
        parked = await jobs.listing("parked")
    except WhetstoneError as error:
        return [*checks, failed("database", str(error), "DATABASE_URL, now " + address)]
    return [
        *checks,
        check_critics(critics, outages),
        Check(Status.OK, "database", address),
        check_schedule(tracks, bank, now),
        check_jobs(parked),
        check_sends(unknown),
    ]


def failed(name: str, text: str, fix: str) -> Check:
    """A check that nothing more can be said about, such as settings that cannot be read."""
    return Check(Status.FAIL, name, text.rstrip("."), fix)


def check_settings(settings: Settings) -> Check:
    """Each setting that is not the default, secrets only as 'set'."""
    changed = [
        f"{name.upper()} {_shown(getattr(settings, name))}"
        for name, field in Settings.model_fields.items()
        if getattr(settings, name) != field.default
    ]
    rest = "the others by default" if changed else "all by default"
    return Check(Status.OK, "settings", ", ".join([*changed, rest]))


def _shown(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "set"
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return ",".join(value) if isinstance(value, tuple) else str(value)


def check_pages(settings: Settings) -> Check:
    """The playground has no sign-in, so only this machine should reach it."""
    where = f"{settings.host} port {settings.port}"
    if "playground" in settings.running and not _is_local(settings.host):
        text = f"{where}: whoever reaches it can write in the playground, under any name"
        return Check(Status.WARN, "pages", text, "HOST=127.0.0.1, or PLATFORMS without it")
    return Check(Status.OK, "pages", where)


def _is_local(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def check_bank(bank: Bank | None, faults: Sequence[str]) -> Check:
    """A bank that does not load fails; one with faults in it still works."""
    fix = "whetstone bank check"
    if bank is None:
        return Check(Status.FAIL, "bank", f"cannot be loaded: {_count(len(faults), 'fault')}", fix)
    counts = [len(bank.questions(skill.id)) for skill in bank.skills()]
    text = f"{_count(sum(counts), 'question')}, {_count(len(counts), 'skill')}"
    if faults:
        return Check(Status.WARN, "bank", f"{text}, {_count(len(faults), 'fault')}", fix)
    return Check(Status.OK, "bank", text)


def check_critics(critics: Sequence[str], outages: Mapping[str, tuple[dt.datetime, str]]) -> Check:
    """Which critic is asked first, which come after it, and which are off."""
    off = [*(name for name in critics if name in outages), *sorted(set(outages) - set(critics))]
    if off:
        since, reason = outages[off[0]]
        why, _, fix = reason.partition(". Fix: ")
        return Check(Status.FAIL, "critic", f"{off[0]} off since {since:%H:%M}Z: {why}", fix)
    return Check(Status.OK, "critic", ", then ".join(critics))


def check_schedule(tracks: Sequence[Track], bank: Bank | None, now: dt.datetime) -> Check:
    """When the next question comes, or what keeps it from coming."""
    active = [track for track in tracks if track.state is TrackState.ACTIVE]
    coming = sorted((t.next_fire_at, t.id, t) for t in active if t.next_fire_at is not None)
    if not coming:
        typed, run = ("resume", "resume") if tracks else ("setup", "add")
        fix = f"/practice {typed} in the chat, or whetstone track {run}"
        text = f"no question will come: {_count(len(tracks), 'track')}, none active"
        return Check(Status.WARN, "schedule", text, fix)
    for track in active:
        if skill := _unknown_skill(track, bank):
            text = f"track {track.id} asks for {skill}, which the bank has not"
            return Check(Status.WARN, "schedule", text, f"add {skill}.toml, or change the track")
    fires_at, _, first = coming[0]
    when = f"{fires_at.astimezone(ZoneInfo(first.zone)):%a %H:%M} {first.zone}"
    if fires_at < now - LATE:
        text = f"track {first.id} is due since {when}: nothing works the schedule"
        return Check(Status.WARN, "schedule", text, "whetstone run")
    paused = f" ({len(tracks) - len(active)} paused)" if len(tracks) > len(active) else ""
    text = f"{_count(len(tracks), 'track')}{paused}, next {when}"
    return Check(Status.OK, "schedule", text)


def _unknown_skill(track: Track, bank: Bank | None) -> str:
    if bank is None:
        return ""
    for skill in track.skills:
        try:
            bank.skill(skill)
        except NotFound:
            return skill
    return ""


def check_jobs(parked: Sequence[JobRow]) -> Check:
    """Jobs that were given up."""
    if not parked:
        return Check(Status.OK, "jobs", "none parked")
    tasks = ", ".join(sorted({job.task for job in parked}))
    fix = f"whetstone jobs retry {parked[0].id}"
    return Check(Status.WARN, "jobs", f"{len(parked)} parked ({tasks})", fix)


def check_sends(unknown: Sequence[Send]) -> Check:
    """Messages of which nobody can tell whether they were posted."""
    if not unknown:
        return Check(Status.OK, "sends", "none unknown")
    fix = f"whetstone sends show {unknown[0].id}"
    return Check(Status.WARN, "sends", f"{len(unknown)} unknown", fix)


def _count(number: int, what: str) -> str:
    return f"{number} {what}" + "s" * (number != 1)


def as_lines(checks: Sequence[Check]) -> list[str]:
    """One line per check, in columns."""
    width = max((len(check.name) for check in checks), default=0)
    return [
        f"{check.status:<4}  {check.name:<{width}}  {check.text}"
        + (f". Fix: {check.fix}" if check.fix else "")
        for check in checks
    ]


def as_json(checks: Sequence[Check]) -> str:
    """{"ok": whether nothing failed, "checks": [{status, name, text, fix}, …]}."""
    body = {"ok": exit_code(checks) == 0, "checks": [asdict(check) for check in checks]}
    return json.dumps(body, indent=2, ensure_ascii=False)


def exit_code(checks: Sequence[Check]) -> int:
    """1 where anything failed; a warning is none."""
    return int(any(check.status is Status.FAIL for check in checks))
