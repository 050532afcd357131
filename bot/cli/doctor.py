"""`whetstone doctor`."""

import sys

import click

from bot import doctor, logs
from bot import settings as all_settings
from bot.cli.common import run
from bot.doctor import Check, Checked
from bot.errors import SettingsError, WhetstoneError
from bot.ports import Clock, JobAdmin
from bot.settings import Settings
from bot.wiring import SystemClock, make_rungs, open_platform
from questions import faults, open_bank
from storage import SqlStore, StoreVault, open_store


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON, for machines.")
def command(as_json: bool) -> None:
    """What works, what does not, and what to do about it. Exit code 1 where something fails."""
    logs.set_up("ERROR", "auto")
    try:
        checks = run(_examined(all_settings.read()))
    except SettingsError as error:
        checks = [doctor.failed("settings", str(error), "correct it and start again")]
    click.echo(doctor.as_json(checks) if as_json else "\n".join(doctor.as_lines(checks)))
    sys.exit(doctor.exit_code(checks))


async def _examined(settings: Settings) -> list[Check]:
    url, clock = settings.database_url.get_secret_value(), SystemClock()
    try:
        store = await open_store(url, clock=clock)
    except WhetstoneError as error:
        return await _looked(settings, error, clock)
    try:
        return await _looked(settings, (store, store.job_admin), clock)
    finally:
        await store.close()


async def _looked(
    settings: Settings, database: tuple[SqlStore, JobAdmin] | WhetstoneError, clock: Clock
) -> list[Check]:
    try:
        bank = open_bank(settings.bank_path)
    except WhetstoneError:
        bank = None
    rungs = make_rungs(settings)
    platforms = await _platforms(settings, database, clock)
    found = faults(settings.bank_path) if settings.bank_path else faults()
    checks = await doctor.examine(
        settings,
        database=database,
        bank=bank,
        bank_faults=[str(fault) for fault in found],
        critics=[critic.name for critic in (*rungs.models, rungs.last)],
        now=clock.now(),
    )
    return [*checks, *platforms]


async def _platforms(
    settings: Settings, database: tuple[SqlStore, JobAdmin] | WhetstoneError, clock: Clock
) -> list[Check]:
    """What each platform says of itself; the database keeps what they need to know."""
    checks: list[Check] = []
    if isinstance(database, WhetstoneError):
        return checks
    for name in settings.running:
        try:
            platform = await open_platform(name, settings, clock, StoreVault(database[0]))
        except WhetstoneError as error:
            checks.append(doctor.failed(name, str(error), "correct it and start again"))
            continue
        try:
            checks += await platform.checks() if isinstance(platform, Checked) else ()
        finally:
            await platform.close()
    return checks
