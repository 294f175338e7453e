"""The place that a record means which states its name, its area and its point apart, each in a field of its own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from geodata.gazetteer import Gazetteer, common_ancestor
from geodata.geocode import locate
from geodata.names import fold_name
from geodata.places import CoordQuality, Level, Place
from geodata.points import EARTH_KM, PlaceIndex

NAMED, BY_POINT, OF_AREA = 0.95, 0.8, 0.6  # how sure: by its name, by its point alone, only somewhere in its area
NEAR_KM = 30.0  # how far from its point a namesake may be that the point speaks for
BESIDE_KM = 5.0  # how far beyond its own size a settlement is that a nameless point belongs to
SETTLEMENTS = frozenset({Level.CITY, Level.TOWN, Level.VILLAGE})
Point = tuple[float, float]  # latitude, longitude: WGS 84 degrees


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A place that a record means, 0 to 1 sure."""

    place_id: str
    confidence: float
    is_part: bool = False  # the record means something inside this place that is not known more finely


def find_stated(
    name: str | None,
    area: Sequence[str],
    point: Point | None,
    gazetteer: Gazetteer,
    *,
    home_place_id: str | None = None,
) -> Stated | None:
    """Find the place; None where nothing that the fields state is known.

    Its name says which place it is, the area which of its namesakes; the point decides between those that are left, and
    stands in where no name is known. What lies somewhere in a known area is a part of that area.

    Args:
        name: of the place, with or without the word for what it is.
        area: of the area it lies in, as written, and then with a noun that it may leave out; none where none is stated.
        point: latitude and longitude.
        gazetteer: the register.
        home_place_id: the area that the record's source reports on, if known.
    """
    named = _named(name, gazetteer) if name else ()
    areas = _find_areas(area, gazetteer)
    holding = (one for one in areas if any(_is_in(place, one, gazetteer) for place in named))
    area_id = next(holding, next(iter(areas), None))
    inside = [place for place in named if _is_in(place, area_id, gazetteer)]
    chosen = _choose(inside, name or "", point, gazetteer, area_id or home_place_id) if inside else None
    if chosen is not None and not chosen.is_part:
        return chosen
    beside = _beside(point, gazetteer) if point else None
    if beside is not None and _is_in(beside, area_id, gazetteer):
        return Stated(place_id=beside.place_id, confidence=BY_POINT)
    if chosen is not None or area_id is None:
        return chosen
    return Stated(place_id=area_id, confidence=OF_AREA if name else NAMED, is_part=name is not None)


def distance_km(point: Point, place: Place) -> float:
    """How far a point is from that of a place; infinite where the place has none."""
    if place.lat is None or place.lon is None:
        return float("inf")
    lat, lon = np.radians(point)
    other_lat, other_lon = np.radians((place.lat, place.lon))
    haversine = (
        np.sin((other_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(other_lat) * np.sin((other_lon - lon) / 2) ** 2
    )
    return float(2 * EARTH_KM * np.arcsin(np.sqrt(haversine)))


def _named(name: str, gazetteer: Gazetteer) -> tuple[Place, ...]:
    """Everything in the country that is called so."""
    toponym = gazetteer.named(name.strip()) or gazetteer.named(_without_marker(name, gazetteer))
    places = [gazetteer.places[place_id] for place_id in toponym.place_ids] if toponym else []
    return tuple(place for place in places if place.country_iso2 == gazetteer.country_id)


def _without_marker(name: str, gazetteer: Gazetteer) -> str:
    """A name without the word before it that says what it is: "city of X", "v. X"."""
    words = gazetteer.words
    known = {*words.names.markers, *words.names.abbreviated_markers, *words.of}
    parts = re.split(r"(?<=\.)\s*|\s+", name.strip())
    while len(parts) > 1 and fold_name(parts[0]).rstrip(".") in known:
        parts = parts[1:]
    return " ".join(parts)


def _find_areas(spellings: Sequence[str], gazetteer: Gazetteer) -> Sequence[str]:
    """What an area may be, likeliest first: a first-level unit by its name or code, or what a spelling names.

    A unit may be called like the city in another: the other is meant where it alone holds the place that is named.
    """
    if not spellings:
        return ()
    written, *fuller = spellings
    key, code = fold_name(written), written.strip().upper()
    units = [
        unit.place_id
        for unit in gazetteer.oblasts()
        if unit.adm1_pcode == code or key in {fold_name(unit.name_en), fold_name(unit.name_uk)}
    ]
    found = (mention.place_id for spelling in (*fuller, written) for mention in locate(spelling, gazetteer))
    return list(dict.fromkeys([*units, *found]))


def _is_in(place: Place, area_id: str | None, gazetteer: Gazetteer) -> bool:
    return area_id is None or gazetteer.is_within(place.place_id, area_id)


def _choose(places: Sequence[Place], name: str, point: Point | None, gazetteer: Gazetteer, home: str | None) -> Stated:
    """One of several namesakes; what holds them all where nothing tells them apart."""
    if len(places) == 1:
        return Stated(place_id=places[0].place_id, confidence=NAMED)
    if point is not None:
        nearest = min(places, key=lambda place: distance_km(point, place))
        if distance_km(point, nearest) <= NEAR_KM:
            return Stated(place_id=nearest.place_id, confidence=NAMED)
    at_home = [place for place in places if home is not None and gazetteer.is_within(place.place_id, home)]
    if len(at_home) == 1:
        return Stated(place_id=at_home[0].place_id, confidence=NAMED)
    ids = [place.place_id for place in at_home or places]
    decided = next((mention for mention in locate(name, gazetteer, home_place_id=home)), None)
    if decided is not None and decided.place_id in ids:
        return Stated(place_id=decided.place_id, confidence=decided.confidence)
    shared = common_ancestor(gazetteer, ids)
    return Stated(place_id=shared.place_id if shared else gazetteer.country_id, confidence=OF_AREA, is_part=True)


def _beside(point: Point, gazetteer: Gazetteer) -> Place | None:
    """The settlement that a point lies in or close to."""
    places, index = _settlements(gazetteer)
    if not places:
        return None
    (number,), (km,) = index.nearest(np.array([point[1]]), np.array([point[0]]))
    nearest = places[number]
    return nearest if km <= nearest.radius_km + BESIDE_KM else None


@lru_cache(maxsize=1)
def _settlements(gazetteer: Gazetteer) -> tuple[Sequence[Place], PlaceIndex]:
    """All settlements with a point of their own; made at the first point."""
    places = [
        place
        for place in gazetteer.places.values()
        if place.level in SETTLEMENTS
        and place.country_iso2 == gazetteer.country_id
        and place.coord_quality == CoordQuality.EXACT
        and place.lat is not None
        and place.lon is not None
    ]
    lons, lats = ([getattr(place, axis) for place in places] for axis in ("lon", "lat"))
    return places, PlaceIndex(np.array(lons, dtype=float), np.array(lats, dtype=float))
