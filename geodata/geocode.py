"""Decide which place a name means, from what else the text names; below the threshold, their common ancestor."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from geodata.gazetteer import Gazetteer, common_ancestor
from geodata.matcher import find_names
from geodata.places import Candidate, Level, Place, PlaceMention
from geodata.scoring import CERTAIN, LARGE_CITY, Surroundings, score
from geodata.tokens import NameHit
from geodata.words import find_sentence_ends

MOST_AROUND = 60  # names on either side that speak for a name
MOST_BESIDE = 5
MOST_READ = 400  # characters of its sentence on either side of a name
THRESHOLD, CLEAR_MARGIN, RIVAL_MARGIN = 0.7, 0.1, 0.2
SURE_SCORE, SURE_MARGIN = 0.7, 0.15
UNCLEAR, WEAK_CONFIDENCE, WORD_CONFIDENCE = 0.6, 0.8, 0.7
ROUNDING = 1e-9
STRONG_POPULATION = 20_000  # above it a place is better known than the word it may be
LARGE_VILLAGE = 5_000  # people of a village that nothing else is called like
WEAK_LEVELS = frozenset({Level.VILLAGE, Level.DISTRICT})
AREA_LEVELS = frozenset({Level.OBLAST, Level.RAION, Level.HROMADA})


class _Text:
    """The names of a text, and what each has around it; worked out when it is asked for, as most names need little."""

    def __init__(self, text: str, hits: Sequence[NameHit], gazetteer: Gazetteer, home_place_id: str | None) -> None:
        self.text = text
        self.gazetteer = gazetteer
        self.home_place_id = home_place_id
        self.hits = hits
        self.ends = find_sentence_ends(text, gazetteer.words) if self.hits else []
        self.sentences = [bisect_right(self.ends, hit.start) for hit in self.hits]
        self.candidates: list[tuple[Candidate, ...]] = [()] * len(self.hits)
        self.sure: list[str | None] = [self.sure_id(at) for at in range(len(self.hits))]

    def look_around(self) -> "list[_Around]":
        """The surroundings of each name, by what is sure by now."""
        units = self.units()
        return [_Around(self, at, units) for at in range(len(self.hits))]

    def units(self) -> frozenset[str | None]:
        """Codes of the first-level units that the sure names lie in, and the source's home."""
        places = self.gazetteer.places
        named = (place_id for place_id in (*self.sure, self.home_place_id) if place_id is not None)
        return frozenset([places[place_id].adm1_pcode for place_id in named if place_id in places])

    def sure_id(self, at: int) -> str | None:
        """The place, where nothing else comes near."""
        hit, candidates = self.hits[at], self.candidates[at]
        if len(hit.place_ids) == 1:
            return hit.place_ids[0]
        if not candidates:
            return None
        best, second = candidates[:2]
        is_sure = best.score >= SURE_SCORE and best.score - second.score >= SURE_MARGIN
        return best.place_id if is_sure else None


class _Around:
    """What else the text names, as seen from one name."""

    __slots__ = ("_adjacent", "_far", "_near", "at", "of", "units")

    def __init__(self, of: _Text, at: int, units: frozenset[str | None]) -> None:
        self.of, self.at, self.units = of, at, units
        self._near: tuple[str, ...] | None = None
        self._far: frozenset[str] | None = None
        self._adjacent: tuple[str, ...] | None = None

    @property
    def home_place_id(self) -> str | None:
        return self.of.home_place_id

    @property
    def sentence(self) -> str:
        of, hit, number = self.of, self.of.hits[self.at], self.of.sentences[self.at]
        begin = of.ends[number - 1] if number else 0
        end = of.ends[number] if number < len(of.ends) else len(of.text)
        return of.text[max(begin, hit.start - MOST_READ) : min(end, hit.end + MOST_READ)]

    @property
    def near(self) -> tuple[str, ...]:
        if self._near is None:
            number, sentences = self.of.sentences[self.at], self.of.sentences
            first, last = bisect_left(sentences, number), bisect_right(sentences, number)
            self._near = self._sure_within(max(first, self.at - MOST_AROUND), min(last, self.at + MOST_AROUND))
        return self._near

    @property
    def far(self) -> frozenset[str]:
        if self._far is None:
            self._far = frozenset(self._sure_within(max(0, self.at - MOST_AROUND), self.at + MOST_AROUND))
        return self._far

    def _sure_within(self, first: int, last: int) -> tuple[str, ...]:
        sure = (*self.of.sure[first : self.at], *self.of.sure[self.at + 1 : last])
        return tuple(dict.fromkeys([place_id for place_id in sure if place_id]))

    @property
    def adjacent(self) -> tuple[str, ...]:
        """The areas that stand beside a name: "Mykolaiv, Lviv region"."""
        if self._adjacent is None:
            self._adjacent = tuple(self._find_adjacent())
        return self._adjacent

    def _find_adjacent(self) -> Iterator[str]:
        of = self.of
        for index in range(self.at + 1, min(self.at + MOST_BESIDE, len(of.hits))):
            place_id = of.sure[index]
            gap = (of.hits[index - 1].end, of.hits[index].start)
            if place_id is None or not of.gazetteer.words.area_gap.fullmatch(of.text, *gap):
                return
            level = of.gazetteer.places[place_id].level
            if level not in AREA_LEVELS and not (level == Level.CITY and index == self.at + 1):
                return
            yield place_id


