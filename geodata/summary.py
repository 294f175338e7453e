"""What a folder of place data holds, in figures."""

import gzip
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from geodata.boundaries import FILES
from geodata.folder import read_manifest
from geodata.former import FILE_NAME as FORMER_NAMES
from geodata.forms import OTHER, read_forms
from geodata.gazetteer import PLACE_COLUMNS
from geodata.places import CoordQuality, Level

SETTLEMENTS = (Level.CITY, Level.TOWN, Level.VILLAGE)


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelAreas:
    """The areas of one level."""

    count: int
    quality: str  # the qualities that occur, from the most frequent
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Figures of one folder."""

    places: Mapping[str, int]  # of the country, by level
    exact: Mapping[str, int]  # settlements with a point of their own, by level
    areas: Mapping[str, LevelAreas]  # by level; a level without areas is not there
    forms_count: int  # written forms of names
    former_forms_count: int  # of these, by a former or foreign name alone
    former_names_count: int  # rows of the table of former names; none where the folder has no such table

    @property
    def exact_count(self) -> int:
        """Settlements with a point of their own."""
        return sum(self.exact.values())

    @property
    def settlements_count(self) -> int:
        """Cities, towns and villages."""
        return sum(self.places.get(level, 0) for level in SETTLEMENTS)

    def count_areas(self, level: str) -> int:
        """How many areas a level has."""
        return self.areas[level].count if level in self.areas else 0


def summarise(folder: Path) -> Summary:
    """Count what a folder of built data holds."""
    level, country, quality = (PLACE_COLUMNS.index(name) for name in ("level", "country_iso2", "coord_quality"))
    lines = gzip.decompress((folder / "places.tsv.gz").read_bytes()).decode().splitlines()[1:]
    ours = read_manifest(folder).country_id
    rows = [cells for cells in (line.split("\t") for line in lines) if cells[country] == ours]
    exact = Counter(row[level] for row in rows if row[quality] == CoordQuality.EXACT and row[level] in SETTLEMENTS)
    forms = [(meaning.split(" ")[1:], len(spellings)) for meaning, spellings in read_forms(folder)]
    former = folder / FORMER_NAMES
    return Summary(
        places=dict(Counter(row[level] for row in rows)),
        exact=dict(exact),
        areas={level: _areas(folder / name) for level, name in FILES.items() if (folder / name).exists()},
        forms_count=sum(count for _, count in forms),
        former_forms_count=sum(
            count for numbers, count in forms if all(number.startswith(OTHER) for number in numbers)
        ),
        former_names_count=len(former.read_text(encoding="utf-8").splitlines()) - 1 if former.exists() else 0,
    )


def _areas(path: Path) -> LevelAreas:
    found = [feature["properties"] for feature in json.loads(path.read_text(encoding="utf-8"))["features"]]

    def most_frequent(key: str) -> str:
        return ", ".join(value for value, _ in Counter(row[key] for row in found).most_common())

    return LevelAreas(
        count=len(found), quality=most_frequent("boundary_quality"), source=most_frequent("boundary_source")
    )
