"""Which places a clause speaks of, and which of them each of its frames."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import islice, pairwise
from operator import attrgetter

from geodata.gazetteer import Gazetteer
from tracker.extract.frames import Frame
from tracker.extract.losses import find_loss
from tracker.extract.roles import NamedPlace, PlaceRole, places_between
from tracker.extract.text import Clause
from tracker.model import ClaimKind, Report

CERTAIN = 0.95
CARRIED = 0.6
JOINED = 6  # characters between names that an "and" joins
AHEAD = 20  # characters between a sentence without a place and the place behind it
FIRST = 20  # places of a report among which its datelines are
LIST_GAP = 22  # characters between places of one list
# Between "the city" and another one.
_AND_ANOTHER = re.compile(r"\s(?:та|і|й|и|and)\s(?:\w+\s)?")


class Found(StrEnum):
    """Where the places of a frame were found."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    SEAT = "seat"  # of the office that speaks
    CARRIED = "carried"  # last spoken of
    AHEAD = "ahead"
    EVERYWHERE = "everywhere"  # the text says so
    STAND_IN = "stand_in"  # of a report that names none


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The places a frame is about, and how sure that is."""

    place_ids: tuple[str, ...]
    confidence: float
    found: Found
    is_wide: bool = False  # the text says that it is more than the places it names


def choose_places(
    clause: Clause,
    here: Sequence[NamedPlace],
    carried: Sequence[NamedPlace],
    named: Sequence[NamedPlace],
    gazetteer: Gazetteer,
    *,
    stand_in: Target | None,
    is_about_ukraine: bool,
) -> Target | None:
    """Places of the clause; else of its sentence; else those last spoken of; else an official's seat; else a stand-in.

    None where what is told happened abroad.
    """
    sentence = clause.sentence
    affected = [place for place in here if place.role == PlaceRole.AFFECTED]
    around = () if affected else places_between(named, sentence.start, sentence.end)
    affected = [*_city_beside(clause, carried, affected), *affected]
    nearby = affected or [place for place in around if place.role == PlaceRole.AFFECTED]
    seats = [place for place in around if place.start < clause.end and place.role == PlaceRole.SEAT]
    if not carried and clause.has("extent.city_anaphor"):
        carried = [place for place in named[:FIRST] if place.role == PlaceRole.DATELINE and place.start < clause.start]
    if any(gazetteer.is_within(place.place_id, seat.place_id) for place in carried for seat in seats[-FIRST:]):
        seats = []  # whoever speaks for an area speaks of the places in it told of before
    is_of_sentence = not nearby and sentence.has("extent.everywhere")
    is_wide = (
        is_of_sentence
        or clause.has("extent.everywhere")
        or (not nearby and not carried and not seats and clause.has("extent.districts"))
    )
    if not affected and is_wide:
        whole = Target(place_ids=(gazetteer.country_id,), confidence=CERTAIN, found=Found.EVERYWHERE, is_wide=True)
        return whole if is_about_ukraine else None
    known = (
        (affected, CERTAIN, Found.CLAUSE),
        (nearby, CARRIED, Found.SENTENCE),
        (seats, CARRIED, Found.SEAT),
        (carried, CARRIED, Found.CARRIED),
        ([] if affected or nearby or seats or carried else _ahead(clause, named), CARRIED, Found.AHEAD),
    )
    is_abroad = clause.has("people.abroad")
    is_example = clause.has("extent.worst", "extent.including")
    for places, confidence, found in known:
        if not places:
            continue
        parts = [place for place in places if place.place_id != gazetteer.country_id]
        finer = parts if is_example else _finest(parts, gazetteer)
        home = [place for place in finer if not place.is_abroad]
        if home and places is carried and clause.has("extent.region_anaphor"):
            regions = {region.place_id for place in home if (region := gazetteer.oblast_of(place.place_id))}
            return Target(place_ids=tuple(sorted(regions)), confidence=CARRIED, found=found)
        if home:
            sure = min(confidence, *(place.confidence for place in home))
            named_ids = tuple(dict.fromkeys(place.place_id for place in home))
            is_more = is_wide and places is affected
            return Target(
                place_ids=(*named_ids, *((gazetteer.country_id,) if is_more else ())),
                confidence=sure,
                found=found,
                is_wide=is_more,
            )
        if (finer and not _are_countries(places, gazetteer)) or is_abroad:
            return None
        return Target(place_ids=(gazetteer.country_id,), confidence=confidence, found=found, is_wide=is_wide)
    is_country = stand_in is not None and stand_in.place_ids == (gazetteer.country_id,)
    return None if is_country and is_abroad else stand_in


def _city_beside(clause: Clause, carried: Sequence[NamedPlace], affected: Sequence[NamedPlace]) -> Sequence[NamedPlace]:
    """The place told of before that the clause calls the city beside another one: "part of the city and Druzhkivka"."""
    if not (affected and carried):
        return ()
    begin = affected[0].start - clause.start
    hits = clause.marked.find_beside("extent.city_anaphor", begin - AHEAD, begin)
    is_beside = bool(hits) and _AND_ANOTHER.fullmatch(clause.marked.text, hits[-1].end, begin) is not None
    return carried[-1:] if is_beside else ()


def _are_countries(places: Sequence[NamedPlace], gazetteer: Gazetteer) -> bool:
    """Whether places are the country and one beside it: "cuts in Ukraine and Moldova"."""
    return any(
        gazetteer.country_id in {one.place_id, other.place_id} and other.start - one.end <= JOINED
        for one, other in pairwise(places)
    )


def _ahead(clause: Clause, named: Sequence[NamedPlace]) -> list[NamedPlace]:
    """The places that come right behind a sentence without one: "Power is back! Poltava, write to us"."""
    end = clause.sentence.end
    following = islice(named, bisect_left(named, end, key=attrgetter("start")), None)
    listed: list[NamedPlace] = []
    for place in (place for place in following if place.role == PlaceRole.AFFECTED):
        if place.start - (listed[-1].end if listed else end) > (LIST_GAP if listed else AHEAD):
            break
        listed.append(place)
    return listed


def find_stand_in(
    report: Report, named: Sequence[NamedPlace], gazetteer: Gazetteer, *, is_about_ukraine: bool
) -> Target | None:
    """What is told of where no place is: the source's home, that of the office that signs it, or the country."""
    head_end = report.text.find("\n")
    voices = {
        place.place_id
        for place in named
        if place.role == PlaceRole.VOICE or (place.role == PlaceRole.SEAT and place.start < head_end)
    }
    is_signed = len(voices) == 1 and all(place.role != PlaceRole.AFFECTED for place in named)
    home = report.home_place_id or (voices.pop() if is_signed else gazetteer.country_id if is_about_ukraine else None)
    return Target(place_ids=(home,), confidence=CARRIED, found=Found.STAND_IN) if home is not None else None


