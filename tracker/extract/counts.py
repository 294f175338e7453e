"""Which number of a clause belongs to which of its places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from tracker.extract.lexicon import Lexicon
from tracker.extract.numerals import find_numbers
from tracker.extract.quantities import Count, find_quantities
from tracker.extract.roles import NamedPlace
from tracker.extract.targets import Target
from tracker.extract.text import Clause
from tracker.model import Quantity, Unit

# A line of a list: a place, a mark, a number and little else.
_NAME = re.compile(r"[^\w]*(?:м\.\s*)?[\w'’ʼ.()–-][\w'’ʼ.() –-]{1,48}?\s*(?:[—–:]+|\.{2,}|\s-|-\s)\s*(?:[~>≈]|\w+\s)?")
_REST = re.compile(r"(?:\s+\w+){0,3}[.,;]?\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """The numbers of one place, and those it has together with others."""

    own: tuple[Quantity, ...] = ()
    shared: tuple[Quantity, ...] = ()


def is_listed(clause: Clause) -> bool:
    """Tell whether a clause is a line of a list that gives a number to a place."""
    numbers = find_numbers(clause.text.lower())
    if len(numbers) != 1:
        return False
    (number,) = numbers
    name, rest = clause.text[: number.start], clause.text[number.end :]
    return _NAME.fullmatch(name) is not None and _REST.fullmatch(rest) is not None


def counts_in(clause: Clause, lexicon: Lexicon, *, is_restoration: bool, unit: Unit | None = None) -> tuple[Count, ...]:
    """The numbers of a clause, with places in the report's text; a unit said once holds for the whole sentence."""
    whole = find_quantities(clause.sentence, lexicon, is_restoration=is_restoration, unit=unit)
    shift = clause.sentence.start
    moved = (replace(count, start=count.start + shift, end=count.end + shift) for count in whole)
    return tuple(count for count in moved if clause.start <= count.start < clause.end)


def share_of(
    place_id: str, target: Target, counts: Sequence[Count], clause: Clause, named: Sequence[NamedPlace]
) -> Share:
    """Numbers belong to the only place; of several, to those beside them, before or after as the clause began.

    A number beside several places is the sum of them: it is nobody's alone.
    """
    if len(target.place_ids) == 1:
        return Share(own=tuple(count.quantity for count in counts))
    places = [
        place for place in named if clause.start <= place.start < clause.end and place.place_id in target.place_ids
    ]
    if not places or not counts:
        return Share(shared=tuple(count.quantity for count in counts))
    own: list[Quantity] = []
    shared: list[Quantity] = []
    for count, beside in zip(counts, _beside(places, counts), strict=True):
        if place_id in beside:
            (own if len(beside) == 1 else shared).append(count.quantity)
    return Share(own=tuple(own), shared=tuple(shared))


def _beside(places: Sequence[NamedPlace], counts: Sequence[Count]) -> list[frozenset[str]]:
    """The places each number stands beside; a second number without places between has those of the first."""
    is_place_first = places[0].start < counts[0].start
    edges = [count.start for count in counts]
    ends = [*edges[1:], max(place.start for place in places) + 1]
    spans = zip([0, *edges[:-1]], edges, strict=True) if is_place_first else zip(edges, ends, strict=True)
    groups = [frozenset(place.place_id for place in places if begin <= place.start < end) for begin, end in spans]
    for index in range(1, len(groups)):
        groups[index] = groups[index] or groups[index - 1]
    for index in reversed(range(len(groups) - 1)):
        groups[index] = groups[index] or groups[index + 1]
    return groups
