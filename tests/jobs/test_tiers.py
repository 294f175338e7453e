"""What partners may see goes into the published tables only, and beside what the public sees."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select

from jobs.plan import plan_jobs
from jobs.publish import publish, publish_tables
from jobs.registers import DEMO_SOURCES, Registers
from tests.builders import NOON, make_claim
from tests.packaged import packaged_registers
from tests.store.test_ledger import make_report, read
from tracker.model import Role, Tier
from tracker.settings import Settings
from tracker.store import ledger
from tracker.store.tables import PUBLISHED, table_of

KHARKIV = "UA63120270010096107"


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers(DEMO_SOURCES)


@pytest.fixture
def told(store: Engine, registers: Registers) -> Engine:
    """A store with an outage that one medium told of a moment ago: the public waits for a second voice."""
    source_id = next(name for name, source in registers.sources.items() if source.role == Role.MEDIUM)
    report = replace(make_report(), source_id=source_id, learned_at=NOON, published_at=NOON)
    claim = replace(make_claim("a", place_id=KHARKIV), source_id=source_id, source_role=Role.MEDIUM)
    ledger.append_readings(store, [read(report, claim)])
    return store


def shown(store: Engine) -> Counter[str]:
    with store.connect() as connection:
        return Counter(connection.scalars(select(table_of(store.dialect.name, PUBLISHED, "outages").c.tier)))


def test_the_rows_of_partners_stand_beside_those_of_the_public(
    told: Engine, registers: Registers, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    publish(told, registers, out, as_of=NOON)
    public, files = shown(told), {path.name: path.read_bytes() for path in out.iterdir()}
    publish_tables(told, registers, as_of=NOON, tier=Tier.PARTNER)

    assert (public, shown(told)) == (Counter(), Counter({"partner": 1}))
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files


@pytest.mark.parametrize("is_set", [False, True])
def test_the_scheduler_writes_them_where_that_is_set(
    told: Engine, registers: Registers, tmp_path: Path, *, is_set: bool
) -> None:
    settings = Settings(out=tmp_path / "out", snapshot=tmp_path / "edition.json", partner_tables=is_set)
    (job,) = (job for job in plan_jobs(told, registers, settings) if job.name == "publish")
    job.work(NOON + timedelta(minutes=1), lambda: True)

    assert shown(told) == (Counter({"partner": 1}) if is_set else Counter())
