"""Areas: whole, inside one another, and honest about what they are worth."""

import itertools

import pytest
import shapely

from geodata.boundaries import load_level, simplify, worst_quality
from geodata.places import Level
from tests.packaged import packaged_boundaries, packaged_gazetteer

GAZETTEER = packaged_gazetteer()
BOUNDARIES = packaged_boundaries()
RAIONS = load_level(Level.RAION)


def test_every_raion_has_an_area_marked_approximate() -> None:
    raions = {place.place_id for place in GAZETTEER.places.values() if place.level == Level.RAION}

    assert set(RAIONS) == raions
    assert {raion.boundary_quality for raion in RAIONS.values()} == {"approximate"}
    assert {raion.boundary_source for raion in RAIONS.values()} == {"Voronoi cells of GeoNames points"}
    assert all(raion.geometry.is_valid and raion.pcode == raion.place_id[:6] for raion in RAIONS.values())


def test_every_boundary_says_what_it_is_worth() -> None:
    known = {"official", "generalised", "approximate"}

    assert {boundary.boundary_quality for boundary in BOUNDARIES.values()} <= known
    assert all(boundary.boundary_source for boundary in (*BOUNDARIES.values(), *RAIONS.values()))


@pytest.mark.parametrize("pcode", ["UA12", "UA59", "UA01", "UA21"])
def test_raions_fill_their_oblast_and_do_not_overlap(pcode: str) -> None:
    oblast = next(place for place in GAZETTEER.oblasts() if place.adm1_pcode == pcode)
    whole = BOUNDARIES[oblast.place_id].geometry
    parts = [raion.geometry for raion in RAIONS.values() if raion.pcode.startswith(pcode)]

    assert shapely.union_all(parts).symmetric_difference(whole).area < 0.01 * whole.area
    assert all(one.intersection(two).area < 0.001 * one.area for one, two in itertools.combinations(parts, 2))


def test_most_settlements_lie_in_the_area_of_their_raion() -> None:
    placed = [
        RAIONS[raion.place_id].geometry.contains(shapely.Point(place.lon, place.lat))
        for place in GAZETTEER.places.values()
        if place.level in {Level.CITY, Level.TOWN} and place.coord_quality == "exact" and place.lon and place.lat
        for raion in GAZETTEER.ancestors(place.place_id)
        if raion.level == Level.RAION
    ]

    assert len(placed) > 1_000
    assert sum(placed) / len(placed) > 0.97


def test_a_simplified_area_has_fewer_points_and_nearly_the_same_shape() -> None:
    simple = simplify(BOUNDARIES)

    assert set(simple) == set(BOUNDARIES)
    for place_id, boundary in BOUNDARIES.items():
        other = simple[place_id].geometry
        assert shapely.get_num_coordinates(other) <= shapely.get_num_coordinates(boundary.geometry)
        assert other.symmetric_difference(boundary.geometry).area < 0.05 * boundary.geometry.area


def test_neighbours_keep_the_border_they_share_when_simplified() -> None:
    areas = [boundary.geometry for boundary in simplify(BOUNDARIES).values() if boundary.level == Level.OBLAST]

    assert shapely.coverage_is_valid(areas)


def test_a_union_is_worth_no_more_than_its_worst_part() -> None:
    assert worst_quality(["official", "approximate", "generalised"]) == "approximate"
