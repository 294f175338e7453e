"""Incidents → waves: the strikes of one attack."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tracker.merge.evidence import make_id
from tracker.model import Incident, Interval, TimePrecision, Wave

GAP = timedelta(hours=12)


def merge_waves(incidents: Sequence[Incident]) -> tuple[Wave, ...]:
    """Take incidents with less than twelve hours between them as one attack. One incident alone is no wave."""
    timed = sorted(
        (incident.time.start_at, incident.time.end_at or incident.time.start_at, incident.incident_id)
        for incident in incidents
        if incident.time and incident.time.start_at
    )
    groups: list[list[tuple[datetime, datetime, str]]] = []
    latest = datetime.min.replace(tzinfo=UTC)  # end of the running group
    for item in timed:
        if groups and item[0] - latest < GAP:
            groups[-1].append(item)
            latest = max(latest, item[1])
        else:
            groups.append([item])
            latest = item[1]
    return tuple(_make_wave(group) for group in groups if len(group) > 1)


def _make_wave(group: Sequence[tuple[datetime, datetime, str]]) -> Wave:
    ids = tuple(incident_id for _, _, incident_id in group)
    hull = Interval(
        start_at=min(start for start, _, _ in group),
        end_at=max(end for _, end, _ in group),
        precision=TimePrecision.PART_OF_DAY,
    )
    return Wave(wave_id=make_id("wave", *sorted(ids)), time=hull, incident_ids=ids)
