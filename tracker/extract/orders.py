"""Orders that limit supply: announced, in force, lifted, or not applied."""

from dataclasses import dataclass

from tracker.extract.lexicon import Hit, Lexicon
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


_NOUNS = ("supply.outage", "supply.blackout", "supply.restriction", "supply.timetable", *(sense for sense, _ in ORDERS))


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
        if hit is not None and not is_setting(clause.folded, hit, lexicon):
            return Order(cause, read_status(clause, segment_of(clause.folded, hit, lexicon), lexicon))
    hit = lexicon.find("supply.restriction", clause.folded)
    if hit is None or not any(lexicon.has(sense, clause.sentence.folded) for sense in _OF_SUPPLY):
        return None
    return Order(Cause.NETWORK_LIMIT, read_status(clause, segment_of(clause.folded, hit, lexicon), lexicon))


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


def segment_of(folded: str, hit: Hit, lexicon: Lexicon) -> str:
    """What stands around a word up to the commas behind which another order is: a "not" there is about that one."""
    commas = [at for at, letter in enumerate(folded) if letter == ","]
    before = [at for at in commas if at < hit.start and _has_order(folded, lexicon, 0, at)]
    after = [at for at in commas if at >= hit.end and _has_order(folded, lexicon, at, len(folded))]
    return folded[max(before, default=-1) + 1 : min(after, default=len(folded))]


def _has_order(folded: str, lexicon: Lexicon, begin: int, end: int) -> bool:
    return any(lexicon.has_between(sense, folded, begin, end) for sense in _NOUNS)
