"""A writer that never gives up: `python -m tests.faults.appending DATABASE WRITER FIRST`.

It appends poll after poll through the store's own functions, each with a report of its own and one that every writer
gives, and says a number on standard output once the store has acknowledged it. While the store is away it tries again.
"""

import sys
import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count

from sqlalchemy import Engine

from tests.builders import NOON, make_claim, make_reading
from tracker.errors import StoreUnavailable
from tracker.model import Poll, PollOutcome, Reading
from tracker.store import ledger
from tracker.store.engine import open_store

CLAIMS = 3  # of each report
PAUSE_S = 0.05
SECOND = timedelta(seconds=1)


def make_readings(writer: str, number: int) -> Sequence[Reading]:
    """A report of this writer and one of all, in an order that is not the same for all of them."""
    readings = [make_told(f"{writer}-{number}", number), make_told(f"all-{number}", number)]
    return readings if writer < "b" else readings[::-1]


def make_told(report_id: str, number: int) -> Reading:
    """A report with its claims, the same whoever gives it."""
    at = NOON + number * SECOND
    claims = [make_claim(f"{report_id}-{index}", at=at, quote="У вигаданому місті темно") for index in range(CLAIMS)]
    reading = make_reading(report_id, *claims, at=at)
    return replace(reading, report=replace(reading.report, text="Вигаданий текст. " * 40))


def append(engine: Engine, writer: str, number: int) -> None:
    """Append one poll with what it gave, however often that takes."""
    poll = Poll(source_id=writer, polled_at=NOON + number * SECOND, outcome=PollOutcome.NEW, new_reports_count=2)
    while True:
        try:
            ledger.append_poll(engine, poll, readings=make_readings(writer, number))
        except StoreUnavailable:
            threading.Event().wait(PAUSE_S)
        else:
            return


def main() -> None:
    """Append until killed."""
    database, writer, first = sys.argv[1:]
    engine = open_store(database)
    for number in count(int(first)):
        append(engine, writer, number)
        sys.stdout.write(f"{number}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
