"""Invented figures of a store, for pages that are tested without one."""

from datetime import timedelta
from typing import Any

from tests.builders import NOON
from tracker.errors import StoreUnavailable
from tracker.model import PollOutcome
from tracker.store.figures import Figures, JobFigures, SourceFigures

MINUTE = timedelta(minutes=1)


def make_figures(**fields: Any) -> Figures:
    values: dict[str, Any] = {
        "is_schema_current": True,
        "size_bytes": 4096,
        "edition_as_of": NOON - 10 * MINUTE,
        "letters": {"sent": 3, "deferred": 1},
        "oldest_unsent_at": NOON - 5 * MINUTE,
        "jobs": {
            "ingest": JobFigures(runs={"done": 7, "failed": 2}, last_done_at=NOON - MINUTE, last_duration_s=1.25),
            "publish": JobFigures(runs={"failed": 1}, last_done_at=None, last_duration_s=None),
        },
        "sources": {
            "invented-grid": SourceFigures(
                outcome=PollOutcome.UNREACHABLE, last_ok_at=NOON - 30 * MINUTE, last_new_at=None
            )
        },
    }
    return Figures(**(values | fields))


def fail_to_look() -> Figures:
    subject = "the database"
    raise StoreUnavailable(subject, "stopped for the test")
