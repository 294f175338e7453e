"""The command `svitlo`. Heavy libraries are imported inside the commands that need them."""

import sys

import typer

from jobs.cli import (
    coverage,
    database,
    exporting,
    keeping,
    mailing,
    measuring,
    places,
    reading,
    rereading,
    running,
    showing,
    sources,
)
from tracker.errors import SvitloError

cli = typer.Typer(
    name="svitlo",
    help="Strikes on the energy grid, the outages that follow, and the cold beside them.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="Exit codes: 0 done · 1 a bug · 2 wrong usage · 3 input unreadable · 4 nothing relevant found · "
    "5 not configured · 6 unreachable · 7 the store is busy, full or not ours",
)
for command in (*running.COMMANDS, *reading.COMMANDS, *showing.COMMANDS, *measuring.COMMANDS, *keeping.COMMANDS):
    cli.command()(command)
cli.command("map")(showing.draw_map)
cli.add_typer(database.database, name="db")
cli.command()(exporting.export)
cli.command()(rereading.reread)
cli.add_typer(mailing.digest, name="digest")
cli.add_typer(places.geodata, name="geodata")
sources.sources.command("coverage")(coverage.show_coverage)
sources.sources.command("notices")(coverage.show_notices)
cli.add_typer(sources.sources, name="sources")


def app() -> None:
    """Run a command. A known failure is one line on standard error and its exit code."""
    try:
        cli()
    except SvitloError as error:
        typer.echo(f"svitlo: {error}", err=True)
        sys.exit(error.exit_code)
