"""Choosing rows of an edition: one choice for map, tables and files, so that a file is what is on the screen."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from tracker.model import Edition, PublishedOutage, Service, Status


class Unheard(StrEnum):
    """The state of what nobody tells of any more, as a choice: None there means everything."""

    UNHEARD = "unheard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What somebody asked to see. None means everything."""

    areas: tuple[str, ...] = ()  # p-codes of first-level units or raions
    service: Service | None = None
    since: datetime | None = None  # changed or told since
    status: Status | Unheard | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return self == Choice()


def choose(edition: Edition, choice: Choice) -> Edition:
    """Keep the rows that were asked for. What the edition is as of, and who was heard, stays the same."""
    if choice.is_everything:
        return edition
    return replace(
        edition,
        incidents=tuple(
            incident
            for incident in edition.incidents
            if _in_area(incident.adm1_pcode, None, choice)
            and (choice.since is None or incident.date >= choice.since.date().isoformat())
            and choice.service is None
            and choice.status is None
        ),
        outages=tuple(
            outage
            for outage in edition.outages
            if _in_area(outage.adm1_pcode, outage.adm2_pcode, choice)
            and choice.service in {None, outage.service}
            and _has_status(outage, choice)
            and (choice.since is None or outage.updated_at >= choice.since)
        ),
        schedules=tuple(
            schedule
            for schedule in edition.schedules
            if (schedule.adm1_pcode is None or _in_area(schedule.adm1_pcode, None, choice))
            and (choice.since is None or schedule.updated_at >= choice.since)
            and choice.service is None
            and choice.status is None
        ),
        oblasts=tuple(row for row in edition.oblasts if _in_area(row.adm1_pcode, None, choice)),
    )


def _has_status(outage: PublishedOutage, choice: Choice) -> bool:
    return choice.status in {None, Unheard.UNHEARD if outage.status is None else outage.status}


def _in_area(adm1_pcode: str | None, adm2_pcode: str | None, choice: Choice) -> bool:
    return not choice.areas or not {adm1_pcode, adm2_pcode}.isdisjoint(choice.areas)
