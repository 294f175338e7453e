"""Windows of the published outages: both stores give what a plain reading of the rule gives."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely
from sqlalchemy import Engine

from tests.builders import NOON
from tests.store.outages import make_row, put
from tracker.model import Tier
from tracker.store.window import Near, Window, box
from tracker.store.windows import find_nearest, find_outages

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CITY = shapely.Point(36.23, 49.99)
AREA = shapely.Polygon([(30, 50), (31, 50), (31, 51), (30, 51)])
RING = shapely.Polygon(AREA.exterior, [[(30.2, 50.2), (30.8, 50.2), (30.8, 50.8), (30.2, 50.8)]])
WEDGE = shapely.Polygon([(30, 50), (34, 50), (30, 54)])


def ids(store: Engine, window: Window, **options: Any) -> tuple[str, ...]:
    with store.connect() as connection:
        return find_outages(connection, window, **options)


def nearest(store: Engine, lon: float, lat: float, count: int, **window: Any) -> tuple[Near, ...]:
    with store.connect() as connection:
        return find_nearest(connection, Window(**window), lon=lon, lat=lat, count=count)


EVERYWHERE = box(west=-180, south=-90, east=180, north=90)
AREAS = {
    "everywhere, and nowhere too": (Window(), ("area", "nowhere", "point")),
    "the country": (Window(area=box(west=20, south=40, east=45, north=55)), ("area", "point")),
    "around the point": (Window(area=box(west=36, south=49.9, east=36.5, north=50.1)), ("point",)),
    "the point on its side": (Window(area=box(west=36.23, south=49, east=37, north=51)), ("point",)),
    "a centimetre beside it": (Window(area=box(west=36.2300001, south=49, east=37, north=51)), ()),
    "no larger than it": (Window(area=box(west=36.23, south=49.99, east=36.23, north=49.99)), ("point",)),
    "a line through it": (Window(area=box(west=36.23, south=49, east=36.23, north=51)), ("point",)),
    "touching the area": (Window(area=box(west=31, south=50.4, east=32, north=50.6)), ("area",)),
    "inside the area": (Window(area=box(west=30.4, south=50.4, east=30.6, north=50.6)), ("area",)),
    "the world": (Window(area=EVERYWHERE), ("area", "point")),
    "a polygon over the area": (Window(area=WEDGE), ("area",)),
    "two polygons": (Window(area=shapely.MultiPolygon([WEDGE, CITY.buffer(0.1)])), ("area", "point")),
    "another tier": (Window(tier=Tier.PARTNER), ("for partners",)),
}


def test_an_outage_is_in_the_windows_that_its_geometry_touches(store: Engine) -> None:
    partners = make_row("for partners", CITY, tier=Tier.PARTNER)
    put(store, [make_row("point", CITY), make_row("area", AREA), make_row("nowhere"), partners])

    found = {name: ids(store, window) for name, (window, _) in AREAS.items()}

    assert found == {name: expected for name, (_, expected) in AREAS.items()}


def test_the_box_around_a_polygon_is_not_the_polygon(store: Engine) -> None:
    put(store, [make_row("in its box alone", shapely.Point(33.9, 53.9)), make_row("in it", shapely.Point(31, 51))])

    assert ids(store, Window(area=WEDGE)) == ("in it",)


def test_a_hole_is_outside(store: Engine) -> None:
    put(store, [make_row("ring", RING)])
    hole = box(west=30.4, south=50.4, east=30.6, north=50.6)

    assert ids(store, Window(area=hole)) == ()
    assert ids(store, Window(area=hole.buffer(0.3))) == ("ring",)


def test_an_empty_geometry_is_none(store: Engine) -> None:
    put(store, [make_row("empty", shapely.Point())])

    assert ids(store, Window(area=EVERYWHERE)) == ()
    assert ids(store, Window(since=NOON)) == ("empty",)


BLINK = timedelta(microseconds=1)
# Onset, end, since, until: is it in?
TIMES = {
    "begins in it": (NOON, NOON + DAY, NOON - DAY, NOON + HOUR, True),
    "ends in it": (NOON, NOON + DAY, NOON + HOUR, NOON + 2 * DAY, True),
    "lasts through it": (NOON, NOON + DAY, NOON + HOUR, NOON + 2 * HOUR, True),
    "is whole in it": (NOON, NOON + HOUR, NOON - DAY, NOON + DAY, True),
    "a moment": (NOON, NOON, NOON, NOON, True),
    "ends as it begins": (NOON, NOON + HOUR, NOON + HOUR, NOON + DAY, True),
    "begins as it ends": (NOON, NOON + HOUR, NOON - DAY, NOON, True),
    "over by a blink": (NOON, NOON + HOUR, NOON + HOUR + BLINK, None, False),
    "later by a blink": (NOON, NOON + HOUR, None, NOON - BLINK, False),
    "not over: in all that follows": (NOON, None, NOON + 900 * DAY, NOON + 901 * DAY, True),
    "not over: in nothing before": (NOON, None, NOON - 2 * DAY, NOON - DAY, False),
    "onset unknown: in all before": (None, NOON, NOON - 901 * DAY, NOON - 900 * DAY, True),
    "onset unknown: in nothing after": (None, NOON, NOON + HOUR, NOON + DAY, False),
    "nothing known: in everything": (None, None, NOON, NOON, True),
    "no range": (NOON, NOON + HOUR, None, None, True),
    "open to the future": (NOON, NOON + HOUR, NOON, None, True),
    "open to the past": (NOON, NOON + HOUR, None, NOON, True),
    "rounded onset: as it ends": (NOON, NOON - HOUR, NOON - 2 * HOUR, NOON - HOUR, True),
    "rounded onset: as it begins": (NOON, NOON - HOUR, NOON, NOON + HOUR, True),
    "rounded onset: in between": (NOON, NOON - HOUR, NOON - HOUR / 2, NOON - HOUR / 3, True),
    "rounded onset: not before": (NOON, NOON - HOUR, NOON - 2 * DAY, NOON - DAY, False),
    "rounded onset: not after": (NOON, NOON - HOUR, NOON + HOUR, NOON + DAY, False),
}


@pytest.mark.parametrize("area", [None, box(west=36, south=49, east=37, north=51)], ids=["everywhere", "in a box"])
def test_an_outage_is_in_the_windows_that_overlap_it_in_time(store: Engine, area: shapely.Geometry | None) -> None:
    put(store, [make_row(name, CITY, started_at, ended_at) for name, (started_at, ended_at, *_) in TIMES.items()])

    found = {
        name: name in ids(store, Window(area=area, since=since, until=until))
        for name, (_, _, since, until, _) in TIMES.items()
    }

    assert found == {name: is_in for name, (*_, is_in) in TIMES.items()}


def test_a_window_in_another_zone_is_the_same_window(store: Engine) -> None:
    put(store, [make_row("one", CITY, NOON, NOON + HOUR)])
    kyiv_winter = NOON.astimezone(ZoneInfo("Europe/Kyiv"))

    assert ids(store, Window(since=kyiv_winter + HOUR)) == ("one",)
    assert ids(store, Window(since=kyiv_winter + HOUR + timedelta(seconds=1))) == ()


def test_pages_of_any_size_make_the_whole(store: Engine) -> None:
    rows = [make_row(f"{n * 7919 % 101:03d}", shapely.Point(30 + n / 50, 50), NOON) for n in range(101)]
    put(store, rows)
    window = Window(area=WEDGE, since=NOON)
    whole = ids(store, window)
    for size in (1, 7, 50, 100, 101, 500):
        pages: list[str] = []
        while page := ids(store, window, limit=size, after=pages[-1] if pages else None):
            assert len(page) <= size
            pages += page

        assert tuple(pages) == whole == tuple(f"{n:03d}" for n in range(101))


def test_a_page_is_full_although_much_of_the_box_is_outside_the_polygon(store: Engine) -> None:
    outside = [make_row(f"a{n:03d}", shapely.Point(33.9, 53.9)) for n in range(300)]
    put(store, [*outside, *(make_row(f"b{n}", shapely.Point(31, 51)) for n in range(3))])

    assert ids(store, Window(area=WEDGE), limit=2) == ("b0", "b1")
    assert ids(store, Window(area=WEDGE), limit=2, after="b1") == ("b2",)


def test_ids_come_by_code_point_on_both_stores(store: Engine) -> None:
    put(store, [make_row(name, CITY) for name in ("b", "A", "a", "B", "-", "9", "й", "z", "_")])

    assert ids(store, Window()) == tuple(sorted(("b", "A", "a", "B", "-", "9", "й", "z", "_")))
    assert ids(store, Window(), after="a") == ("b", "z", "й")


@pytest.mark.parametrize(
    "sides",
    [
        {"west": 37, "south": 49, "east": 36, "north": 50},
        {"west": 36, "south": 50, "east": 37, "north": 49},
        {"west": -181, "south": 49, "east": 37, "north": 50},
        {"west": 36, "south": 49, "east": 37, "north": 91},
        {"west": float("nan"), "south": 49, "east": 37, "north": 50},
    ],
    ids=["west of its west", "south of its south", "off the world", "beyond the pole", "not a number"],
)
def test_a_box_that_is_none_is_refused(sides: dict[str, float]) -> None:
    with pytest.raises(ValueError, match="no box"):
        box(**sides)


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it begins"):
        Window(since=NOON, until=NOON - HOUR)


def test_an_area_without_a_point_is_refused() -> None:
    with pytest.raises(ValueError, match="without a point"):
        Window(area=shapely.Polygon())


def test_the_nearest_come_first_in_metres(store: Engine) -> None:
    east, north = shapely.Point(36.33, 49.99), shapely.Point(36.23, 50.08)
    put(store, [make_row("east", east), make_row("north", north), make_row("here", CITY), make_row("nowhere")])

    near = nearest(store, CITY.x, CITY.y, 3)

    # A tenth of a degree to the east is less than nine hundredths to the north.
    assert [one.id for one in near] == ["here", "east", "north"]
    assert [one.metres for one in near] == pytest.approx([0.0, 7148.97, 10007.56], abs=0.01)


def test_the_nearest_are_found_on_the_other_side_of_the_world(store: Engine) -> None:
    put(store, [make_row("far", shapely.Point(-100, -40)), make_row("further", shapely.Point(-150, -49))])

    near = nearest(store, CITY.x, CITY.y, 5)

    assert [one.id for one in near] == ["far", "further"]
    assert near[1].metres == pytest.approx(19_526_000, rel=0.05)


def test_the_nearest_of_an_empty_store_are_none(store: Engine) -> None:
    assert nearest(store, CITY.x, CITY.y, 5) == ()


def test_an_area_is_as_far_as_its_border_and_not_at_all_inside(store: Engine) -> None:
    put(store, [make_row("area", AREA), make_row("ring", RING)])

    inside, outside = nearest(store, 30.5, 50.5, 2), nearest(store, 31.5, 50.5, 2)

    assert [one.id for one in inside] == ["area", "ring"]
    assert inside[0].metres == 0.0
    assert inside[1].metres == pytest.approx(21_218, rel=0.01)
    assert [one.metres for one in outside] == pytest.approx([35_365, 35_365], rel=0.01)


def test_of_equally_near_ones_the_first_ids_come(store: Engine) -> None:
    put(store, [make_row(name, CITY) for name in ("c", "a", "d", "b")])

    assert [one.id for one in nearest(store, 36.0, 50.0, 3)] == ["a", "b", "c"]


def test_the_nearest_are_of_a_time_and_a_tier(store: Engine) -> None:
    rows = (
        make_row("over", CITY, NOON - DAY, NOON - HOUR),
        make_row("now", shapely.Point(36.5, 50), NOON - DAY),
        make_row("for partners", CITY, tier=Tier.PARTNER),
    )
    put(store, rows)

    assert [one.id for one in nearest(store, 36.23, 49.99, 9, since=NOON)] == ["now"]
    assert [one.id for one in nearest(store, 36.23, 49.99, 9, tier=Tier.PARTNER)] == ["for partners"]


def test_the_nearest_within_an_area_are_not_asked_for(store: Engine) -> None:
    with pytest.raises(ValueError, match="everywhere"):
        nearest(store, 36.0, 50.0, 1, area=AREA)


def test_many_windows_give_what_the_rule_says(store: Engine) -> None:
    random = Random(7)  # noqa: S311 - the same rows in every run
    rows = [_any_row(random, n) for n in range(300)]
    put(store, rows)
    for _ in range(150):
        window = _any_window(random)

        assert ids(store, window) == tuple(sorted(_by_the_rule(rows, window))), window


def _any_row(random: Random, n: int) -> dict[str, Any]:
    lon, lat = round(random.uniform(22, 40), 1), round(random.uniform(45, 52), 1)
    geom = random.choice([shapely.Point(lon, lat), shapely.box(lon, lat, lon + 0.7, lat + 0.4), None])
    started_at, ended_at = (NOON + timedelta(hours=random.randrange(0, 400)) for _ in range(2))
    return make_row(f"{n:03d}", geom, random.choice([started_at, None]), random.choice([ended_at, None]))


def _any_window(random: Random) -> Window:
    lon, lat, size = round(random.uniform(22, 40), 1), round(random.uniform(45, 52), 1), random.choice([0.1, 1, 8])
    areas = (box(west=lon, south=lat, east=lon + size, north=lat + size), shapely.Point(lon, lat).buffer(size), None)
    since = NOON + timedelta(hours=random.randrange(-50, 450))
    until = since + timedelta(hours=random.randrange(0, 50))
    return Window(area=random.choice(areas), since=random.choice([since, None]), until=random.choice([until, None]))


def _by_the_rule(rows: Iterable[dict[str, Any]], window: Window) -> list[str]:
    first, last = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
    found = []
    for row in rows:
        begins, ends = sorted((row["started_at"] or first, row["ended_at"] or last))
        is_then = begins <= (window.until or last) and ends >= (window.since or first)
        is_there = window.area is None or (row["geom"] is not None and row["geom"].intersects(window.area))
        found += [row["id"]] if is_then and is_there else []
    return found
