"""What `whetstone doctor` says of Slack: each token and scope that is missing, and its cost.

Which events are subscribed Slack tells nobody who holds only these tokens."""

from collections.abc import Sequence

from adapters.slack.manifest import SCOPES
from adapters.slack.web import FAULTS, Web, code
from adapters.slack.workspaces import Workspaces
from bot.doctor import Check, Status
from bot.errors import WhetstoneError

NAME = "slack"
NEEDED = {"chat:write", "commands"}
REINSTALL = "add it under OAuth & Permissions at api.slack.com/apps, then reinstall"


async def checks(web: Web, workspaces: Workspaces, app_token: str | None) -> Sequence[Check]:
    """One check per fault; where there is none, one that says where we are."""
    found = await _socket(web, app_token) if app_token else []
    try:
        teams = await workspaces.teams()
    except WhetstoneError as error:
        return [*found, Check(Status.FAIL, NAME, str(error).rstrip("."), "SLACK_BOT_TOKEN")]
    if not teams:
        found.append(Check(Status.WARN, NAME, "installed nowhere", "open /slack/install"))
    names: list[str] = []
    for team in teams:
        found += await _workspace(workspaces, team, names)
    return found or [Check(Status.OK, NAME, f"installed in {', '.join(names)}")]


async def _socket(web: Web, app_token: str) -> list[Check]:
    try:
        await web.client().apps_connections_open(app_token=app_token)
    except FAULTS as error:
        fix = "SLACK_APP_TOKEN, with the scope connections:write; Socket Mode switched on"
        return [Check(Status.FAIL, NAME, f"nothing can come in ({code(error)})", fix)]
    return []


async def _workspace(workspaces: Workspaces, team: str, names: list[str]) -> list[Check]:
    try:
        said = await (await workspaces.client(team)).auth_test()
    except FAULTS as error:
        fix = "SLACK_BOT_TOKEN, or install again"
        return [Check(Status.FAIL, NAME, f"{team} cannot be used ({code(error)})", fix)]
    except WhetstoneError as error:
        return [Check(Status.FAIL, NAME, str(error).rstrip("."), "install again")]
    names.append(str(said["team"]))
    found = []
    if why := workspaces.failure(team):
        text = f"{said['team']}: {why}; the one in use ends within 2 hours"
        found.append(Check(Status.WARN, NAME, text, "install again, where it stays so"))
    has = {scope.strip() for scope in said.headers.get("x-oauth-scopes", "").split(",")}
    return found + [
        Check(
            Status.FAIL if scope in NEEDED else Status.WARN,
            NAME,
            f"{said['team']}: no {scope}, which is for {what}",
            REINSTALL,
        )
        for scope, what in SCOPES.items()
        if scope not in has
    ]
