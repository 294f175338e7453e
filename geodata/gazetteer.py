"""The register of places and names, read from `geodata/data/<iso2>/`."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from geodata.names import fold_name
from geodata.places import COUNTRY_ID, CoordQuality, Level, Place, Toponym

DATA = Path(str(files("geodata"))) / "data" / "ua"
ADJECTIVE_ENDINGS = (
    *("ий", "ого", "ому", "им", "ім", "а", "ої", "ій", "у", "ою", "е", "і", "их", "ими"),
    *("ом", "ая", "ой", "ую", "ое", "ие"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gazetteer:
    """Places by id and names by folded form; built once, read everywhere."""

    version: str
    places: Mapping[str, Place]
    toponyms: Mapping[str, Toponym]
    oblast_adjectives: Mapping[str, str] = field(default_factory=dict)  # folded form → place id, abroad too
    raion_adjectives: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # raions and city districts
    english_regions: Mapping[str, str] = field(default_factory=dict)  # what stands before "region" or after "region of"

    def oblasts(self) -> tuple[Place, ...]:
        """The 27 first-level units, by p-code."""
        found = (place for place in self.places.values() if place.parent_id == COUNTRY_ID)
        return tuple(sorted(found, key=lambda place: place.place_id))

    def ancestors(self, place_id: str) -> Iterator[Place]:
        """The place itself, its parent, and so on up to the country."""
        place = self.places.get(place_id)
        while place is not None:
            yield place
            place = self.places.get(place.parent_id) if place.parent_id else None

    def oblast_of(self, place_id: str) -> Place | None:
        """The first-level unit a place lies in; None for the country and for places abroad."""
        return next((place for place in self.ancestors(place_id) if place.parent_id == COUNTRY_ID), None)

    def is_within(self, place_id: str, area_id: str) -> bool:
        """Tell whether a place is the area or lies in it."""
        return any(place.place_id == area_id for place in self.ancestors(place_id))


def load_gazetteer(folder: Path | None = None) -> Gazetteer:
    """Read the built place data.

    Args:
        folder: the data of one country; the packaged data of Ukraine by default.
    """
    home = folder or DATA
    places = {place.place_id: place for place in _read_places(home)}
    oblasts = _read_csv(home / "oblasts.csv")
    abroad = _read_csv(home / "abroad_regions.csv")
    return Gazetteer(
        version=json.loads((home / "SOURCES.json").read_text(encoding="utf-8"))["version"],
        places=places,
        toponyms=dict(_read_forms(home)),
        oblast_adjectives={
            f"{fold_name(stem)}{ending}": place_id
            for place_id, stems in (
                *((row["katottg"], f"{row['adj_stem_uk']}|{row['adj_stem_ru']}") for row in oblasts),
                *((row["place_id"], row["stems"]) for row in abroad),
            )
            for stem in filter(None, stems.split("|"))
            for ending in ADJECTIVE_ENDINGS
        },
        raion_adjectives=_raion_adjectives(places),
        english_regions={
            fold_name(word): place_id
            for place_id, words in (
                *((row["place_id"], row["name_en"]) for row in abroad),
                *((row["katottg"], row["en_region_words"]) for row in oblasts if row["category"] == "O"),
            )
            for word in words.split("|")
        },
    )


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _read_places(home: Path) -> Iterator[Place]:
    text = gzip.decompress((home / "places.csv.gz").read_bytes()).decode()
    for row in csv.DictReader(io.StringIO(text)):
        yield Place(
            place_id=row["place_id"],
            level=Level(row["level"]),
            name_en=row["name_en"],
            name_uk=row["name_uk"],
            name_ru=row["name_ru"] or None,
            parent_id=row["parent_id"] or None,
            country_iso2=row["country_iso2"],
            adm1_pcode=row["adm1_pcode"] or None,
            adm2_pcode=row["adm2_pcode"] or None,
            lat=float(row["lat"]) if row["lat"] else None,
            lon=float(row["lon"]) if row["lon"] else None,
            coord_quality=CoordQuality(row["coord_quality"]),
            radius_km=float(row["radius_km"]),
            population=int(row["population"]) if row["population"] else None,
        )


def _read_forms(home: Path) -> Iterator[tuple[str, Toponym]]:
    text = gzip.decompress((home / "forms.tsv.gz").read_bytes()).decode()
    for line in text.splitlines():
        key, flag, ids = line.split("\t")
        yield key, Toponym(key=key, place_ids=tuple(ids.split(" ")), needs_marker=bool(flag))


def _raion_adjectives(places: Mapping[str, Place]) -> dict[str, tuple[str, ...]]:
    """«Сумському, Роменському районах»: adjectives of raions and districts, in all forms, without the noun."""
    found: dict[str, list[str]] = {}
    for place in places.values():
        if place.level not in {Level.RAION, Level.DISTRICT}:
            continue
        adjective = fold_name(place.name_uk.removesuffix(" район"))
        if not adjective.endswith("ий"):
            continue
        ukrainian = adjective.removesuffix("ий")
        for stem in sorted({ukrainian, _russian_stem(ukrainian)}):
            for ending in ADJECTIVE_ENDINGS:
                ids = found.setdefault(stem + ending, [])
                if place.place_id not in ids:
                    ids.append(place.place_id)
    return {form: tuple(ids) for form, ids in found.items()}


def _russian_stem(stem: str) -> str:
    """A Russian adjective stem by fixed letter rules: right for regular names, harmless for others."""
    return stem.replace("ьк", "к").replace("ї", "и").replace("і", "и").replace("є", "е")


def common_ancestor(gazetteer: Gazetteer, place_ids: tuple[str, ...]) -> Place | None:
    """The smallest place that holds them all; None where they lie in different countries."""
    chains = [[place.place_id for place in gazetteer.ancestors(place_id)] for place_id in place_ids]
    shared = set(chains[0]).intersection(*chains[1:]) if chains else set()
    return next((gazetteer.places[place_id] for place_id in chains[0] if place_id in shared), None) if chains else None
