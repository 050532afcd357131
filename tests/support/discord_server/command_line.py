"""What somebody types after a slash, as the options of a command (docs: application commands)."""

import re
from typing import Any

from . import payloads
from .check_commands import GROUP, INTEGER, NUMBER, STRING, SUBCOMMAND
from .errors import Json
from .world import Guild

BOOLEAN, USER, CHANNEL, ROLE = 5, 6, 7, 8


class NotPossible(AssertionError):
    """Discord's own client would not let a person do that."""


def options(command: Json, text: str, guild: Guild | None) -> tuple[list[Json], Json]:
    """The options that `text` gives, and what they name, as `resolved`.

    First the subcommands by name; then `name:value`, or the values in order, the last one
    taking the rest. Raises NotPossible."""
    resolved: Json = {}
    path, rest, known = _descend(command, text)
    given = [_option(o, raw, guild, resolved) for o, raw in _pairs(known, rest)]
    missing = {o["name"] for o in known if o.get("required")} - {o["name"] for o in given}
    if missing:
        raise NotPossible(f"{command['name']} needs {sorted(missing)}")
    return _nested(path, given), resolved


def focused(command: Json, text: str, name: str, partial: str) -> list[Json]:
    """The options while `name` is being typed. Raises NotPossible without autocomplete."""
    path, _, known = _descend(command, text)
    for option in known:
        if option["name"] == name and option.get("autocomplete"):
            typed = {"name": name, "type": option["type"], "value": partial, "focused": True}
            return _nested(path, [typed])
    raise NotPossible(f"{name} has no autocomplete in /{command['name']} {text}")


def _descend(command: Json, text: str) -> tuple[list[Json], str, list[Json]]:
    """The subcommands named, the rest of the text, and the options that may follow."""
    path: list[Json] = []
    here, rest = command, text.strip()
    while any(o["type"] in (SUBCOMMAND, GROUP) for o in here.get("options", [])):
        word, _, rest = rest.partition(" ")
        found = [o for o in here["options"] if o["name"] == word]
        if not found:
            names = [o["name"] for o in here["options"]]
            raise NotPossible(f"/{command['name']} {text}: after {here['name']} one of {names}")
        here = found[0]
        path.append(here)
    return path, rest.strip(), here.get("options", [])


def _nested(path: list[Json], given: list[Json]) -> list[Json]:
    for step in reversed(path):
        given = [{"name": step["name"], "type": step["type"], "options": given}]
    return given


def _pairs(known: list[Json], text: str) -> list[tuple[Json, str]]:
    names = "|".join(re.escape(o["name"]) for o in known)
    parts = re.split(rf"(?:^|\s)({names}):", text) if names else [text]
    if len(parts) > 1:
        by_name = {o["name"]: o for o in known}
        return [(by_name[n], v.strip()) for n, v in zip(parts[1::2], parts[2::2], strict=True)]
    words = text.split(maxsplit=max(0, len(known) - 1)) if known else []
    if text and not known:
        raise NotPossible(f"nothing can follow here, but {text!r} did")
    return list(zip(known, words, strict=False))


def _option(option: Json, raw: str, guild: Guild | None, resolved: Json) -> Json:
    told: Json = {"name": option["name"], "type": option["type"]}
    choices = option.get("choices")
    if choices:
        found = [c["value"] for c in choices if raw in (c["name"], str(c["value"]))]
        if not found:
            raise NotPossible(f"{raw!r} is none of {[c['name'] for c in choices]}")
        return told | {"value": found[0]}
    return told | {"value": _value(option, raw, guild, resolved)}


def _value(option: Json, raw: str, guild: Guild | None, resolved: Json) -> Any:
    kind = option["type"]
    if kind == STRING:
        if not option.get("min_length", 0) <= len(raw) <= option.get("max_length", 6000):
            raise NotPossible(f"{option['name']} cannot be {len(raw)} characters long")
        return raw
    if kind in (INTEGER, NUMBER):
        number = int(raw) if kind == INTEGER else float(raw)
        if not option.get("min_value", number) <= number <= option.get("max_value", number):
            raise NotPossible(f"{option['name']} cannot be {number}")
        return number
    if kind == BOOLEAN:
        return raw.lower() == "true"
    return str(_named(kind, raw.lstrip("@#"), guild, resolved))


def _named(kind: int, name: str, guild: Guild | None, resolved: Json) -> int:
    """docs: "Resolved Data Structure": what ids in options stand for."""
    if guild is None:
        raise NotPossible("there is no server here to pick from")
    if kind == CHANNEL:
        channel = next((c for c in guild.channels.values() if c.name == name), None)
        if channel is None:
            raise NotPossible(f"no channel {name}")
        told = payloads.channel(channel, guild.owner) | {"permissions": "0"}
        resolved.setdefault("channels", {})[str(channel.id)] = told
        return channel.id
    if kind == ROLE:
        role = next(r for r in guild.roles if r.name == name)
        resolved.setdefault("roles", {})[str(role.id)] = payloads.role(role, 1)
        return role.id
    person = next(m for m in guild.members.values() if m.user.name == name)
    resolved.setdefault("users", {})[str(person.user.id)] = payloads.user(person.user)
    resolved.setdefault("members", {})[str(person.user.id)] = payloads.member(
        person, with_user=False
    ) | {"permissions": "0"}
    return person.user.id
