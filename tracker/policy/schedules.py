"""Orders and limits: states of their own, shown at the area they are told for."""

from collections.abc import Mapping
from datetime import datetime

from geodata.gazetteer import Gazetteer
from geodata.places import Level
from tracker.model import Picture, PublishedSchedule, Schedule, Scope, Source
from tracker.policy.rules import TierRules, all_publishable, cite, enough_voices, raise_to


def publish_schedules(
    picture: Picture, rules: TierRules, sources: Mapping[str, Source], gazetteer: Gazetteer
) -> tuple[PublishedSchedule, ...]:
    """Publish orders in force or announced, by the same rule of voices as outages."""
    rows = []
    for schedule in picture.events.schedules:
        area = raise_to(schedule.place_id, Level.CITY, gazetteer)
        may_show = enough_voices(schedule, rules, picture.as_of) and all_publishable(schedule.claims, sources)
        if area is not None and may_show:
            oblast = gazetteer.oblast_of(area.place_id)
            rows.append(
                PublishedSchedule(
                    schedule_id=schedule.schedule_id,
                    cause=schedule.cause,
                    status=schedule.status,
                    place_id=area.place_id,
                    place_en=area.name_en,
                    place_uk=area.name_uk,
                    adm1_pcode=oblast.adm1_pcode if oblast else None,
                    start_at=schedule.time.start_at if schedule.time else None,
                    end_at=_ends_at(schedule),
                    citations=cite(schedule.claims, sources),
                    updated_at=schedule.learned_at,
                    scope=schedule.scope if area.place_id == schedule.place_id else Scope.PART,
                )
            )
    return tuple(rows)


def _ends_at(schedule: Schedule) -> datetime | None:
    """When an order ends, if that was told: an end before it was learned of is only when it was told."""
    end_at = schedule.time.end_at if schedule.time else None
    return end_at if end_at is not None and end_at > schedule.claims[-1].learned_at else None
