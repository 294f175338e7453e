"""Metres on the sphere, from a point to geometries."""

import math
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

RADIUS_M = 6_371_008.771415  # the mean radius of WGS 84, as PostGIS takes it
FARTHEST_M = math.pi * RADIUS_M  # no two points are further apart
POLE, MERIDIAN = 90.0, 180.0  # degrees
Floats: TypeAlias = NDArray[np.float64]


def metres_between(lon: float, lat: float, geometries: Sequence[shapely.Geometry]) -> Floats:
    """Great-circle metres from a point to the nearest point of each geometry; 0 inside it.

    Measured on a map that keeps all distances from its middle, which is laid at the point. There the edges of an area
    are straight: for edges of some kilometres that is centimetres off.
    """
    flat = shapely.transform(np.asarray(geometries, dtype=object), lambda points: _lay_flat(points, lon, lat))
    return np.asarray(shapely.distance(flat, shapely.Point(0.0, 0.0)), dtype=np.float64)


def bounds_around(lon: float, lat: float, radius_m: float) -> tuple[float, float, float, float]:
    """West, south, east and north of a box that holds everything within a distance; degrees."""
    angle = radius_m / RADIUS_M
    south, north = lat - math.degrees(angle), lat + math.degrees(angle)
    has_pole = south <= -POLE or north >= POLE
    wide = MERIDIAN if has_pole else math.degrees(math.asin(math.sin(angle) / math.cos(math.radians(lat))))
    west, east = lon - wide, lon + wide
    if west < -MERIDIAN or east > MERIDIAN:
        west, east = -MERIDIAN, MERIDIAN
    return west, max(south, -POLE), east, min(north, POLE)


def _lay_flat(points: Floats, lon: float, lat: float) -> Floats:
    """The azimuthal equidistant projection around a point; degrees in, metres out."""
    here, there = math.radians(lat), np.radians(points[:, 1])
    turn = np.radians(points[:, 0] - lon)
    east = np.cos(there) * np.sin(turn)
    north = math.cos(here) * np.sin(there) - math.sin(here) * np.cos(there) * np.cos(turn)
    along = np.hypot(east, north)
    angle = np.arctan2(along, math.sin(here) * np.sin(there) + math.cos(here) * np.cos(there) * np.cos(turn))
    stretch = RADIUS_M * np.divide(angle, along, out=np.ones_like(angle), where=along > 0)
    return np.column_stack((stretch * east, stretch * north))
