"""Commands that show what is known: tables and the map, each made from an edition."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cli.output import Format, print_rows
from jobs.cli.progress import tell
from tracker.model import Edition, PublishedIncident, PublishedOutage, Tier

if TYPE_CHECKING:
    from jobs.registers import Registers

AsOf = Annotated[
    str | None, typer.Option("--as-of", help="As known at this moment; Kyiv time unless it has an offset.")
]
TierOption = Annotated[Tier, typer.Option(help="Who may see it.")]
Area = Annotated[str | None, typer.Option(help="Only this first-level unit: a p-code such as UA63.")]
FormatOption = Annotated[Format, typer.Option("--format")]


def outages(
    as_of: AsOf = None, area: Area = None, tier: TierOption = Tier.PUBLIC, output: FormatOption = Format.TABLE
) -> None:
    """List the outages of an edition."""
    edition, _ = load_edition(as_of, tier)
    rows = [describe_outage(outage) for outage in edition.outages if area in {None, outage.adm1_pcode}]
    print_rows(rows, output)


def incidents(
    as_of: AsOf = None, area: Area = None, tier: TierOption = Tier.PUBLIC, output: FormatOption = Format.TABLE
) -> None:
    """List the strikes on energy of an edition."""
    edition, _ = load_edition(as_of, tier)
    rows = [describe_incident(incident) for incident in edition.incidents if area in {None, incident.adm1_pcode}]
    print_rows(rows, output)


def draw_map(
    output: Annotated[Path, typer.Option("-o", "--output", help="The HTML file to write.")],
    as_of: AsOf = None,
    tier: TierOption = Tier.PUBLIC,
) -> None:
    """Write the map as one self-contained page."""
    from jobs.publish import write_whole
    from tracker.publish.map import render_map

    edition, registers = load_edition(as_of, tier)
    write_whole(output, render_map(edition, registers.boundaries).body)
    tell(f"wrote {output}")


def load_edition(as_of: str | None, tier: Tier) -> "tuple[Edition, Registers]":
    """Make the edition that a command shows. What the demo left in its store is shown when no other store is set."""
    from jobs.clock import read_time
    from jobs.places import places_folder
    from jobs.publish import know
    from jobs.registers import load_registers
    from jobs.stores import open_current_store
    from tracker.policy import redact
    from tracker.settings import Settings

    engine, sources_folder, default_now = open_current_store()
    registers = load_registers(sources_folder, places_folder(Settings()))
    at = read_time(as_of) if as_of else default_now or datetime.now(UTC)
    picture = know(engine, registers, as_of=at, tier=tier)
    return redact(picture, tier, registers.policy, registers.sources, registers.gazetteer), registers


def describe_outage(outage: PublishedOutage) -> Mapping[str, object]:
    """The columns of an outage in a table."""
    exposure = outage.exposure
    return {
        "id": outage.outage_id,
        "service": outage.service,
        "place_en": outage.place_en,
        "adm1_pcode": outage.adm1_pcode,
        "status": outage.status,
        "cause": outage.cause,
        "started_at": outage.started_at,
        "temperature_now_c": exposure.temperature_now_c if exposure else None,
        "temperature_min_next_72h_c": exposure.temperature_min_next_72h_c if exposure else None,
        "sources_count": outage.sources_count,
        "verification": outage.verification,
        "confidence": outage.confidence,
    }


def describe_incident(incident: PublishedIncident) -> Mapping[str, object]:
    """The columns of a strike in a table."""
    return {
        "id": incident.incident_id,
        "date": incident.date,
        "area_en": incident.area_en,
        "adm1_pcode": incident.adm1_pcode,
        "what": incident.label_en,
        "target": incident.target,
        "publishers": ", ".join(sorted({citation.publisher for citation in incident.citations})),
    }


COMMANDS: Iterable[Callable[..., None]] = (outages, incidents)
