"""Opening, migrating and publishing, on both stores."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from tests.builders import NOON, make_claim, make_series
from tests.packaged import packaged_boundaries, packaged_gazetteer
from tracker.errors import StoreUnavailable
from tracker.exposure import expose, tonight
from tracker.merge import merge_claims
from tracker.model import Edition, Picture, Scope, Tier
from tracker.policy import read_policy, redact
from tracker.store.engine import HEAD, current_revision, open_store
from tracker.store.migrations.upgrade import differences, known_revisions
from tracker.store.published import read_as_of, write_edition
from tracker.store.window import Window, box
from tracker.store.windows import find_outages

GAZETTEER, BOUNDARIES = packaged_gazetteer(), packaged_boundaries()
POLICY = read_policy(Path("seeds/policy.toml").read_text(encoding="utf-8"))
KHARKIV_OBLAST, KHARKIV = "UA63000000000041885", "UA63120270010096107"


def make_edition() -> Edition:
    claims = [
        make_claim("a", place_id=KHARKIV_OBLAST, scope=Scope.WHOLE),
        make_claim("b", place_id=KHARKIV, onset=NOON),
    ]
    events = merge_claims(claims, (), (), {}, GAZETTEER, NOON)
    series = [make_series({0: -11.5}, place_id=KHARKIV)]
    picture = Picture(
        as_of=NOON,
        events=events,
        exposures=expose(events.outages, claims, series, GAZETTEER, NOON),
        tonight=tonight(series, GAZETTEER, NOON),
        weather_fetched_at=NOON,
        newest_report_at=NOON,
        is_synthetic=True,
    )
    return redact(picture, Tier.PUBLIC, POLICY, {}, GAZETTEER)


def test_a_new_store_is_at_the_head_and_matches_the_model(store: Engine) -> None:
    assert differences(store) == []

    assert current_revision(store) == HEAD
    assert HEAD in known_revisions()


def test_opening_again_changes_nothing(database: str) -> None:
    open_store(database).dispose()
    engine = open_store(database)

    assert current_revision(engine) == HEAD
    engine.dispose()


def test_a_store_of_a_newer_svitlo_is_refused(database: str) -> None:
    engine = open_store(database)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()

    with pytest.raises(StoreUnavailable, match="newer"):
        open_store(database)


def test_the_published_layer_has_geometry_and_temperatures(store: Engine) -> None:
    write_edition(store, make_edition(), GAZETTEER, BOUNDARIES)
    near_kharkiv = Window(area=box(west=36.0, south=49.8, east=36.5, north=50.2))
    far_away = Window(area=box(west=22.0, south=48.0, east=23.0, north=49.0))

    with store.connect() as connection:
        assert len(find_outages(connection, near_kharkiv)) == 2
        assert find_outages(connection, far_away) == ()
    assert read_as_of(store) == NOON


def test_an_edition_replaces_the_one_before(store: Engine) -> None:
    for _ in range(2):
        write_edition(store, make_edition(), GAZETTEER, BOUNDARIES)

    with store.connect() as connection:
        assert len(find_outages(connection, Window())) == 2


@pytest.mark.server
@pytest.mark.parametrize("database", ["postgis"], indirect=True)
def test_gis_clients_see_a_postgis_layer_with_temperature_columns(store: Engine) -> None:
    write_edition(store, make_edition(), GAZETTEER, BOUNDARIES)
    with store.connect() as connection:
        kinds = connection.execute(
            text("SELECT ST_GeometryType(geom), ST_SRID(geom), temperature_now_c FROM published.outages ORDER BY 1")
        ).all()
        registered = connection.execute(
            text("SELECT srid FROM geometry_columns WHERE f_table_schema = 'published' AND f_table_name = 'outages'")
        ).scalar()

    assert [tuple(row) for row in kinds] == [("ST_MultiPolygon", 4326, None), ("ST_Point", 4326, -11.5)]
    assert registered == 4326


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "svitlo.db"


def test_the_file_is_private_from_its_first_byte(path: Path) -> None:
    old = os.umask(0)
    try:
        open_store(str(path)).dispose()
    finally:
        os.umask(old)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_can_read_is_refused(path: Path) -> None:
    open_store(str(path)).dispose()
    path.chmod(0o644)

    with pytest.raises(StoreUnavailable, match="chmod 600"):
        open_store(str(path))


def test_an_sqlite_file_of_another_program_is_refused_and_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipes (name TEXT)")
    connection.close()
    path.chmod(0o600)
    before = path.read_bytes()

    with pytest.raises(StoreUnavailable, match="another program"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(path: Path) -> None:
    path.write_bytes(b"invented, and no database at all" * 200)
    path.chmod(0o600)

    with pytest.raises(StoreUnavailable, match="no store"):
        open_store(str(path))


def test_two_processes_may_open_an_absent_store_at_once(path: Path) -> None:
    code = "import sys; from tracker.store.engine import open_store; open_store(sys.argv[1]).dispose()"
    opening = [subprocess.Popen([sys.executable, "-c", code, str(path)], stderr=subprocess.PIPE) for _ in range(3)]
    outcomes = [process.communicate()[1].decode()[-300:] for process in opening]

    assert [process.returncode for process in opening] == [0, 0, 0], outcomes
