"""The commands `svitlo sources coverage` and `notices`: who would have told us, and whose volume changed."""

from collections.abc import Iterable, Mapping, Sequence
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
    describe = describe_area if output == Format.TABLE else list_area
    print_rows([describe(place, one) for place, one in shown], output)


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


def describe_area(place: "Place", covered: AreaCoverage) -> Mapping[str, object]:
    """The columns of an oblast in a table. Countrywide sources bear a star."""
    own = [one for one in covered.sources if not one.is_countrywide]
    countrywide = [one for one in covered.sources if one.is_countrywide]
    return {
        "area": place.name_en,
        "own live": _ratio(own),
        "countrywide live": _ratio(countrywide),
        "hours live": _share(covered),
        **{state.value: _name(one for one in covered.sources if one.state == state) for state in STATES},
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


def _ratio(covered: Sequence[SourceCoverage]) -> str:
    return f"{sum(one.state == CoverageState.LIVE for one in covered)}/{len(covered)}"


def _share(covered: AreaCoverage) -> str:
    """Of all the hours of all its sources, the share in which they would have told us."""
    whole = len(covered.sources) * covered.hours_count
    return f"{sum(one.live_hours_count for one in covered.sources) / whole:.0%}" if whole else "no source"


def _name(covered: Iterable[SourceCoverage]) -> str:
    return ", ".join(f"{one.source_id}{'*' if one.is_countrywide else ''}" for one in covered)
