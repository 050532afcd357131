"""The core's grammar as application commands.

Docs: interactions, 'Application Commands'. Discord shows or hides whole commands, never a part of
one, so what managers do is a command of its own."""

import hashlib
import json
import re
import zoneinfo
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

from bot.commands import COMMANDS, Command
from bot.message import Person, Suggestion
from bot.text import shorten

Json = dict[str, Any]

SUBCOMMAND, GROUP, STRING = 1, 2, 3
GUILDS_ONLY = [0]  # docs: 'Contexts' and 'Installation Context': a member is one of a server
MANAGE_SERVER = str(1 << 5)
CHOICES_MOST, TEXT_MOST = 25, 100
MANAGING = "-manage"
PART = "part"
COMPLETED = ("skill", "track", "zone")

_ARGUMENT = re.compile(r"[<\[]([\w -]+)[>\]]")


@runtime_checkable
class Completing(Protocol):
    """What the core knows for half-typed options; where it has no such calls, none are offered."""

    def offered_skills(self) -> Sequence[Suggestion]:
        """Every skill: `text` is its id."""
        ...

    async def offered_tracks(self, person: Person) -> Sequence[Suggestion]:
        """The tracks of that person's team: `text` is its id."""
        ...


class Vault(Protocol):
    """Raises StorageError where the database does not answer."""

    async def get(self, name: str) -> bytes | None: ...
    async def put(self, name: str, value: bytes) -> None: ...


class Registry(Protocol):
    """discord.py's HTTP client, as far as it is needed here."""

    async def bulk_upsert_global_commands(self, application_id: int, payload: Any) -> Any: ...


@dataclass
class _Node:
    command: Command | None = None
    children: dict[str, "_Node"] = field(default_factory=dict)


def definitions(commands: Sequence[Command] = COMMANDS) -> list[Json]:
    """The commands as Discord registers them."""
    root = _Node()
    for command in commands:
        node = root
        for word in typed(command).split():
            node = node.children.setdefault(word, _Node())
        node.command = command
    return [_top(name, node) for name, node in root.children.items()]


def typed(command: Command) -> str:
    """Its path here: 'practice-manage pause' for 'practice pause'."""
    name, _, rest = command.path.partition(" ")
    return f"{name}{MANAGING} {rest}" if command.manages else command.path


def spelled(text: str) -> str:
    """A text of the core with its commands as they are typed here."""
    for command in COMMANDS:
        if command.manages:
            text = re.sub(rf"/{command.path}\b", f"/{typed(command)}", text)
    return text


def called(data: Mapping[str, Any]) -> tuple[str, str]:
    """Name and text of a command that was used, in the core's grammar."""
    words, options = [], list(data.get("options", []))
    while options and options[0]["type"] in (SUBCOMMAND, GROUP):
        words.append(options[0]["name"])
        options = list(options[0].get("options", []))
    options.sort(key=lambda option: option["name"] != PART)
    words += [str(option["value"]) for option in options]
    return data["name"].removesuffix(MANAGING), " ".join(words)


def focused(data: Mapping[str, Any]) -> tuple[str, str]:
    """The option that is being typed, and what of it; ('', '') where none is."""
    options = list(data.get("options", []))
    while options and options[0]["type"] in (SUBCOMMAND, GROUP):
        options = list(options[0].get("options", []))
    for option in options:
        if option.get("focused"):
            return option["name"], str(option["value"])
    return "", ""


async def complete(core: object, person: Person, name: str, begun: str) -> list[tuple[str, str]]:
    """(label, value) of what a half-typed option may become, those that begin so first."""
    known: Sequence[Suggestion] = ()
    if name == "zone":
        known = [Suggestion(zone, "") for zone in sorted(zoneinfo.available_timezones())]
    elif isinstance(core, Completing):
        known = core.offered_skills() if name == "skill" else await core.offered_tracks(person)
    wanted = begun.lower().replace(" ", "_") if name == "zone" else begun.lower()
    hits = [s for s in known if wanted in s.text.lower() or wanted in s.about.lower()]
    hits.sort(key=lambda s: not s.text.lower().startswith(wanted))
    return [(_label(s), s.text) for s in hits[:CHOICES_MOST]]


async def sync(registry: Registry, application_id: int, vault: Vault) -> bool:
    """Registers the commands if their definition changed since they were last; True if so."""
    wanted = definitions()
    mark = hashlib.sha256(json.dumps(wanted, sort_keys=True).encode()).hexdigest().encode()
    name = f"discord:commands:{application_id}"
    if await vault.get(name) == mark:
        return False
    await registry.bulk_upsert_global_commands(application_id, wanted)
    await vault.put(name, mark)
    return True


def _top(name: str, node: _Node) -> Json:
    """A command. One that managers alone need is offered to who has Manage Server; a server's
    admin can offer it to more (docs: 'Permissions')."""
    told: Json = {"name": name, "type": 1} | _body(node)
    told |= {"contexts": GUILDS_ONLY, "integration_types": GUILDS_ONLY}
    if name.endswith(MANAGING):
        told["default_member_permissions"] = MANAGE_SERVER
    return told


def _body(node: _Node) -> Json:
    """What can be called has options, and what follows it is a choice; else it has subcommands."""
    command = node.command
    abouts = "; ".join(f"{n}: {c.command.about}" for n, c in node.children.items() if c.command)
    if command is None:
        parts = [
            {"type": SUBCOMMAND if child.command else GROUP, "name": name} | _body(child)
            for name, child in node.children.items()
        ]
        return {"description": shorten(abouts, TEXT_MOST), "options": parts}
    options = _arguments(command)
    if node.children:
        choices = [{"name": name, "value": name} for name in node.children]
        part = {"type": STRING, "name": PART, "description": shorten(abouts, TEXT_MOST)}
        options.append(part | {"choices": choices, "required": False})
    return {"description": shorten(command.about, TEXT_MOST), "options": options}


def _arguments(command: Command) -> list[Json]:
    names = _ARGUMENT.findall(command.takes)
    if not command.takes:
        return []
    if "|" in command.takes or ".." in command.takes:
        names = ["text"]
    return [
        {
            "type": STRING,
            "name": name.replace(" ", "-"),
            "description": shorten(command.takes, TEXT_MOST),
            "required": command.takes.startswith("<"),
            "autocomplete": name in COMPLETED,
        }
        for name in names
    ]


def _label(suggestion: Suggestion) -> str:
    both = (suggestion.text, suggestion.about)
    return shorten(": ".join(part for part in both if part), TEXT_MOST)
