"""What must hold before new place data is put in place."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest
import shapely

from geodata.summary import LevelAreas, Summary
from geodata.sync.codab import Area
from geodata.sync.errors import NotUsable
from geodata.sync.gates import check_against, check_areas, check_codes
from geodata.sync.version import known_codes
from tests.geodata.sync_world import official_areas, rows

KNOWN = known_codes(rows())
Levels = dict[int, Sequence[Area]]


def make_area(level: int, pcode: str, shape: shapely.Geometry) -> Area:
    parent = {1: None, 2: pcode[:4], 3: pcode[:6]}[level]
    return Area(
        level=level, pcode=pcode, parent_pcode=parent, name="Invented", countries=frozenset({"ua"}), geometry=shape
    )


WHOLE: Mapping[int, Sequence[Area]] = {
    level: [make_area(level, pcode, shape) for pcode, shape in areas] for level, areas in official_areas().items()
}


def with_level(level: int, areas: Sequence[Area]) -> Levels:
    return {**WHOLE, level: areas}


def with_area(level: int, which: str, **changes: object) -> Levels:
    return with_level(
        level,
        [replace(area, **changes) if area.pcode == which else area for area in WHOLE[level]],  # type: ignore[arg-type]
    )


def without(level: int, count: int) -> Levels:
    return with_level(level, WHOLE[level][:-count])


def test_whole_areas_pass_with_hromadas_and_without() -> None:
    check_areas(WHOLE, KNOWN)
    check_areas({1: WHOLE[1], 2: WHOLE[2]}, KNOWN)


def test_hromadas_of_sevastopol_need_not_fit_since_it_has_none() -> None:
    check_areas(with_level(3, [*WHOLE[3], make_area(3, "UA8599001", shapely.box(33.5, 44.5, 33.6, 44.6))]), KNOWN)


BROKEN = {
    "level 2 has 119 areas, expected 136 to 139": without(2, 20),
    "level 1 has 26 areas, expected 27": without(1, 1),
    "level 3 lacks": with_level(
        3, [*WHOLE[3][:-30], *(make_area(3, f"UA01020{n}", WHOLE[3][0].geometry) for n in range(50, 80))]
    ),
    "level 1 is missing": {2: WHOLE[2]},
    "more than once": with_level(2, [*WHOLE[2][:-1], WHOLE[2][0]]),
    "no code of ours": with_area(2, "UA0102", pcode="RU\n0102"),
    "not its parent": with_area(2, "UA0102", parent_pcode="UA05"),
    "said to lie in russia": with_area(1, "UA01", countries=frozenset({"ua", "russia"})),
    "said to lie in rus": with_area(1, "UA85", countries=frozenset({"rus"})),
    "has no area": with_area(2, "UA0102", geometry=shapely.Point(33, 45)),
    "beyond the country's bounds": with_area(2, "UA0102", geometry=shapely.box(33, 44, 34, 45)),
    "not a valid area": with_area(2, "UA0102", geometry=shapely.Polygon([(33, 45), (34, 46), (34, 45), (33, 46)])),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_the_first_gate_that_fails_is_one_line(reason: str) -> None:
    with pytest.raises(NotUsable, match=reason) as caught:
        check_areas(BROKEN[reason], KNOWN)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("city", ["Simferopol", "Sevastopol", "Donetsk", "Luhansk", "Kerch"])
def test_a_border_that_leaves_an_occupied_city_outside_is_refused(city: str) -> None:
    pcode = {"Simferopol": "UA01", "Kerch": "UA01", "Sevastopol": "UA85", "Donetsk": "UA14", "Luhansk": "UA44"}[city]
    spot = {"Simferopol": (34.11, 44.957), "Kerch": (36.47, 45.356), "Sevastopol": (33.55, 44.58)}.get(
        city, (37.80, 48.02) if city == "Donetsk" else (39.305, 48.57)
    )
    whole = next(area.geometry for area in WHOLE[1] if area.pcode == pcode)
    cut = whole.difference(shapely.Point(spot).buffer(0.01))

    with pytest.raises(NotUsable, match=f"leaves {city} outside"):
        check_areas(with_area(1, pcode, geometry=cut), KNOWN)


def test_a_border_that_takes_in_a_city_of_a_neighbour_is_refused() -> None:
    whole = next(area.geometry for area in WHOLE[1] if area.pcode == "UA63")
    grown = whole.union(shapely.box(36.4, 50.2, 36.7, 50.7))

    with pytest.raises(NotUsable, match="leaves Belgorod inside"):
        check_areas(with_area(1, "UA63", geometry=grown), KNOWN)


def test_a_code_that_moved_keeps_its_last_digits_and_counts_as_there() -> None:
    in_use = [f"UA5908019001{number:07d}" for number in range(200)]
    moved = {f"UA5902001001{number:07d}" for number in range(200)}
    check_codes("katottg.csv", moved, in_use)

    with pytest.raises(NotUsable, match="lacks 3 of 200"):
        check_codes("katottg.csv", set(in_use[3:]), in_use)


LAST = Summary(
    places={"city": 463, "town": 1979, "village": 27261},
    exact={"village": 20_000},
    areas={"hromada": LevelAreas(count=1770, quality="official", source="invented")},
    forms_count=190_000,
    former_forms_count=19_000,
    former_names_count=0,
)


def test_a_version_may_lose_a_little_but_not_much() -> None:
    check_against(replace(LAST, exact={"village": 19_900}), LAST, has_all_inputs=True)
    check_against(replace(LAST, exact={"village": 4_000}), LAST, has_all_inputs=False)

    shrunk = {
        "4000 settlements with a point": replace(LAST, exact={"village": 4_000}),
        "0 areas of level hromada": replace(LAST, areas={}),
        "100000 forms": replace(LAST, forms_count=100_000),
        "12442 settlements": replace(LAST, places=LAST.places | {"village": 10_000}),  # type: ignore[operator]
    }
    for reason, new in shrunk.items():
        with pytest.raises(NotUsable, match=reason):
            check_against(new, LAST, has_all_inputs=True)
