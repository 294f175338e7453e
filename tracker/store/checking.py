"""Whether a store is as it should be: its schema, what is in it, its months ahead, and who may read what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Engine, column, func, select, table, text

from tracker.store.engine import HEAD, current_revision
from tracker.store.migrations.upgrade import differences
from tracker.store.partitions import months_ahead, read_months
from tracker.store.roles import role_problems
from tracker.store.tables import LEDGER, PUBLISHED, RTREE, TABLES, table_of
from tracker.store.tables.ledger import MONTHLY
from tracker.store.transactions import reading

MONTHS_NEEDED = 2  # this one, and the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found: the schema's revision, the rows of each table, and a line for each problem."""

    revision: str | None
    rows: Mapping[str, int]
    problems: tuple[str, ...]


def check_store(engine: Engine, *, now: datetime) -> Checked:
    """Look a store over without changing it.

    Raises:
        StoreUnavailable: it does not answer.
    """
    revision = current_revision(engine)
    if revision != HEAD:
        at = f"the schema is at {revision or 'nothing'} and this Svitlo needs {HEAD}; run `svitlo db upgrade`"
        return Checked(revision=revision, rows={}, problems=(at,))
    problems = [f"the schema differs from the model: {one}" for one in differences(engine)]
    with reading(engine) as connection:
        if engine.dialect.name == "postgresql":
            problems += [*_missing_months(connection, now), *role_problems(connection)]
        else:
            problems += [*_damage(connection), *_lost_boxes(connection)]
        return Checked(revision=revision, rows=_count(connection), problems=tuple(problems))


def _count(connection: Connection) -> dict[str, int]:
    return {
        f"{schema}.{name}": connection.execute(
            select(func.count()).select_from(table_of(connection.dialect.name, schema, name))
        ).scalar_one()
        for schema, names in TABLES.items()
        for name in names
    }


def _missing_months(connection: Connection, now: datetime) -> list[str]:
    return [
        f"{LEDGER}.{name} has no month {month:%Y-%m}; the job `partitions` makes it"
        for name in MONTHLY
        for month in months_ahead(now, MONTHS_NEEDED)
        if month not in read_months(connection, name)
    ]


def _damage(connection: Connection) -> list[str]:
    whole = connection.execute(text("PRAGMA integrity_check")).scalars().all()
    links = connection.execute(text("PRAGMA foreign_key_check")).all()
    tree = connection.execute(text(f"SELECT rtreecheck('{RTREE}')")).scalar_one()
    return [
        *(f"the file is damaged: {line}" for line in whole if line != "ok"),
        *(f"a row of {link[0]} points to nothing" for link in links),
        *([f"the index of the published outages is damaged: {tree}"] if tree != "ok" else []),
    ]


def _lost_boxes(connection: Connection) -> list[str]:
    outages = table_of("sqlite", PUBLISHED, "outages")
    boxed = table(RTREE, column("row_id")).c.row_id
    there, indexed = select(outages.c.row_id), select(boxed)
    # One without geometry may be in the index, by its time, or not.
    differing = (there.where(outages.c.geom.is_not(None)).except_(indexed), indexed.except_(there))
    lost = sum(connection.execute(select(func.count()).select_from(one.subquery())).scalar_one() for one in differing)
    return [f"{lost} published outages stand otherwise in their index; publish again"] if lost else []
