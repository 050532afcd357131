"""The Web API's methods: their arguments and scopes.

Arguments: docs of each method, and slack_sdk source: the signatures of AsyncWebClient.
`*` marks a required one. Scopes: any one of them will do; `history` and `read` stand for the
scope of the channel's kind (channels:history, groups:read, im:history, …).
"""

from dataclasses import dataclass

POST = (
    "channel* text as_user attachments blocks thread_ts reply_broadcast unfurl_links "
    "unfurl_media icon_emoji icon_url mrkdwn link_names username parse metadata markdown_text"
)
PAGE = "cursor limit"
SPAN = f"channel* {PAGE} inclusive include_all_metadata latest oldest"

_METHODS: dict[str, tuple[str, str]] = {
    "api.test": ("error foo", ""),
    "apps.connections.open": ("", ""),
    "apps.uninstall": ("client_id* client_secret*", ""),
    "assistant.threads.setStatus": (
        "channel_id* thread_ts* status* loading_messages icon_emoji icon_url username",
        "assistant:write chat:write",
    ),
    "assistant.threads.setSuggestedPrompts": (
        "channel_id* thread_ts title prompts*",
        "assistant:write",
    ),
    "assistant.threads.setTitle": ("channel_id* thread_ts* title*", "assistant:write"),
    "auth.revoke": ("test", ""),
    "auth.test": ("", ""),
    "chat.appendStream": ("channel* ts* markdown_text chunks", "chat:write"),
    "chat.delete": ("channel* ts* as_user", "chat:write"),
    "chat.getPermalink": ("channel* message_ts*", ""),
    "chat.postEphemeral": (
        "channel* user* text as_user attachments blocks thread_ts icon_emoji icon_url "
        "link_names username parse markdown_text",
        "chat:write",
    ),
    "chat.postMessage": (POST, "chat:write"),
    "chat.startStream": (
        "channel* thread_ts* markdown_text recipient_team_id recipient_user_id chunks "
        "task_display_mode icon_emoji icon_url username",
        "chat:write",
    ),
    "chat.stopStream": (
        "channel* ts* markdown_text blocks metadata chunks session_status",
        "chat:write",
    ),
    "chat.update": (
        "channel* ts* text attachments blocks as_user file_ids link_names parse "
        "reply_broadcast metadata markdown_text",
        "chat:write",
    ),
    "conversations.history": (SPAN, "history"),
    "conversations.info": ("channel* include_locale include_num_members", "read"),
    "conversations.list": (
        f"{PAGE} exclude_archived team_id types",
        "channels:read groups:read im:read mpim:read",
    ),
    "conversations.members": (f"channel* {PAGE}", "read"),
    "conversations.open": ("channel return_im users prevent_creation", "im:write mpim:write"),
    "conversations.replies": (f"{SPAN} ts*", "history"),
    "files.completeUploadExternal": (
        "files* channel_id channels initial_comment thread_ts blocks",
        "files:write",
    ),
    "files.getUploadURLExternal": ("filename* length* alt_txt snippet_type", "files:write"),
    "files.info": ("file* count cursor limit page", "files:read"),
    "oauth.v2.access": (
        "client_id client_secret code redirect_uri grant_type refresh_token code_verifier",
        "",
    ),
    "reactions.add": ("channel* name* timestamp*", "reactions:write"),
    "team.info": ("team domain", "team:read"),
    "users.info": ("user* include_locale", "users:read"),
    "users.list": (f"{PAGE} include_locale team_id", "users:read"),
    "views.open": ("trigger_id interactivity_pointer view*", ""),
    "views.publish": ("user_id* view* hash", ""),
    "views.push": ("trigger_id interactivity_pointer view*", ""),
    "views.update": ("view* external_id view_id hash", ""),
}

# Sent as JSON text where the call is a form (docs: Web API, "POST bodies").
STRUCTURED = {
    "attachments",
    "blocks",
    "chunks",
    "file_ids",
    "files",
    "loading_messages",
    "metadata",
    "prompts",
    "view",
}
EVERYWHERE = {"team_id"}
"""slack_sdk source: AsyncBaseClient's `default_params`; Bolt's clients send it with each call."""


@dataclass(frozen=True, slots=True)
class Method:
    name: str
    arguments: frozenset[str]
    required: tuple[str, ...]
    scopes: tuple[str, ...]


def _method(name: str, arguments: str, scopes: str) -> Method:
    each = arguments.split()
    required = tuple(a.rstrip("*") for a in each if a.endswith("*"))
    known = frozenset(a.rstrip("*") for a in each) | EVERYWHERE
    return Method(name, known, required, tuple(scopes.split()))


METHODS = {name: _method(name, *told) for name, told in _METHODS.items()}
