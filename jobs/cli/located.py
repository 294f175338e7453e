"""How `svitlo locate` shows what it found: rows for programs; for people every candidate with what speaks for it."""

from collections.abc import Iterator, Mapping, Sequence

from geodata.gazetteer import Gazetteer
from geodata.places import Candidate, PlaceMention

MOST_SHOWN = 5  # candidates of a name in a table


def describe(mention: PlaceMention, gazetteer: Gazetteer) -> Mapping[str, object]:
    """A mention with all its candidates."""
    place = gazetteer.places[mention.place_id]
    return {
        "text": mention.text,
        "start": mention.start,
        "end": mention.end,
        "place_id": place.place_id,
        "name_en": place.name_en,
        "level": place.level,
        "adm1_pcode": place.adm1_pcode,
        "lat": place.lat,
        "lon": place.lon,
        "confidence": round(mention.confidence, 3),
        "precision": mention.precision,
        "candidates": [_describe_candidate(mention, candidate, gazetteer) for candidate in mention.candidates],
    }


def _describe_candidate(mention: PlaceMention, candidate: Candidate, gazetteer: Gazetteer) -> Mapping[str, object]:
    place = gazetteer.places[candidate.place_id]
    return {
        "place_id": place.place_id,
        "name_en": place.name_en,
        "level": place.level,
        "adm1_pcode": place.adm1_pcode,
        "score": round(candidate.score, 3),
        "method": mention.method,
        "radius_km": place.radius_km,
        "reasons": candidate.reasons,
    }


def tabulate(mentions: Sequence[PlaceMention], gazetteer: Gazetteer) -> Iterator[Mapping[str, object]]:
    """A line for each mention, and under it one for each thing it may mean."""
    for mention in mentions:
        place = gazetteer.places[mention.place_id]
        yield _line(mention.text, "is", mention.place_id, gazetteer, mention.confidence) | {
            "why": f"{mention.method}, within {place.radius_km:g} km"
        }
        for candidate in mention.candidates[:MOST_SHOWN]:
            reasons = ", ".join(candidate.reasons)
            yield _line("", "may be", candidate.place_id, gazetteer, candidate.score) | {"why": reasons}
        left = len(mention.candidates) - MOST_SHOWN
        if left > 0:
            yield dict.fromkeys(("text", "", "place", "level", "in", "id", "sure"), "") | {"why": f"and {left} more"}


def _line(text: str, verb: str, place_id: str, gazetteer: Gazetteer, sure: float) -> dict[str, object]:
    place = gazetteer.places[place_id]
    oblast = gazetteer.oblast_of(place_id)
    return {
        "text": text,
        "": verb,
        "place": place.name_en,
        "level": place.level,
        "in": oblast.name_en if oblast is not None and oblast != place else place.country_iso2,
        "id": place.place_id,
        "sure": round(sure, 3),
    }
