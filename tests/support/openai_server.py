"""A local OpenAI: /v1/responses and /v1/chat/completions over real sockets, and strict.

By hand, from tests/:  python -m support.openai_server --port 4011
then OPENAI_BASE_URL=http://127.0.0.1:4011/v1 OPENAI_API_KEY=sk-local."""

import argparse
import asyncio
import json
import sys
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

from aiohttp import web
from support.openai_cache import PromptCache
from support.openai_faults import REFUSALS, Fault, Mix
from support.openai_model import honest, tokens
from support.openai_rules import Refused, check_chat, check_response
from support.openai_schema import follows
from support.openai_wire import Json, Output, chunks, completion, response, response_events

KEY = "sk-local"
REASONING = 64  # tokens of thought in each answer; they count against the room, as the real ones

Model = Callable[[list[str], Json | None], str]


@dataclass(frozen=True)
class Call:
    """A request as it came in. The key is not kept."""

    path: str
    body: Json
    fault: Fault | None


class OpenAIServer:
    """`async with OpenAIServer() as server:` then `server.url` is the base_url of a client.

    `model` makes the text from the messages and the schema; a scripted one may be hostile."""

    def __init__(
        self, *, model: Model = honest, mix: Mix | None = None, retry_after: str = "0.2"
    ) -> None:
        self.model, self.mix, self.retry_after = model, mix, retry_after
        self.calls: list[Call] = []
        self.gate = asyncio.Event()  # set it to let HELD and SLOW calls go on
        self.called = asyncio.Event()
        self.error_code = "server_error"  # of FAILED and ERROR_EVENT
        self.failing: dict[str, Fault] = {}  # by the name of the schema that is asked for
        self._script: deque[Fault | None] = deque()
        self._cache = PromptCache()
        self.url = ""

    def script(self, *faults: Fault | None) -> None:
        """What happens to the next calls, in order; None for nothing. Then the mix, if any."""
        self._script.extend(faults)

    async def __aenter__(self) -> Self:
        await self.start(0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self.gate.set()
        await self._runner.cleanup()

    async def start(self, port: int) -> None:
        app = web.Application(client_max_size=4 << 20)
        app.router.add_post("/v1/responses", self._responses)
        app.router.add_post("/v1/chat/completions", self._chat)
        # A client that hangs up ends its call here too.
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port)
        await site.start()
        self.url = "http://{}:{}/v1".format(*self._runner.addresses[0][:2])

    async def _responses(self, request: web.Request) -> web.StreamResponse:
        body, fault = await self._taken(request)
        if isinstance(fault, web.Response):
            return fault
        try:
            schema = check_response(body)
        except Refused as refused:
            return web.json_response({"error": refused.body}, status=400)
        texts = [_text(item["content"]) for item in body["input"]]
        cached, written = self._cache.use(body)
        output = self._output(body, "max_output_tokens", texts, schema, fault)
        output = replace(output, cached=cached, written=written)
        if not body.get("stream"):
            return web.json_response(response(output))
        events = ((event["type"], event) for event in response_events(output))
        return await self._stream(request, events, fault, ends="")

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        body, fault = await self._taken(request)
        if isinstance(fault, web.Response):
            return fault
        try:
            schema = check_chat(body)
        except Refused as refused:
            return web.json_response({"error": refused.body}, status=400)
        texts = [message["content"] for message in body["messages"]]
        output = self._output(body, "max_completion_tokens", texts, schema, fault)
        if not body.get("stream"):
            return web.json_response(completion(output))
        usage = bool((body.get("stream_options") or {}).get("include_usage"))
        events = (("", chunk) for chunk in chunks(output, usage=usage))
        # Chat streams are "terminated by a data: [DONE] message" (chat reference, `stream`).
        return await self._stream(request, events, fault, ends="data: [DONE]\n\n")

    async def _taken(self, request: web.Request) -> tuple[Json, Fault | web.Response | None]:
        """The body, and the call's fault: to be played out later, or as the answer itself."""
        body = await request.json()
        fault = self._script.popleft() if self._script else self.mix.next() if self.mix else None
        fault = fault or self.failing.get(asked_for(body))
        self.calls.append(Call(request.path, body, fault))
        self.called.set()
        key = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if key != KEY:
            return body, _refusal(Fault.BAD_KEY, key, "")
        if fault in REFUSALS:
            return body, _refusal(fault, key, self.retry_after)
        if fault is Fault.SLOW:
            await self.gate.wait()
        if fault is Fault.HUNG_UP and request.transport:
            request.transport.abort()
        return body, fault

    def _output(
        self, body: Json, room: str, texts: list[str], schema: Json | None, fault: Fault | None
    ) -> Output:
        text = self.model(texts, schema)
        if self.model is honest and schema is not None:
            assert follows(json.loads(text), schema, schema)
        output = Output(
            id=str(len(self.calls)),
            model=body["model"],
            text=_spoilt(text, fault),
            prompt_tokens=sum(map(tokens, texts)),
            reasoning=REASONING,
            refused=fault is Fault.REFUSAL,
            cut={Fault.CUT_OFF: "max_output_tokens", Fault.FILTERED: "content_filter"}.get(fault)
            if fault
            else None,
            failed=self.error_code if fault is Fault.FAILED else None,
        )
        left = body.get(room, 10_000) - REASONING
        if output.cut is None and tokens(text) > left:
            return replace(output, text=text[: max(left, 0) * 4], cut="max_output_tokens")
        return output

    async def _stream(
        self,
        request: web.Request,
        events: Iterable[tuple[str, Json]],
        fault: Fault | None,
        ends: str,
    ) -> web.StreamResponse:
        stream = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await stream.prepare(request)
        lines = [_line(name, event) for name, event in events]
        half = len(lines) // 2
        for i, line in enumerate(lines):
            if i == half and fault is Fault.GARBLED:
                line = "data: {not json\n\n"
            if i == half and fault is Fault.ERROR_EVENT:
                await stream.write(_error_line(request.path, self.error_code).encode())
                return stream
            if i == half and fault is Fault.ENDED:
                return stream
            if fault is Fault.DRIPPING:
                await asyncio.sleep(0.05)
            if i == half and fault is Fault.HELD:
                await self.gate.wait()
            if i == half and fault is Fault.DROPPED and request.transport:
                request.transport.abort()
                return stream
            await stream.write(line.encode())
        await stream.write(ends.encode())
        return stream


