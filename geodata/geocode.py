"""Decide which place a name means, from what else the text names; below the threshold, their common ancestor."""

import re
from collections.abc import Sequence

from geodata.gazetteer import Gazetteer, common_ancestor
from geodata.matcher import NameHit, find_names
from geodata.places import COUNTRY_ID, Candidate, Level, Place, PlaceMention

THRESHOLD = 0.7
CERTAIN = 0.95
_SENTENCE_END = re.compile(r"[.!?…]+\s|\n")
# What speaks for a candidate, in order of weight.
NAMED_PARENT_NEAR, NAMED_PARENT_FAR, NEIGHBOUR, HOME, CITY, MOST_POPULOUS = 0.45, 0.25, 0.2, 0.2, 0.2, 0.15
START = 0.3
POPULOUS_RATIO = 5


def locate(text: str, gazetteer: Gazetteer, *, home_place_id: str | None = None) -> tuple[PlaceMention, ...]:
    """Find the places a text names, in its order, none inside another.

    Args:
        text: any text in Ukrainian, Russian or English.
        gazetteer: the register.
        home_place_id: the area the text's source reports on, if known.
    """
    hits = find_names(text, gazetteer)
    sentences = [_sentence_of(text, hit.start) for hit in hits]
    certain = [hit.place_ids[0] if len(hit.place_ids) == 1 else None for hit in hits]
    return tuple(
        _decide(
            text,
            hit,
            gazetteer,
            near=[place for place, sentence in zip(certain, sentences, strict=True) if place and sentence == own],
            far=[place for place in certain if place],
            home_place_id=home_place_id,
        )
        for hit, own in zip(hits, sentences, strict=True)
    )


def _sentence_of(text: str, at: int) -> int:
    return sum(1 for _ in _SENTENCE_END.finditer(text, 0, at))


def _decide(
    text: str,
    hit: NameHit,
    gazetteer: Gazetteer,
    near: Sequence[str],
    far: Sequence[str],
    home_place_id: str | None,
) -> PlaceMention:
    candidates = _score(hit, gazetteer, near, far, home_place_id)
    best = candidates[0]
    place = gazetteer.places[best.place_id]
    confidence, method = best.score, hit.method
    if best.score < THRESHOLD and len(candidates) > 1:
        rivals = tuple(candidate.place_id for candidate in candidates if best.score - candidate.score < NEIGHBOUR)
        ancestor = common_ancestor(gazetteer, rivals)
        if ancestor is not None and len(rivals) > 1:
            place, method = ancestor, "ancestor"
    return PlaceMention(
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        place_id=place.place_id,
        confidence=round(min(confidence, CERTAIN), 3),
        precision=place.level,
        method="abroad" if place.country_iso2 != COUNTRY_ID else method,
        candidates=candidates,
    )


def _score(
    hit: NameHit,
    gazetteer: Gazetteer,
    near: Sequence[str],
    far: Sequence[str],
    home_place_id: str | None,
) -> tuple[Candidate, ...]:
    places = [gazetteer.places[place_id] for place_id in hit.place_ids]
    if len(places) == 1:
        return (Candidate(place_id=places[0].place_id, score=CERTAIN, reasons=("only place of that name",)),)
    populations = sorted((place.population or 0 for place in places), reverse=True)
    scored = []
    for place in places:
        score, reasons = START, []
        for weight, reason, applies in (
            (NAMED_PARENT_NEAR, "its area is named in the sentence", _has_parent(place, near, gazetteer)),
            (NAMED_PARENT_FAR, "its area is named in the text", _has_parent(place, far, gazetteer)),
            (NEIGHBOUR, "a neighbour is named in the sentence", _has_neighbour(place, near, gazetteer)),
            (HOME, "the source's home area", home_place_id and gazetteer.is_within(place.place_id, home_place_id)),
            (CITY, "a city", place.level == Level.CITY),
            (
                MOST_POPULOUS,
                "far more populous than its namesakes",
                place.population == populations[0] and populations[0] >= POPULOUS_RATIO * max(populations[1], 1),
            ),
            (MOST_POPULOUS, "the most populous of its name", place.population == populations[0]),
        ):
            if applies:
                score += weight
                reasons.append(reason)
        scored.append(Candidate(place_id=place.place_id, score=round(min(score, 1.0), 3), reasons=tuple(reasons)))
    return tuple(sorted(scored, key=lambda candidate: (-candidate.score, hit.place_ids.index(candidate.place_id))))


def _has_parent(place: Place, named: Sequence[str], gazetteer: Gazetteer) -> bool:
    above = {ancestor.place_id for ancestor in gazetteer.ancestors(place.place_id)} - {COUNTRY_ID, place.place_id}
    return bool(above & set(named))


def _has_neighbour(place: Place, named: Sequence[str], gazetteer: Gazetteer) -> bool:
    """A place of the same first-level unit, or abroad of the same country, stands in the sentence."""
    oblast = gazetteer.oblast_of(place.place_id)
    for other_id in named:
        other = gazetteer.places[other_id]
        if oblast is None and other.country_iso2 == place.country_iso2 != COUNTRY_ID:
            return True
        if oblast is not None and gazetteer.oblast_of(other_id) == oblast and other_id != place.place_id:
            return True
    return False
