"""The HTTP way in: only what Slack signed reaches the app."""

from fastapi import Request, Response
from slack_bolt.adapter.fastapi.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncApp

from adapters.slack.signatures import Signatures
from bot.ports import Clock

EVENTS_PATH = "/slack/events"


class Receiver:
    def __init__(self, app: AsyncApp, signing_secret: str, clock: Clock) -> None:
        self._handler = AsyncSlackRequestHandler(app)
        self._signatures = Signatures(signing_secret, clock)

    async def receive(self, request: Request) -> Response:
        """401 for what Slack did not sign; a replay is acknowledged and changes nothing."""
        if not self._signatures.is_valid(await request.body(), request.headers):
            return Response("Not signed by Slack.\n", status_code=401)
        signature = request.headers["x-slack-signature"]
        if self._signatures.is_replay(signature):
            return Response()
        response: Response = await self._handler.handle(request)
        if response.status_code == 200:
            self._signatures.took(signature)
        return response
