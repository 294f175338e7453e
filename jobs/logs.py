"""The one logging set-up: lines for people on a terminal, JSON lines elsewhere, and one gate that every line passes."""

import json
import logging
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import IO, Any, Literal
from urllib.parse import unquote, urlsplit

from pydantic import BaseModel

from tracker.settings import Settings

FIELDS = ("job", "slot", "attempt", "event", "source")
MASK = "***"
SHORTEST_SECRET = 4  # what is shorter stands in too many words
# What looks like a secret even though no setting names it.
PATTERNS = (
    (re.compile(r"(?i)\b((?:api_?key|appname|token|access_token|key|secret|password)=)[^&\s\"'<>]+"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b(bot)\d+:[\w-]{10,}"), rf"\1{MASK}"),
    (re.compile(r"(?i)\b((?:bearer|basic|authorization:) )[\w.~+/=-]+"), rf"\1{MASK}"),
    (re.compile(r"(://[^\s/:@]+:)[^\s/@]+@"), rf"\1{MASK}@"),
)
# Whatever moves the cursor, ends a line or turns the direction of writing.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]")

_about: ContextVar[Mapping[str, object]] = ContextVar("about", default={})  # noqa: B039 - never changed, only replaced


@contextmanager
def about(**fields: object) -> Iterator[None]:
    """Say what the lines logged inside the block are about: job, slot, attempt, source."""
    token = _about.set({**_about.get(), **fields})
    try:
        yield
    finally:
        _about.reset(token)


def start_logging(settings: Settings, *, stream: IO[str] | None = None) -> None:
    """Send every record of every library through one handler. Called once, by commands that run for long."""
    stream = stream or sys.stderr
    style = settings.log or ("text" if stream.isatty() else "json")
    handler = logging.StreamHandler(stream)
    handler.addFilter(_add_fields)
    handler.setFormatter(Lines(style, find_secrets(settings)))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("svitlo").setLevel(logging.INFO)


def find_secrets(settings: BaseModel) -> tuple[str, ...]:
    """The values of all settings that do not show themselves, and passwords within addresses; longest first."""
    found = {text for text in _secrets(settings) if len(text) >= SHORTEST_SECRET}
    return tuple(sorted(found, key=lambda text: (-len(text), text)))


class Lines(logging.Formatter):
    """Write a record as one line in which no secret stands and nothing that others wrote can begin a line."""

    def __init__(self, style: Literal["json", "text"], secrets: Iterable[str] = ()) -> None:
        """Take the style, and the values that are never written."""
        super().__init__()
        self._manner = style
        self._secrets = tuple(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """Write the line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        fields: dict[str, Any] = {"time": at, "level": record.levelname.lower(), "logger": record.name}
        fields |= {name: self._clean(getattr(record, name)) for name in FIELDS if hasattr(record, name)}
        fields["message"] = self._mask(record.getMessage())
        if record.exc_info:
            fields["traceback"] = self._mask(self.formatException(record.exc_info))
        if self._manner == "json":
            return UNSAFE.sub(_escape, json.dumps(fields, ensure_ascii=False))
        told = " ".join(f"{name}={fields[name]}" for name in FIELDS if name in fields)
        line = f"{at} {record.levelname:<7} {told}{': ' if told else ''}{_inert(fields['message'])}"
        trace = "".join(f"\n  | {_inert(part)}" for part in fields.get("traceback", "").splitlines())
        return line + trace

    def _clean(self, value: object) -> object:
        if isinstance(value, datetime):
            return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return value if isinstance(value, int) else _inert(self._mask(str(value)))

    def _mask(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        for pattern, masked in PATTERNS:
            text = pattern.sub(masked, text)
        return text


def _add_fields(record: logging.LogRecord) -> bool:
    for name, value in _about.get().items():
        if not hasattr(record, name):
            setattr(record, name, value)
    return True


def _secrets(value: object) -> Iterator[str]:
    if isinstance(value, str):
        password = urlsplit(value).password if "://" in value else None
        yield from {password, unquote(password)} if password else ()
    elif isinstance(value, BaseModel):
        for name, field in type(value).model_fields.items():
            inner = getattr(value, name)
            yield from _secrets(inner) if field.repr else _texts(inner)
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _secrets(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _secrets(inner)


def _texts(value: object) -> Iterator[str]:
    """Every text within a setting that is a secret as a whole."""
    if hasattr(value, "get_secret_value"):
        yield str(value.get_secret_value())
    elif isinstance(value, str):
        yield value
        yield from _secrets(value)
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _texts(getattr(value, name))
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _texts(inner)


def _inert(text: str) -> str:
    return UNSAFE.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"
