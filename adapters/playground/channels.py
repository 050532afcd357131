"""A channel's heading, and what stands in one without messages."""

from adapters.playground.elements import Handler, button, el
from adapters.playground.post import CHANNELS

ASK = "Ask the next question now"
TOPICS = {"practice": "The daily question and its replies", "random": "Anything else"}


def title(channel: str) -> str:
    """'#practice', or who a direct message is with."""
    return "Whetstone" if channel.startswith("@") else f"#{channel}"


def head(channel: str, ask: Handler) -> None:
    """The bar over a channel; its button asks the next question."""
    topic = "Only you and Whetstone" if channel.startswith("@") else TOPICS.get(channel, "")
    with el("header", "ws-head"):
        el("button", "ws-icon ws-menu", type="button", aria_label="Channels and your practice")
        with el("div", "ws-head-text"):
            el("h2", "", title(channel))
            el("p", "ws-note", topic)
        button("ws-button ws-ask", ASK, ask)


def empty(channel: str, ask: Handler) -> None:
    """What to do where nothing was said yet."""
    with el("div", "ws-empty"):
        if channel == CHANNELS[0]:
            el("h3", "", "No question yet")
            el("p", "", "Ask for the first one, then reply in its thread.")
            button("ws-button ws-primary", ASK, ask)
        elif channel.startswith("@"):
            el("h3", "", "Between you and Whetstone")
            el("p", "", "Private notes arrive here. Type / to see what you can ask.")
        else:
            el("h3", "", f"Nothing in {title(channel)} yet")
            el("p", "", "Whetstone leaves this channel alone unless you mention @Whetstone.")
