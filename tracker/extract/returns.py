"""Supply that a clause tells has come back, and whether all of it has."""

import re

from tracker.extract.losses import OUTAGES, is_without
from tracker.extract.moods import is_yet_to_come
from tracker.extract.services import is_of_others, services_in, services_near
from tracker.extract.text import Clause
from tracker.model import Service, Status

_RECONNECTED = re.compile(r"заживл|заживи|запитан|запитал|re-?\s?connect|re-?\s?energi|подключ|підключ")
_OF_POWER = re.compile(r"заживл|заживи|запитан|запитал|energi")  # said of power alone
_REACH = 70
_BESIDE = 25  # characters around a return in which it is told to be a generator's
_STILL = re.compile(r"\b(?:поки|пока|досі|still|yet)\s(?:\w+\s){0,2}\Z")
_PARTITIVE = re.compile(r"\d\s+(?:\w+\s)?(?:із|зі|з|из|of|out of)\s+(?:the\s+)?\d")

_SHARE = re.compile(r"(?<!\d)(?!100\b)\d{1,2}(?:[.,]\d+)?\s?(?:%|percent|per cent|відсотк|процент)")


def restored_services(clause: Clause, spoken_of: Service) -> tuple[Service, ...]:
    """Services that came back: named beside the verb, or in its sentence, said by the verb itself, or spoken of.

    What is promised for tomorrow, or is not back yet, has not come back; the start of the season brings nothing back.
    """
    marked = clause.marked
    is_silent = not clause.has("supply.restored", "supply.warm")
    if is_silent or clause.has("strike.aid", "supply.announced", "modality.season"):
        return ()
    warm = marked.find("supply.warm")
    if warm is not None and not marked.has("supply.cold"):
        return () if is_yet_to_come(marked, warm) else (Service.HEAT,)
    returns = (
        hit
        for hit in marked.find_all("supply.restored")
        # "interruptions with light" return nothing
        if not any(marked.find_at(sense, hit.start) for sense in OUTAGES)
        and not is_without(marked, hit)
        and not marked.has_between("supply.backup", hit.start - _BESIDE, hit.end + _BESIDE)
        and not is_of_others(marked, hit)
        and not is_yet_to_come(marked, hit)
        and not _STILL.search(marked.text, max(0, hit.start - _REACH), hit.start)
    )
    verb = next(returns, None)
    if verb is None:
        return ()
    found = tuple(services_near(marked, verb, reach=_REACH))
    in_sentence = tuple(services_in(clause.sentence.marked))
    if _OF_POWER.search(verb.text) is not None:
        return tuple(dict.fromkeys((Service.ELECTRICITY, *found)))
    if found or len(in_sentence) == 1:
        return found or in_sentence
    has_customers = marked.has_between("count.customers", verb.start - _REACH, verb.end + _REACH)
    is_grid = has_customers or _RECONNECTED.search(verb.text) is not None
    is_supply = marked.has_between("supply.supply", verb.start - _REACH, verb.end + _REACH)
    return (Service.ELECTRICITY,) if is_grid else (spoken_of,) if is_supply else ()


def restored_status(clause: Clause) -> Status:
    """Whether all that was gone is back, as the sentence tells."""
    is_partial = (
        clause.has("extent.part", "extent.most", "supply.restoring", "count.of_them")
        or _PARTITIVE.search(clause.marked.text) is not None
        or _SHARE.search(clause.marked.text) is not None
        or clause.sentence.has("supply.remainder")
    )
    return Status.PARTIALLY_RESTORED if is_partial else Status.RESTORED
