"""A scheduler at work, as a program to be told to stop: `python -m tests.faults.busy DATABASE MANNER`.

In the manner `polite` its work goes on until it hears that the run is no longer its own; in the manner `deaf` it waits
for an answer that never comes, in the middle of a transaction.
"""

import os
import sys
import threading
from datetime import datetime

from sqlalchemy import Engine, insert

from jobs.clockwork import running_jobs
from jobs.lease import Shift, StillMine
from jobs.runner import Job, Work
from jobs.stopping import hear_signals, leave
from tests.builders import NOON
from tracker.store.engine import open_store
from tracker.store.tables import LEDGER, table_of


def make_work(engine: Engine, manner: str) -> Work:
    """Work that tells on standard output when it has begun."""

    def work(_now: datetime, still_mine: StillMine) -> str:
        if manner == "polite":
            tell("begun")
            while still_mine():
                threading.Event().wait(0.01)
            return "half"
        poll = table_of(engine.dialect.name, LEDGER, "poll")
        with engine.begin() as connection:
            row = {"source_id": "half", "polled_at": NOON, "outcome": "new", "new_reports_count": 0}
            connection.execute(insert(poll).values(**row))
            tell("begun")
            os.read(0, 1)  # nobody ever writes
        return "whole"

    return work


def tell(word: str) -> None:
    """Say a word to whoever started this."""
    sys.stdout.write(word + "\n")
    sys.stdout.flush()


def main() -> None:
    """Work until stopped."""
    engine = open_store(sys.argv[1])
    shift = Shift(engine, "busy")
    hear_signals(shift)
    job = Job(name="ingest", cron="* * * * *", work=make_work(engine, sys.argv[2]))
    with running_jobs(shift, [job]):
        shift.stopping.wait()
    leave(shift)


if __name__ == "__main__":
    main()
