"""Names that places had, with the years in which they ceased, and the forms that they are found by."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from geodata.build.forms import APOSTROPHES, DISTRICT_NOUN, as_named, in_all_cases, looks_like, spellings
from geodata.build.heads import AREA_KINDS, Stems, area_stems, without_noun
from geodata.build.inputs import OldName, Point, Unit
from geodata.build.romanise import romanise
from geodata.former import OFFICIAL, SOVIET, FormerName
from geodata.names import fold_latin, fold_name
from geodata.places import Level, Place

CITIES = frozenset("MK")
ALIKE = 0.7
BY_HAND, BY_GEONAMES = "collected by hand", "GeoNames"
_UKRAINIAN = re.compile(r"[А-ЯІЇЄҐ][а-яіїєґ'-]+(?: [А-ЯІЇЄҐа-яіїєґ'-]+)*")
_RUSSIAN = re.compile(r"[ыэъё]|имени|ск(?:ий|ая|ое|ие|ае|и)?$|(?:ая|[оие]е|[ое]во|ени|еви)$|овка$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Former:
    """Former names, and what they are found by: folded forms, and stems before nouns → ids of places → row."""

    rows: Sequence[FormerName]
    forms: Mapping[str, Mapping[str, int]]
    heads: Mapping[str, Mapping[str, int]]


def renamed_by_hand(hand: Mapping[str, Any], units: Sequence[Unit]) -> list[FormerName]:
    """The renamings of cities whose year is known.

    Raises:
        ValueError: there is no such city, or there are two.
    """
    found = []
    for key, row in hand["renamed"].items():
        pcode, old = key.split(" ", 1)
        codes = [
            unit.code
            for unit in units
            if unit.category in CITIES and unit.code.startswith(pcode) and fold_name(unit.name) == fold_name(row["now"])
        ]
        if len(codes) != 1:
            message = f"names.toml: {pcode} has {len(codes)} cities called {row['now']!r}"
            raise ValueError(message)
        kind, year = row.get("kind", OFFICIAL), row["year"]
        found.append(_row(codes[0], old, kind, (year, year), BY_HAND))
    return found


def build_former_names(
    by_hand: Iterable[FormerName],
    register: Mapping[str, Sequence[OldName]],
    others: Mapping[str, Sequence[str]],
    places: Sequence[Place],
    points: Mapping[str, Point],
    roots: Sequence[str],
) -> list[FormerName]:
    """All that is known, a name of a place once: by hand before the register, and that before GeoNames.

    Args:
        by_hand: with their years.
        register: names in older editions.
        others: names of districts and the like that were collected by hand, without a year.
        places: today's.
        points: what GeoNames knows of them.
        roots: of names that were given in Soviet times and are forbidden by law.
    """
    rows: dict[tuple[str, str], FormerName] = {}
    known = {place.place_id: place for place in places}
    candidates = [
        *by_hand,
        *(
            _row(code, old.name, OFFICIAL, (old.ceased_from, old.ceased_to), old.edition)
            for code, names in register.items()
            for old in names
        ),
        *(_row(code, name, OFFICIAL, (None, None), BY_HAND) for code, names in others.items() for name in names),
        *_soviet_names(places, points, roots),
    ]
    for row in candidates:
        if row.place_id in known:
            rows.setdefault((row.place_id, fold_name(row.name_uk.removesuffix(DISTRICT_NOUN))), row)
    return [rows[key] for key in sorted(rows)]


def _soviet_names(places: Sequence[Place], points: Mapping[str, Point], roots: Sequence[str]) -> list[FormerName]:
    """Ukrainian names in GeoNames that have such a root, which the name of today has not."""
    pattern = re.compile("|".join(roots))
    return [
        _row(place.place_id, name, SOVIET, (None, None), BY_GEONAMES)
        for place in places
        if place.place_id in points and not pattern.search(fold_name(place.name_uk))
        for name in sorted({written.translate(APOSTROPHES) for written in points[place.place_id].names})
        if _UKRAINIAN.fullmatch(name)
        and pattern.search(fold_name(name))
        and not _RUSSIAN.search(name)
        and not looks_like(name, place)
    ]


def _row(place_id: str, name: str, kind: str, years: tuple[int | None, int | None], source: str) -> FormerName:
    return FormerName(
        place_id=place_id, name_uk=name, kind=kind, ceased_from=years[0], ceased_to=years[1], source=source
    )


def index_former_names(
    rows: Sequence[FormerName], places: Sequence[Place], points: Mapping[str, Point], hand: Mapping[str, Any]
) -> Former:
    """Find out which forms are those of former names, however the register, GeoNames or the press write them."""
    written = {
        place.place_id: {
            *(points[place.place_id].names if place.place_id in points else ()),
            *(hand["exonyms"].get(place.name_en, ()) if place.level == Level.CITY else ()),
        }
        for place in places
    }
    return Former(
        rows=rows,
        forms=_former_forms(rows, places, written),
        heads=_former_heads(rows, places, hand["russian_stems"]),
    )


def _former_forms(
    rows: Sequence[FormerName], places: Sequence[Place], written: Mapping[str, Collection[str]]
) -> dict[str, dict[str, int]]:
    """Folded forms → ids of places → row, less the forms of the name of today; a dated name comes first.

    Args:
        rows: former names.
        places: today's.
        written: how others write names of each place, of any time; those most like a former name are of it.
    """
    by_id = {place.place_id: place for place in places}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for at, row in sorted(enumerate(rows), key=lambda numbered: (numbered[1].ceased_to is None, numbered[0])):
        place = by_id[row.place_id]
        today = {fold_name(form) for form in spellings(place.name_uk) | in_all_cases(place.name_ru or "", "ru")}
        forms = {form for name in as_named(place, [row.name_uk]) for form in spellings(name)}
        for name in sorted(written.get(row.place_id, ())):
            likeness = _likeness(name, romanise(row.name_uk))
            if likeness >= ALIKE and likeness > _likeness(name, place.name_en):
                forms |= in_all_cases(name)
        for key in sorted({fold_name(form) for form in forms} - today):
            found[key].setdefault(row.place_id, at)
    return found


def _likeness(name: str, latin: str) -> float:
    return SequenceMatcher(None, fold_latin(romanise(name)), fold_latin(latin)).ratio()


def _former_heads(rows: Sequence[FormerName], places: Sequence[Place], known: Stems) -> dict[str, dict[str, int]]:
    """The same of what stands before the noun of an area: folded stems and Latin names."""
    by_id = {place.place_id: place for place in places}
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for at, row in enumerate(rows):
        place = by_id[row.place_id]
        if place.level in AREA_KINDS:
            for stem in area_stems(row.name_uk, known) - area_stems(without_noun(place.name_uk), known):
                found[stem].setdefault(row.place_id, at)
    return found
