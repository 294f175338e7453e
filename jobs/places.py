"""Which place data is read, and what it is."""

import logging
from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geodata.folder import DATA, read_manifest
from geodata.gazetteer import load_gazetteer
from geodata.population import PopulationError, load_population
from geodata.summary import SETTLEMENTS, summarise
from geodata.versions import find_in_use
from tracker.errors import Unreadable
from tracker.settings import Settings

log = logging.getLogger("svitlo.places")


def places_folder(settings: Settings) -> Path:
    """The place data to read: the synced version where there is a whole one, else the packaged. Never fails."""
    in_use = find_in_use(settings.geodata, DATA)
    if in_use.warning is not None:
        log.warning("%s", in_use.warning)
    return in_use.folder


def describe_places(folder: Path, *, now: datetime, supplied: Path | None = None) -> Mapping[str, Any]:
    """What a folder of place data is: version, age, licences, figures; and the table of people, if one was supplied.

    Raises:
        Unreadable: the table of people cannot be read, or names no place of the register.
    """
    manifest, summary = read_manifest(folder), summarise(folder)
    retrieved = date.fromisoformat(manifest.retrieved_at)
    return {
        "folder": str(folder),
        "version": manifest.version,
        "is_packaged": folder == DATA,
        "retrieved_at": manifest.retrieved_at,
        "age_days": (now.date() - retrieved).days,
        "inputs": [
            {
                "name": item["name"],
                "licence": item["licence"],
                "attribution": item["attribution"],
                "used_for": item["used_for"],
                "edition": item.get("edition") or item.get("package"),
            }
            for item in manifest.inputs
        ],
        "places": dict(summary.places),
        "exact_share": {
            level.value: round(summary.exact.get(level, 0) / summary.places[level], 3)
            for level in SETTLEMENTS
            if summary.places.get(level)
        },
        "boundaries": {
            level: {"count": area.count, "quality": area.quality, "source": area.source}
            for level, area in summary.areas.items()
        },
        "people": _describe_people(folder, supplied),
        "forms": summary.forms_count,
        "former_forms": summary.former_forms_count,
        "former_names": summary.former_names_count,
    }


def _describe_people(folder: Path, supplied: Path | None) -> Mapping[str, Any] | None:
    """What a supplied table of people holds; None without one, as the packaged figures only rank names."""
    if supplied is None:
        return None
    try:
        rows = load_population(folder, load_gazetteer(folder), supplied=supplied).values()
    except (OSError, UnicodeDecodeError, PopulationError) as error:
        raise Unreadable(str(supplied), str(error)) from error
    return {
        "file": str(supplied),
        "places": len(rows),
        "unknown": sum(row.value is None for row in rows),
        "kinds": dict(Counter(row.kind for row in rows)),
        "years": sorted({row.year for row in rows if row.year is not None}),
    }
