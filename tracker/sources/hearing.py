"""How a source is heard: what is asked of it, and what a connector is told beside the bytes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from tracker.model import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing to ask a source for."""

    url: str
    method: str = "GET"
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)  # may hold a secret
    body: bytes | None = field(default=None, repr=False)
    kind: str | None = None  # which connector reads the answer; None: that of the source
    is_archive: bool = False  # up to 60 s instead of 30
    is_kept: bool = True  # False: the answer holds a secret, and its bytes are never stored
    statuses: frozenset[int] = frozenset({200})  # whose bodies are for the connector to read
    note: str | None = None  # told again to the parser of the answer: a checksum, a number of its own


def _anything(_: str) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """What is known while a source is heard once."""

    now: datetime
    cursor: str | None = None  # what its connector asked to remember at the last poll that came to its end
    secret: str | None = field(default=None, repr=False)  # the key or token that its file names
    may_tell: Callable[[str], bool] = _anything  # the gate: whether a text can say anything at all
    note: str | None = None  # of the request whose answer is read


def ask_address(source: Source, hearing: Hearing) -> tuple[Request, ...]:
    """Ask for the one address of a source: all that most kinds need."""
    del hearing
    return (Request(url=source.url),)
