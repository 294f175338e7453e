"""The tables of a version: the packaged rows with better points, newer names, and new units at the end.

The order of the packaged rows stays, since forms and heads name places by the number of their row.
"""

import gzip
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from geodata.gazetteer import NEEDS_MARKER, OTHER, PLACE_COLUMNS
from geodata.names import fold_name, romanise
from geodata.places import CoordQuality, Level

Row = dict[str, str]
PLACES, FORMS = "places.tsv.gz", "forms.tsv.gz"
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


def add_forms(body: bytes, rows: Sequence[Row], named: Mapping[str, str]) -> bytes:
    """The table of forms with the base forms of new names, in both scripts; case forms come with the next build.

    A new name of a town or village counts only beside a noun such as "village": nobody has looked whether it is an
    ordinary word.

    Args:
        body: the packaged table.
        rows: all places, in their order.
        named: place id → new official name.
    """
    numbers = {row["place_id"]: str(number) for number, row in enumerate(rows)}
    levels = {row["place_id"]: row["level"] for row in rows}
    forms = dict(line.split("\t") for line in gzip.decompress(body).decode().splitlines())
    for place_id, name in sorted(named.items()):
        flags = "" if levels[place_id] == Level.CITY else NEEDS_MARKER
        for key in sorted({fold_name(name), fold_name(romanise(name))}):
            before, *others = forms.get(key, flags).split(" ")
            kept = [number for number in others if _bare(number) != numbers[place_id]]
            forms[key] = " ".join([before, *kept, numbers[place_id]])
    lines = (f"{key}\t{rest}\n" for key, rest in sorted(forms.items()))
    return gzip.compress("".join(lines).encode(), 6, mtime=0)


def _bare(number: str) -> str:
    """The number of a row, without what is said of the name."""
    return number.removeprefix(OTHER).partition(":")[0]
