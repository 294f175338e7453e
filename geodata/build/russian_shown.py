"""The Russian name of a place, for search: by hand, else the spelling of GeoNames that reads like a Russian one."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from geodata.build.inputs import Point
from geodata.build.russian import russian_guesses
from geodata.names import fold_name
from geodata.places import Level, Place

LIKE_ENOUGH = 0.7
NOUN = " район"  # the same word in both languages
_RUSSIAN = re.compile(r"[А-ЯЁ][а-яё]+(?:[ -][А-ЯЁа-яё][а-яё]+)*")
_NOT_RUSSIAN = re.compile(r"ъ|[сц]ьк")


def add_russian_names(
    places: Iterable[Place], points: Mapping[str, Point], hand: Mapping[str, Sequence[str]], raions: Mapping[str, str]
) -> list[Place]:
    """Fill in `name_ru` where it is known; every raion's is."""
    by_hand = {fold_name(official): names[0] for official, names in hand.items()}
    by_hand |= {fold_name(f"{official}{NOUN}"): f"{russian}{NOUN}" for official, russian in raions.items()}
    return [_with_russian(place, points.get(place.place_id), by_hand) for place in places]


def _with_russian(place: Place, point: Point | None, by_hand: Mapping[str, str]) -> Place:
    if place.name_ru or place.country_iso2 != "UA":
        return place
    if place.level == Level.RAION:
        return replace(place, name_ru=by_hand[fold_name(place.name_uk)])
    if place.level == Level.CITY and fold_name(place.name_uk) in by_hand:
        return replace(place, name_ru=by_hand[fold_name(place.name_uk)])
    found = _spelling(place, point) if point is not None else None
    return replace(place, name_ru=found) if found else place


def _spelling(place: Place, point: Point) -> str | None:
    """The Cyrillic name nearest to what letter rules give; a city's may be plain, others must show Russian letters."""
    guesses = sorted(fold_name(guess) for guess in russian_guesses(place.name_uk))
    fits = [
        (max(SequenceMatcher(None, fold_name(name), guess).ratio() for guess in guesses), name)
        for name in point.names
        if _RUSSIAN.fullmatch(name) and not _NOT_RUSSIAN.search(name)
    ]
    known = [
        fit for fit in fits if place.level == Level.CITY or fold_name(fit[1]) in guesses or re.search(r"[ыэё]", fit[1])
    ]
    best = min(known, key=lambda fit: (-fit[0], fit[1]), default=None)
    return best[1] if best and best[0] >= LIKE_ENOUGH else None
