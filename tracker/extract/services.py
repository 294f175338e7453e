"""Which services a stretch of text names."""

import re

from tracker.extract.lexicon import Hit, Marked
from tracker.model import Service

_SERVICES = (
    ("services.heat", Service.HEAT),
    ("services.electricity", Service.ELECTRICITY),
    ("services.water", Service.WATER),
    ("services.gas", Service.GAS),
)
_OBJECTS = (
    "services.other_power",
    "target.energy",
    "target.grid_lines",
    "target.npp",
    "target.chp",
    "target.gas_site",
    "target.heat_site",
)
REACH = 45  # characters between a word of loss or return and the service
_APART = re.compile(r"[;:()]")
_BESIDE = 25  # characters around an outage in which another service is named


def services_in(marked: Marked, begin: int = 0, end: int | None = None) -> list[Service]:
    """The services that a folded text names, between two places of it."""
    last = len(marked.text) if end is None else end
    senses = marked.hits
    return [
        service
        for sense, service in _SERVICES
        if sense in senses
        and any(not _is_object(marked, hit) for hit in marked.find_beside(sense, max(0, begin), last))
    ]


def _is_object(marked: Marked, hit: Hit) -> bool:
    """Whether a service only stands in a name or a figure of speech: "power plant", "power struggle"."""
    for sense in _OBJECTS:
        other = marked.find_at(sense, hit.start) if sense in marked.hits else None
        if other is not None and hit.end <= other.end and other.text != hit.text:
            return True
    return False


def services_near(marked: Marked, hit: Hit, *, looks_back: bool = True, reach: int = REACH) -> list[Service]:
    """The services named beside a word, on both its sides or only behind it, within its brackets."""
    apart = [match.start() for match in _APART.finditer(marked.text, max(0, hit.start - reach), hit.end + reach)]
    begin = max((at + 1 for at in apart if at < hit.start), default=max(0, hit.start - reach))
    end = min((at for at in apart if at >= hit.end), default=hit.end + reach)
    return services_in(marked, begin if looks_back else hit.start, end)


def is_of_others(marked: Marked, hit: Hit) -> bool:
    """Whether a word beside it says that the internet or phones are meant, and not the power."""
    around = hit.start - _BESIDE, hit.end + _BESIDE
    is_other = marked.has_between("services.other_service", *around)
    return is_other and not marked.has_between("services.electricity", *around)
