"""Bodies that should be JSON, and often are a page, a sentence, or half of themselves."""

import json
from typing import Any

from tracker.errors import Unreadable
from tracker.model import Payload


def read_json(payload: Payload) -> Any:
    """The value that a body holds. Raw control characters inside strings are let pass; whole numbers stay exact.

    Raises:
        Unreadable: the body is empty, a page, cut, or something else; the reason is one line.
    """
    body = payload.body.strip()
    if not body:
        raise Unreadable(payload.source_id, "empty body instead of JSON")
    if body.startswith(b"<"):
        raise Unreadable(payload.source_id, "a page instead of JSON")
    try:
        return json.loads(body, strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable(payload.source_id, "not JSON, or cut") from error


def words_of(value: object, most: int = 200) -> str:
    """A provider's own words as one line for people; "" where it is no text."""
    return " ".join(value.split())[:most] if isinstance(value, str) else ""
