"""Files of Slack's own that blocks name."""

from typing import TYPE_CHECKING

from .refusal import Refusal
from .world import Json

if TYPE_CHECKING:
    from .state import State


def check_files(state: "State", blocks: list[Json]) -> None:
    """Refuses files that are not there, or not looked through yet (python-slack-sdk#1658)."""
    for number, block in enumerate(blocks):
        if (named := block.get("slack_file")) is not None:
            upload = state.uploads.get(named.get("id"))
            if not upload or not upload["mimetype"]:
                fault = f"invalid slack file [json-pointer:/blocks/{number}/slack_file]"
                raise Refusal("invalid_blocks", fault, errors=[fault])
