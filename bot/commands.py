"""One grammar of commands for every platform."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from bot.errors import InvalidInput
from bot.message import Line, Message, Suggestion
from bot.wording.basics import named, title


@dataclass(frozen=True, slots=True)
class Command:
    """`path` is what is typed, such as 'practice streak why'; `takes` its arguments, if any."""

    path: str
    about: str
    takes: str = ""
    manages: bool = False

    @property
    def usage(self) -> str:
        return f"/{self.path} {self.takes}".rstrip()


COMMANDS = (
    Command("practice help", "what there is"),
    Command("practice now", "ask the next question in this channel", "[skill]"),
    Command("practice solo", "a question for you alone, which keeps the day too", "[skill]"),
    Command("practice streak", "your streak, seen only by you"),
    Command("practice streak why", "each day of it, with its reason"),
    Command("practice away", "days on which nothing is expected of you", "[<from>..<to> | off]"),
    Command("practice remind", "one reminder a day, and when", "[on | off | <HH:MM>]"),
    Command("practice quiet", "hours in which no reminder comes", "[<from>-<to> | off]"),
    Command("practice zone", "the time zone that your times are in", "[zone]"),
    Command("practice review", "your weak points once more, for you alone"),
    Command("practice why this", "why this channel was asked its newest question"),
    Command("practice browse", "a skill's questions, to try for yourself", "<skill>"),
    Command("practice guide", "what to know about a skill", "<skill>"),
    Command("practice profile", "what you aim for, and claims to rehearse, seen only by you"),
    Command("practice tracks", "what is asked, where and when"),
    Command("practice settings", "who reviews your answers, and what it costs"),
    Command("practice leave", "stop taking part in this channel's questions"),
    Command("practice privacy", "what is stored of you, who reads it; export, delete"),
    Command("practice setup", "daily questions in this channel", "[zone]"),
    Command("practice skip", "leave out a track's next day", "<track> [reason]", manages=True),
    Command("practice pause", "stop a track's questions", "<track>", manages=True),
    Command("practice resume", "go on with a track", "<track>", manages=True),
    Command("practice remove", "end a track for good", "<track>", manages=True),
    Command(
        "practice digest",
        "a weekly summary in the channel",
        "on | off [track] [weekday] [HH:MM]",
        manages=True,
    ),
    Command(
        "practice retention",
        "how long texts of answers are kept",
        "[<days> | forever]",
        manages=True,
    ),
    Command("practice manager", "who manages", "add @name | remove @name | list", manages=True),
    Command(
        "leaderboard",
        "days answered, running streaks, or who improved most",
        "[week | month | season | all] [skill] [by days | streak | improvement]",
    ),
    Command("leaderboard team", "how the team takes part, and its weak points", manages=True),
    Command("mock", "a mock interview in your direct messages", "[skill] [level] [length] [mode]"),
    Command("mock pause", "stop it for now; it goes on whenever you like"),
    Command("mock resume", "go on where it stopped"),
    Command("mock skip", "on to the next question"),
    Command("mock hint", "a hint to the question that is open"),
    Command("mock end", "end it, with a scorecard of what there is"),
    Command("mock claims", "what a recruiter would ask about your claims", "[number] [mode]"),
    Command("mock history", "your interviews, and how they went", "[skill]"),
    Command("mock export", "one of them with its transcript, as a file", "[number] [json]"),
)
BY_PATH = {command.path: command for command in COMMANDS}
MOST_WORDS = 4  # of a command in a plain message; more is a sentence that begins so
NEARLY = 0.85
_NAMES = {command.path.split()[0] for command in COMMANDS}
_ALONE = [command.path.removeprefix("practice ") for command in COMMANDS]


def parse(name: str, text: str) -> tuple[Command, str]:
    """The command and its arguments. Raises InvalidInput that names the nearest command.

    `/practice` alone is its help."""
    words = [name.lower(), *text.split()]
    if words == ["practice"]:
        words.append("help")
    if words[:2] == ["mock", "start"]:  # where it needs a word of its own, as on Discord
        del words[1]
    for length in (3, 2, 1):
        command = BY_PATH.get(" ".join(words[:length]).lower())
        rest = " ".join(words[length:])
        if command is not None and (command.takes or not rest):
            return command, rest
    typed = named(" ".join(words[:3]).lower())
    near = get_close_matches(typed, BY_PATH, n=1, cutoff=0.75)
    fix = f"Did you mean {BY_PATH[near[0]].usage}?" if near else "/practice help lists them."
    raise InvalidInput(f"There is no /{typed}. {fix}")


def is_meant(text: str) -> bool:
    """Whether a plain message is a command without its slash: four words at most, arguments
    included, or one word that is nearly one."""
    words = text.lower().split()
    if not words or len(words) > MOST_WORDS:
        return False
    name, rest = (words[0], words[1:]) if words[0] in _NAMES else ("practice", words)
    try:
        parse(name, " ".join(rest))
    except InvalidInput:
        return len(words) == 1 and bool(get_close_matches(words[0], _ALONE, n=1, cutoff=NEARLY))
    return True


def suggest(text: str) -> Sequence[Suggestion]:
    """What a half-typed '/…' may become, those that begin so first."""
    typed = " ".join(text.lower().removeprefix("/").split())
    if not text.startswith("/"):
        return ()
    begins = [c for c in COMMANDS if c.path.startswith(typed)]
    within = [c for c in COMMANDS if c not in begins and typed and typed in c.path]
    return tuple(Suggestion(c.usage, c.about) for c in (*begins, *within))


def help_message() -> Message:
    lines = [title("What you can ask for")]
    lines += [Line(f"{c.usage}: {c.about}", "item") for c in COMMANDS if not c.manages]
    lines.append(title("For managers"))
    lines += [Line(f"{c.usage}: {c.about}", "item") for c in COMMANDS if c.manages]
    return Message(tuple(lines))
