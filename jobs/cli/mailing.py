"""Commands for the daily digest."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.progress import tell

digest = typer.Typer(help="The daily digest.", no_args_is_help=True)


@digest.command()
def preview(
    lang: Annotated[str, typer.Option(help="uk or en.")] = "uk",
    area: Annotated[list[str] | None, typer.Option(help="Only these p-codes.")] = None,
) -> None:
    """Print the digest as text, as it would go out now."""
    from jobs.cli.showing import load_edition
    from tracker.model import Tier
    from tracker.publish.digest import digest_text, make_digest
    from tracker.publish.filters import Choice, choose

    edition, _ = load_edition(None, Tier.PUBLIC)
    typer.echo(digest_text(make_digest(choose(edition, Choice(areas=tuple(area or ()))), lang)))


@digest.command("send")
def send_command(
    out: Annotated[Path | None, typer.Option(help="Write .eml files here instead of sending.")] = None,
) -> None:
    """Send today's digest to the recipients of the settings; nobody gets two."""
    from jobs.digest import make_edition, save_digests, send_digests
    from jobs.places import places_folder
    from jobs.registers import load_registers
    from tracker.settings import Settings
    from tracker.store.engine import open_store

    settings = Settings()
    engine = open_store(settings.database)
    registers = load_registers(places=places_folder(settings))
    now = datetime.now(UTC).replace(microsecond=0)
    if out is None:
        tell(send_digests(engine, registers, settings, now=now))
        return
    edition = make_edition(engine, registers, now=now)
    tell(save_digests(engine, registers, settings, edition, out, now=now))
