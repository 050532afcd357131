"""Takes secrets out of text that may be read by others. Pure."""

import re

MASK = "***"

_WHOLE = (
    r"\bxox[a-z](?:\.xox[a-z])?-[\w-]+",  # Slack
    r"\bxapp-[\w-]+",
    r"\bsk-[\w-]{8,}",  # OpenAI, Anthropic
    r"\bAIza[\w-]{30,}",  # Google
    r"\b[\w-]{20,99}\.[\w-]{6,500}\.[\w-]{20,}",  # Discord, and JSON web tokens
)
_AFTER = (
    r"\bBearer\s+[\w.~+/=-]{8,}",
    r"/(?:webhooks|interactions|services)/[^/\s]+/[^\s\"'?]+",  # such addresses are keys
    r"\b\w*(?:password|passwd|secret|token|api_?key)[\"']?\s*[=:]\s*[\"']?[^\s\"',;&]+",
    r"[?&](?:code|state|key|sig)=[^\s\"'&]+",
    r"\bauthorization[\"']?\s*[=:]\s*[\"']?[^\"'\n,]+",
)
_URL_PASSWORD = re.compile(r"(\b[a-z][a-z0-9+.-]*://[^:/\s@]*:)\S*@", re.IGNORECASE)
_SECRET = re.compile("|".join(_WHOLE))
_NAMED = re.compile("|".join(_AFTER), re.IGNORECASE)
_NAME = re.compile(r"^(?:Bearer\s+|/\w+/[^/]+/|[?&]\w+=|[^=:]*[=:]\s*[\"']?)", re.IGNORECASE)


def masked(text: str) -> str:
    """`text` with every token, key and password in it replaced by ***; names stay."""
    text = _URL_PASSWORD.sub(rf"\1{MASK}@", text)
    text = _SECRET.sub(MASK, text)
    return _NAMED.sub(lambda found: _keep_name(found.group()), text)


def _keep_name(found: str) -> str:
    name = _NAME.match(found)
    return (name.group() if name else "") + MASK
