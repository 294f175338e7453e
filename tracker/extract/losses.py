"""Supply that a clause tells is gone: by its name, an outage, its consumers, its plants, or what has not come back."""

import re
from collections.abc import Iterator

from tracker.extract.lexicon import Hit, Marked
from tracker.extract.moods import is_negated, is_setting
from tracker.extract.orders import is_called_off, is_lifted
from tracker.extract.services import REACH, is_of_others, services_in, services_near
from tracker.extract.text import Clause
from tracker.model import Service

# Words that tell of a loss by themselves.
OUTAGES = ("supply.blackout", "supply.outage", "supply.cold")
_VERBS = ("supply.absent", "supply.lost", "supply.cut_off")
_AWAITED = ("supply.awaited", "supply.restored", "supply.flows")
_TELLING = frozenset({*OUTAGES, *_VERBS, *_AWAITED, "supply.idle"})
_CONSUMERS = (
    "count.customers",
    "count.households",
    "count.buildings",
    "count.settlements",
    "count.queues",
    "target.npp",
)
_NONE_OF = ("supply.outage", "supply.blackout", "supply.outage_of_which")  # "no" before these is no loss
_PREPOSITIONS = frozenset({"without", "no", "без", "ohne", "bez", "sans", "sin"})  # what is lost stands behind these
_NOT = re.compile(r"(?:\b(?:не|not|never|nicht|nie)|n't)\s(?:\w+\s){0,2}\Z")
_BEHIND = 30  # characters behind an outage in which its service is named
_AROUND = 60  # characters between what is cut off and its consumers


def lost_services(clause: Clause, spoken_of: Service | None = None) -> tuple[Service, ...]:
    """The services a clause tells are gone, each once; "services" alone are those last spoken of."""
    marked = _without_aid(clause.marked)
    if not clause.has_any(_TELLING) or clause.sentence.has("services.contact_wire"):
        return ()
    found = [
        *(_by_outage(marked) if marked.has(*OUTAGES) else ()),
        *(_by_name(marked, spoken_of) if marked.has("supply.absent", "supply.lost") else ()),
        *(_by_consumers(marked) if marked.has("supply.cut_off") else ()),
        *(_by_plants(marked) if marked.has("supply.idle") else ()),
        *(_not_back(marked) if marked.has(*_AWAITED) else ()),
    ]
    flowing = _flowing(marked)
    return tuple(dict.fromkeys([service for service in found if service not in flowing]))


def _flowing(marked: Marked) -> frozenset[Service]:
    """The services told to be there between two commas without a word of loss: "no casualties, the light is on"."""
    flowing: set[Service] = set()
    for hit in marked.find_all("supply.flows"):
        begin, comma = marked.text.rfind(",", 0, hit.start) + 1, marked.text.find(",", hit.end)
        end = comma if comma >= 0 else len(marked.text)
        if not any(marked.has_between(sense, begin, end) for sense in (*_VERBS, "modality.negation")):
            flowing.update(services_in(marked, begin, end))
    return frozenset(flowing)


def _without_aid(marked: Marked) -> Marked:
    """A text with what it tells of aid blanked out, up to its commas: a hospital's generator ends no loss."""
    aid = marked.find_all("strike.aid")
    if not aid:
        return marked
    text = marked.text
    parts = []
    for hit in aid:
        end = text.find(",", hit.end)
        parts.append((text.rfind(",", 0, hit.start) + 1, end if end >= 0 else len(text)))
    return marked.without(parts)


def find_loss(marked: Marked) -> Hit | None:
    """Where a folded text tells of a loss."""
    senses = ("supply.absent", *OUTAGES, "supply.cut_off")
    return next((hit for sense in senses if (hit := marked.find(sense)) is not None), None)


def is_only_a_reason(marked: Marked) -> bool:
    """Whether outages are named only as the reason for something else: "bought lamps because of the blackouts"."""
    outages = [hit for sense in OUTAGES for hit in marked.find_all(sense)]
    others = [hit for sense in _VERBS for hit in marked.find_all(sense)]
    is_told_too = any(not any(marked.find_at(sense, hit.start) for sense in OUTAGES) for hit in others)
    return (
        bool(outages)
        and not is_told_too
        and all(marked.has_between("modality.because", hit.start - _BEHIND, hit.start) for hit in outages)
    )


