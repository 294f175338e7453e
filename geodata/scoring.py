"""How much speaks for each place that a name may mean."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from geodata.gazetteer import Gazetteer
from geodata.places import Candidate, Level, Place
from geodata.tokens import NameHit

CERTAIN, BASE = 0.95, 0.3
# What a place brings along, before anything is read.
CITY_WEIGHTS = ((100_000, 0.5), (20_000, 0.4), (0, 0.3))
TOWN_WEIGHTS = ((5_000, 0.25), (0, 0.2))
ABROAD_WEIGHTS = ((1_000_000, 0.3), (300_000, 0.2), (0, 0.0))
REGION_WEIGHT = 0.6
DISTRICT_WEIGHT, LARGE_CITY_DISTRICT_WEIGHT, LARGE_CITY = 0.1, 0.25, 500_000
OTHER_NAME_WEIGHT = -0.3
# What speaks for it in the text.
PARENT_ADJACENT, PARENT_NEAR, PARENT_FAR, PARENT_OF_VILLAGE = 1.0, 0.45, 0.25, 0.3
NEIGHBOUR, NEIGHBOUR_MORE, MOST_NEIGHBOURS, SAME_RAION, HOME = 0.2, 0.05, 0.35, 0.1, 0.2
MARKED, MISMARKED, ABROAD_NAMED = 0.3, -0.2, 0.3
MARKER_LEVELS = {
    Level.CITY: {Level.CITY},
    Level.TOWN: {Level.TOWN},
    Level.VILLAGE: {Level.VILLAGE},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What else the text names, as seen from one name."""

    sentence: str
    near: tuple[str, ...]  # ids of places in the sentence
    far: tuple[str, ...]  # and in the whole text
    adjacent: tuple[str, ...] = ()  # the area named right after, or right before
    home_place_id: str | None = None


def score(hit: NameHit, gazetteer: Gazetteer, context: Context) -> tuple[Candidate, ...]:
    """All that a name may mean, the likeliest first."""
    if len(hit.place_ids) == 1:
        (place_id,) = hit.place_ids
        reasons = ("the only place so named", *_former(place_id, hit, gazetteer))
        return (Candidate(place_id=place_id, score=CERTAIN * hit.certainty, reasons=reasons),)
    is_mixed = 0 < len(hit.other_ids) < len(hit.place_ids)
    candidates = [
        _candidate(gazetteer.places[place_id], hit, gazetteer, context, is_other=is_mixed and place_id in hit.other_ids)
        for place_id in hit.place_ids
    ]
    order = {place_id: at for at, place_id in enumerate(hit.place_ids)}
    return tuple(sorted(candidates, key=lambda candidate: (-candidate.score, order[candidate.place_id])))


def _candidate(place: Place, hit: NameHit, gazetteer: Gazetteer, context: Context, *, is_other: bool) -> Candidate:
    evidence = [
        *_own_weight(place, gazetteer),
        *_other_name(place, hit, gazetteer, is_other=is_other),
        *_marked(place, hit),
        *_area_evidence(place, hit, gazetteer, context),
    ]
    abroad = gazetteer.words.abroad.get(place.country_iso2)
    if abroad is not None and abroad.pattern.search(context.sentence):
        evidence.append((ABROAD_NAMED, f"{abroad.name_en} is named as the place"))
    total = BASE + sum(weight for weight, _ in evidence)
    reasons = tuple(reason for _, reason in evidence)
    return Candidate(place_id=place.place_id, score=round(max(total, 0.0), 3), reasons=reasons)


def _former(place_id: str, hit: NameHit, gazetteer: Gazetteer) -> tuple[str, ...]:
    row = hit.former.get(place_id)
    return (str(gazetteer.former_names[row]),) if row is not None else ()


def _other_name(place: Place, hit: NameHit, gazetteer: Gazetteer, *, is_other: bool) -> list[tuple[float, str]]:
    """What a name of another time or language weighs: beside one of today, less."""
    former = _former(place.place_id, hit, gazetteer)
    weight = OTHER_NAME_WEIGHT if is_other else 0.0
    return [(weight, reason) for reason in former or ("by a former or foreign name",) * is_other]


def _own_weight(place: Place, gazetteer: Gazetteer) -> list[tuple[float, str]]:
    people = place.population or 0
    city = gazetteer.places.get(place.parent_id or "")
    is_in_large = city is not None and (city.population or 0) >= LARGE_CITY
    by_level = {
        Level.OBLAST: (REGION_WEIGHT, "a region"),
        Level.CITY: (_by_size(people, CITY_WEIGHTS), "a city"),
        Level.RAION: (_by_size(people, CITY_WEIGHTS), "an area"),
        Level.HROMADA: (_by_size(people, CITY_WEIGHTS), "an area"),
        Level.TOWN: (_by_size(people, TOWN_WEIGHTS), "a town"),
        Level.DISTRICT: (LARGE_CITY_DISTRICT_WEIGHT if is_in_large else DISTRICT_WEIGHT, "a part of a city"),
    }
    own = by_level.get(place.level, (0.0, "a village"))
    if place.country_iso2 != gazetteer.country_id:
        own = (_by_size(people, ABROAD_WEIGHTS), "a place abroad")
    return [own]


def _by_size(people: int, weights: Sequence[tuple[int, float]]) -> float:
    return next(weight for least, weight in weights if people >= least)


def _marked(place: Place, hit: NameHit) -> list[tuple[float, str]]:
    if hit.marker is None:
        return []
    fits = place.level in MARKER_LEVELS[hit.marker]
    return [(MARKED, "the word beside it fits")] if fits else [(MISMARKED, "the word beside it does not fit")]


def _area_evidence(place: Place, hit: NameHit, gazetteer: Gazetteer, context: Context) -> list[tuple[float, str]]:
    above = {ancestor.place_id for ancestor in gazetteer.ancestors(place.place_id)} - {
        gazetteer.country_id,
        place.place_id,
    }
    found: list[tuple[float, str]] = []
    is_bare_village = place.level == Level.VILLAGE and hit.marker is None
    if above.intersection(context.adjacent):
        found.append((PARENT_ADJACENT, "its area is named beside it"))
    elif above.intersection(context.near):
        found.append((PARENT_OF_VILLAGE if is_bare_village else PARENT_NEAR, "its area is named in the sentence"))
    elif above.intersection(context.far):
        found.append((0.0 if is_bare_village else PARENT_FAR, "its area is named in the text"))
    neighbours = _neighbours(place, gazetteer, context.near)
    if neighbours:
        weight = min(NEIGHBOUR + NEIGHBOUR_MORE * (len(neighbours) - 1), MOST_NEIGHBOURS)
        found.append((weight, "neighbours are named in the sentence"))
        if any(gazetteer.places[other].adm2_pcode == place.adm2_pcode is not None for other in neighbours):
            found.append((SAME_RAION, "one of them in its raion"))
    if context.home_place_id and (context.home_place_id in above or context.home_place_id == place.place_id):
        found.append((HOME, "the source's home area"))
    return found


def _neighbours(place: Place, gazetteer: Gazetteer, named: Collection[str]) -> list[str]:
    """Places of the same first-level unit, or abroad of the same country, that are no area of it."""
    found = []
    for other_id in named:
        other = gazetteer.places[other_id]
        is_same_unit = place.adm1_pcode is not None and other.adm1_pcode == place.adm1_pcode
        is_same_country = place.adm1_pcode is None and other.country_iso2 == place.country_iso2 != gazetteer.country_id
        if (is_same_unit or is_same_country) and other_id != place.place_id and other.level != Level.OBLAST:
            found.append(other_id)
    return found
