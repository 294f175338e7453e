"""Supply that a clause tells is gone: by its name, an outage, its consumers, its plants, or what has not come back."""

import re
from collections.abc import Iterator

from tracker.extract.lexicon import Hit, Lexicon
from tracker.extract.moods import is_negated, is_setting
from tracker.extract.orders import is_called_off, is_lifted
from tracker.extract.services import REACH, is_of_others, services_in, services_near
from tracker.extract.text import Clause
from tracker.model import Service

# Words that tell of a loss by themselves.
OUTAGES = ("supply.blackout", "supply.outage", "supply.cold")
_VERBS = ("supply.absent", "supply.lost", "supply.cut_off")
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


def lost_services(clause: Clause, lexicon: Lexicon, spoken_of: Service | None = None) -> tuple[Service, ...]:
    """The services a clause tells are gone, each once; "services" alone are those last spoken of."""
    folded = _without_aid(clause.folded, lexicon)
    is_silent = not clause.has(
        lexicon, *OUTAGES, *_VERBS, "supply.idle", "supply.awaited", "supply.restored", "supply.flows"
    )
    if is_silent or lexicon.has("services.contact_wire", clause.sentence.folded):
        return ()
    found = [
        *_by_outage(folded, lexicon),
        *_by_name(folded, lexicon, spoken_of),
        *_by_consumers(folded, lexicon),
        *_by_plants(folded, lexicon),
        *_not_back(folded, lexicon),
    ]
    flowing = _flowing(folded, lexicon)
    return tuple(dict.fromkeys(service for service in found if service not in flowing))


def _flowing(folded: str, lexicon: Lexicon) -> frozenset[Service]:
    """The services told to be there between two commas without a word of loss: "no casualties, the light is on"."""
    flowing: set[Service] = set()
    for hit in lexicon.find_all("supply.flows", folded):
        begin = folded.rfind(",", 0, hit.start) + 1
        end = folded.find(",", hit.end) if "," in folded[hit.end :] else len(folded)
        if not any(lexicon.has_between(sense, folded, begin, end) for sense in (*_VERBS, "modality.negation")):
            flowing.update(services_in(folded, lexicon, begin, end))
    return frozenset(flowing)


def _without_aid(folded: str, lexicon: Lexicon) -> str:
    """A folded text with what it tells of aid blanked out, up to its commas: a hospital's generator ends no loss."""
    if not lexicon.has("strike.aid", folded):
        return folded
    parts = folded.split(",")
    return ",".join(" " * len(part) if lexicon.has("strike.aid", part) else part for part in parts)


def find_loss(folded: str, lexicon: Lexicon) -> Hit | None:
    """Where a folded text tells of a loss."""
    senses = ("supply.absent", *OUTAGES, "supply.cut_off")
    return next((hit for sense in senses if (hit := lexicon.find(sense, folded)) is not None), None)


def is_only_a_reason(folded: str, lexicon: Lexicon) -> bool:
    """Whether outages are named only as the reason for something else: "bought lamps because of the blackouts"."""
    outages = [hit for sense in OUTAGES for hit in lexicon.find_all(sense, folded)]
    others = [hit for sense in _VERBS for hit in lexicon.find_all(sense, folded)]
    is_told_too = any(not any(lexicon.find_at(sense, folded, hit.start) for sense in OUTAGES) for hit in others)
    return (
        bool(outages)
        and not is_told_too
        and all(lexicon.has_between("modality.because", folded, hit.start - _BEHIND, hit.start) for hit in outages)
    )


def _by_outage(folded: str, lexicon: Lexicon) -> Iterator[Service]:
    """Blackouts and cold radiators say what is gone; of an outage of something the name stands behind it."""
    if lexicon.has("modality.end_of", folded):
        return
    for sense in OUTAGES:
        for hit in lexicon.find_all(sense, folded):
            if is_lifted(folded, hit, lexicon) or is_setting(folded, hit, lexicon) or _is_no_loss(folded, hit, lexicon):
                continue
            if _is_priced(folded, hit, lexicon):
                continue
            if sense == "supply.cold":
                yield Service.HEAT
            elif sense == "supply.blackout":
                yield Service.ELECTRICITY
            elif not is_of_others(folded, hit, lexicon):
                yield from services_in(folded, lexicon, hit.start, hit.end + _BEHIND) or [Service.ELECTRICITY]


