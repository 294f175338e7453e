"""The page over a real PostgreSQL server that stops and comes back."""

from datetime import datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from fastapi.testclient import TestClient

from jobs.publish import publish
from jobs.registers import DEMO_SOURCES
from jobs.site import make_app
from tests.builders import NOON
from tests.packaged import packaged_registers
from tests.postgres import running_postgres
from tracker.store.engine import open_store

pytestmark = pytest.mark.server
MINUTE = timedelta(minutes=1)


def test_the_page_outlives_the_database_and_follows_it_again_when_it_is_back(tmp_path: Path) -> None:
    snapshot, clock = tmp_path / "edition.json", [NOON]

    def tell_time() -> datetime:
        return clock[0]

    with running_postgres() as cluster:
        with psycopg.connect(f"postgresql:///postgres{cluster.options}", autocommit=True) as connection:
            connection.execute("CREATE DATABASE svitlo")
        engine = open_store(f"postgresql:///svitlo{cluster.options}")
        registers = packaged_registers(DEMO_SOURCES)
        publish(engine, registers, tmp_path / "out", as_of=NOON, snapshot=snapshot)
        client = TestClient(make_app(lambda: engine, registers, snapshot, clock=tell_time))
        before = client.get("/en/")
        cluster.stop()
        clock[0] += 90 * MINUTE
        down, unready, data = (
            client.get(address) for address in ("/en/", "/health/ready", "/data/latest/outages.geojson")
        )
        cluster.start()
        clock[0] += 2 * MINUTE
        after, ready = client.get("/en/"), client.get("/health/ready")
        engine.dispose()

    assert "The store does not answer" not in before.text
    assert (down.status_code, unready.status_code, data.status_code) == (200, 503, 200)
    assert "The store does not answer" in down.text
    assert "1 hours old" in down.text
    assert "The store does not answer" not in after.text
    assert ready.status_code == 200


def test_a_page_started_without_its_database_shows_the_last_edition(tmp_path: Path) -> None:
    registers = packaged_registers(DEMO_SOURCES)
    snapshot = tmp_path / "edition.json"
    with running_postgres() as cluster:
        with psycopg.connect(f"postgresql:///postgres{cluster.options}", autocommit=True) as connection:
            connection.execute("CREATE DATABASE svitlo")
        address = f"postgresql:///svitlo{cluster.options}"
        engine = open_store(address)
        publish(engine, registers, tmp_path / "out", as_of=NOON, snapshot=snapshot)
        engine.dispose()
    page = TestClient(make_app(lambda: open_store(address), registers, snapshot, clock=lambda: NOON)).get("/uk/")

    assert page.status_code == 200
    assert "Сховище не відповідає" in page.text
