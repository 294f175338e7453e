"""Points find their area and the nearest place."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from geodata.boundaries import load_level
from geodata.places import Level
from geodata.points import NOWHERE, AreaIndex, PlaceIndex
from tests.packaged import packaged_gazetteer

OBLASTS = list(load_level(Level.OBLAST).values())
INDEX = AreaIndex([oblast.geometry for oblast in OBLASTS], cell_degrees=0.05)


def area_of(lon: float, lat: float) -> str | None:
    (number,) = INDEX.find(np.array([lon]), np.array([lat]))
    return None if number == NOWHERE else OBLASTS[number].pcode


@pytest.mark.parametrize(
    ("lon", "lat", "pcode"),
    [(36.23, 49.99, "UA63"), (34.11, 44.957, "UA01"), (30.52, 50.45, "UA80"), (36.58, 50.6, None), (0.0, 0.0, None)],
)
def test_a_point_lies_in_its_area_or_in_none(lon: float, lat: float, pcode: str | None) -> None:
    assert area_of(lon, lat) == pcode


def test_the_grid_answers_as_an_exact_test_of_every_point_does() -> None:
    random = np.random.default_rng(7)
    lon, lat = random.uniform(21, 41, 4_000), random.uniform(44, 53, 4_000)
    points = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(lon, lat))
    areas = geopandas.GeoDataFrame(geometry=[oblast.geometry for oblast in OBLASTS])
    joined = geopandas.sjoin(points, areas, how="left", predicate="within")

    assert INDEX.find(lon, lat).tolist() == joined["index_right"].fillna(NOWHERE).astype(int).tolist()


def test_a_point_on_a_border_lies_in_no_area() -> None:
    squares = [shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)]
    found = AreaIndex(squares).find(np.array([0.5, 1.0, 1.5]), np.array([0.5, 0.5, 0.0]))

    assert found.tolist() == [0, NOWHERE, NOWHERE]


def test_the_nearest_place_of_a_town_is_the_town_itself() -> None:
    towns = [place for place in packaged_gazetteer().places.values() if place.level == Level.CITY and place.lat][:50]
    lon, lat = np.array([town.lon for town in towns], float), np.array([town.lat for town in towns], float)
    number, km = PlaceIndex(lon, lat).nearest(lon, lat)

    assert number.tolist() == list(range(len(towns)))
    assert km.max() < 0.001


@given(st.floats(-179, 179), st.floats(-89, 89))
def test_a_degree_of_latitude_is_111_kilometres_everywhere(lon: float, lat: float) -> None:
    (_, (km,)) = PlaceIndex(np.array([lon]), np.array([lat])).nearest(np.array([lon]), np.array([lat + 1.0]))

    assert km == pytest.approx(111.19, abs=0.01)
