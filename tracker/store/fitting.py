"""What both stores take. Left to themselves one would refuse what the other keeps, or keep it as something else."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeAlias

from pydantic_core import from_json, to_json
from sqlalchemy import Boolean, Column, Float, Integer, String, Table, Text

from tracker.store.columns import UtcTime

EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)  # what is dated before is a clock that nobody set
MOST_WHOLE = 2**31 - 1
NUL, NUL_ESCAPED = "\0", re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
Fit: TypeAlias = Callable[[Sequence[Any]], bool]  # whether all values fit


def refuse_unfit(table: Table, row: Mapping[str, Any]) -> None:
    """Look at a row before it is written.

    Raises:
        ValueError: as `refuse_values`.
    """
    for column in table.columns:
        refuse_values(column, [row.get(column.name)])


def refuse_values(column: Column[Any], values: Sequence[Any]) -> None:
    """Look at the values of a column before they are written.

    Raises:
        ValueError: a text has a NUL character or is longer than its column; a number is not finite or too large; an
            instant lies before 1970. It names the column.
    """
    known = [value for value in values if value is not None]
    for all_fit, rule in _rules(column) if known else ():
        if not all_fit(known):
            unfit = next(value for value in known if not all_fit([value]))
            message = f"{column.table.name}.{column.name} {rule}: {unfit!r:.80}"
            raise ValueError(message)


def write_document(value: Any) -> bytes:
    """A document as JSON in letters, of which Cyrillic ones would be six times as long escaped.

    What is bytes is JSON already, and only looked at.

    Raises:
        ValueError: it has a NUL character, half a letter, or a number that is not finite.
    """
    written: bytes = value if isinstance(value, bytes) else to_json(value)
    if b"\\u0000" in written and NUL_ESCAPED.search(written):
        message = f"a document takes no NUL character: {written!r:.80}"
        raise ValueError(message)
    if b"NaN" in written or b"Infinity" in written:
        from_json(written, allow_inf_nan=False)  # they may be words of a text
    return written


@cache
def _rules(column: Column[Any]) -> tuple[tuple[Fit, str], ...]:
    return tuple(_rules_of(column))


def _rules_of(column: Column[Any]) -> Iterator[tuple[Fit, str]]:
    kind = column.type
    if isinstance(kind, UtcTime):
        yield (lambda known: all(at.tzinfo for at in known)), "takes no datetime without a zone"
        yield (lambda known: min(known) >= EARLIEST), f"takes no instant before {EARLIEST.year}"
    elif isinstance(kind, String | Text):
        yield (lambda known: NUL not in "".join(known)), "takes no NUL character"
        if (most := kind.length) is not None:
            yield (lambda known: max(map(len, known)) <= most), f"takes at most {most} characters"
    elif isinstance(kind, Float):
        yield (lambda known: all(map(math.isfinite, known))), "takes finite numbers"
    elif isinstance(kind, Integer) and not isinstance(kind, Boolean):
        yield (
            (lambda known: -MOST_WHOLE <= min(known) <= max(known) <= MOST_WHOLE),
            f"takes whole numbers up to {MOST_WHOLE}",
        )
