"""The core's grammar as application commands.

Docs: interactions, 'Application Commands'. Discord shows or hides whole commands, never a part of
one, so what managers do is a command of its own."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from bot.commands import COMMANDS, Command
from bot.interviews.model import LENGTHS, MODES
from bot.model import LEVELS
from bot.text import shorten

Json = dict[str, Any]

SUBCOMMAND, GROUP, STRING = 1, 2, 3
GUILDS_ONLY = [0]  # docs: 'Contexts' and 'Installation Context': a member is one of a server
MANAGE_SERVER = str(1 << 5)
TEXT_MOST = 100
MANAGING = "-manage"
PART, TEXT = "part", "text"
COMPLETED = ("skill", "track", "zone")
START = "start"
CHOICES: Mapping[str, Sequence[str]] = {
    "level": LEVELS,
    "length": [str(length) for length in LENGTHS],
    "mode": MODES,
    "json": ["json"],
}

_ARGUMENT = re.compile(r"([<\[])([\w -]+)[>\]]")


class Vault(Protocol):
    """Raises StorageError where the database does not answer."""

    async def get(self, name: str) -> bytes | None: ...
    async def put(self, name: str, value: bytes) -> None: ...
    async def delete(self, name: str) -> None: ...
    async def names(self, prefix: str) -> Sequence[str]: ...


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
    for name, others in _BEGUN.items():
        text = re.sub(rf"/{name}\b(?! (?:{'|'.join(others)})\b)", f"/{name} {START}", text)
    return text


def _begun() -> dict[str, list[str]]:
    """Commands that have others beneath them: Discord calls a command or its subcommands."""
    found: dict[str, list[str]] = {}
    for command in COMMANDS:
        name, _, rest = command.path.partition(" ")
        if rest and not command.manages and any(c.path == name for c in COMMANDS):
            found.setdefault(name, [START]).append(rest)
    return found


_BEGUN = _begun()


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
    if node.command and node.children:
        node = _Node(None, {START: _Node(node.command), **node.children})
    told: Json = {"name": name, "type": 1} | _body(node)
    told |= {"contexts": GUILDS_ONLY, "integration_types": GUILDS_ONLY}
    if name.endswith(MANAGING):
        told["default_member_permissions"] = MANAGE_SERVER
    return told


def _body(node: _Node) -> Json:
    """What can be called has options, and what follows it is a choice, with its own arguments as
    one text; else it has subcommands."""
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
        commands = [(n, c.command) for n, c in node.children.items() if c.command]
        takes = [f"{name}: {child.takes}" for name, child in commands if child.takes]
        if takes and all(option["name"] != TEXT for option in options):
            about = shorten("; ".join(takes), TEXT_MOST)
            options.append({"type": STRING, "name": TEXT, "description": about, "required": False})
    return {"description": shorten(command.about, TEXT_MOST), "options": options}


def _offered(name: str) -> Json:
    """What may stand there: a fixed choice, or what is asked for while it is typed."""
    if name in CHOICES:
        return {"choices": [{"name": value, "value": value} for value in CHOICES[name]]}
    return {"autocomplete": name in COMPLETED}


def _arguments(command: Command) -> list[Json]:
    """Its arguments, those that must be given first. What has alternatives is one text."""
    found = _ARGUMENT.findall(command.takes)
    if "|" in command.takes or ".." in command.takes:
        found = [("[" if command.takes.startswith("[") else "<", TEXT)]
    options = [
        {
            "type": STRING,
            "name": name.replace(" ", "-"),
            "description": shorten(command.takes, TEXT_MOST),
            "required": bracket == "<",
        }
        | _offered(name)
        for bracket, name in found
    ]
    return sorted(options, key=lambda option: not option["required"])
