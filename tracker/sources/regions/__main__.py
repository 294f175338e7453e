"""Fill the last column of `regions.csv` from the gazetteer, by name: `python -m tracker.sources.regions`."""

import csv
import sys
from collections.abc import Mapping
from pathlib import Path

from geodata.gazetteer import Gazetteer, load_gazetteer
from geodata.places import Level, Place
from tracker.sources.regions import COLUMNS

TABLE = Path(__file__).with_name("regions.csv")
LEVELS = frozenset({Level.OBLAST, Level.RAION, Level.CITY})


def fill(rows: list[dict[str, str]], gazetteer: Gazetteer) -> list[dict[str, str]]:
    """The same rows with their place ids.

    Raises:
        LookupError: a region is not in the gazetteer, or more than one place is called so.
    """
    places = [place for place in gazetteer.places.values() if place.country_iso2 == "UA" and place.level in LEVELS]
    return [row | {"place_id": _find(row, places, gazetteer.places).place_id} for row in rows]


def _find(row: Mapping[str, str], places: list[Place], by_id: Mapping[str, Place]) -> Place:
    found = [
        place
        for place in places
        if _fold(place.name_uk) == _fold(row["name_uk"])
        and _fold(_name_of_parent(place, by_id)) == _fold(row["within_uk"] or "Україна")
    ]
    if len(found) != 1:
        message = f"{row['region']} {row['name_uk']!r} in {row['within_uk']!r}: {len(found)} places are called so"
        raise LookupError(message)
    return found[0]


def _name_of_parent(place: Place, by_id: Mapping[str, Place]) -> str:
    """The area around a place; a city's hromada, mostly of its own name, is passed over."""
    parent = by_id.get(place.parent_id or "")
    while parent is not None and parent.level == Level.HROMADA:
        parent = by_id.get(parent.parent_id or "")
    return parent.name_uk if parent else ""


def _fold(name: str) -> str:
    return name.replace("’", "'").casefold()


def main() -> None:
    """Rewrite the table in place."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = fill(list(csv.DictReader(file)), load_gazetteer())
    with TABLE.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    sys.stdout.write(f"{len(rows)} regions\n")


if __name__ == "__main__":
    main()
