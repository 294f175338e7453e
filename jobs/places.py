"""Which place data is read, and what it is."""

import logging
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from geodata.folder import DATA, read_manifest
from geodata.summary import SETTLEMENTS, summarise
from geodata.versions import find_in_use
from tracker.settings import Settings

log = logging.getLogger("svitlo.places")


def places_folder(settings: Settings) -> Path:
    """The place data to read: the synced version where there is a whole one, else the packaged. Never fails."""
    in_use = find_in_use(settings.geodata, DATA)
    if in_use.warning is not None:
        log.warning("%s", in_use.warning)
    return in_use.folder


def describe_places(folder: Path, *, now: datetime) -> Mapping[str, Any]:
    """What a folder of place data is: version, age, licences, figures."""
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
        "forms": summary.forms_count,
        "former_forms": summary.former_forms_count,
        "former_names": summary.former_names_count,
    }
