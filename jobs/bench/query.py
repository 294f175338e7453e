"""`svitlo bench query`: windows of the published outages, on both stores, and the picture of the last 30 days."""

import atexit
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial

from sqlalchemy import Connection

from jobs.bench import history, outages
from jobs.bench.case import Case, Clock, Rival, Side, one_by_one, scaled
from jobs.bench.layers import LENT, postgis_layer, sqlite_layer, stay_connected
from jobs.bench.outages import SHAPES, Asked, make_windows
from jobs.bench.plain_windows import best_plain_sql, plain_sqlite3
from tracker.store.engine import open_store
from tracker.store.window import Window, box
from tracker.store.windows import find_outages

MILLION, MANY = 1_000_000, 10_000_000
FEWEST = 300
GOAL, AGAIN_GOAL = 2.0, 1.5
MOST_P95_MS, MOST_P95_MS_OF_MANY = 30.0, 100.0
TWENTY = 20  # executions: the first of a connection, and those from the 41st on
SETTINGS: Mapping[str, object] = {**outages.SETTINGS, **history.SETTINGS}


def cases(scale: float) -> Sequence[Case]:
    """Six shapes of window on a million rows of each store, the sixtieth time too; and on ten million of PostGIS."""
    return (
        *(_postgis(f"postgis 1M, {shape}", shape, scale, MILLION, MOST_P95_MS) for shape in SHAPES),
        *(_sixtieth(shape, scale) for shape in SHAPES),
        *(_sqlite(shape, scale) for shape in SHAPES),
        *history.cases(scale),
        *(_postgis(f"postgis 10M, {shape}", shape, scale, MANY, MOST_P95_MS_OF_MANY) for shape in SHAPES),
    )


def _postgis(name: str, shape: str, scale: float, rows: int, most_p95_ms: float) -> Case:
    windows, count = make_windows(shape, scale), scaled(rows, scale, FEWEST)
    rival = Rival(name="best plain SQL", prepare=lambda: best_plain_sql(windows, count), goal=GOAL, agrees=_same)
    return Case(
        name=name,
        unit="windows",
        prepare=lambda: one_by_one(_ask_ours(postgis_layer(count), windows)),
        rivals=(rival,),
        clock=Clock.WALL,
        most_p95_ms=most_p95_ms,
        lend=lambda: {LENT: postgis_layer(count)},
        is_large=rows == MANY,
    )


def _sixtieth(shape: str, scale: float) -> Case:
    """The same twenty windows three times on one connection: the third time, beside the first."""
    windows, count = make_windows(shape, 1.0)[:TWENTY], scaled(MILLION, scale, FEWEST)
    rival = Rival(
        name="our executions 1 to 20",
        prepare=lambda: _on_new_connections(postgis_layer(count), windows, before=0),
        goal=AGAIN_GOAL,
        agrees=_same,
    )
    return Case(
        name=f"postgis 1M, {shape}, 60th",
        unit="windows",
        prepare=lambda: _on_new_connections(postgis_layer(count), windows, before=2),
        rivals=(rival,),
        clock=Clock.WALL,
        lend=lambda: {LENT: postgis_layer(count)},
    )


def _sqlite(shape: str, scale: float) -> Case:
    windows, count = make_windows(shape, scale), scaled(MILLION, scale, FEWEST)
    rival = Rival(
        name="plain sqlite3, R-tree (x, y, t)",
        prepare=lambda: plain_sqlite3(windows, count),
        goal=GOAL,
        agrees=_same,
    )
    return Case(
        name=f"sqlite 1M, {shape}",
        unit="windows",
        prepare=lambda: one_by_one(_ask_ours(sqlite_layer(count), windows)),
        rivals=(rival,),
        clock=Clock.WALL,
        most_p95_ms=MOST_P95_MS,
        lend=lambda: {LENT: sqlite_layer(count)},
    )


def _ask_ours(database: str, windows: Sequence[Asked]) -> Sequence[Callable[[], tuple[str, ...]]]:
    """Each window asked of the store's own function, all on one connection."""
    return [partial(find_outages, stay_connected(database), _window(asked)) for asked in windows]


def _on_new_connections(database: str, windows: Sequence[Asked], *, before: int) -> Side:
    """Windows asked on a connection that is new in every round and has been asked them `before` times already."""
    engine, asked = open_store(database), [_window(one) for one in windows]
    held, current = ExitStack(), list[Connection]()
    atexit.register(held.close)

    def connect() -> None:
        held.close()
        held.callback(engine.dispose)
        current[:] = [held.enter_context(engine.connect())]
        for _ in range(before):
            for window in asked:
                ask(window)

    def ask(window: Window) -> tuple[str, ...]:
        return find_outages(current[0], window)

    return one_by_one([partial(ask, window) for window in asked], reset=connect)


def _window(asked: Asked) -> Window:
    area = box(west=asked.west, south=asked.south, east=asked.east, north=asked.north)
    return Window(area=area, since=asked.since, until=asked.until)


def _same(ours: Sequence[Sequence[str]], theirs: Sequence[Sequence[str]]) -> bool:
    """The same ids in every window, and some in some."""
    return any(ours) and [set(one) for one in ours] == [set(one) for one in theirs]