def _by_outage(marked: Marked) -> Iterator[Service]:
    """Blackouts and cold radiators say what is gone; of an outage of something the name stands behind it."""
    if marked.has("modality.end_of"):
        return
    for sense in OUTAGES:
        for hit in marked.find_all(sense):
            if is_lifted(marked, hit) or is_setting(marked, hit) or _is_no_loss(marked, hit):
                continue
            if _is_priced(marked, hit):
                continue
            if sense == "supply.cold":
                yield Service.HEAT
            elif sense == "supply.blackout":
                yield Service.ELECTRICITY
            elif not is_of_others(marked, hit):
                yield from services_in(marked, hit.start, hit.end + _BEHIND) or [Service.ELECTRICITY]


def _by_name(marked: Marked, spoken_of: Service | None) -> Iterator[Service]:
    """A service beside a word of absence or loss; what lies behind "and" belongs to it too."""
    for hit in marked.find_all("supply.absent"):
        behind = hit.start, hit.end + _BEHIND
        if not any(marked.has_between(sense, *behind) for sense in _NONE_OF):
            yield from services_near(marked, hit, looks_back=hit.text not in _PREPOSITIONS)
    for hit in marked.find_all("supply.lost"):
        if _is_no_loss(marked, hit) or _is_priced(marked, hit):
            continue
        is_supply = marked.has_between("supply.supply", hit.start - REACH, hit.end + REACH)
        yield from services_near(marked, hit) or ([spoken_of] if is_supply and spoken_of else [])


def _by_consumers(marked: Marked) -> Iterator[Service]:
    """Consumers cut off have no power, where nothing else is named, nor has who is cut off for works on the grid."""
    is_for_works = any(marked.has(sense) for sense in ("cause.repair_work", "cause.repair_reason"))
    for hit in marked.find_all("supply.cut_off"):
        around = hit.start - _AROUND, hit.end + _AROUND
        is_supply = is_for_works or any(marked.has_between(sense, *around) for sense in _CONSUMERS)
        if is_supply and not (_is_no_loss(marked, hit) or is_of_others(marked, hit)):
            yield from services_near(marked, hit) or [Service.ELECTRICITY]


def _by_plants(marked: Marked) -> Iterator[Service]:
    """A boiler house that stands still gives no heat."""
    for hit in marked.find_all("supply.idle"):
        is_near = marked.has_between("target.heat_site", hit.start - _BEHIND, hit.end + _BEHIND)
        if is_near and not is_negated(marked, hit):
            yield Service.HEAT


def _not_back(marked: Marked) -> Iterator[Service]:
    """What does not flow, or was not restored, is still gone; "until it is not restored" says nothing of now."""
    if marked.has("modality.until"):
        return
    for hit in marked.find_all("supply.awaited"):
        around = hit.start - _AROUND, hit.end + _AROUND
        is_supply = any(marked.has_between(sense, *around) for sense in _CONSUMERS)
        yield from services_near(marked, hit) or ([Service.ELECTRICITY] if is_supply else [])
    for sense in ("supply.restored", "supply.flows"):
        for hit in marked.find_all(sense):
            if _NOT.search(marked.text, max(0, hit.start - _AROUND), hit.start):
                yield from services_near(marked, hit)


def _is_no_loss(marked: Marked, hit: Hit) -> bool:
    """Whether a word of loss is denied, or told to be none."""
    is_denied = is_without(marked, hit) or is_negated(marked, hit)
    return is_denied or is_called_off(marked, hit)


def is_without(marked: Marked, hit: Hit) -> bool:
    """Whether a word of absence stands right before another: "without outages", "without power again"."""
    absence = marked.find_at("supply.absent", hit.start - 2)
    return absence is not None and absence.end == hit.start - 1


def _is_priced(marked: Marked, hit: Hit) -> bool:
    """Whether money stands beside a loss: cut for debts, a market that lost."""
    return marked.has_between("supply.price", hit.start - _AROUND, hit.end + _AROUND)
