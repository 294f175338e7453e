"""Whether one store holds an earlier copy of another: all that it heard, the other has heard too."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from tracker.errors import StoreUnavailable
from tracker.store.tables import LEDGER, PEOPLE, TABLES, table_of

NEWEST = 200
# Small, and lost for good where a copy goes over them.
KEPT_WHOLE = ((LEDGER, "forgotten"), (LEDGER, "audit"), (PEOPLE, "account"), (PEOPLE, "subscriber"), (PEOPLE, "outbox"))


def refuse_stranger(source: Connection, target: Connection, subject: str) -> None:
    """Make sure that nothing is lost when `target` becomes like `source`: it is empty, or an earlier copy of it.

    A copy that went on by itself has newer polls, reports or reviews that the source does not know; has forgotten what
    would come back; or knows people of its own.

    Raises:
        StoreUnavailable: it holds something of its own.
    """
    for name, keys in _newest(target):
        unknown = [key for key in keys if not _has(source, name, key)]
        if unknown:
            raise StoreUnavailable(subject, _of_its_own(name, ", ".join(str(part) for part in unknown[0])))
    for schema, name in KEPT_WHOLE:
        if _keys(target, schema, name) - _keys(source, schema, name):
            raise StoreUnavailable(subject, _of_its_own(f"row of {schema}.{name}", "whose words stay there"))
    if not any(keys for _, keys in _newest(target)) and (held := _held(target)):
        raise StoreUnavailable(subject, f"holds rows in {held}, and nothing it is known by; copy into an empty one")


def _of_its_own(what: str, which: str) -> str:
    return (
        f"holds a {what} that the other store does not know ({which}): it is another store, or went on by itself since "
        "it was copied; copy into an empty one"
    )


def _keys(connection: Connection, schema: str, name: str) -> set[tuple[Any, ...]]:
    table = table_of(connection.dialect.name, schema, name)
    return {tuple(row) for row in connection.execute(select(*table.primary_key.columns))}


def _newest(connection: Connection) -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    dialect = connection.dialect.name
    poll, report, review, forgotten = (
        table_of(dialect, LEDGER, name) for name in ("poll", "report", "review", "forgotten")
    )
    polls = select(poll.c.source_id, func.max(poll.c.polled_at)).group_by(poll.c.source_id)
    reports = (
        select(report.c.report_id, report.c.revision)
        .where(report.c.is_relevant.is_(True), report.c.report_id.not_in(select(forgotten.c.subject_id)))
        .order_by(report.c.learned_at.desc(), report.c.report_id)
        .limit(NEWEST)
    )
    reviews = select(*review.primary_key.columns).order_by(review.c.reviewed_at.desc()).limit(NEWEST)
    for name, query in (("poll", polls), ("report", reports), ("review", reviews)):
        yield name, [tuple(row) for row in connection.execute(query)]


def _has(connection: Connection, name: str, key: tuple[Any, ...]) -> bool:
    """Whether a store has a row, or has forgotten the report."""
    dialect = connection.dialect.name
    table, forgotten = table_of(dialect, LEDGER, name), table_of(dialect, LEDGER, "forgotten")
    same = tuple_(*table.primary_key.columns) == key
    if connection.scalar(select(func.count()).select_from(table).where(same)):
        return True
    known = select(func.count()).select_from(forgotten).where(forgotten.c.subject_id == key[0])
    return name == "report" and bool(connection.scalar(known))


def _held(connection: Connection) -> str | None:
    """The first table with rows in it."""
    for schema, names in TABLES.items():
        for name in names:
            table = table_of(connection.dialect.name, schema, name)
            if connection.execute(select(table).limit(1)).first() is not None:
                return f"{schema}.{name}"
    return None
