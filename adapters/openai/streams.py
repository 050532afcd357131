"""Reading a stream of events to its end, with every way it can break as one kind of error."""

import json
from collections.abc import AsyncIterator
from typing import TypeVar

import openai

Event = TypeVar("Event")


async def events(stream: openai.AsyncStream[Event]) -> AsyncIterator[Event]:
    """Every event. Raises openai.APIError; openai's client lets a line that is no JSON through
    as a JSONDecodeError, whose text would carry that line."""
    try:
        async for event in stream:
            yield event
    except json.JSONDecodeError:
        raise hung_up(stream) from None


def hung_up(stream: openai.AsyncStream[Event]) -> openai.APIConnectionError:
    """For a stream that ended without its last event."""
    return openai.APIConnectionError(request=stream.response.request)
