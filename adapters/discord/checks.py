"""What `doctor` says of Discord: the token, the intent and the servers we are in."""

from adapters.discord.invite import invite_address
from adapters.discord.web import FAULTS, NotLoggedIn, Rest, named
from bot.doctor import Check, Status
from bot.wording.basics import count

NAME = "discord"
BAD_TOKEN = (
    "DISCORD_TOKEN: Discord does not accept it. A new one is made on the Bot page of the "
    "Developer Portal."
)
NO_INTENT = (
    "DISCORD_PLAIN_REPLIES: this application has no Message Content intent. Turn it on on the Bot "
    "page of the Developer Portal, or set DISCORD_PLAIN_REPLIES=false: buttons, forms and "
    "mentions do without it."
)
CONTENT = 1 << 18 | 1 << 19
"""docs: application, 'Application Flags': the Message Content intent, whole and limited."""
READS = "replies in threads count"
READS_NOT = (
    "buttons, forms and mentions count; plain replies do not. DISCORD_PLAIN_REPLIES=true "
    "changes that"
)


async def examine(rest: Rest, *, reads: bool) -> Check:
    """Asks Discord by REST; needs no running bot. `reads`: whether plain replies are wanted."""
    try:
        application = await rest.request("GET", "/applications/@me")
        servers = await rest.request("GET", "/users/@me/guilds")
    except NotLoggedIn as error:
        return Check(Status.WARN, NAME, f"cannot be asked ({error})", "look again in a while")
    except FAULTS as error:
        return Check(Status.FAIL, NAME, named(error), BAD_TOKEN)
    if reads and not application["flags"] & CONTENT:
        return Check(Status.FAIL, NAME, "no Message Content intent", NO_INTENT)
    if not servers:
        return Check(Status.WARN, NAME, "in no server", invite_address(str(application["id"])))
    return Check(
        Status.OK, NAME, f"in {count(len(servers), 'server')}; {READS if reads else READS_NOT}"
    )
