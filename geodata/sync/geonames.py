"""Points of the GeoNames dump for settlements that have none of their own."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import shapely

from geodata.names import fold_latin, fold_name
from geodata.places import Level
from geodata.sync.archive import open_archive, read_entry
from geodata.sync.errors import NotUsable
from geodata.sync.tables import Row

COLUMNS_COUNT = 19
FEWEST_PLACES = 15_000
LIVED_IN = re.compile(r"PPL(?:A\d?|C|L|F|R|S|G)?$")  # not parts of cities, nor what is left or destroyed
SETTLEMENTS = frozenset({Level.CITY, Level.TOWN, Level.VILLAGE})
_CYRILLIC = re.compile(r"[а-яіїєґё]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A populated place of GeoNames, WGS 84 degrees."""

    geonameid: int
    name: str
    names: tuple[str, ...]
    lat: float
    lon: float
    admin1: str


def read_points(subject: str, body: bytes, media_type: str) -> list[Point]:
    """Read the populated places of a country's dump.

    Raises:
        NotUsable: it is no such dump, or has far fewer places than the country.
    """
    archive: zipfile.ZipFile = open_archive(subject, body, media_type)
    text = read_entry(subject, archive, f"{subject.partition('.')[0]}.txt").decode("utf-8", "replace")
    try:
        points = list(_parse(io.StringIO(text, newline="\n")))
    except (ValueError, IndexError) as error:
        raise NotUsable(subject, f"is not a GeoNames dump ({error})") from error
    if len(points) < FEWEST_PLACES:
        raise NotUsable(subject, f"has {len(points)} populated places, expected at least {FEWEST_PLACES}")
    return points


def _parse(lines: Iterable[str]) -> Iterator[Point]:
    for number, line in enumerate(lines, start=1):
        cells = line.rstrip("\n").split("\t")
        if len(cells) != COLUMNS_COUNT:
            message = f"line {number} has {len(cells)} columns, not {COLUMNS_COUNT}"
            raise ValueError(message)
        if cells[6] == "P" and LIVED_IN.match(cells[7]):
            yield Point(
                geonameid=int(cells[0]),
                name=cells[1],
                names=tuple(cells[3].split(",")) if cells[3] else (),
                lat=float(cells[4]),
                lon=float(cells[5]),
                admin1=cells[10],
            )


def match_points(
    points: Sequence[Point],
    rows: Sequence[Row],
    raions: Mapping[str, shapely.Geometry],
    adm1_by_admin1: Mapping[str, str],
) -> dict[str, Point]:
    """Points by place id: where one settlement and one point of a raion have the same name, and no other has it.

    A point lies in the raion whose official area holds it; GeoNames' own first-level code must agree.

    Args:
        points: what GeoNames knows.
        rows: the places of the register.
        raions: areas by second-level p-code.
        adm1_by_admin1: GeoNames' codes of first-level units → p-codes.
    """
    index = _index(rows)
    pcodes = list(raions)
    tree = shapely.STRtree([raions[pcode] for pcode in pcodes])
    positions = shapely.points([(point.lon, point.lat) for point in points])
    found: dict[str, set[Point]] = defaultdict(set)
    for number, area in zip(*tree.query(positions, predicate="within"), strict=True):
        point, pcode = points[number], pcodes[area]
        if adm1_by_admin1.get(point.admin1) == pcode[:4]:
            for place_id in _named(point, pcode, index):
                found[place_id].add(point)
    return {place_id: next(iter(options)) for place_id, options in found.items() if len(options) == 1}


def _index(rows: Sequence[Row]) -> Mapping[tuple[str, str], set[str]]:
    index: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        if row["level"] in SETTLEMENTS:
            index[row["adm2_pcode"], fold_name(row["name_uk"])].add(row["place_id"])
            index[row["adm2_pcode"], fold_latin(row["name_en"])].add(row["place_id"])
    return index


def _named(point: Point, pcode: str, index: Mapping[tuple[str, str], set[str]]) -> set[str]:
    """The one place that a point's names mean: by both scripts, else by its main name, else by the others."""
    keys = {fold_name(name) for name in point.names if _CYRILLIC.search(name)}
    by_name = {place_id for key in keys for place_id in index.get((pcode, key), ())}
    by_latin = index.get((pcode, fold_latin(point.name)), set())
    chosen = by_name & by_latin or by_latin or by_name
    return chosen if len(chosen) == 1 else set()
