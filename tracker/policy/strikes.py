"""Strikes on energy: area, date and two words, after the embargo."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime

from geodata.gazetteer import Gazetteer
from geodata.places import Place
from tracker.model import Incident, Picture, PublishedIncident, Source
from tracker.policy.rules import KYIV, TierRules, all_publishable, cite, raise_to

LABEL_EN = "Energy infrastructure"
LABEL_UK = "Енергетична інфраструктура"


def clears_at(incident: Incident, rules: TierRules) -> datetime | None:
    """When the embargo on a strike ends; None where the time of the strike is unknown, for then it is held."""
    happened = (incident.time.end_at or incident.time.start_at) if incident.time else None
    if happened is None:
        return None
    return max(happened, incident.first_published_at) + rules.strike_embargo


def publish_incidents(
    picture: Picture, rules: TierRules, sources: Mapping[str, Source], gazetteer: Gazetteer
) -> tuple[PublishedIncident, ...]:
    """One row for each area and day, however many were hit: the number of hits is not told."""
    groups: dict[tuple[str, str], list[Incident]] = defaultdict(list)
    areas: dict[str, Place] = {}
    for incident in picture.events.incidents:
        area = raise_to(incident.place_id, rules.strike_level, gazetteer)
        if area is not None and _is_clear(incident, rules, sources, picture.as_of):
            areas[area.place_id] = area
            groups[_date(incident), area.place_id].append(incident)
    return tuple(
        _publish_group(date, areas[area_id], group, rules, sources, gazetteer)
        for (date, area_id), group in sorted(groups.items(), reverse=True)
    )


def _is_clear(incident: Incident, rules: TierRules, sources: Mapping[str, Source], as_of: datetime) -> bool:
    at = clears_at(incident, rules)
    return at is not None and as_of >= at and all_publishable(incident.claims, sources)


def _date(incident: Incident) -> str:
    happened = (incident.time.end_at or incident.time.start_at) if incident.time else None
    return (happened or incident.first_published_at).astimezone(KYIV).date().isoformat()


def _publish_group(
    date: str,
    area: Place,
    group: list[Incident],
    rules: TierRules,
    sources: Mapping[str, Source],
    gazetteer: Gazetteer,
) -> PublishedIncident:
    oblast = gazetteer.oblast_of(area.place_id)
    targets = {incident.target for incident in group}
    return PublishedIncident(
        incident_id=f"strike-{area.adm1_pcode or area.place_id}-{date}",
        area_id=area.place_id,
        area_en=area.name_en,
        area_uk=area.name_uk,
        adm1_pcode=oblast.adm1_pcode if oblast else None,
        date=date,
        label_en=LABEL_EN,
        label_uk=LABEL_UK,
        citations=cite((claim for incident in group for claim in incident.claims), sources),
        target=targets.pop() if rules.strike_target and len(targets) == 1 else None,
    )
