"""Find what someone looks for: a text's names, a name with a slip in it, or a point.

Reports are never read this way: a word of theirs that is like a place is no place.
"""

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import TypeAlias

import numpy as np

from geodata.boundaries import Boundary
from geodata.gazetteer import Gazetteer
from geodata.geocode import locate, locate_hits
from geodata.places import Candidate, CoordQuality, Level, Place, PlaceMention
from geodata.points import NOWHERE, AreaIndex, Floats, PlaceIndex
from geodata.tokens import NameHit, Tokens
from geodata.typos import TypoIndex

FEWEST_LETTERS = 5  # of a name with a slip: short ones are too much alike
FEWEST_PEOPLE = 5_000  # of a village that is looked for
SLIP_CERTAINTY = 0.7
POINT_CONFIDENCE, APPROXIMATE_CONFIDENCE = 0.95, 0.6
TOWNS = frozenset({Level.CITY, Level.TOWN})
SETTLEMENTS = TOWNS | {Level.VILLAGE}
Where: TypeAlias = tuple[Floats, Floats]  # one longitude, one latitude
_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d+)?)\s*[,; ]\s*(-?\d{1,3}(?:\.\d+)?)\s*")


def search(text: str, gazetteer: Gazetteer, *, home_place_id: str | None = None) -> tuple[PlaceMention, ...]:
    """Find the places a text names; where it names none, those whose name is one slip away.

    Args:
        text: a name or a sentence.
        gazetteer: the register.
        home_place_id: the area that is meant if nothing else is said.
    """
    found = locate(text, gazetteer, home_place_id=home_place_id)
    return found or locate_hits(text, tuple(_find_slips(text, gazetteer)), gazetteer, home_place_id=home_place_id)


def _find_slips(text: str, gazetteer: Gazetteer) -> Iterator[NameHit]:
    words = [token for token in Tokens(text) if len(token.key) >= FEWEST_LETTERS and token.text[:1].isupper()]
    for word in words:
        names = _index(gazetteer).near(word.key)
        ids = dict.fromkeys(chain.from_iterable(_ids(gazetteer, name) for name in names))
        if ids:
            yield NameHit(
                start=word.start,
                end=word.end,
                place_ids=tuple(ids),
                method="fuzzy",
                certainty=SLIP_CERTAINTY,
                is_alone=True,
                key=word.key,
            )


@lru_cache(maxsize=1)
def _index(gazetteer: Gazetteer) -> TypoIndex:
    """All well-known names of one word; made at the first slip."""
    return TypoIndex(_well_known(gazetteer))


def _well_known(gazetteer: Gazetteer) -> Iterator[str]:
    """Names of one word of cities, towns and large villages."""
    return (key for key in gazetteer.toponyms if len(key) >= FEWEST_LETTERS and " " not in key and _ids(gazetteer, key))


def _ids(gazetteer: Gazetteer, name: str) -> list[str]:
    return [place_id for place_id in gazetteer.toponyms[name].place_ids if _is_well_known(gazetteer.places[place_id])]


def _is_well_known(place: Place) -> bool:
    return place.adm1_pcode is not None and (place.level in TOWNS or (place.population or 0) >= FEWEST_PEOPLE)


def read_point(text: str) -> tuple[float, float] | None:
    """Latitude and longitude, where a text is nothing else: "50.45, 30.52"."""
    match = _POINT.fullmatch(text)
    return (float(match[1]), float(match[2])) if match else None


def locate_point(
    text: str, lat: float, lon: float, gazetteer: Gazetteer, layers: Iterable[Collection[Boundary]]
) -> tuple[PlaceMention, ...]:
    """The smallest area that a point lies in, and the nearest settlement there that has a point of its own.

    Args:
        text: the point as written.
        lat: WGS 84 degrees.
        lon: WGS 84 degrees.
        gazetteer: the register.
        layers: areas that do not overlap, the finest first.
    """
    where = np.array([lon]), np.array([lat])
    found = (area for areas in layers for area in _area_at(where, list(areas)))
    area = next(found, None)
    if area is None:
        return ()
    inside = Candidate(place_id=area.place_id, score=POINT_CONFIDENCE, reasons=("the point lies in it",))
    return (
        PlaceMention(
            start=0,
            end=len(text),
            text=text,
            place_id=area.place_id,
            confidence=APPROXIMATE_CONFIDENCE if area.boundary_quality == "approximate" else POINT_CONFIDENCE,
            precision=area.level,
            method="point",
            candidates=(inside, *_nearest(where, area.place_id, gazetteer)),
        ),
    )


def _area_at(where: Where, areas: list[Boundary]) -> Iterator[Boundary]:
    (number,) = AreaIndex([area.geometry for area in areas]).find(*where) if areas else (NOWHERE,)
    if number != NOWHERE:
        yield areas[number]


def _nearest(where: Where, area_id: str, gazetteer: Gazetteer) -> Iterator[Candidate]:
    """The settlement nearest to a point, if any of the area has a point of its own."""
    towns = [
        place
        for place in gazetteer.places.values()
        if place.level in SETTLEMENTS
        and place.coord_quality == CoordQuality.EXACT
        and gazetteer.is_within(place.place_id, area_id)
    ]
    if towns:
        lons, lats = np.array([town.lon for town in towns]), np.array([town.lat for town in towns])
        (nearest,), (km,) = PlaceIndex(lons, lats).nearest(*where)
        reason = f"the nearest settlement, {km:.1f} km away"
        yield Candidate(place_id=towns[nearest].place_id, score=0.0, reasons=(reason,))
