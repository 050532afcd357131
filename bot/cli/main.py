"""`whetstone …`: every command, loaded when it is called so that help is quick."""

import importlib
import io
import sys

import click

COMMANDS = {
    "bank": ("bot.cli.bank", "The questions: check them, count them."),
    "demo": ("bot.cli.demo", "The playground: a team channel in your browser, no account."),
    "discord": ("bot.cli.discord", "Discord: the address that invites the bot."),
    "eval": ("bot.cli.evaluate", "How well a critic agrees with people."),
    "doctor": ("bot.cli.doctor", "What works, what does not, and what to do about it."),
    "jobs": ("bot.cli.jobs", "Work that waits or is parked."),
    "migrate": ("bot.cli.migrate", "Bring the database up to this version."),
    "mock": ("bot.cli.mock", "A mock interview in this terminal, with a scorecard."),
    "practice": ("bot.cli.practice", "One question in this terminal, and its critique."),
    "review": ("bot.cli.review", "Your weak points once more, in this terminal."),
    "run": ("bot.cli.run", "The bot: pages, platforms, schedule and work."),
    "sends": ("bot.cli.sends", "Messages on their way, refused or unclear."),
    "slack": ("bot.cli.slack", "Slack: the manifest that makes the app."),
    "standings": ("bot.cli.standings", "What leaderboards show: write it anew."),
    "track": ("bot.cli.track", "What is asked, where and when."),
}


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[name][0]).command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="whetstone", prog_name="whetstone")
def main() -> None:
    """Whetstone: a daily interview question for your team, and a critique of each answer."""
    # What a pipe or an old terminal cannot spell must not end a command.
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
