"""Which number of a clause belongs to which of its places."""

import re
from collections.abc import Sequence
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


def quantities_of(
    place_id: str, target: Target, counts: Sequence[Count], clause: Clause, named: Sequence[NamedPlace]
) -> tuple[Quantity, ...]:
    """Numbers belong to the only place; of several, to the one beside them, before or after as the clause began."""
    if len(target.place_ids) == 1:
        return tuple(count.quantity for count in counts)
    places = [
        place for place in named if clause.start <= place.start < clause.end and place.place_id in target.place_ids
    ]
    if not places or not counts:
        return ()
    is_place_first = places[0].start < counts[0].start
    own = []
    for count in counts:
        before = [place for place in places if place.start < count.start]
        after = [place for place in places if place.start > count.start]
        nearest = before[-1:] if is_place_first else after[:1]
        # A number behind a list of places is the sum of them: it is nobody's alone.
        is_sum = is_place_first and len(counts) == 1 and len(before) > 1
        if nearest and nearest[0].place_id == place_id and not is_sum:
            own.append(count.quantity)
    return tuple(own)