def _by_name(folded: str, lexicon: Lexicon, spoken_of: Service | None) -> Iterator[Service]:
    """A service beside a word of absence or loss; what lies behind "and" belongs to it too."""
    for hit in lexicon.find_all("supply.absent", folded):
        behind = hit.start, hit.end + _BEHIND
        if not any(lexicon.has_between(sense, folded, *behind) for sense in _NONE_OF):
            yield from services_near(folded, hit, lexicon, looks_back=hit.text not in _PREPOSITIONS)
    for hit in lexicon.find_all("supply.lost", folded):
        if _is_no_loss(folded, hit, lexicon) or _is_priced(folded, hit, lexicon):
            continue
        is_supply = lexicon.has_between("supply.supply", folded, hit.start - REACH, hit.end + REACH)
        yield from services_near(folded, hit, lexicon) or ([spoken_of] if is_supply and spoken_of else [])


def _by_consumers(folded: str, lexicon: Lexicon) -> Iterator[Service]:
    """Consumers cut off have no power, where nothing else is named, nor has who is cut off for works on the grid."""
    is_for_works = any(lexicon.has(sense, folded) for sense in ("cause.repair_work", "cause.repair_reason"))
    for hit in lexicon.find_all("supply.cut_off", folded):
        around = hit.start - _AROUND, hit.end + _AROUND
        is_supply = is_for_works or any(lexicon.has_between(sense, folded, *around) for sense in _CONSUMERS)
        if is_supply and not (_is_no_loss(folded, hit, lexicon) or is_of_others(folded, hit, lexicon)):
            yield from services_near(folded, hit, lexicon) or [Service.ELECTRICITY]


def _by_plants(folded: str, lexicon: Lexicon) -> Iterator[Service]:
    """A boiler house that stands still gives no heat."""
    for hit in lexicon.find_all("supply.idle", folded):
        is_near = lexicon.has_between("target.heat_site", folded, hit.start - _BEHIND, hit.end + _BEHIND)
        if is_near and not is_negated(folded, hit, lexicon):
            yield Service.HEAT


def _not_back(folded: str, lexicon: Lexicon) -> Iterator[Service]:
    """What does not flow, or was not restored, is still gone; "until it is not restored" says nothing of now."""
    if lexicon.has("modality.until", folded):
        return
    for hit in lexicon.find_all("supply.awaited", folded):
        around = hit.start - _AROUND, hit.end + _AROUND
        is_supply = any(lexicon.has_between(sense, folded, *around) for sense in _CONSUMERS)
        yield from services_near(folded, hit, lexicon) or ([Service.ELECTRICITY] if is_supply else [])
    for sense in ("supply.restored", "supply.flows"):
        for hit in lexicon.find_all(sense, folded):
            if _NOT.search(folded, max(0, hit.start - _AROUND), hit.start):
                yield from services_near(folded, hit, lexicon)


def _is_no_loss(folded: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a word of loss is denied, or told to be none."""
    is_denied = is_without(folded, hit, lexicon) or is_negated(folded, hit, lexicon)
    return is_denied or is_called_off(folded, hit, lexicon)


def is_without(folded: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a word of absence stands right before another: "without outages", "without power again"."""
    absence = lexicon.find_at("supply.absent", folded, hit.start - 2)
    return absence is not None and absence.end == hit.start - 1


def _is_priced(folded: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether money stands beside a loss: cut for debts, a market that lost."""
    return lexicon.has_between("supply.price", folded, hit.start - _AROUND, hit.end + _AROUND)
