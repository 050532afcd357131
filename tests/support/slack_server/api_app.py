"""The app itself: tokens, OAuth, sockets, uninstalling; and files."""

import re

from .gate import Asked, method
from .posting import parent_ts, room_to_post, store
from .refusal import Refusal
from .world import Installation, Json

TOKEN_SECONDS = 43_200
"""docs: Using token rotation: access tokens expire after 12 hours."""
ACTIVE_TOKENS_MOST = 2
CODE_SECONDS = 600
"""RFC 6749, 4.1.2: a code lives for 10 minutes at the most."""
ALT_TEXT_MOST = 1_000
"""docs: files.getUploadURLExternal, `alt_txt_too_large`."""
ROOM_ID = r"^[CGDZ][A-Z0-9]{8,}$"
"""issue bolt-js#2115: a file is shared in a channel; a person's id does not fit."""


@method("api.test")
def api_test(asked: Asked) -> Json:
    return {"args": asked.args}


@method("apps.connections.open")
def open_connection(asked: Asked) -> Json:
    return {"url": asked.state.outbox.sockets.new_address()}


@method("auth.test")
def auth_test(asked: Asked) -> Json:
    ws, bot = asked.workspace, asked.installation
    return {
        "url": f"https://{ws.domain}.slack.com/",
        "team": ws.name,
        "team_id": ws.id,
        "user": ws.people[bot.bot_user].user.name,
        "user_id": bot.bot_user,
        "bot_id": bot.bot_id,
        "is_enterprise_install": False,
    }


@method("auth.revoke")
def revoke(asked: Asked) -> Json:
    if asked.flag("test"):
        return {"revoked": False}
    asked.state.tokens[asked.token].revoked = True
    asked.workspace.emit({"type": "tokens_revoked", "tokens": {"bot": [asked.bot], "oauth": []}})
    return {"revoked": True}


@method("apps.uninstall")
def uninstall(asked: Asked) -> Json:
    _check_client(asked)
    asked.workspace.uninstall()
    return {}


@method("oauth.v2.access")
def access(asked: Asked) -> Json:
    """A code's exchange, or a refresh token's (docs: oauth.v2.access; Using token rotation)."""
    _check_client(asked)
    state, args = asked.state, asked.args
    if args.get("grant_type") == "refresh_token":
        known = state.refreshers.pop(str(args.get("refresh_token")), None)
        if known is None or not known.active:
            raise Refusal("invalid_refresh_token")
        return _granted(asked, known)
    granted = state.codes.pop(str(args.get("code")), None)
    if granted is None or state.clock.now() - granted.born > CODE_SECONDS:
        raise Refusal("invalid_code")
    if granted.redirect_uri != args.get("redirect_uri", ""):
        raise Refusal("bad_redirect_uri")
    installation = granted.workspace.install(granted.scopes)
    return _granted(asked, installation) | {"authed_user": {"id": granted.user}}


def _granted(asked: Asked, installation: Installation) -> Json:
    state, lives = asked.state, TOKEN_SECONDS if asked.state.app.rotates_tokens else None
    ws = state.workspaces[installation.team]
    answer: Json = {
        "access_token": state.new_token(installation, lives),
        "token_type": "bot",
        "scope": ",".join(installation.scopes),
        "bot_user_id": installation.bot_user,
        "app_id": state.app.id,
        "team": {"name": ws.name, "id": ws.id},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    if lives:
        refresher = state.new_id("xoxe-1-")
        state.refreshers[refresher] = installation
        answer |= {"refresh_token": refresher, "expires_in": lives}
        living = [t for t in state.tokens.values() if t.installation is installation]
        for old in living[:-ACTIVE_TOKENS_MOST]:
            old.revoked = True
    return answer


def _check_client(asked: Asked) -> None:
    if asked.args.get("client_id") != asked.state.app.client_id:
        raise Refusal("invalid_client_id")
    if asked.args.get("client_secret") != asked.state.app.client_secret:
        raise Refusal("bad_client_secret")


@method("files.getUploadURLExternal")
def upload_url(asked: Asked) -> Json:
    """docs: Working with files: ask for an address, send the bytes, complete."""
    if asked.number("length", 0) <= 0:
        raise Refusal("missing_argument")
    if len(str(asked.args.get("alt_txt") or "")) > ALT_TEXT_MOST:
        raise Refusal("alt_txt_too_large")
    file_id, filename = asked.state.new_id("F"), str(asked.args["filename"])
    asked.state.uploads[file_id] = {
        "id": file_id, "name": filename, "title": filename, "alt_txt": asked.args.get("alt_txt"),
        "size": asked.number("length", 0), "team": asked.workspace.id, "content": None,
        "mimetype": "",
    }  # fmt: skip
    return {"upload_url": f"{asked.state.base}/upload/v1/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal")
def complete_upload(asked: Asked) -> Json:
    where, shared = asked.args.get("channel_id"), []
    if where and not re.match(ROOM_ID, where):
        fault = f"input must match regex pattern: {ROOM_ID} [json-pointer:/channel_id]"
        raise Refusal("invalid_arguments", fault)
    for told in asked.args["files"]:
        upload = asked.state.uploads.get(told.get("id"))
        if not upload or upload["content"] is None or upload["team"] != asked.workspace.id:
            raise Refusal("file_not_found")
        shared.append(upload | {"title": told.get("title") or upload["name"]})
    # The bytes stay in `uploads`; messages carry what describes them.
    files = [{k: v for k, v in upload.items() if k != "content"} for upload in shared]
    if where:
        channel = room_to_post(asked, "channel_id")
        thread_ts = parent_ts(channel, asked.args.get("thread_ts"))
        text = str(asked.args.get("initial_comment") or "")
        store(asked, channel, thread_ts=thread_ts, text=text, files=files, subtype="file_share")
    return {"files": files}


@method("files.info")
def file_info(asked: Asked) -> Json:
    """issue node-slack-sdk#2170: the type is known some time after the upload was completed;
    here it is so after the first look."""
    upload = asked.state.uploads.get(str(asked.args["file"]))
    if upload is None or upload["team"] != asked.workspace.id:
        raise Refusal("file_not_found")
    told = {k: v for k, v in upload.items() if k != "content"}
    upload["mimetype"] = "image/png"
    return {"file": told}
