"""Commands for the place data: what is in use, bring it up to date, go back."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from jobs.cli.output import Format, print_document
from jobs.cli.progress import tell

geodata = typer.Typer(help="The place data in use.", no_args_is_help=True)


@geodata.command()
def sync(
    *,
    again: Annotated[bool, typer.Option("--again", help="Take what was rolled back from, too.")] = False,
) -> None:
    """Fetch official boundaries and newer points, check them, and put them in place of the old."""
    from jobs.sync import open_fetcher, sync_places
    from tracker.settings import Settings

    settings = Settings()
    with open_fetcher(settings.contact) as fetcher:
        tell(sync_places(fetcher, settings, now=datetime.now(UTC).replace(microsecond=0), again=again))


@geodata.command()
def rollback() -> None:
    """Go back to the place data that was in use before the last sync."""
    from jobs.sync import roll_places_back
    from tracker.settings import Settings

    tell(roll_places_back(Settings()))


@geodata.command()
def info(output: Annotated[Format, typer.Option("--format")] = Format.TABLE) -> None:
    """Show what place data is in use: its age, licences and figures."""
    from jobs.places import describe_places, places_folder
    from tracker.settings import Settings

    settings = Settings()
    described = describe_places(places_folder(settings), now=datetime.now(UTC), supplied=settings.population)
    print_document(described, output)
