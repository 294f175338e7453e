"""Tables that are split by month on PostgreSQL, so that retention takes whole months away at once. SQLite has none."""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime

from sqlalchemy import Connection, Engine, text

from tracker.store.fitting import EARLIEST
from tracker.store.tables import LEDGER
from tracker.store.tables.ledger import MONTHLY
from tracker.store.transactions import reading, take_turns, writing

LOCK_KEY = 0x53564C50
MONTHS_IN_YEAR = 12
LAST_MONTH = date(9999, 12, 1)  # of the calendar that Python knows
MONTH = re.compile(r"_\d{4}_\d{2}$")


def month_of(at: datetime) -> date:
    """The first day of an instant's month, in UTC.

    Raises:
        ValueError: it lies before 1970.
    """
    if at < EARLIEST:
        message = f"no month before {EARLIEST.year} is kept: {at}"
        raise ValueError(message)
    return at.astimezone(UTC).date().replace(day=1)


def following(month: date, steps: int = 1) -> date:
    """The first day of the month so many months later, or earlier where `steps` is negative."""
    years, index = divmod(month.month - 1 + steps, MONTHS_IN_YEAR)
    return date(month.year + years, index + 1, 1)


def months_ahead(now: datetime, count: int) -> Iterator[date]:
    """The month of an instant and those after it, `count` in all."""
    return (following(month_of(now), step) for step in range(count))


def make_months(engine: Engine, name: str, months: Iterable[date]) -> int:
    """Make the months of a ledger table that are not there yet, in a transaction of their own; gives how many.

    Call it before the transaction that fills them: making one locks the whole table for a moment.
    """
    if engine.dialect.name != "postgresql":
        return 0
    wanted = sorted(set(months))
    with reading(engine) as connection:
        there = read_months(connection, name)
    missing = [month for month in wanted if month not in there]
    if not missing:
        return 0
    with writing(engine) as connection:
        take_turns(connection, LOCK_KEY)
        there = read_months(connection, name)
        missing = [month for month in wanted if month not in there]
        for month in missing:
            create_month(connection, name, month)
    return len(missing)


def create_month(connection: Connection, name: str, month: date) -> None:
    """Make one month of a ledger table."""
    first = f"'{month:%Y-%m-%d} 00:00:00+00'"
    last = f"'{following(month):%Y-%m-%d} 00:00:00+00'" if month < LAST_MONTH else "MAXVALUE"
    connection.execute(
        text(
            f"CREATE TABLE {LEDGER}.{_partition(name, month)} PARTITION OF {LEDGER}.{name} "
            f"FOR VALUES FROM ({first}) TO ({last})"
        )
    )


def read_months(connection: Connection, name: str) -> frozenset[date]:
    """The months of a ledger table that are there."""
    children = connection.execute(
        text(
            "SELECT child.relname FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid "
            "WHERE inhparent = to_regclass(:parent)"
        ),
        {"parent": f"{LEDGER}.{name}"},
    ).scalars()
    return frozenset(_month(child) for child in children)


def drop_months(connection: Connection, name: str, before: datetime) -> tuple[int, int]:
    """Take away the months of a ledger table that ended before an instant; gives how many months, and their rows."""
    ended = [month for month in sorted(read_months(connection, name)) if month < month_of(before)]
    rows = 0
    for month in ended:
        partition = f"{LEDGER}.{_partition(name, month)}"
        rows += connection.execute(text(f"SELECT count(*) FROM {partition}")).scalar_one()  # noqa: S608 - a name of ours
        connection.execute(text(f"DROP TABLE {partition}"))
    return len(ended), rows


def is_month(table_name: str) -> bool:
    """Whether a table is a month of another."""
    return MONTH.search(table_name) is not None and MONTH.sub("", table_name) in MONTHLY


def _partition(name: str, month: date) -> str:
    return f"{name}_{month:%Y_%m}"


def _month(partition: str) -> date:
    year, month = partition.rsplit("_", 2)[-2:]
    return date(int(year), int(month), 1)
