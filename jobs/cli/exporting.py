"""The command that writes an edition to a file."""

from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.progress import tell
from jobs.cli.showing import Area, AsOf, TierOption, load_edition
from tracker.model import Tier


def export(
    output: Annotated[Path, typer.Option("-o", "--output", help="The file to write; its ending is the format.")],
    as_of: AsOf = None,
    area: Area = None,
    tier: TierOption = Tier.PUBLIC,
) -> None:
    """Write an edition as GeoJSON, GeoPackage, CSV or XLSX, by the ending of the file."""
    from jobs.publish import write_whole
    from tracker.publish.filters import Choice, choose
    from tracker.publish.formats import renderer_of

    render = renderer_of(output.name)
    edition, registers = load_edition(as_of, tier)
    chosen = choose(edition, Choice(areas=(area,) if area else ()))
    write_whole(output, render(chosen, registers.boundaries).body)
    tell(f"wrote {output}: {len(chosen.outages)} outages, as of {edition.as_of:%Y-%m-%d %H:%M} UTC")
