"""What is asked of the published outages: an area, a time range, a tier.

An outage lasts from `started_at`, or for ever before where that is unknown, to `ended_at`, or for ever after; where a
rounded onset lies after the end, it lasted between the two. What only touches a window is in it. An outage without
geometry is in every window that has no area, and in no other.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

import shapely

from tracker.model import Tier
from tracker.store.distances import MERIDIAN, POLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What is asked for. Without an area: everywhere; without `since` or `until`: open on that side.

    Raises:
        ValueError: the range ends before it begins, or the area is empty.
    """

    area: shapely.Geometry | None = None  # WGS 84
    since: datetime | None = None
    until: datetime | None = None
    tier: Tier = Tier.PUBLIC

    def __post_init__(self) -> None:
        """Refuse what no outage could be in."""
        if self.since is not None and self.until is not None and self.since > self.until:
            message = f"a range that ends before it begins: {self.since} to {self.until}"
            raise ValueError(message)
        if self.area is not None and self.area.is_empty:
            message = "an area without a point"
            raise ValueError(message)


class Near(NamedTuple):
    """An outage and how far away it is; 0 m inside its area."""

    id: str
    metres: float


def box(*, west: float, south: float, east: float, north: float) -> shapely.Geometry:
    """The area between two meridians and two parallels; degrees. It may be a line, or a point.

    Raises:
        ValueError: the sides are not in their order, or none of this world.
    """
    if not (-MERIDIAN <= west <= east <= MERIDIAN and -POLE <= south <= north <= POLE):
        message = f"no box: {west} to {east}, {south} to {north}"
        raise ValueError(message)
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)
