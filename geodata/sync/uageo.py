"""The register joined to OpenStreetMap: points by code, names and units that are newer than ours."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from geodata.sync.errors import NotUsable

CODE = re.compile(r"UA\d{17}$")
COLUMNS: Mapping[str, Sequence[str]] = {  # what a column may be called
    "code": ("katottg", "katotth", "katottg_code", "code", "id"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "lng", "longitude"),
    "name": ("name", "name_uk", "name_ua"),
    "category": ("category", "type"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of the register. What its row does not tell is None or empty."""

    code: str
    name: str
    category: str
    position: tuple[float, float] | None  # latitude, longitude; WGS 84 degrees


def read_units(subject: str, body: bytes, media_type: str) -> dict[str, Unit]:
    """Read the table, by code.

    Raises:
        NotUsable: it is no such table.
    """
    try:
        rows = csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline=""))
        header = {name.strip().casefold(): name for name in rows.fieldnames or ()}
        columns = {key: next((header[name] for name in names if name in header), "") for key, names in COLUMNS.items()}
        if not (columns["code"] and columns["lat"] and columns["lon"]):
            raise NotUsable(subject, f"is {media_type or 'something else'} without columns of codes and positions")
        units = [_unit(row, columns) for row in rows]
    except (UnicodeDecodeError, csv.Error, ValueError) as error:
        raise NotUsable(subject, f"cannot be read as a table ({' '.join(str(error).split())[:80]})") from error
    return {unit.code: unit for unit in units if CODE.match(unit.code)}


def _unit(row: Mapping[str, str | None], columns: Mapping[str, str]) -> Unit:
    cells = {key: (row.get(name) or "").strip() if name else "" for key, name in columns.items()}
    lat, lon = cells["lat"], cells["lon"]
    return Unit(
        code=cells["code"],
        name=cells["name"],
        category=cells["category"].upper(),
        position=(float(lat), float(lon)) if lat and lon else None,
    )
