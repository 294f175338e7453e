"""Make the months ahead that payload bytes and temperatures are kept in."""

from datetime import datetime

from sqlalchemy import Engine

from tracker.store.partitions import make_months, months_ahead
from tracker.store.tables.ledger import MONTHLY

MONTHS = 4  # this one, and three ahead


def make_partitions(engine: Engine, *, now: datetime) -> str:
    """Make what is missing; one line about how much that was. A store in a file has no months."""
    made = sum(make_months(engine, name, months_ahead(now, MONTHS)) for name in MONTHLY)
    return f"{made} months made"
