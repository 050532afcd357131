"""What the API answers when it refuses (docs: opcodes and status codes, "JSON")."""

from typing import Any

Json = dict[str, Any]

KNOWN = {
    10002: (404, "Unknown Application"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10013: (404, "Unknown User"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    30032: (400, "Maximum number of application commands reached (100)."),
    30034: (400, "Max number of daily application command creates has been reached (200)"),
    40005: (413, "Request entity too large"),
    40058: (400, "Cannot send messages in a forum channel"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50021: (403, "Cannot execute action on a system message"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50083: (400, "Thread is archived"),
    50109: (400, "The request body contains invalid JSON."),
    50160: (400, "Voice messages must have a single audio attachment."),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
    160006: (400, "Maximum number of active threads reached"),
}


class ApiError(Exception):
    """An answer other than 2xx, with its JSON body."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.body: Json = {"message": message, "code": code}
        if errors:
            self.body["errors"] = errors


def refused(code: int) -> ApiError:
    """The refusal with that JSON error code."""
    status, message = KNOWN[code]
    return ApiError(status, code, message)


def plain(status: int, reason: str) -> ApiError:
    """A refusal without a code of its own, such as '401: Unauthorized'."""
    return ApiError(status, 0, f"{status}: {reason}")


class Form:
    """Collects the faults of a body by field path (docs: reference, "Error Messages")."""

    def __init__(self) -> None:
        self._errors: Json = {}

    def fault(self, path: str, code: str, message: str) -> None:
        """`path` is dotted, such as `components.0.label`."""
        here = self._errors
        for step in path.split("."):
            here = here.setdefault(step, {})
        here.setdefault("_errors", []).append({"code": code, "message": message})

    def length(self, path: str, value: Any, most: int, least: int = 0) -> None:
        """Holds a string or a list to its length; with a `least`, it has to be there."""
        if value is None:
            if least:
                self.fault(path, "BASE_TYPE_REQUIRED", "This field is required")
        elif not isinstance(value, str | list):
            self.fault(path, "BASE_TYPE_BAD_TYPE", "Must be a string or a list.")
        elif not least and len(value) > most:
            self.fault(path, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif not least <= len(value) <= most:
            what = f"Must be between {least} and {most} in length."
            self.fault(path, "BASE_TYPE_BAD_LENGTH", what)

    def choice(self, path: str, value: Any, choices: tuple[Any, ...]) -> None:
        if value not in choices:
            self.fault(path, "BASE_TYPE_CHOICES", f"Value must be one of {choices}.")

    def check(self) -> None:
        """Raises the refusal if there was any fault."""
        if self._errors:
            raise ApiError(400, 50035, "Invalid Form Body", self._errors)
