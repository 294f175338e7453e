"""Commands for the store: make it on a server, bring it up to date, look it over, move it."""

from collections import Counter
from collections.abc import Callable
from typing import Annotated

import typer

from jobs.cli.output import Format, print_document, print_rows
from jobs.cli.progress import tell

FAULTY = 7
TOLD_ROWS = 100_000
database = typer.Typer(
    help="The store: make it on a server, bring it up to date, check it, move it.", no_args_is_help=True
)


@database.command()
def init(
    url: Annotated[str, typer.Option(help="An administrator's postgresql:// address of the database to make.")],
) -> None:
    """Make a store on a PostgreSQL server: database, PostGIS, roles, tables, rights. Doing it again changes nothing."""
    from tracker.store.engine import SETTING
    from tracker.store.provisioning import provision
    from tracker.store.roles import ROLES

    done = provision(url)
    for step in done.steps:
        tell(step)
    tell("give each role a password in psql: " + " · ".join(f"\\password {name}" for name in ROLES))
    tell(f"then set, with that password: {SETTING}={done.address}")


@database.command()
def upgrade() -> None:
    """Bring the store to the schema of this Svitlo."""
    from tracker.settings import Settings
    from tracker.store.engine import upgrade_store

    before, after = upgrade_store(Settings().database)
    tell(f"already at {after}" if before == after else f"from {before or 'nothing'} to {after}")


@database.command()
def check(output: Annotated[Format, typer.Option("--format")] = Format.TABLE) -> None:
    """Look the store over: its schema, what is in it, its months, and who may read what."""
    from datetime import UTC, datetime

    from jobs.stores import current_database
    from tracker.store.checking import check_store
    from tracker.store.engine import connect_store

    engine, _ = connect_store(current_database())
    found = check_store(engine, now=datetime.now(UTC))
    if output == Format.JSON:
        print_document({"revision": found.revision, "rows": found.rows, "problems": found.problems}, output)
    else:
        print_rows([{"table": name, "rows": count} for name, count in found.rows.items()], output)
    for problem in found.problems:
        tell(problem)
    if found.problems:
        raise typer.Exit(FAULTY)
    tell(f"the store is as it should be, at {found.revision}")


@database.command()
def copy(
    to: Annotated[str, typer.Option(help="Where to: the path of a file, or a postgresql:// address.")],
    source: Annotated[str | None, typer.Option("--from", help="Where from; the store that is set by default.")] = None,
    output: Annotated[Format, typer.Option("--format")] = Format.TABLE,
) -> None:
    """Move the whole store to another place and compare the two. After a break, ask again: it goes on."""
    from jobs.copying import copy_database, name_different
    from jobs.stores import current_database

    copied = copy_database(source or current_database(), to, tell=_tell_portions())
    rows = [{"table": one.table, "rows": one.rows, "hash": one.digest, "same": one.is_same} for one in copied]
    print_rows(rows, output)
    failure = name_different(copied)
    if failure is not None:
        raise failure


def _tell_portions() -> Callable[[str, int], None]:
    """Say how far a copy is: a line every so many rows of a table."""
    kept: Counter[str] = Counter()

    def hear(table: str, rows: int) -> None:
        before = kept[table] // TOLD_ROWS
        kept[table] += rows
        if kept[table] // TOLD_ROWS > before:
            tell(f"{table}: {kept[table]} rows")

    return hear