def locate(text: str, gazetteer: Gazetteer, *, home_place_id: str | None = None) -> tuple[PlaceMention, ...]:
    """Find the places a text names, in its order, none inside another.

    Args:
        text: any text in the languages of the register.
        gazetteer: the register.
        home_place_id: the area the text's source reports on, if known.
    """
    return locate_hits(text, find_names(text, gazetteer), gazetteer, home_place_id=home_place_id)


def locate_hits(
    text: str, hits: Sequence[NameHit], gazetteer: Gazetteer, *, home_place_id: str | None = None
) -> tuple[PlaceMention, ...]:
    """Decide which places the names mean that were found in a text, in its order."""
    read = _Text(text, hits, gazetteer, home_place_id)
    arounds = read.look_around()
    read.candidates = [score(hit, gazetteer, around) for hit, around in zip(read.hits, arounds, strict=True)]
    surer = [read.sure_id(at) for at in range(len(read.hits))]
    if surer != read.sure:  # first by areas alone, then by the places that these made sure
        read.sure = surer
        arounds = read.look_around()
        read.candidates = [
            candidates if len(candidates) == 1 else score(hit, gazetteer, around)
            for hit, around, candidates in zip(read.hits, arounds, read.candidates, strict=True)
        ]
    decided = (
        _decide(text, hit, candidates, gazetteer, around)
        for hit, candidates, around in zip(read.hits, read.candidates, arounds, strict=True)
    )
    return tuple(mention for mention in decided if mention is not None)


def _decide(
    text: str, hit: NameHit, candidates: tuple[Candidate, ...], gazetteer: Gazetteer, around: Surroundings
) -> PlaceMention | None:
    best = candidates[0]
    place, method = gazetteer.places[best.place_id], hit.method
    confidence = min(best.score, CERTAIN)
    if not hit.is_pattern and not _is_supported(hit, place, gazetteer, around):
        return None
    if len(candidates) > 1:
        margin = best.score - candidates[1].score
        is_clear = margin >= CLEAR_MARGIN - ROUNDING
        confidence = min(best.score + margin - CLEAR_MARGIN, CERTAIN) if is_clear else min(confidence, UNCLEAR)
        if confidence < THRESHOLD:
            place, method = _shared_area(place, method, candidates, gazetteer)
        confidence *= hit.certainty  # of the only candidate it is in the score
    elif place.level in WEAK_LEVELS and not hit.is_pattern:
        confidence = min(confidence, WEAK_CONFIDENCE)
    return PlaceMention(
        start=hit.start,
        end=hit.end,
        text=text[hit.start : hit.end],
        place_id=place.place_id,
        confidence=round(confidence, 3),
        precision=place.level,
        method="abroad" if place.country_iso2 != gazetteer.country_id else method,
        candidates=tuple([_bounded(candidate) for candidate in candidates]),
    )


def _bounded(candidate: Candidate) -> Candidate:
    return candidate if candidate.score <= 1 else replace(candidate, score=1.0)


def _shared_area(place: Place, method: str, candidates: Sequence[Candidate], gazetteer: Gazetteer) -> tuple[Place, str]:
    """The smallest area that holds all that come near the best; the best where they share none."""
    best = candidates[0]
    rivals = [candidate.place_id for candidate in candidates if best.score - candidate.score < RIVAL_MARGIN]
    ancestor = common_ancestor(gazetteer, rivals) if len(rivals) > 1 else None
    return (place, method) if ancestor is None else (ancestor, "ancestor")


def _is_supported(hit: NameHit, place: Place, gazetteer: Gazetteer, around: Surroundings) -> bool:
    """Whether a name that may be something else altogether is a place here."""
    if hit.marker is not None or hit.is_alone:
        return True
    has_area = _is_area_named(place, gazetteer, around)
    people, is_weak = place.population or 0, _is_weak(place, gazetteer)
    if hit.is_lowercase:
        return place.level != Level.DISTRICT or has_area
    if hit.is_word and not has_area:
        return not is_weak and people >= STRONG_POPULATION and place.country_iso2 == gazetteer.country_id
    if place.level == Level.DISTRICT and is_weak:
        city = gazetteer.places[place.parent_id or gazetteer.country_id]
        is_likely = hit.is_placed and (city.population or 0) >= LARGE_CITY
        return has_area or is_likely or _has_fellow(place, gazetteer, around)
    is_known = hit.is_placed and len(hit.place_ids) == 1 and people >= LARGE_VILLAGE
    return not is_weak or is_known or (has_area and (hit.is_placed or bool(around.adjacent)))


def _has_fellow(place: Place, gazetteer: Gazetteer, around: Surroundings) -> bool:
    """Whether another part of the same city is named: two quarters in one sentence are no chance."""
    others = (gazetteer.places[place_id] for place_id in around.near if place_id != place.place_id)
    return any(other.level == Level.DISTRICT and other.parent_id == place.parent_id for other in others)


def _is_weak(place: Place, gazetteer: Gazetteer) -> bool:
    return place.level in WEAK_LEVELS and place.country_iso2 == gazetteer.country_id


def _is_area_named(place: Place, gazetteer: Gazetteer, around: Surroundings) -> bool:
    above = gazetteer.areas_above(place.place_id)
    return (
        not above.isdisjoint(around.near)
        or not above.isdisjoint(around.adjacent)
        or around.home_place_id in above
        or (place.level == Level.DISTRICT and not above.isdisjoint(around.far))
    )
