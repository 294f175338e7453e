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
Segment = tuple[int, int]  # two places of a folded text
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


def read_status(clause: Clause, segment: Segment, lexicon: Lexicon) -> Status:
    """How an order stands, as its segment of the clause tells."""
    if is_none_of(clause.folded, segment, lexicon):
        return Status.CANCELLED
    if lexicon.has_between("supply.lifted", clause.folded, *segment):
        return Status.RESTORED
    return Status.ANNOUNCED if clause.has(lexicon, "supply.announced") else Status.ONGOING


def is_none_of(folded: str, segment: Segment, lexicon: Lexicon) -> bool:
    """Whether a segment says that there is or will be none of it: «відключень … немає», "not applied"."""

    def has(sense: str) -> bool:
        return lexicon.has_between(sense, folded, *segment)

    return (has("supply.outage_of_which") and has("modality.none")) or has("supply.cancelled")


def segment_of(folded: str, hit: Hit, lexicon: Lexicon) -> Segment:
    """What stands around a word up to the commas behind which another order is: a "not" there is about that one."""
    nouns = [hits for sense in _NOUNS if (hits := lexicon.find_all(sense, folded))]
    first_end = min((hits[0].end for hits in nouns), default=len(folded))
    last_start = max((hits[-1].start for hits in nouns), default=0)
    before, after = folded.rfind(",", first_end, hit.start), folded.find(",", hit.end, last_start)
    return before + 1, after if after >= 0 else len(folded)
