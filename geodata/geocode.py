"""Decide which place a name means, from what else the text names; below the threshold, their common ancestor."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from geodata.gazetteer import Gazetteer, common_ancestor
from geodata.matcher import find_names
from geodata.places import COUNTRY_ID, Candidate, Level, Place, PlaceMention
from geodata.scoring import CERTAIN, LARGE_CITY, Context, score
from geodata.tokens import NameHit

MOST_AROUND = 60  # names on either side that speak for a name
MOST_BESIDE = 5
MOST_READ = 400  # characters of its sentence on either side of a name
THRESHOLD, CLEAR_MARGIN, RIVAL_MARGIN = 0.7, 0.1, 0.2
SURE_SCORE, SURE_MARGIN = 0.7, 0.15
UNCLEAR, WEAK_CONFIDENCE, WORD_CONFIDENCE = 0.6, 0.8, 0.7
ROUNDING = 1e-9
STRONG_POPULATION = 20_000  # above it a place is better known than the word it may be
WEAK_LEVELS = frozenset({Level.VILLAGE, Level.DISTRICT})
AREA_LEVELS = frozenset({Level.OBLAST, Level.RAION, Level.HROMADA})
_SENTENCE_END = re.compile(r"(?<![\s.(][мсгМСГ])(?<!обл)(?<!р-н)(?<!смт)(?<!ім)(?<!вул)(?<!St)(?<![.!?…])[.!?…]+\s|\n")
_BESIDE = re.compile(
    r"[\s,(—–-]*(?:(?:in|of|у|в|на)\s+)?(?:the\s+)?"
    r"(?:Russia['’]s\s+|Ukraine['’]s\s+|російськ\w+\s+|российск\w+\s+|Russian\s+)?"
)


@dataclass(frozen=True, slots=True)
class _Found:
    hit: NameHit
    sentence: int
    candidates: tuple[Candidate, ...] = ()

    @property
    def sure_id(self) -> str | None:
        """The place, where nothing else comes near."""
        if len(self.candidates) == 1:
            return self.candidates[0].place_id
        if not self.candidates:
            return self.hit.place_ids[0] if len(self.hit.place_ids) == 1 else None
        best, second = self.candidates[:2]
        is_sure = best.score >= SURE_SCORE and best.score - second.score >= SURE_MARGIN
        return best.place_id if is_sure else None


def locate(text: str, gazetteer: Gazetteer, *, home_place_id: str | None = None) -> tuple[PlaceMention, ...]:
    """Find the places a text names, in its order, none inside another.

    Args:
        text: any text in Ukrainian, Russian or English.
        gazetteer: the register.
        home_place_id: the area the text's source reports on, if known.
    """
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    found = [_Found(hit, bisect_right(ends, hit.start)) for hit in find_names(text, gazetteer)]
    for _ in range(2):  # first by areas alone, then by the places that these made sure
        sure = [one.sure_id for one in found]
        contexts = [_context(text, found, sure, at, ends, gazetteer, home_place_id) for at in range(len(found))]
        found = [
            replace(one, candidates=score(one.hit, gazetteer, context))
            for one, context in zip(found, contexts, strict=True)
        ]
    return (
        tuple(
            mention
            for one, context in zip(found, contexts, strict=True)
            if (mention := _decide(text, one, gazetteer, context)) is not None
        )
        if found
        else ()
    )


def _context(
    text: str,
    found: Sequence[_Found],
    sure: Sequence[str | None],
    at: int,
    ends: Sequence[int],
    gazetteer: Gazetteer,
    home: str | None,
) -> Context:
    own = found[at]
    around = [index for index in range(max(at - MOST_AROUND, 0), min(at + MOST_AROUND, len(found))) if index != at]
    begin = ends[own.sentence - 1] if own.sentence else 0
    end = ends[own.sentence] if own.sentence < len(ends) else len(text)
    return Context(
        sentence=text[max(begin, own.hit.start - MOST_READ) : min(end, own.hit.end + MOST_READ)],
        near=_ids(sure[index] for index in around if found[index].sentence == own.sentence),
        far=_ids(sure[index] for index in around),
        adjacent=tuple(_adjacent(text, found, at, gazetteer)),
        home_place_id=home,
    )


def _ids(place_ids: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(place_id for place_id in place_ids if place_id))


def _adjacent(text: str, found: Sequence[_Found], at: int, gazetteer: Gazetteer) -> list[str]:
    """The areas that stand beside a name: «Миколаїв Львівської області», "Donetsk, Rostov region"."""
    areas: list[str] = []
    for index in range(at + 1, min(at + MOST_BESIDE, len(found))):
        one = found[index]
        place_id = one.sure_id
        if place_id is None or not _BESIDE.fullmatch(text[found[index - 1].hit.end : one.hit.start]):
            break
        place = gazetteer.places[place_id]
        if place.level not in AREA_LEVELS and not (place.level == Level.CITY and index == at + 1):
            break
        areas.append(place_id)
    return areas


def _decide(text: str, one: _Found, gazetteer: Gazetteer, context: Context) -> PlaceMention | None:
    best = one.candidates[0]
    place, method = gazetteer.places[best.place_id], one.hit.method
    confidence = min(best.score, CERTAIN)
    if not one.hit.is_pattern and not _is_supported(one.hit, place, gazetteer, context):
        return None
    if len(one.candidates) > 1:
        margin = best.score - one.candidates[1].score
        is_clear = margin >= CLEAR_MARGIN - ROUNDING
        confidence = min(best.score + margin - CLEAR_MARGIN, CERTAIN) if is_clear else min(confidence, UNCLEAR)
        if confidence < THRESHOLD:
            place, method = _shared_area(place, method, one, gazetteer)
    elif place.level in WEAK_LEVELS and not one.hit.is_pattern:
        confidence = min(confidence, WEAK_CONFIDENCE)
    return PlaceMention(
        start=one.hit.start,
        end=one.hit.end,
        text=text[one.hit.start : one.hit.end],
        place_id=place.place_id,
        confidence=round(confidence, 3),
        precision=place.level,
        method="abroad" if place.country_iso2 != COUNTRY_ID else method,
        candidates=tuple(replace(candidate, score=min(candidate.score, 1.0)) for candidate in one.candidates),
    )


def _shared_area(place: Place, method: str, one: _Found, gazetteer: Gazetteer) -> tuple[Place, str]:
    """The smallest area that holds all that come near the best; the best where they share none."""
    best = one.candidates[0]
    rivals = [candidate.place_id for candidate in one.candidates if best.score - candidate.score < RIVAL_MARGIN]
    ancestor = common_ancestor(gazetteer, rivals) if len(rivals) > 1 else None
    return (place, method) if ancestor is None else (ancestor, "ancestor")


def _is_supported(hit: NameHit, place: Place, gazetteer: Gazetteer, context: Context) -> bool:
    """Whether a name that may be something else altogether is a place here."""
    if hit.marker is not None or hit.is_alone:
        return True
    has_area = _is_area_named(place, gazetteer, context)
    if hit.is_lowercase:
        return place.level != Level.DISTRICT or has_area
    if hit.is_word and not has_area:
        return not _is_weak(place) and (place.population or 0) >= STRONG_POPULATION
    if not _is_weak(place):
        return True
    if place.level == Level.DISTRICT:
        city = gazetteer.places[place.parent_id or COUNTRY_ID]
        is_likely = hit.is_placed and (city.population or 0) >= LARGE_CITY
        return has_area or is_likely or _has_fellow(place, gazetteer, context)
    return has_area and (hit.is_placed or bool(context.adjacent))


def _has_fellow(place: Place, gazetteer: Gazetteer, context: Context) -> bool:
    """Whether another part of the same city is named: two quarters in one sentence are no chance."""
    others = (gazetteer.places[place_id] for place_id in context.near if place_id != place.place_id)
    return any(other.level == Level.DISTRICT and other.parent_id == place.parent_id for other in others)


def _is_weak(place: Place) -> bool:
    return place.level in WEAK_LEVELS and place.country_iso2 == COUNTRY_ID


def _is_area_named(place: Place, gazetteer: Gazetteer, context: Context) -> bool:
    above = {ancestor.place_id for ancestor in gazetteer.ancestors(place.place_id)} - {COUNTRY_ID, place.place_id}
    named = {*context.near, *context.adjacent, *([context.home_place_id] if context.home_place_id else [])}
    if place.level == Level.DISTRICT:
        named |= set(context.far)
    return bool(above & named)
