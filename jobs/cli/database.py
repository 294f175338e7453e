"""Commands for the store: make it on a server, bring it up to date, look it over, move it."""

from typing import Annotated

import typer

from jobs.cli.output import Format, print_document, print_rows
from jobs.cli.progress import tell

FAULTY = 7
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

    from jobs.stores import open_unchanged_store
    from tracker.store.checking import check_store

    found = check_store(open_unchanged_store(), now=datetime.now(UTC))
    if output == Format.JSON:
        print_document({"revision": found.revision, "rows": found.rows, "problems": found.problems}, output)
    else:
        print_rows([{"table": name, "rows": count} for name, count in found.rows.items()], output)
    for problem in found.problems:
        tell(problem)
    if found.problems:
        raise typer.Exit(FAULTY)
    tell(f"the store is as it should be, at {found.revision}")