def share_places(
    frame: Frame,
    frames: Sequence[Frame],
    target: Target,
    clause: Clause,
    here: Sequence[NamedPlace],
    gazetteer: Gazetteer,
) -> Target:
    """Where a clause tells of an attack and of a loss, the loss takes the places that stand nearer to it.

    A loss that would be left without a place keeps them all; the attack that caused it has them all, unless it is told
    of the country.
    """
    if frame.place_ids:
        return replace(target, place_ids=frame.place_ids)
    if frame.kind == ClaimKind.STRIKE and clause.has("target.national") and not _is_placed(here, gazetteer):
        return replace(target, place_ids=(gazetteer.country_id,))
    if len(frames) == 1 or not {ClaimKind.STRIKE, ClaimKind.OUTAGE} <= {other.kind for other in frames}:
        return target
    attack, loss = clause.marked.find("strike.attack"), find_loss(clause.marked)
    if attack is None or loss is None:
        return target
    near_loss = {
        place.start
        for group in _lists(here)
        if _distance(group, clause.start + loss.start) <= _distance(group, clause.start + attack.start)
        for place in group
    }
    if frame.kind == ClaimKind.STRIKE:
        struck = {place.place_id for place in here if place.start not in near_loss}
        return replace(target, place_ids=(gazetteer.country_id,)) if struck == {gazetteer.country_id} else target
    near = [place.place_id for place in here if place.place_id in target.place_ids and place.start in near_loss]
    return replace(target, place_ids=tuple(dict.fromkeys(near))) if near else target


def _is_placed(here: Sequence[NamedPlace], gazetteer: Gazetteer) -> bool:
    """Whether a place finer than the country is said to be affected."""
    return any(place.role == PlaceRole.AFFECTED and place.place_id != gazetteer.country_id for place in here)


def _finest(places: Sequence[NamedPlace], gazetteer: Gazetteer) -> list[NamedPlace]:
    """Leave out an area of which a part is named apart from it: "in Kharkiv 80 thousand in Slobidskyi district"."""
    named = {place.place_id for place in places}
    if len(named) <= 1:
        return list(places)
    parts: dict[str, set[str]] = defaultdict(set)
    for place_id in named:
        for area in gazetteer.ancestors(place_id):
            if area.place_id in named and area.place_id != place_id:
                parts[area.place_id].add(place_id)

    def is_apart(area: NamedPlace) -> bool:
        inside = (place for place in places if place.place_id in parts[area.place_id])
        return any(min(abs(place.start - area.end), abs(area.start - place.end)) > JOINED for place in inside)

    return [place for place in places if place.place_id not in parts or not is_apart(place)]


def _lists(places: Sequence[NamedPlace]) -> list[list[NamedPlace]]:
    """Places that stand in one list, for they share what is told of it."""
    groups: list[list[NamedPlace]] = [[place] for place in places[:1]]
    for before, place in pairwise(places):
        if place.start - before.end <= LIST_GAP:
            groups[-1].append(place)
        else:
            groups.append([place])
    return groups


def _distance(group: Sequence[NamedPlace], at: int) -> int:
    return min(abs(place.start - at) for place in group)
