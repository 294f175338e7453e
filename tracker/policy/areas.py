"""The 27 rows: each first-level unit, from published rows alone. None means "no report", never "no outage"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from geodata.gazetteer import Gazetteer
from geodata.places import Place
from tracker.model import (
    Cause,
    Coverage,
    CoverageState,
    OblastRow,
    PublishedIncident,
    PublishedOutage,
    PublishedSchedule,
    Scope,
    Service,
    Status,
)

IN_FORCE = {Status.ONGOING: "in force", Status.ANNOUNCED: "announced"}
PART = "part of the area"
STATE = {
    Status.ONGOING: "without",
    Status.PARTIALLY_RESTORED: "partly restored",
    Status.RESTORED: "restored",
    None: "not heard of since",
}
STATE_ORDER = (Status.ONGOING, Status.PARTIALLY_RESTORED, Status.RESTORED, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class OblastTable:
    """What the rows are made from."""

    incidents: Sequence[PublishedIncident]
    outages: Sequence[PublishedOutage]
    schedules: Sequence[PublishedSchedule]
    tonight: Mapping[str, float | None]
    outside_grid: frozenset[str]
    coverage: Sequence[Coverage] = ()

    def rows(self, gazetteer: Gazetteer) -> tuple[OblastRow, ...]:
        """All 27, by p-code."""
        spoken_of = [({gazetteer.oblast_of(area_id) for area_id in one.area_ids}, one) for one in self.coverage]
        return tuple(
            self._row(oblast, [one for oblasts, one in spoken_of if oblast in oblasts])
            for oblast in gazetteer.oblasts()
        )

    def _row(self, oblast: Place, own: Sequence[Coverage]) -> OblastRow:
        incidents = [incident for incident in self.incidents if incident.adm1_pcode == oblast.adm1_pcode]
        outages = [outage for outage in self.outages if outage.adm1_pcode == oblast.adm1_pcode]
        schedules = [schedule for schedule in self.schedules if self._covers(schedule, oblast)]
        cited = [
            *(citation for incident in incidents for citation in incident.citations),
            *(citation for outage in outages for citation in outage.citations),
            *(citation for schedule in schedules for citation in schedule.citations),
        ]
        return OblastRow(
            adm1_pcode=oblast.adm1_pcode or oblast.place_id,
            adm1_en=oblast.name_en,
            adm1_uk=oblast.name_uk,
            attack=max((incident.date for incident in incidents), default=None),
            emergency_outages=_order(schedules, Cause.EMERGENCY_SHUTDOWN, oblast),
            network_limits=_order(schedules, Cause.NETWORK_LIMIT, oblast),
            schedule=_order(schedules, Cause.SCHEDULED, oblast),
            electricity=_summarise(outages, Service.ELECTRICITY),
            heat=_summarise(outages, Service.HEAT),
            water=_summarise(outages, Service.WATER),
            temperature_tonight_min_c=self.tonight.get(oblast.place_id),
            publishers=tuple(sorted({citation.publisher for citation in cited})),
            sources_count=len(own),
            sources_live_count=sum(one.state == CoverageState.LIVE for one in own),
        )

    def _covers(self, schedule: PublishedSchedule, oblast: Place) -> bool:
        """An order for the whole country covers every oblast that the country's grid supplies."""
        if schedule.adm1_pcode is None:
            return oblast.adm1_pcode not in self.outside_grid
        return schedule.adm1_pcode == oblast.adm1_pcode


def _order(schedules: Sequence[PublishedSchedule], cause: Cause, oblast: Place) -> str | None:
    """How an order stands; one that is told only of a town or of some groups stays there."""
    for status, word in IN_FORCE.items():
        told = [schedule for schedule in schedules if schedule.cause == cause and schedule.status == status]
        if told:
            return word if any(_is_of_all(schedule, oblast) for schedule in told) else f"{word} ({PART})"
    return None


def _is_of_all(schedule: PublishedSchedule, oblast: Place) -> bool:
    is_wide = schedule.adm1_pcode is None or schedule.place_id == oblast.place_id
    return is_wide and schedule.scope != Scope.PART


def _summarise(outages: Iterable[PublishedOutage], service: Service) -> str | None:
    """The gravest state of a service, and how much of the oblast it is told of."""
    rows = [outage for outage in outages if outage.service == service]
    for status in STATE_ORDER:
        told = [outage for outage in rows if outage.status == status]
        if told:
            return f"{STATE[status]} ({_extent(told)})"
    return None


def _extent(outages: Sequence[PublishedOutage]) -> str:
    if any(outage.is_area for outage in outages):
        return "whole area"
    settlements = {outage.place_id for outage in outages if outage.place_id and outage.lat is not None}
    is_oblast_wide = any(outage.place_en == outage.adm1_en for outage in outages)
    if is_oblast_wide:
        return PART
    return f"{len(settlements)} settlement{'' if len(settlements) == 1 else 's'} reported"
