"""Orders that limit supply: announced, in force, lifted, or not applied."""

from dataclasses import dataclass

from tracker.extract.lexicon import Hit, Marked
from tracker.extract.moods import is_setting
from tracker.extract.text import Clause
from tracker.model import Cause, Status

ORDERS = (
    ("supply.emergency", Cause.EMERGENCY_SHUTDOWN),
    ("supply.scheduled", Cause.SCHEDULED),
    ("supply.limit", Cause.NETWORK_LIMIT),
)
# What says that "restrictions" are those of the power supply.
_OF_SUPPLY = (
    "services.electricity",
    "supply.outage",
    "supply.blackout",
    "target.energy",
    "people.grid_operator",
    "people.utility",
)
_LIMITS = frozenset({"supply.restriction", *(sense for sense, _ in ORDERS)})
Segment = tuple[int, int]  # two places of a folded text
_NOUNS = ("supply.outage", "supply.blackout", "supply.restriction", "supply.timetable", *(sense for sense, _ in ORDERS))


@dataclass(frozen=True, slots=True)
class Order:
    """A kind of limit, and how it stands."""

    cause: Cause
    status: Status


def read_order(clause: Clause) -> Order | None:
    """The order a clause tells of; None where it tells of none."""
    if not clause.has_any(_LIMITS) or clause.has("supply.price", "strike.aid"):
        return None
    for sense, cause in ORDERS:
        hit = clause.marked.find(sense)
        if hit is not None and not is_setting(clause.marked, hit):
            return Order(cause, read_status(clause, segment_of(clause.marked, hit)))
    hit = clause.marked.find("supply.restriction")
    if hit is None or not clause.sentence.has(*_OF_SUPPLY):
        return None
    return Order(Cause.NETWORK_LIMIT, read_status(clause, segment_of(clause.marked, hit)))


def read_status(clause: Clause, segment: Segment) -> Status:
    """How an order stands, as its segment of the clause tells."""
    if is_none_of(clause.marked, segment):
        return Status.CANCELLED
    if clause.marked.has_between("supply.lifted", *segment):
        return Status.RESTORED
    return Status.ANNOUNCED if clause.has("supply.announced") else Status.ONGOING


def is_none_of(marked: Marked, segment: Segment) -> bool:
    """Whether a segment says that there is or will be none of it: «відключень … немає», "not applied"."""

    def has(sense: str) -> bool:
        return marked.has_between(sense, *segment)

    return (has("supply.outage_of_which") and has("modality.none")) or has("supply.cancelled")


def is_lifted(marked: Marked, hit: Hit) -> bool:
    """Whether what a word names is told to be over."""
    is_any = marked.has("supply.lifted")
    return is_any and marked.has_between("supply.lifted", *segment_of(marked, hit))


def is_called_off(marked: Marked, hit: Hit) -> bool:
    """Whether there is or will be none of what a word names."""
    is_any = marked.has("modality.none") or marked.has("supply.cancelled")
    return is_any and is_none_of(marked, segment_of(marked, hit))


def segment_of(marked: Marked, hit: Hit) -> Segment:
    """What stands around a word up to the commas behind which another order is: a "not" there is about that one."""
    folded = marked.text
    nouns = [hits for sense in _NOUNS if (hits := marked.find_all(sense))]
    first_end = min((hits[0].end for hits in nouns), default=len(folded))
    last_start = max((hits[-1].start for hits in nouns), default=0)
    before, after = folded.rfind(",", first_end, hit.start), folded.find(",", hit.end, last_start)
    return before + 1, after if after >= 0 else len(folded)
