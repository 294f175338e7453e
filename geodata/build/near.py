"""The nearest of many points, in metres on an equal-area plane."""

from collections.abc import Sequence

import numpy as np
from pyproj import Transformer

from geodata.build.inputs import Point

EQUAL_AREA = "+proj=aea +lat_1=46 +lat_2=51 +lat_0=48.5 +lon_0=31 +datum=WGS84"
_PROJECT = Transformer.from_crs("EPSG:4326", EQUAL_AREA, always_xy=True)


class Neighbours:
    """Answers which of the given points lie nearest to another, itself left out. Equal distances go by id."""

    def __init__(self, points: Sequence[Point]) -> None:
        """Put the points on the plane."""
        ordered = sorted(points, key=lambda point: point.geonameid)
        self._ids = np.array([point.geonameid for point in ordered])
        self._xy = _plane(ordered)

    def nearest(self, point: Point, count: int) -> list[tuple[int, float]]:
        """GeoNames ids and distances in metres, nearest first."""
        distances = np.hypot(*(self._xy - _plane([point])[0]).T)
        distances[self._ids == point.geonameid] = np.inf
        order = np.argsort(distances.round(3), kind="stable")[:count]
        return [(int(self._ids[at]), float(distances[at])) for at in order if np.isfinite(distances[at])]


def _plane(points: Sequence[Point]) -> np.ndarray:
    return np.column_stack(_PROJECT.transform([point.lon for point in points], [point.lat for point in points]))
