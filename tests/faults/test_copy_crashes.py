"""A copy of a store that is killed goes on where it stopped, and ends as one that nobody killed."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, insert, select

from jobs.copying import copy_database
from tests.faults.dying_copy import POINTS
from tests.store.planted import plant
from tests.stores import PAIRS, Address
from tracker.crashpoints import SETTING
from tracker.store.copying import copy_store
from tracker.store.engine import open_store
from tracker.store.tables import LEDGER, table_of

pytestmark = pytest.mark.slow  # each copy is a process of its own
ROOT = Path(__file__).parent.parent.parent
CLAIMS = 2500


def die(source: str, target: str, *, portions: int = 0, point: str = "") -> None:
    words = [sys.executable, "-m", "tests.faults.dying_copy", source, target, str(portions)]
    done = subprocess.run(words, cwd=ROOT, env=os.environ | {SETTING: point}, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


def fill(engine: Engine) -> None:
    plant(engine)
    claim = table_of(engine.dialect.name, LEDGER, "claim")
    with engine.begin() as connection:
        one = connection.execute(select(claim)).one()._asdict()
        connection.execute(insert(claim), [one | {"claim_id": f"claim-{number:05}"} for number in range(CLAIMS)])


@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_a_copy_killed_in_the_middle_goes_on_where_it_stopped(kind: str, other: str, address: Address) -> None:
    there, here = address(kind), address(other)
    source = open_store(there)
    fill(source)
    die(there, here, portions=2)
    target = open_store(here)
    claim = table_of(target.dialect.name, LEDGER, "claim")
    with target.connect() as connection:
        kept = connection.execute(select(func.count()).select_from(claim)).scalar_one()
    told: list[tuple[str, int]] = []
    copied = copy_store(source, target, tell=lambda table, rows: told.append((table, rows)))
    source.dispose()
    target.dispose()

    assert kept == 2000
    assert [rows for table, rows in told if table == "ledger.claim"] == [CLAIMS + 1 - kept]
    assert [rows for table, rows in told if table == "ledger.poll"] == []
    assert [one.table for one in copied if not one.is_same] == []


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("kind", "other"), PAIRS)
def test_a_copy_killed_anywhere_and_asked_for_again_ends_as_if_nobody_had_killed_it(
    kind: str, other: str, point: str, address: Address
) -> None:
    there, here = address(kind), address(other)
    source = open_store(there)
    plant(source)
    source.dispose()
    die(there, here, point=point)
    copied = copy_database(there, here)

    assert [one.table for one in copied if not one.is_same] == []
    assert all(one.rows for one in copied)
