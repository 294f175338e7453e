"""The commands `svitlo sources coverage` and `notices`: who would have told us, and whose volume changed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cli.output import Format, print_rows
from jobs.cli.showing import Area, AsOf, FormatOption
from tracker.model import AreaCoverage, CoverageState, SourceCoverage

if TYPE_CHECKING:
    from geodata.places import Place

MOST_HOURS = 24 * 31
STATES = (CoverageState.SILENT, CoverageState.FAILED, CoverageState.UNKNOWN)


def show_coverage(
    area: Area = None,
    hours: Annotated[int, typer.Option(min=1, max=MOST_HOURS, help="How many of the last hours.")] = 24,
    as_of: AsOf = None,
    output: FormatOption = Format.TABLE,
) -> None:
    """Show for each oblast which of the sources that speak of it are heard, and who cannot be read."""
    from jobs.clock import read_time
    from jobs.coverage import hear_coverage
    from jobs.places import places_folder
    from jobs.registers import load_registers
    from jobs.stores import open_current_store
    from tracker.merge.coverage import cover_areas
    from tracker.settings import Settings
    from tracker.sources.voices import load_voices

    engine, sources_folder, default_now = open_current_store()
    registers = load_registers(sources_folder, places_folder(Settings()))
    at = read_time(as_of) if as_of else default_now or datetime.now(UTC)
    covered = cover_areas(
        hear_coverage(engine, registers, as_of=at, hours_count=hours), load_voices(sources_folder), registers.gazetteer
    )
    places = registers.gazetteer.places
    shown = [(places[one.place_id], one) for one in covered if area in {None, places[one.place_id].adm1_pcode}]
    print_rows([list_area(*one) for one in shown] if output == Format.JSON else tabulate(shown), output)


def show_notices(output: FormatOption = Format.TABLE) -> None:
    """List since when sources give far fewer or far more reports than they did, the newest notice last."""
    from jobs.stores import open_current_store
    from tracker.store.heard import read_notices

    engine, _, now = open_current_store()
    rows = [
        {
            "id": notice.source_id,
            "kind": notice.kind,
            "since": notice.since,
            "until": notice.until,
            "expected_count": round(notice.expected_count, 1),
            "seen_count": notice.seen_count,
            "probability": notice.probability,
        }
        for notice in read_notices(engine, as_of=now or datetime.now(UTC))
    ]
    print_rows(rows, output)


def tabulate(shown: Sequence[tuple["Place", AreaCoverage]]) -> Sequence[Mapping[str, object]]:
    """A row for each oblast with its own sources, below one for those of the whole country."""
    if not shown:
        return []
    whole = replace(shown[0][1], unread=())
    return [
        describe_area("Whole country", replace(whole, sources=_choose(whole, is_countrywide=True))),
        *(
            describe_area(place.name_en, replace(one, sources=_choose(one, is_countrywide=False)))
            for place, one in shown
        ),
    ]


def describe_area(name: str, covered: AreaCoverage) -> Mapping[str, object]:
    """The columns of an area in a table."""
    live = sum(one.state == CoverageState.LIVE for one in covered.sources)
    return {
        "area": name,
        "live": f"{live} of {len(covered.sources)}" if covered.sources else "no source",
        "hours live": _share(covered),
        **{state.value: ", ".join(one.source_id for one in covered.sources if one.state == state) for state in STATES},
        "not readable": ", ".join(f"{voice.name} ({voice.medium})" for voice in covered.unread),
    }


def list_area(place: "Place", covered: AreaCoverage) -> Mapping[str, object]:
    """An oblast with its sources, for programs."""
    return {
        "adm1_pcode": place.adm1_pcode,
        "adm1_en": place.name_en,
        "hours_count": covered.hours_count,
        "sources": [
            {
                "id": one.source_id,
                "is_countrywide": one.is_countrywide,
                "state": one.state,
                "live_hours_count": one.live_hours_count,
            }
            for one in covered.sources
        ],
        "unread": [
            {"name": voice.name, "medium": voice.medium, "reason": voice.reason, "place_id": voice.place_id}
            for voice in covered.unread
        ],
    }


def _choose(covered: AreaCoverage, *, is_countrywide: bool) -> tuple[SourceCoverage, ...]:
    return tuple(one for one in covered.sources if one.is_countrywide == is_countrywide)


def _share(covered: AreaCoverage) -> str:
    """Of all the hours of all its sources, the share in which they would have told us."""
    whole = len(covered.sources) * covered.hours_count
    return f"{sum(one.live_hours_count for one in covered.sources) / whole:.0%}" if whole else ""
