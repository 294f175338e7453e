"""Which number of a clause belongs to which of its places."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from tracker.extract.numerals import Number
from tracker.extract.quantities import Count, find_quantities
from tracker.extract.roles import NamedPlace, places_between
from tracker.extract.targets import Target
from tracker.extract.text import Clause
from tracker.model import Quantity, Unit

# A line of a list: a place, a mark, a number and little else.
_NAME = re.compile(r"[^\w]*(?:м\.\s*)?[\w'’ʼ.()–-][\w'’ʼ.() –-]{1,48}?\s*(?:[—–:]+|\.{2,}|\s-|-\s)\s*(?:[~>≈]|\w+\s)?")
_REST = re.compile(r"(?:\s+\w+){0,3}[.,;]?\s*")


class Share(NamedTuple):
    """The numbers of one place, and those it has together with others."""

    own: tuple[Quantity, ...] = ()
    shared: tuple[Quantity, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.own or self.shared)


def is_listed(clause: Clause) -> bool:
    """Tell whether a clause is a line of a list that gives a number to a place."""
    shift = clause.start - clause.sentence.start
    whole = clause.sentence.numbers
    numbers = whole[_first_at(whole, shift) : _first_at(whole, shift + len(clause.text))]
    if len(numbers) != 1:
        return False
    (number,) = numbers
    name, rest = clause.text[: number.start - shift], clause.text[number.end - shift :]
    return _NAME.fullmatch(name) is not None and _REST.fullmatch(rest) is not None


def counts_in(
    clause: Clause,
    *,
    is_restoration: bool,
    unit: Unit | None = None,
    spoken_of: Unit | None = None,
) -> tuple[Count, ...]:
    """The numbers of a clause, with places in the report's text; a unit said once holds for the whole sentence."""
    whole = find_quantities(clause.sentence, is_restoration=is_restoration, unit=unit, spoken_of=spoken_of)
    shift = clause.sentence.start
    own = whole[_first_at(whole, clause.start - shift) : _first_at(whole, clause.end - shift)]
    return tuple(Count(quantity=count.quantity, start=count.start + shift, end=count.end + shift) for count in own)


def _first_at(counts: Sequence[Count] | Sequence[Number], start: int) -> int:
    return bisect_left(counts, start, key=attrgetter("start"))


def share_counts(target: Target, counts: Sequence[Count], here: Sequence[NamedPlace]) -> Mapping[str, Share]:
    """Numbers belong to the only place; of several, to those beside them, before or after as the clause began.

    A number beside several places is the sum of them: it is nobody's alone. Every place of the target has its share.
    """
    quantities = tuple(count.quantity for count in counts)
    if len(target.place_ids) == 1:
        return {target.place_ids[0]: Share(own=quantities)}
    told = frozenset(target.place_ids)
    places = [place for place in here if place.place_id in told]
    if not places or not counts:
        return dict.fromkeys(target.place_ids, Share(shared=quantities))
    own: dict[str, list[Quantity]] = defaultdict(list)
    shared: dict[str, list[Quantity]] = defaultdict(list)
    for quantity, beside in zip(quantities, _beside(places, counts), strict=True):
        for place_id in beside:
            (own if len(beside) == 1 else shared)[place_id].append(quantity)
    return {place_id: Share(own=tuple(own[place_id]), shared=tuple(shared[place_id])) for place_id in target.place_ids}


def _beside(places: Sequence[NamedPlace], counts: Sequence[Count]) -> list[frozenset[str]]:
    """The places each number stands beside; a second number without places between has those of the first."""
    is_place_first = places[0].start < counts[0].start
    edges = [count.start for count in counts]
    ends = [*edges[1:], max(place.start for place in places) + 1]
    spans = zip([0, *edges[:-1]], edges, strict=True) if is_place_first else zip(edges, ends, strict=True)
    groups = [frozenset(place.place_id for place in places_between(places, *span)) for span in spans]
    for index in range(1, len(groups)):
        groups[index] = groups[index] or groups[index - 1]
    for index in reversed(range(len(groups) - 1)):
        groups[index] = groups[index] or groups[index + 1]
    return groups
