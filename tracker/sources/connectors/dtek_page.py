"""The shutdowns page of a DTEK company, where it is served: its schedule stands in the page's own script.

A firewall decides whether it is. Its page is told as such and never evaded.
"""

import json
from typing import Any

from tracker.model import Payload, PollOutcome, Source
from tracker.sources.charset import decode
from tracker.sources.connectors.dtek import read_schedule
from tracker.sources.reports import Parsed, unreadable

FIREWALL = ("_Incapsula_Resource", "Incapsula incident ID", "/_Imperva_")
OBJECT = "DisconSchedule."
NAMES = (
    *("fact", "preset"),
    *("showCurOutageParam", "showCurSchedule", "showTableSchedule", "showTablePlan", "showTableFact", "showUserGroup"),
)


def parse(payload: Payload, source: Source) -> Parsed:
    """Read the schedule out of the page."""
    page = decode(payload.body, payload.media_type)
    if OBJECT not in page and any(mark in page for mark in FIREWALL):
        reason = "not served: the site's firewall answered instead of the page"
        return Parsed(reports=(), outcome=PollOutcome.UNREACHABLE, warnings=(reason,))
    try:
        found = {name: value for name in NAMES if (value := find_value(page, name)) is not None}
    except (json.JSONDecodeError, RecursionError):
        return unreadable("the page was cut inside its schedule")
    if "fact" not in found:
        return unreadable("no schedule in the page")
    return read_schedule(found, payload, source)


def find_value(page: str, name: str) -> Any:
    """The value that a page's script gives to a name of the schedule object; None where it gives none.

    Raises:
        json.JSONDecodeError: what stands there is not whole.
    """
    mark = f"{OBJECT}{name} = "
    at = page.find(mark)
    return None if at < 0 else json.JSONDecoder().raw_decode(page, at + len(mark))[0]
