"""When two places of a prediction and of the truth are the same: by name, or near enough."""

import math
import re
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

Place = Mapping[str, Any]

SETTLEMENT_LEVELS = frozenset({"city", "town", "village", "settlement", "facility"})
SAME_PLACE_KM = 25.0
EARTH_KM = 6371.0
_LEVEL_WORD = re.compile(r"\b(?:city|town|village|oblast|region|raion|district)\b")


def fold_place(name: str | None) -> str:
    """A name without its level, apostrophes and case."""
    plain = _LEVEL_WORD.sub("", (name or "").lower().replace("’", "").replace("'", ""))
    return " ".join(plain.split()).strip(" ,")


def name_of(place: Place) -> str:
    """The folded name of a place."""
    return fold_place(place.get("canonical_en") or place.get("name"))


def is_country(place: Place) -> bool:
    """Whether a place is the whole country; one without a name is."""
    return place.get("level") == "country" or name_of(place) in {"ukraine", ""}


def first_level(place: Place) -> Hashable:
    """The first-level unit a place lies in; Kyiv City and Kyiv Oblast are two. None where none is told."""
    name = str(place.get("oblast_en") or "").lower()
    for special in ("crimea", "sevastopol"):
        if special in name:
            return special
    folded = fold_place(name)
    if folded == "kyiv":
        return "kyiv oblast" if "oblast" in name or "region" in name else "kyiv city"
    return folded or None


def region(place: Place) -> Hashable:
    """The country, or the first-level unit."""
    return "UA" if is_country(place) else first_level(place)


def unique(places: Sequence[Place]) -> list[Place]:
    """The first place of each name."""
    return list({name_of(place): place for place in reversed(places)}.values())[::-1]


def pair_up(expected: Sequence[Place], found: Sequence[Place]) -> list[tuple[int, int]]:
    """Match places one to one, equal names before near ones; pairs of indices."""
    candidates = sorted(
        (name_of(one) != name_of(other), i, j)
        for i, one in enumerate(expected)
        for j, other in enumerate(found)
        if is_same(one, other)
    )
    pairs: list[tuple[int, int]] = []
    for _, i, j in candidates:
        if all(i != used and j != taken for used, taken in pairs):
            pairs.append((i, j))
    return pairs


def is_same(one: Place, other: Place) -> bool:
    """Whether two places have one name, or lie within 25 km."""
    if name_of(one) == name_of(other):
        return True
    points = [place.get(axis) for place in (one, other) for axis in ("lat", "lon")]
    return None not in points and _distance_km(*points) <= SAME_PLACE_KM  # type: ignore[arg-type]  # none is None


def _distance_km(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    """The great-circle distance."""
    north, other_north = math.radians(latitude), math.radians(other_latitude)
    half_north, half_east = (other_north - north) / 2, math.radians(other_longitude - longitude) / 2
    chord = math.sin(half_north) ** 2 + math.cos(north) * math.cos(other_north) * math.sin(half_east) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(chord)))