def _line(name: str, event: Json) -> str:
    return (f"event: {name}\n" if name else "") + f"data: {json.dumps(event)}\n\n"


def _error_line(path: str, code: str) -> str:
    """ResponseErrorEvent, or the error object that openai-python's _streaming.py looks for."""
    error = {"code": code, "message": "It broke.", "param": None}
    if path.endswith("responses"):
        return _line("error", {"type": "error", **error, "sequence_number": 9})
    return _line("", {"error": error})


def _spoilt(text: str, fault: Fault | None) -> str:
    match fault:
        case Fault.REFUSAL:
            return "I cannot help with that."
        case Fault.CUT_OFF | Fault.FILTERED:
            return text[: len(text) // 2]
        case Fault.BAD_JSON:
            return text[:-1] + ",]"
        case Fault.DRIFT:
            return json.dumps({**json.loads(text), "total_score": 5})
    return text


def asked_for(body: Json) -> str:
    """The name of the schema in a request, '' where there is none."""
    form = (body.get("text") or {}).get("format") or body.get("response_format") or {}
    name: str = form.get("json_schema", form).get("name", "")
    return name


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(part["text"] for part in content)


def _refusal(fault: Fault, key: str, retry_after: str) -> web.Response:
    status, kind, code, message = REFUSALS[fault]
    error = {"message": message.format(key=key), "type": kind, "param": None, "code": code}
    wait = fault is Fault.RATE_LIMIT_WAIT
    return web.json_response(
        {"error": error}, status=status, headers={"Retry-After": retry_after} if wait else {}
    )


async def serve(port: int, mix: Mix | None) -> None:
    """Serves until it is interrupted."""
    server = OpenAIServer(mix=mix)
    await server.start(port)
    sys.stdout.write(f"OPENAI_BASE_URL={server.url} OPENAI_API_KEY={KEY}\n")
    sys.stdout.flush()
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description="A local OpenAI for trials by hand.")
    parser.add_argument("--port", type=int, default=4011)
    parser.add_argument("--failing", type=float, default=0.0, help="share of calls that fail")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    asyncio.run(serve(options.port, Mix(options.seed, options.failing)))


if __name__ == "__main__":
    main()
