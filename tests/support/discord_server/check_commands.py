"""The limits of application commands (docs: interactions, "Application Commands")."""

import re

from .errors import Form, Json

NAME = re.compile(r"^[-_'\w]{1,32}$")
"""docs: "Application Command Naming"; letters of any script, lower case."""
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10


def check(command: Json, path: str = "") -> None:
    """Raises the refusal with every fault of one command."""
    form = Form()
    at = f"{path}." if path else ""
    if command.get("type", 1) == 1:
        _named(form, at, command)
        _options(form, f"{at}options", command.get("options") or [])
    else:
        form.length(f"{at}name", command.get("name"), 32, 1)
    if _weight(command) > 8000:
        what = "Command exceeds maximum size (8000)"
        form.fault(f"{at}name", "APPLICATION_COMMAND_TOO_LARGE", what)
    form.check()


def _named(form: Form, at: str, part: Json) -> None:
    name = part.get("name") or ""
    form.length(f"{at}name", name or None, 32, 1)
    if name and (not NAME.match(name) or name != name.lower()):
        what = "Command name is invalid"
        form.fault(f"{at}name", "APPLICATION_COMMAND_INVALID_NAME", what)
    form.length(f"{at}description", part.get("description") or None, 100, 1)


def _options(form: Form, path: str, options: list[Json]) -> None:
    form.length(path, options, 25)
    names = [option.get("name") for option in options]
    if len(set(names)) < len(names):
        what = "Option names must be unique"
        form.fault(path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", what)
    for i, option in enumerate(options):
        at = f"{path}.{i}."
        _named(form, at, option)
        form.choice(f"{at}type", option.get("type"), tuple(range(1, 12)))
        if option.get("required") and any(not o.get("required") for o in options[:i]):
            what = "Required options must be placed before non-required options"
            form.fault(f"{path}.{i}", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", what)
        _choices(form, at, option)
        if option.get("type") in (SUBCOMMAND, GROUP):
            _options(form, f"{at}options", option.get("options") or [])


def _choices(form: Form, at: str, option: Json) -> None:
    choices = option.get("choices") or []
    choices_of(form, f"{at}choices", choices)
    if choices and option.get("autocomplete"):
        what = "Options with choices cannot have autocomplete"
        form.fault(f"{at}choices", "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", what)


def choices_of(form: Form, path: str, choices: list[Json]) -> None:
    """docs: "Option Choice Structure"; also for the answer to an autocomplete."""
    form.length(path, choices, 25)
    for i, choice in enumerate(choices):
        form.length(f"{path}.{i}.name", choice.get("name"), 100, 1)
        if isinstance(choice.get("value"), str):
            form.length(f"{path}.{i}.value", choice["value"], 100, 1)


def _weight(part: Json) -> int:
    """docs: names, descriptions and values of a command, its options and choices together."""
    own = sum(len(str(part.get(name) or "")) for name in ("name", "description", "value"))
    return own + sum(_weight(each) for each in [*part.get("options", []), *part.get("choices", [])])
