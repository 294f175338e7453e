"""`svitlo bench store`: from claims in memory to committed rows, in PostGIS and in the embedded store."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeAlias

from sqlalchemy import Engine, String, cast, delete, func, select, text

from jobs.bench import writers
from jobs.bench.case import Case, Clock, Rival, Side, scaled
from jobs.bench.claims import CLAIMS, as_row, make_claims
from jobs.bench.claims import SETTINGS as GENERATED
from jobs.bench.postgres import MEASURED, bench_cluster
from tracker.model import Claim
from tracker.store.engine import PRAGMAS, open_store
from tracker.store.ledger import insert_claims
from tracker.store.rows import ledger_table
from tracker.store.transactions import write

ROUNDS = 5
ADDED, MERGED, ONE_BY_ONE = 5_000, 10_000, 1_000  # claims that slow rivals write
SETTINGS: Mapping[str, object] = {
    **GENERATED,
    "added": ADDED,
    "merged": MERGED,
    "one_by_one": ONE_BY_ONE,
    "postgresql": MEASURED,
    "sqlite": PRAGMAS,
}

Opener: TypeAlias = Callable[[str], Engine]


@dataclass(frozen=True, slots=True)
class Sums:
    """What a table of claims adds up to."""

    rows: int
    revisions: int
    letters: int  # of the documents


def cases(scale: float) -> Sequence[Case]:
    """Claims into an empty table, and the same claims again into the full one.

    A claim is never changed: one that is there stays as it is, on either side.
    """
    into, over = partial(_rival, scale, is_full=False), partial(_rival, scale, is_full=True)
    return (
        _case(
            scale,
            "write postgis",
            _server,
            into(_server, "psycopg COPY write_row", writers.copy_rows, goal=1.25),
            into(_server, "ORM add_all", writers.add_all, most=ADDED),
        ),
        _case(
            scale,
            "upsert postgis",
            _server,
            over(_server, "COPY temp + ON CONFLICT", writers.copy_over, goal=1.3),
            over(_server, "SQLAlchemy on_conflict", writers.insert_over, most=MERGED),
            over(_server, "ORM row by row", writers.set_each, most=ONE_BY_ONE),
            is_full=True,
        ),
        _case(
            scale,
            "embedded insert",
            _file,
            into(_file, "sqlite3 executemany", writers.insert_in_file, goal=2.0),
        ),
        _case(
            scale,
            "embedded replace",
            _file,
            over(_file, "sqlite3 executemany, ON CONFLICT", writers.insert_in_file, goal=2.0),
            is_full=True,
        ),
    )


def _case(scale: float, name: str, opener: Opener, *rivals: Rival, is_full: bool = False) -> Case:
    def prepare() -> Side:
        engine, claims = opener("ours"), make_claims(scale)
        return _side(engine, claims, partial(_write, engine, claims), scale, is_full=is_full)

    return Case(name=name, unit="claims", prepare=prepare, rivals=rivals, clock=Clock.WALL, rounds=ROUNDS)


def _rival(
    scale: float,
    opener: Opener,
    name: str,
    writer: writers.Writer,
    *,
    is_full: bool,
    goal: float | None = None,
    most: int = CLAIMS,
) -> Rival:
    def some() -> Sequence[Claim]:
        return make_claims(scale)[: scaled(most, scale, least=10)]

    def prepare() -> Side:
        engine, claims = opener("theirs"), some()
        return _side(engine, claims, writer(engine, [as_row(claim) for claim in claims]), scale, is_full=is_full)

    def agree(ours: Sums, theirs: Sums) -> bool:
        every = _add_up(make_claims(scale))
        return ours == every and theirs == (every if is_full else _add_up(some()))

    return Rival(name=name, prepare=prepare, needs=("psycopg",), goal=goal, agrees=agree)


def _side(engine: Engine, claims: Sequence[Claim], run: Callable[[], object], scale: float, *, is_full: bool) -> Side:
    """One who writes: into a table that is emptied before each round, or into one that holds every claim already."""
    if is_full:
        _write(engine, make_claims(scale))
    reset = (lambda: None) if is_full else partial(_empty, engine)
    return Side(n=len(claims), run=run, reset=reset, look=partial(_look, engine))


def _write(engine: Engine, claims: Sequence[Claim]) -> int:
    """What the pipeline calls."""
    return write(engine, lambda connection: insert_claims(connection, claims))


def _empty(engine: Engine) -> None:
    table = ledger_table(engine, "claim")
    with engine.begin() as connection:
        is_server = engine.dialect.name == "postgresql"
        connection.execute(text("TRUNCATE ledger.claim") if is_server else delete(table))


def _look(engine: Engine) -> Sums:
    table = ledger_table(engine, "claim")
    letters = func.length(cast(table.c.document, String))
    with engine.connect() as connection:
        return Sums(*connection.execute(select(func.count(), func.sum(table.c.revision), func.sum(letters))).one())


def _add_up(claims: Sequence[Claim]) -> Sums:
    rows = [as_row(claim) for claim in claims]
    return Sums(len(rows), sum(claim.revision for claim in claims), sum(len(row[-1]) for row in rows))


@cache
def _server(name: str) -> Engine:
    """A database of the private server, with all its tables and indexes."""
    return open_store(bench_cluster().create(name))


@cache
def _file(name: str) -> Engine:
    """An embedded store in a folder that goes with this process."""
    return open_store(str(Path(_folder().name) / f"{name}.db"))


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="svitlo-")
