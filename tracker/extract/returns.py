"""Supply that a clause tells has come back, and whether all of it has."""

import re

from tracker.extract.lexicon import Lexicon
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


def restored_services(clause: Clause, lexicon: Lexicon, spoken_of: Service) -> tuple[Service, ...]:
    """Services that came back: named beside the verb, or in its sentence, said by the verb itself, or spoken of.

    What is promised for tomorrow, or is not back yet, has not come back; the start of the season brings nothing back.
    """
    folded = clause.folded
    is_silent = not clause.has(lexicon, "supply.restored", "supply.warm")
    if is_silent or clause.has(lexicon, "strike.aid", "supply.announced", "modality.season"):
        return ()
    warm = lexicon.find("supply.warm", folded)
    if warm is not None and not lexicon.has("supply.cold", folded):
        return () if is_yet_to_come(folded, warm) else (Service.HEAT,)
    returns = (
        hit
        for hit in lexicon.find_all("supply.restored", folded)
        # "interruptions with light" return nothing
        if not any(lexicon.find_at(sense, folded, hit.start) for sense in OUTAGES)
        and not is_without(folded, hit, lexicon)
        and not lexicon.has_between("supply.backup", folded, hit.start - _BESIDE, hit.end + _BESIDE)
        and not is_of_others(folded, hit, lexicon)
        and not is_yet_to_come(folded, hit)
        and not _STILL.search(folded, max(0, hit.start - _REACH), hit.start)
    )
    verb = next(returns, None)
    if verb is None:
        return ()
    found = tuple(services_near(folded, verb, lexicon, reach=_REACH))
    in_sentence = tuple(services_in(clause.sentence.folded, lexicon))
    if _OF_POWER.search(verb.text) is not None:
        return tuple(dict.fromkeys((Service.ELECTRICITY, *found)))
    if found or len(in_sentence) == 1:
        return found or in_sentence
    has_customers = lexicon.has_between("count.customers", folded, verb.start - _REACH, verb.end + _REACH)
    is_grid = has_customers or _RECONNECTED.search(verb.text) is not None
    is_supply = lexicon.has_between("supply.supply", folded, verb.start - _REACH, verb.end + _REACH)
    return (Service.ELECTRICITY,) if is_grid else (spoken_of,) if is_supply else ()


def restored_status(clause: Clause, lexicon: Lexicon) -> Status:
    """Whether all that was gone is back, as the sentence tells."""
    is_partial = (
        clause.has(lexicon, "extent.part", "extent.most", "supply.restoring", "count.of_them")
        or _PARTITIVE.search(clause.folded) is not None
        or _SHARE.search(clause.folded) is not None
        or lexicon.has("supply.remainder", clause.sentence.folded)
    )
    return Status.PARTIALLY_RESTORED if is_partial else Status.RESTORED
