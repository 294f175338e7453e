"""Points without a place: which area they lie in, and which place is nearest. Many at a time.

Longitudes and latitudes are WGS 84 degrees, arrays of the same length.
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

Floats: TypeAlias = NDArray[np.float64]
Numbers: TypeAlias = NDArray[np.int64]

NOWHERE = -1  # the number of an area for points that lie in none
CELL_DEGREES = 0.01
EARTH_KM = 6371.0088
_ON_BORDER = -2


class AreaIndex:
    """Finds the areas that points lie in: a grid of area numbers, with an exact test only where a border passes.

    Areas must not overlap. A point on a border lies in no area, as in geopandas' `within`.
    """

    def __init__(self, areas: Sequence[shapely.Geometry], cell_degrees: float = CELL_DEGREES) -> None:
        """Lay the grid over the areas; a number is the place of an area in the sequence."""
        self._areas = list(areas)
        self._cell = cell_degrees
        self._west, self._south, east, north = shapely.total_bounds(self._areas)
        self._columns = int((east - self._west) / cell_degrees) + 1
        self._rows = int((north - self._south) / cell_degrees) + 1
        self._grid = np.full(self._columns * self._rows, NOWHERE, dtype=np.int32)
        for number, area in enumerate(self._areas):
            shapely.prepare(area)
            self._fill(number, area)
        for area in self._areas:
            self._grid[self._cells_of_border(area)] = _ON_BORDER

    def find(self, lon: Floats, lat: Floats) -> Numbers:
        """The number of the area each point lies in, or `NOWHERE`."""
        columns, rows = self._columns_rows(lon, lat)
        is_inside = (columns >= 0) & (columns < self._columns) & (rows >= 0) & (rows < self._rows)
        found = np.full(len(lon), NOWHERE, dtype=np.int64)
        found[is_inside] = self._grid[rows[is_inside] * self._columns + columns[is_inside]]
        unsure = np.flatnonzero(found == _ON_BORDER)
        found[unsure] = NOWHERE
        # Areas ask an index of points: the other way round takes several times as long.
        points = shapely.STRtree(shapely.points(lon[unsure], lat[unsure]))
        area, which = points.query(self._areas, predicate="contains")
        found[unsure[which]] = area
        return found

    def _columns_rows(self, lon: Floats, lat: Floats) -> tuple[Numbers, Numbers]:
        columns = np.floor((lon - self._west) / self._cell).astype(np.int64)
        return columns, np.floor((lat - self._south) / self._cell).astype(np.int64)

    def _fill(self, number: int, area: shapely.Geometry) -> None:
        """Number the cells whose middle lies in an area."""
        west, south, east, north = area.bounds
        (first, last), (bottom, top) = (
            [int(edge) for edge in edges]
            for edges in self._columns_rows(np.array([west, east]), np.array([south, north]))
        )
        columns, rows = np.meshgrid(np.arange(first, last + 1), np.arange(bottom, top + 1))
        lon = self._west + (columns.ravel() + 0.5) * self._cell
        lat = self._south + (rows.ravel() + 0.5) * self._cell
        is_inside = shapely.contains_xy(area, lon, lat)
        self._grid[(rows.ravel() * self._columns + columns.ravel())[is_inside]] = number

    def _cells_of_border(self, area: shapely.Geometry) -> Numbers:
        """Cells that the border of an area may touch: those around its points, set closer than a cell."""
        border = shapely.get_coordinates(shapely.segmentize(area.boundary, self._cell / 2))
        columns, rows = self._columns_rows(border[:, 0], border[:, 1])
        around = [(rows + up) * self._columns + columns + right for up in (-1, 0, 1) for right in (-1, 0, 1)]
        cells: Numbers = np.unique(np.concatenate(around))
        return cells[(cells >= 0) & (cells < self._grid.size)]


class PlaceIndex:
    """Finds the nearest of many places by great-circle distance."""

    def __init__(self, lon: Floats, lat: Floats) -> None:
        """Index places; a number is the place in the arrays."""
        self._tree = cKDTree(on_sphere(lon, lat))

    def nearest(self, lon: Floats, lat: Floats) -> tuple[Numbers, Floats]:
        """The number of the nearest place of each point, and its distance in kilometres."""
        chord, number = self._tree.query(on_sphere(lon, lat))
        return number, 2 * EARTH_KM * np.arcsin(np.minimum(chord / 2, 1.0))


def on_sphere(lon: Floats, lat: Floats) -> Floats:
    """Points of a sphere of radius 1, where the chord grows with the distance."""
    along, up = np.radians(lon), np.radians(lat)
    return np.column_stack((np.cos(up) * np.cos(along), np.cos(up) * np.sin(along), np.sin(up)))
