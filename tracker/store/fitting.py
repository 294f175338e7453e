"""What both stores take. Left to themselves one would refuse what the other keeps, or keep it as something else."""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic_core import from_json, to_json
from sqlalchemy import Boolean, Float, Integer, String, Table, Text
from sqlalchemy.types import TypeEngine

from tracker.store.columns import UtcTime

EARLIEST_YEAR = 1970  # what is dated before is a clock that nobody set
MOST_WHOLE = 2**31 - 1
NUL_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")
Fits = Callable[[Any], bool]


def refuse_unfit(table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Look at rows before they are written.

    Raises:
        ValueError: a text has a NUL character or is longer than its column; a number is not finite or too large; an
            instant lies before 1970. It names the column.
    """
    for name, fits, rule in _rules(table):
        for row in rows:
            value = row.get(name)
            if value is not None and not fits(value):
                message = f"{table.name}.{name} {rule}: {value!r:.80}"
                raise ValueError(message)


def write_document(value: Any) -> str:
    """A document as JSON in letters, of which Cyrillic ones would be six times as long escaped.

    Raises:
        ValueError: it has a NUL character, half a letter, or a number that is not finite.
    """
    written = to_json(value).decode()
    if "\\u0000" in written and NUL_ESCAPED.search(written):
        message = f"a document takes no NUL character: {written:.80}"
        raise ValueError(message)
    if "NaN" in written or "Infinity" in written:
        from_json(written, allow_inf_nan=False)  # they may be words of a text
    return written


@cache
def _rules(table: Table) -> tuple[tuple[str, Fits, str], ...]:
    return tuple((column.name, *rule) for column in table.columns for rule in _rules_of(column.type))


def _rules_of(kind: TypeEngine[Any]) -> Iterator[tuple[Fits, str]]:
    if isinstance(kind, UtcTime):
        yield (lambda value: value.year >= EARLIEST_YEAR), f"takes no instant before {EARLIEST_YEAR}"
    elif isinstance(kind, String | Text):
        yield (lambda value: "\0" not in value), "takes no NUL character"
        if (most := kind.length) is not None:
            yield (lambda value: len(value) <= most), f"takes at most {most} characters"
    elif isinstance(kind, Float):
        yield math.isfinite, "takes finite numbers"
    elif isinstance(kind, Integer) and not isinstance(kind, Boolean):
        yield (lambda value: -MOST_WHOLE <= value <= MOST_WHOLE), f"takes whole numbers up to {MOST_WHOLE}"
