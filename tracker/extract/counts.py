"""Which number of a clause belongs to which of its places."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracker.extract.lexicon import Lexicon
from tracker.extract.quantities import Count, find_quantities
from tracker.extract.roles import NamedPlace
from tracker.extract.targets import Target
from tracker.extract.text import Clause
from tracker.model import Quantity, Unit

# A line of a list: a place, a dash, a number and little else.
_LISTED = re.compile(
    r"^[^\w]*(?:м\.\s*)?[\w'’ʼ.() -]{2,45}?\s*[—–:-]+\s*(?:(?:близько|майже|понад|около|более|about)\s+)?"
    r"\d[\d\s\u00a0.,]*(?:тис\w*|тыс\w*)?[.,;]?\s*$"
)


def is_listed(clause: Clause) -> bool:
    """Tell whether a clause is a line of a list that gives a number to a place."""
    return _LISTED.match(clause.text) is not None


def counts_in(clause: Clause, lexicon: Lexicon, *, is_restoration: bool, unit: Unit | None = None) -> tuple[Count, ...]:
    """The numbers of a clause, with places in the report's text; a unit said once holds for the whole sentence."""
    whole = find_quantities(clause.sentence.folded, lexicon, is_restoration=is_restoration, unit=unit)
    shift = clause.sentence.start
    moved = (replace(count, start=count.start + shift, end=count.end + shift) for count in whole)
    return tuple(count for count in moved if clause.start <= count.start < clause.end)


def share_counts(
    target: Target, counts: Sequence[Count], here: Sequence[NamedPlace]
) -> Mapping[str, tuple[Quantity, ...]]:
    """Numbers belong to the only place; of several, to the one beside them, before or after as the clause began."""
    if len(target.place_ids) == 1:
        return {target.place_ids[0]: tuple(count.quantity for count in counts)}
    told = frozenset(target.place_ids)
    places = [place for place in here if place.place_id in told]
    own: dict[str, tuple[Quantity, ...]] = {}
    if not places or not counts:
        return own
    starts = [place.start for place in places]
    is_place_first = starts[0] < counts[0].start
    for count in counts:
        before = bisect_left(starts, count.start)
        at = before - 1 if is_place_first else bisect_right(starts, count.start)
        # A number behind a list of places is the sum of them: it is nobody's alone.
        is_sum = is_place_first and len(counts) == 1 and before > 1
        if 0 <= at < len(places) and not is_sum:
            place_id = places[at].place_id
            own[place_id] = (*own.get(place_id, ()), count.quantity)
    return own
