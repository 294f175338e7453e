"""Picture → Edition: what may leave the house, for one tier. Nothing else filters, and nothing bypasses it."""

from collections.abc import Mapping

from geodata.gazetteer import Gazetteer
from tracker.model import Edition, Picture, PublishedSource, Source, Tier
from tracker.policy.areas import OblastTable
from tracker.policy.outages import publish_outages
from tracker.policy.present import keep_present
from tracker.policy.rules import Policy, is_publishable, may_see, read_policy, seen_by
from tracker.policy.schedules import publish_schedules
from tracker.policy.strikes import publish_incidents

__all__ = ["DEMO_NOTE", "Policy", "is_publishable", "may_see", "read_policy", "redact"]

DEMO_NOTE = "ДЕМО, вигадані дані · DEMO, invented data"


def redact(
    picture: Picture, tier: Tier, policy: Policy, sources: Mapping[str, Source], gazetteer: Gazetteer
) -> Edition:
    """Make the edition of one tier. What the rules do not clearly let through is held."""
    rules = policy.tiers[tier]
    sources = seen_by(tier, sources)
    shown = keep_present(picture, policy.present)
    incidents = publish_incidents(shown, rules, sources, gazetteer)
    outages = publish_outages(shown, rules, sources, gazetteer)
    schedules = publish_schedules(picture, rules, sources, gazetteer)
    table = OblastTable(
        incidents=incidents,
        outages=outages,
        schedules=schedules,
        tonight={tonight.place_id: tonight.temperature_min_c for tonight in picture.tonight},
        outside_grid=policy.outside_grid,
        coverage=[one for one in picture.events.coverage if is_publishable(one.source_id, sources)],
    )
    return Edition(
        tier=tier,
        as_of=picture.as_of,
        policy_version=policy.version,
        gazetteer_version=gazetteer.version,
        incidents=incidents,
        outages=outages,
        schedules=schedules,
        sources=_publish_sources(picture, sources),
        oblasts=table.rows(gazetteer),
        newest_report_at=picture.newest_report_at,
        weather_fetched_at=picture.weather_fetched_at,
        note=DEMO_NOTE if picture.is_synthetic else None,
    )


def _publish_sources(picture: Picture, sources: Mapping[str, Source]) -> tuple[PublishedSource, ...]:
    return tuple(
        PublishedSource(
            source_id=coverage.source_id,
            publisher=coverage.publisher,
            last_ok_at=coverage.last_ok_at,
            last_new_at=coverage.last_new_at,
            outcome=coverage.outcome,
            is_silent=coverage.is_silent,
            publisher_uk=sources[coverage.source_id].publisher_uk,
            state=coverage.state,
        )
        for coverage in picture.events.coverage
        if is_publishable(coverage.source_id, sources)
    )
