"""How the server answers windows: by its indexes, and with a plan that sees the box, however often it is asked."""

from datetime import timedelta
from typing import Any

import pytest
import shapely
from sqlalchemy import Connection, Engine, event, text

from tests.builders import NOON
from tests.store.outages import make_row, put
from tracker.store.window import Window, box
from tracker.store.windows import find_nearest, find_outages

pytestmark = [pytest.mark.server, pytest.mark.parametrize("database", ["postgis"], indirect=True)]

DAY = timedelta(days=1)
CITY = box(west=30.0, south=50.0, east=30.3, north=50.3)
OBLAST = box(west=30.0, south=50.0, east=32.0, north=52.0)
COUNTRY = box(west=22.0, south=44.0, east=40.5, north=52.5)
WINDOWS = {
    "city × 1 day": Window(area=CITY, since=NOON, until=NOON + DAY),
    "city × 30 days": Window(area=CITY, since=NOON, until=NOON + 30 * DAY),
    "oblast × 1 day": Window(area=OBLAST, since=NOON, until=NOON + DAY),
    "oblast × 7 days": Window(area=OBLAST, since=NOON, until=NOON + 7 * DAY),
    "all Ukraine × 1 day": Window(area=COUNTRY, since=NOON, until=NOON + DAY),
    "city × 3 years": Window(area=CITY, since=NOON, until=NOON + 3 * 365 * DAY),
}


@pytest.fixture
def filled(store: Engine) -> Engine:
    """Outages all over the country and three years."""
    rows = [
        make_row(
            f"{n:04d}",
            shapely.Point(22 + n * 37 % 180 / 10, 44.5 + n * 53 % 78 / 10),
            NOON + n * DAY / 2,
            NOON + (n + 1) * DAY / 2,
        )
        for n in range(2190)
    ]
    put(store, rows)
    with store.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE published.outages"))
    return store


@pytest.mark.parametrize("name", WINDOWS)
def test_the_plan_of_the_sixtieth_time_is_made_for_its_window_as_that_of_the_first(filled: Engine, name: str) -> None:
    prepared = text("SELECT count(*) FROM pg_prepared_statements")
    with filled.connect() as connection:
        answers = {find_outages(connection, WINDOWS[name]) for _ in range(50)}
        # The driver keeps no statement, so the server never makes a plan that knows no box.
        assert connection.scalar(prepared) == 0
        answers |= {find_outages(connection, WINDOWS[name]) for _ in range(10)}
        assert connection.scalar(prepared) == 0

    assert len(answers) == 1


def explain(engine: Engine, window: Window) -> str:
    """The plan of a window: the statement asks for it in the place of its ids."""

    def ask_for_plan(*arguments: Any) -> tuple[str, Any]:
        return f"EXPLAIN {arguments[2]}", arguments[3]

    event.listen(engine, "before_cursor_execute", ask_for_plan, retval=True)
    try:
        with engine.connect() as connection:
            return "\n".join(find_outages(connection, window))
    finally:
        event.remove(engine, "before_cursor_execute", ask_for_plan)


def test_a_window_of_area_and_time_is_found_by_the_index_of_both(filled: Engine) -> None:
    plan = explain(filled, WINDOWS["city × 1 day"])

    assert "ix_published_outages_window_gist" in plan


@pytest.mark.parametrize("window", [Window(since=NOON, until=NOON + DAY), WINDOWS["all Ukraine × 1 day"]])
def test_a_short_time_of_the_whole_country_is_found_by_the_index_of_time(filled: Engine, window: Window) -> None:
    plan = explain(filled, window)

    assert "ix_published_outages_lasts_gist" in plan


def test_an_index_of_time_alone_does_not_serve_a_small_area(filled: Engine) -> None:
    window = Window(area=CITY, since=NOON, until=NOON + 1000 * DAY)

    assert "ix_published_outages_lasts_gist" not in explain(filled, window)


def test_an_area_of_all_times_is_found_by_the_index_of_both(filled: Engine) -> None:
    plan = explain(filled, Window(area=CITY))

    assert "ix_published_outages_window_gist" in plan


def test_the_nearest_are_found_without_a_prepared_statement_too(filled: Engine) -> None:
    def ask(connection: Connection) -> list[str]:
        return [one.id for one in find_nearest(connection, Window(since=NOON), lon=30.0, lat=50.0, count=5)]

    with filled.connect() as connection:
        answers = {tuple(ask(connection)) for _ in range(20)}
        prepared = connection.scalar(text("SELECT count(*) FROM pg_prepared_statements"))

    assert len(answers) == 1
    assert prepared == 0
