"""Which services a stretch of text names."""

import re

from tracker.extract.lexicon import Hit, Lexicon
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


def services_in(folded: str, lexicon: Lexicon, begin: int = 0, end: int | None = None) -> list[Service]:
    """The services that a folded text names, between two places of it."""
    last = len(folded) if end is None else end
    return [
        service
        for sense, service in _SERVICES
        if any(not _is_object(folded, hit, lexicon) for hit in lexicon.find_beside(sense, folded, max(0, begin), last))
    ]


def _is_object(folded: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a service only stands in a name or a figure of speech: "power plant", "power struggle"."""
    others = (lexicon.find_at(sense, folded, hit.start) for sense in _OBJECTS)
    return any(other is not None and hit.end <= other.end and other.text != hit.text for other in others)


def services_near(
    folded: str, hit: Hit, lexicon: Lexicon, *, looks_back: bool = True, reach: int = REACH
) -> list[Service]:
    """The services named beside a word, on both its sides or only behind it, within its brackets."""
    apart = [match.start() for match in _APART.finditer(folded, max(0, hit.start - reach), hit.end + reach)]
    begin = max((at + 1 for at in apart if at < hit.start), default=max(0, hit.start - reach))
    end = min((at for at in apart if at >= hit.end), default=hit.end + reach)
    return services_in(folded, lexicon, begin if looks_back else hit.start, end)


def is_of_others(folded: str, hit: Hit, lexicon: Lexicon) -> bool:
    """Whether a word beside it says that the internet or phones are meant, and not the power."""
    around = hit.start - _BESIDE, hit.end + _BESIDE
    is_other = lexicon.has_between("services.other_service", folded, *around)
    return is_other and not lexicon.has_between("services.electricity", folded, *around)
