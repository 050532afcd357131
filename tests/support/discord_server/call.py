"""One REST request as the handlers see it, and how it is read."""

import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_request import FileField

from .errors import Json, plain, refused
from .state import State

MOST_BYTES = 10 * 1024 * 1024
"""docs: reference, "Uploading Files": of one file."""


@dataclass
class Upload:
    """A file part `files[n]`; `n` is how the body's `attachments` refer to it."""

    n: str
    name: str
    kind: str
    content: bytes


@dataclass
class Call:
    """`body` is the JSON, also where it came as `payload_json`. `status` is that of success."""

    route: str
    params: dict[str, str]
    query: dict[str, str]
    body: Any
    uploads: list[Upload] = field(default_factory=list)
    base: str = ""
    status: int = 200

    def id(self, name: str) -> int:
        """An id in the path; anything but a snowflake is a fault of the form."""
        text = self.params[name]
        if not text.isdigit():
            raise plain(404, "Not Found")
        return int(text)


async def read(request: web.Request, route: str) -> Call:
    """Raises the refusal of a body that cannot be read."""
    call = Call(route, dict(request.match_info), dict(request.query), {})
    call.base = f"http://{request.host}"
    if request.content_type == "multipart/form-data":
        fields = await request.post()
        call.uploads = [_upload(name, value) for name, value in fields.items()
                        if isinstance(value, FileField)]  # fmt: skip
        call.body = _parsed(str(fields.get("payload_json", "{}")))
        if any(len(each.content) > MOST_BYTES for each in call.uploads):
            raise refused(40005)
    elif request.can_read_body:
        if request.content_type != "application/json":
            raise plain(415, "Unsupported Media Type")
        call.body = _parsed(await request.text())
    return call


def _upload(name: str, part: FileField) -> Upload:
    n = name.removeprefix("files[").removesuffix("]")
    return Upload(n, part.filename, part.content_type, part.file.read())


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise refused(50109) from None


def attached(call: Call, fields: Json, state: State, channel_id: int) -> list[Json]:
    """docs: "Editing Message Attachments": each upload, with what `attachments` say of it."""
    told = {str(each.get("id")): each for each in fields.get("attachments") or []}
    found = []
    for upload in call.uploads:
        about, name = told.get(upload.n, {}), upload.name
        about = {key: about[key] for key in ("description", "waveform", "duration_secs")
                 if key in about}  # fmt: skip
        found.append(state.keep(call.base, channel_id, name, upload.kind, upload.content) | about)
    return found
