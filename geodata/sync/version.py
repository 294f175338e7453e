"""Write one whole version: the packaged files, with those replaced that the inputs better."""

import csv
import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import shapely

from geodata.automaton import write_finder
from geodata.boundaries import FILES
from geodata.folder import MANIFEST, read_manifest
from geodata.forms import FORMS
from geodata.names import fold_name
from geodata.places import Level
from geodata.sync.codab import Area
from geodata.sync.geonames import Point, match_points
from geodata.sync.inputs import Input
from geodata.sync.polygons import LEVELS, draw_level, source_name
from geodata.sync.tables import (
    CATEGORIES,
    HROMADA_WIDTH,
    PLACES,
    Row,
    add_forms,
    needs_point,
    new_settlement,
    place_at,
    rename,
    write_rows,
)
from geodata.sync.uageo import Unit

NEAR_DEGREES = 0.1  # about 10 km: how far beyond its area a point of a place may lie
SETTLEMENTS = frozenset(CATEGORIES.values())
REPLACED = "first-level polygons"  # what the inputs of the packaged data are no longer used for


@dataclass(frozen=True, slots=True, kw_only=True)
class Materials:
    """What was read from the inputs."""

    areas: Mapping[int, Sequence[Area]]
    points: Sequence[Point]
    units: Mapping[str, Unit]
    edition: str  # of the areas


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What a version has that the packaged data has not."""

    points_by_code: int
    points_by_name: int
    far_points: int  # left out: outside the area of their raion
    named: Mapping[str, str]  # new or renamed settlements
    unplaced: tuple[str, ...]  # p-codes of areas that are no place of the register


def known_codes(rows: Sequence[Row]) -> dict[int, dict[str, str]]:
    """P-code → place id, by level."""
    country_id = rows[0]["place_id"]
    return {
        1: {row["adm1_pcode"]: row["place_id"] for row in rows if row["parent_id"] == country_id},
        2: {row["adm2_pcode"]: row["place_id"] for row in rows if row["level"] == Level.RAION},
        3: {row["place_id"][:HROMADA_WIDTH]: row["place_id"] for row in rows if row["level"] == Level.HROMADA},
    }


def build_version(folder: Path, packaged: Path, rows: Sequence[Row], materials: Materials) -> Built:
    """Write all files of a version but its manifest into an empty folder.

    Args:
        folder: where to.
        packaged: the data that the version is built on.
        rows: its places.
        materials: what was read from the inputs.
    """
    for path in sorted(packaged.iterdir()):
        if path.is_file() and path.name != MANIFEST:
            shutil.copyfile(path, folder / path.name)
    codes = known_codes(rows)
    for level, areas in materials.areas.items():
        collection = draw_level(areas, codes[level], source_name(materials.edition))
        text = json.dumps(collection, ensure_ascii=False, separators=(",", ":")) + "\n"
        (folder / FILES[LEVELS[level]]).write_text(text, encoding="utf-8")
    rows, named = _take_names(rows, materials.units)
    raions = {area.pcode: shapely.make_valid(area.geometry) for area in materials.areas[2]}
    shapely.prepare(list(raions.values()))
    rows, by_code, far = _take_positions(rows, materials.units, raions)
    found = match_points(materials.points, rows, raions, _admin1(packaged))
    wanted = {row["place_id"] for row in rows if needs_point(row) and row["level"] in SETTLEMENTS} & found.keys()
    rows = [
        place_at(row, found[row["place_id"]].lat, found[row["place_id"]].lon) if row["place_id"] in wanted else row
        for row in rows
    ]
    write_rows(folder / PLACES, rows)
    if named:
        (folder / FORMS).write_bytes(add_forms(packaged, rows, named))
        write_finder(folder)
    unplaced = [area.pcode for areas in materials.areas.values() for area in areas]
    return Built(
        points_by_code=by_code,
        points_by_name=len(wanted),
        far_points=far,
        named=named,
        unplaced=tuple(sorted(set(unplaced) - {code for known in codes.values() for code in known})),
    )


def _take_names(rows: Sequence[Row], units: Mapping[str, Unit]) -> tuple[list[Row], dict[str, str]]:
    """Rows with newer names of settlements, and new settlements at the end; place id → new name."""
    renamed, named = [], {}
    for row in rows:
        unit = units.get(row["place_id"])
        is_known = unit is None or not unit.name or fold_name(unit.name) == fold_name(row["name_uk"])
        if unit is not None and not is_known and row["level"] in SETTLEMENTS:
            named[unit.code] = unit.name
            renamed.append(rename(row, unit.name))
        else:
            renamed.append(row)
    known = {row["place_id"] for row in rows}
    hromadas = {row["place_id"][:HROMADA_WIDTH]: row for row in rows if row["level"] == Level.HROMADA}
    for code, unit in sorted(units.items()):
        hromada = hromadas.get(code[:HROMADA_WIDTH])
        if code not in known and unit.name and unit.category in CATEGORIES and hromada is not None:
            named[code] = unit.name
            renamed.append(new_settlement(code, unit.name, unit.category, hromada))
    return renamed, named


def _take_positions(
    rows: Sequence[Row], units: Mapping[str, Unit], raions: Mapping[str, shapely.Geometry]
) -> tuple[list[Row], int, int]:
    """Rows with the points of their codes, where they lie in or near their raion; how many were taken, how many not."""
    taken: list[Row] = []
    counts: Counter[bool] = Counter()
    for row in rows:
        unit = units.get(row["place_id"])
        raion = raions.get(row["adm2_pcode"])
        if unit is None or unit.position is None or raion is None or not needs_point(row):
            taken.append(row)
            continue
        lat, lon = unit.position
        is_near = bool(shapely.dwithin(raion, shapely.Point(lon, lat), NEAR_DEGREES))
        counts[is_near] += 1
        taken.append(place_at(row, lat, lon) if is_near else row)
    return taken, counts[True], counts[False]


def _admin1(packaged: Path) -> dict[str, str]:
    with (packaged / "oblasts.csv").open(encoding="utf-8", newline="") as file:
        return {row["geonames_admin1"]: row["pcode"] for row in csv.DictReader(file)}


def write_manifest(
    folder: Path, packaged: Path, version: str, inputs: Sequence[tuple[Input, str]], now: datetime
) -> None:
    """Write what the version is made of: what the packaged data is made of, and the inputs with their checksums."""
    day = now.date().isoformat()
    fetched = [
        {
            "name": item.name,
            "url": item.url,
            "file": item.file,
            "edition": item.edition,
            "licence": item.licence,
            "attribution": item.attribution,
            "used_for": item.used_for,
            "sha256": checksum,
            "retrieved_at": now.isoformat(),
        }
        for item, checksum in inputs
    ]
    ours = read_manifest(packaged)
    document = {
        "version": f"{ours.version}+{version}",
        "retrieved_at": day,
        "country_id": ours.country_id,
        "packaged_version": ours.version,
        "inputs": [*(item for item in ours.inputs if item["used_for"] != REPLACED), *fetched],
        "files": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())
            if path.name != MANIFEST
        },
    }
    (folder / MANIFEST).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
