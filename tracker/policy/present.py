"""What an edition still shows: the present and what has just ended, not the whole winter."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from tracker.model import Incident, Outage, Picture, Status
from tracker.policy.rules import Present


def keep_present(picture: Picture, present: Present) -> Picture:
    """Leave out what ended, fell silent or struck longer ago than the policy shows. A past day shows it again."""
    events = replace(
        picture.events,
        incidents=tuple(filter(_strikes_since(picture.as_of, present), picture.events.incidents)),
        outages=tuple(filter(_outages_since(picture.as_of, present), picture.events.outages)),
    )
    return replace(picture, events=events)


def _strikes_since(as_of: datetime, present: Present) -> Callable[[Incident], bool]:
    def is_shown(incident: Incident) -> bool:
        happened = incident.time.end_at if incident.time and incident.time.end_at else incident.first_published_at
        return as_of - max(happened, incident.first_published_at) < present.strikes

    return is_shown


def _outages_since(as_of: datetime, present: Present) -> Callable[[Outage], bool]:
    def is_shown(outage: Outage) -> bool:
        if outage.status == Status.RESTORED and outage.ended_at is not None:
            return as_of - max(outage.ended_at, outage.learned_at) < present.restored
        return as_of - outage.learned_at < present.unheard

    return is_shown
