"""Orders that limit supply: announced, in force, lifted, or not applied."""

from dataclasses import dataclass

from tracker.extract.lexicon import Hit, Lexicon
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


@dataclass(frozen=True, slots=True)
class Order:
    """A kind of limit, and how it stands."""

    cause: Cause
    status: Status


def read_order(clause: Clause, lexicon: Lexicon) -> Order | None:
    """The order a clause tells of; None where it tells of none."""
    if clause.has(lexicon, "supply.price", "strike.aid"):
        return None
    for sense, cause in ORDERS:
        hit = lexicon.find(sense, clause.folded)
        if hit is not None:
            return Order(cause, read_status(clause, segment_of(clause.folded, hit), lexicon))
    hit = lexicon.find("supply.restriction", clause.folded)
    if hit is None or not any(lexicon.has(sense, clause.sentence.folded) for sense in _OF_SUPPLY):
        return None
    return Order(Cause.NETWORK_LIMIT, read_status(clause, segment_of(clause.folded, hit), lexicon))


def read_status(clause: Clause, segment: str, lexicon: Lexicon) -> Status:
    """How an order stands, as its segment of the clause tells."""
    if is_none_of(segment, lexicon):
        return Status.CANCELLED
    if lexicon.has("supply.lifted", segment):
        return Status.RESTORED
    return Status.ANNOUNCED if clause.has(lexicon, "supply.announced") else Status.ONGOING


def is_none_of(segment: str, lexicon: Lexicon) -> bool:
    """Whether a segment says that there is or will be none of it: «відключень … немає», "not applied"."""
    is_none = lexicon.has("supply.outage_of_which", segment) and lexicon.has("modality.none", segment)
    return is_none or lexicon.has("supply.cancelled", segment)


def segment_of(folded: str, hit: Hit) -> str:
    """What stands between the commas around a word: a "not" beyond them is about something else."""
    begin = folded.rfind(",", 0, hit.start) + 1
    end = folded.find(",", hit.end)
    return folded[begin : end if end >= 0 else len(folded)]
