"""The tables of a version: the packaged rows with better points, newer names, and new units at the end.

The order of the packaged rows stays, since forms and heads name places by the number of their row.
"""

import gzip
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from geodata.build.romanise import romanise
from geodata.forms import FORMER_ROW, NEEDS_MARKER, OTHER, pack_forms, read_forms
from geodata.gazetteer import PLACE_COLUMNS
from geodata.names import fold_spelling, key_of
from geodata.places import CoordQuality, Level

Row = dict[str, str]
PLACES = "places.tsv.gz"
RADIUS_KM = {Level.CITY: "4.0", Level.TOWN: "2.0", Level.VILLAGE: "2.0", Level.DISTRICT: "5.0"}
CATEGORIES = {"M": Level.CITY, "X": Level.TOWN, "C": Level.VILLAGE}
HROMADA_WIDTH = 9  # characters of a p-code


def read_rows(folder: Path) -> list[Row]:
    """The places of a folder, in their order."""
    lines = gzip.decompress((folder / PLACES).read_bytes()).decode().splitlines()[1:]
    return [dict(zip(PLACE_COLUMNS, line.split("\t"), strict=True)) for line in lines]


def write_rows(path: Path, rows: Iterable[Row]) -> None:
    """Write places as `geodata.gazetteer` reads them."""
    lines = ["\t".join(PLACE_COLUMNS), *("\t".join(row[column] for column in PLACE_COLUMNS) for row in rows)]
    path.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), 6, mtime=0))


def place_at(row: Row, lat: float, lon: float) -> Row:
    """The place with a point of its own, WGS 84 degrees."""
    own = {"lat": str(round(lat, 5)), "lon": str(round(lon, 5)), "coord_quality": CoordQuality.EXACT.value}
    return row | own | {"radius_km": RADIUS_KM[Level(row["level"])]}


def needs_point(row: Row) -> bool:
    """Whether a settlement or city district stands at the point of something larger."""
    return row["level"] in RADIUS_KM and bool(row["adm1_pcode"]) and row["coord_quality"] != CoordQuality.EXACT


def rename(row: Row, name_uk: str) -> Row:
    """The place with a newer official name."""
    return row | {"name_uk": name_uk, "name_en": romanise(name_uk)}


def new_settlement(code: str, name_uk: str, category: str, hromada: Row) -> Row:
    """A settlement that the packaged register does not have, at the point of its hromada until it gets its own."""
    return hromada | {
        "place_id": code,
        "level": CATEGORIES[category].value,
        "name_uk": name_uk,
        "name_en": romanise(name_uk),
        "name_ru": "",
        "parent_id": hromada["place_id"],
        "centre_id": "",
    }


def add_forms(packaged: Path, rows: Sequence[Row], named: Mapping[str, str]) -> bytes:
    """The table of forms with the base forms of new names, in both scripts; case forms come with the next build.

    A new name of a town or village counts only beside a noun such as "village": nobody has looked whether it is an
    ordinary word.

    Args:
        packaged: the folder of the packaged table.
        rows: all places, in their order.
        named: place id → new official name.
    """
    numbers = {row["place_id"]: str(number) for number, row in enumerate(rows)}
    levels = {row["place_id"]: row["level"] for row in rows}
    meanings = {spelling: meaning for meaning, spellings in read_forms(packaged) for spelling in spellings}
    spelled: dict[str, set[str]] = defaultdict(set)
    for spelling in meanings:
        spelled[key_of(spelling)].add(spelling)
    for place_id, name in sorted(named.items()):
        flags = "" if levels[place_id] == Level.CITY else NEEDS_MARKER
        for spelling in sorted({fold_spelling(name), fold_spelling(romanise(name))}):
            alike = spelled[key_of(spelling)]
            before, *others = meanings[min(alike)].split(" ") if alike else [flags]
            kept = [number for number in others if _bare(number) != numbers[place_id]]
            alike.add(spelling)
            meanings |= dict.fromkeys(alike, " ".join([before, *kept, numbers[place_id]]))
    return pack_forms(meanings)


def _bare(number: str) -> str:
    """The number of a row, without what is said of the name."""
    return number.removeprefix(OTHER).partition(FORMER_ROW)[0]
