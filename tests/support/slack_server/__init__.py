"""A local Slack at the wire: the Web API, Socket Mode and signed HTTP, for tests.

Not the service: every rule names where it comes from, and a number without a source is a
setting.

    async with SlackServer() as server:
        acme = server.workspace("acme")
        ada, room = acme.user("Ada", tz="Europe/Berlin", admin=True), acme.channel("#caching")
        client = AsyncWebClient(acme.bot_token(), base_url=server.api)
        # … start the app with it, with server.app.app_token or by server.uses_http(url)
        question = await server.until(lambda: room.messages and room.messages[0])
        await ada.says(room, "They all miss at once", thread=question)
        await ada.presses(question, "Answer privately")
        await ada.submits(fields={"Your answer": "…"})
        server.next("chat.postMessage", drop_response())

The app's client must be closed in any case (`finally`, or a fixture): a socket client that is
left alone reconnects for ever and holds up the end of the test's loop."""

from .faults import Fault, drop_request, drop_response, error, failing, ratelimited, slow
from .person import Person
from .server import SlackServer
from .workspace import Workspace
from .world import EVENTS, SCOPES, App, Channel, Installation, Message

__all__ = [
    "EVENTS",
    "SCOPES",
    "App",
    "Channel",
    "Fault",
    "Installation",
    "Message",
    "Person",
    "SlackServer",
    "Workspace",
    "drop_request",
    "drop_response",
    "error",
    "failing",
    "ratelimited",
    "slow",
]
