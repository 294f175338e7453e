"""How much speaks for each place that a name may mean."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from geodata.gazetteer import Gazetteer
from geodata.places import Candidate, Level, Place
from geodata.tokens import NameHit

CERTAIN, BASE = 0.95, 0.3
# What a place brings along, before anything is read.
CITY_WEIGHTS = ((100_000, 0.5), (20_000, 0.4), (0, 0.3))
TOWN_WEIGHTS = ((5_000, 0.25), (0, 0.2))
ABROAD_WEIGHTS = ((1_000_000, 0.3), (300_000, 0.2), (0, 0.0))
REGION_WEIGHT, NO_WEIGHT = ((0, 0.6),), ((0, 0.0),)
OWN = {
    Level.OBLAST: (REGION_WEIGHT, "a region"),
    Level.CITY: (CITY_WEIGHTS, "a city"),
    Level.RAION: (CITY_WEIGHTS, "an area"),
    Level.HROMADA: (CITY_WEIGHTS, "an area"),
    Level.TOWN: (TOWN_WEIGHTS, "a town"),
}
DISTRICT_WEIGHT, LARGE_CITY_DISTRICT_WEIGHT, LARGE_CITY = 0.1, 0.25, 500_000
OTHER_NAME_WEIGHT = -0.3
# What speaks for it in the text.
PARENT_ADJACENT, PARENT_NEAR, PARENT_FAR, PARENT_OF_VILLAGE = 1.0, 0.45, 0.25, 0.3
NEIGHBOUR, NEIGHBOUR_MORE, MOST_NEIGHBOURS, SAME_RAION, HOME = 0.2, 0.05, 0.35, 0.1, 0.2
TOLD = 0.45
MARKED, MISMARKED, ABROAD_NAMED = 0.3, -0.2, 0.3
MARKER_LEVELS = {
    Level.CITY: {Level.CITY},
    Level.TOWN: {Level.TOWN},
    Level.VILLAGE: {Level.VILLAGE},
}


class Surroundings(Protocol):
    """What else the text names, as seen from one name."""

    @property
    def sentence(self) -> str:
        """The sentence it stands in, or what is near of it."""

    @property
    def near(self) -> Sequence[str]:
        """Ids of places in the sentence."""

    @property
    def far(self) -> Collection[str]:
        """And in the whole text."""

    @property
    def units(self) -> Collection[str | None]:
        """Codes of the first-level units that anything in the text, or its source, lies in."""

    @property
    def adjacent(self) -> Sequence[str]:
        """The areas named right after."""

    @property
    def home_place_id(self) -> str | None:
        """The area that the source reports on."""


def score(hit: NameHit, gazetteer: Gazetteer, context: Surroundings) -> tuple[Candidate, ...]:
    """All that a name may mean, the likeliest first."""
    if len(hit.place_ids) == 1:
        (place_id,) = hit.place_ids
        reasons = ("the only place so named", *_former(place_id, hit.former, gazetteer))
        return (Candidate(place_id=place_id, score=CERTAIN * hit.certainty, reasons=reasons),)
    bare = _bare(gazetteer, hit.place_ids, hit.other_ids, tuple(hit.former.items()), hit.marker)
    candidates = [
        _candidate(one, hit, gazetteer, context) if one.unit is None or one.unit in context.units else one.candidate
        for one in bare
    ]
    return tuple(sorted(candidates, key=_minus_score))  # those alike stay in the order of the register


def _minus_score(candidate: Candidate) -> float:
    return -candidate.score


class _Bare(NamedTuple):
    """A candidate by what it brings along; a text that names nothing in its first-level unit adds nothing to it."""

    place: Place
    unit: str | None  # the code of the unit; None for places abroad, which are always looked at
    evidence: tuple[tuple[float, str], ...]
    candidate: Candidate


@lru_cache(maxsize=1 << 14)
def _bare(
    gazetteer: Gazetteer,
    place_ids: tuple[str, ...],
    other_ids: frozenset[str],
    former: tuple[tuple[str, int], ...],
    marker: Level | None,
) -> tuple[_Bare, ...]:
    """What the places of a name bring along; the same names come again and again."""
    found = []
    is_mixed = 0 < len(other_ids) < len(place_ids)
    for place in map(gazetteer.places.__getitem__, place_ids):
        is_other = is_mixed and place.place_id in other_ids
        evidence = [_own_weight(place, gazetteer), *_other_name(place, dict(former), gazetteer, is_other=is_other)]
        if marker is not None:
            fits = place.level in MARKER_LEVELS[marker]
            evidence.append(
                (MARKED, "the word beside it fits") if fits else (MISMARKED, "the word beside it does not fit")
            )
        unit = place.adm1_pcode if place.country_iso2 == gazetteer.country_id else None
        found.append(_Bare(place, unit, tuple(evidence), _add_up(place, evidence)))
    return tuple(found)


def _add_up(place: Place, evidence: Sequence[tuple[float, str]]) -> Candidate:
    total = BASE + sum([weight for weight, _ in evidence])
    reasons = tuple([reason for _, reason in evidence])
    return Candidate(place_id=place.place_id, score=round(max(total, 0.0), 3), reasons=reasons)


def _candidate(bare: _Bare, hit: NameHit, gazetteer: Gazetteer, context: Surroundings) -> Candidate:
    evidence = [*bare.evidence, *_area_evidence(bare.place, hit, gazetteer, context)]
    abroad = gazetteer.words.abroad.get(bare.place.country_iso2)
    if abroad is not None and abroad.pattern.search(context.sentence):
        evidence.append((ABROAD_NAMED, f"{abroad.name_en} is named as the place"))
    return _add_up(bare.place, evidence)


def _former(place_id: str, rows: Mapping[str, int], gazetteer: Gazetteer) -> tuple[str, ...]:
    row = rows.get(place_id)
    return (str(gazetteer.former_names[row]),) if row is not None else ()


def _other_name(
    place: Place, former: Mapping[str, int], gazetteer: Gazetteer, *, is_other: bool
) -> list[tuple[float, str]]:
    """What a name of another time or language weighs: beside one of today, less."""
    reasons = _former(place.place_id, former, gazetteer)
    weight = OTHER_NAME_WEIGHT if is_other else 0.0
    return [(weight, reason) for reason in reasons or ("by a former or foreign name",) * is_other]


def _own_weight(place: Place, gazetteer: Gazetteer) -> tuple[float, str]:
    """What a place brings along."""
    people, level = place.population or 0, place.level
    if place.country_iso2 != gazetteer.country_id:
        return _by_size(people, ABROAD_WEIGHTS), "a place abroad"
    if level == Level.DISTRICT:
        city = gazetteer.places.get(place.parent_id or "")
        is_in_large = city is not None and (city.population or 0) >= LARGE_CITY
        return LARGE_CITY_DISTRICT_WEIGHT if is_in_large else DISTRICT_WEIGHT, "a part of a city"
    weights, reason = OWN.get(level, (NO_WEIGHT, "a village"))
    return _by_size(people, weights), reason


def _by_size(people: int, weights: Sequence[tuple[int, float]]) -> float:
    return next(weight for least, weight in weights if people >= least)


def _area_evidence(place: Place, hit: NameHit, gazetteer: Gazetteer, context: Surroundings) -> list[tuple[float, str]]:
    above = gazetteer.areas_above(place.place_id)
    found: list[tuple[float, str]] = []
    is_bare_village = place.level == Level.VILLAGE and hit.marker is None
    if not above.isdisjoint(context.adjacent):
        found.append((PARENT_ADJACENT, "its area is named beside it"))
    elif not above.isdisjoint(context.near):
        found.append((PARENT_OF_VILLAGE if is_bare_village else PARENT_NEAR, "its area is named in the sentence"))
    elif not above.isdisjoint(context.far):
        found.append((0.0 if is_bare_village else PARENT_FAR, "its area is named in the text"))
    if place.place_id in context.far:
        found.append((TOLD, "it is surely named elsewhere in the text"))
    neighbours = _neighbours(place, gazetteer, context.near)
    if neighbours:
        weight = min(NEIGHBOUR + NEIGHBOUR_MORE * (len(neighbours) - 1), MOST_NEIGHBOURS)
        found.append((weight, "neighbours are named in the sentence"))
        if any(gazetteer.places[other].adm2_pcode == place.adm2_pcode is not None for other in neighbours):
            found.append((SAME_RAION, "one of them in its raion"))
    if context.home_place_id and (context.home_place_id in above or context.home_place_id == place.place_id):
        found.append((HOME, "the source's home area"))
    return found


def _neighbours(place: Place, gazetteer: Gazetteer, named: Sequence[str]) -> list[str]:
    """Places of the same first-level unit, or abroad of the same country, that are no area of it."""
    found = []
    for other_id in named:
        other = gazetteer.places[other_id]
        if place.adm1_pcode is not None:
            is_same = other.adm1_pcode == place.adm1_pcode
        else:
            is_same = other.country_iso2 == place.country_iso2 != gazetteer.country_id
        if is_same and other_id != place.place_id and other.level != Level.OBLAST:
            found.append(other_id)
    return found
