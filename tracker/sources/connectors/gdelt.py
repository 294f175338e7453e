"""The list of GDELT's newest files: which slots of a quarter of an hour to ask for. Two feeds are two sources.

The feed of translations lags a slot behind the English one, so each keeps its own cursor: the stamp of the last slot.
"""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urljoin

from tracker.model import Payload, PollOutcome, Source
from tracker.sources.hearing import Hearing, Request
from tracker.sources.reports import Parsed, unreadable

SLOT = timedelta(minutes=15)
MOST_SLOTS = 8
STAMP = "%Y%m%d%H%M%S"
NOT_FOUND = 404
TABLE = "gdelt_gkg"
_LINE = re.compile(r"(?P<size>\d{1,12})\s+(?P<md5>[0-9a-f]{32})\s+\S*/(?P<name>(?P<stamp>\d{14})[.\w]*\.gkg\.csv\.zip)")


def parse(payload: Payload, source: Source, hearing: Hearing) -> Parsed:
    """Read the list and ask for the slots since the last one, at most eight. No newer slot is NOTHING_NEW."""
    lines = payload.body.decode("ascii", errors="replace").splitlines()
    listed = next(filter(None, map(_LINE.fullmatch, lines)), None)
    newest = _read_stamp(listed["stamp"]) if listed else None
    if listed is None or newest is None:
        return unreadable("no list of files: no line names a knowledge graph")
    last = _read_stamp(hearing.cursor or "")
    if last is not None and newest <= last:
        return Parsed(reports=(), outcome=PollOutcome.NOTHING_NEW)
    missed = 0 if last is None else (newest - last) // SLOT - 1
    requests = [
        # The list has checksums of the newest alone. A slot that was never published is a gap, not a fault.
        _ask_slot(source, listed["name"], newest - SLOT * steps, frozenset({200, NOT_FOUND}))
        for steps in range(min(missed, MOST_SLOTS - 1), 0, -1)
    ]
    note = f"{listed['size']} {listed['md5']}"
    requests.append(_ask_slot(source, listed["name"], newest, frozenset({200}), note))
    lost = missed - (len(requests) - 1)
    return Parsed(
        reports=(),
        outcome=PollOutcome.EMPTY,
        warnings=(f"{lost} slots were missed and are too old to ask for",) if lost > 0 else (),
        requests=tuple(requests),
        cursor=newest.strftime(STAMP),
    )


def _ask_slot(source: Source, name: str, slot: datetime, statuses: frozenset[int], note: str | None = None) -> Request:
    """One slot's file, beside the list: a list cannot send us to another host, nor from https to http."""
    return Request(
        url=urljoin(source.url, slot.strftime(STAMP) + name[len("00000000000000") :]),
        kind=TABLE,
        is_archive=True,
        statuses=statuses,
        note=note,
    )


def _read_stamp(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, STAMP).replace(tzinfo=UTC)
    except ValueError:
        return None
