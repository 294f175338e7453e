"""Backups of both stores, restored: the same content, and the same rights after `svitlo db init`."""

import sqlite3
import subprocess
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, Engine

from tests.builders import NOON
from tests.conftest import administer
from tests.store.planted import OPEN, plant
from tests.store.provisioned import as_role, provisioned
from tracker.store.checking import check_store
from tracker.store.engine import connect_store, open_store
from tracker.store.fingerprints import Fingerprint, fingerprint
from tracker.store.provisioning import provision
from tracker.store.roles import APP
from tracker.store.tables import TABLES, table_of


def content(engine: Engine) -> dict[str, Fingerprint]:
    def of(connection: Connection, schema: str, name: str) -> Fingerprint:
        return fingerprint(connection, table_of(engine.dialect.name, schema, name))

    with engine.connect() as connection:
        return {f"{schema}.{name}": of(connection, schema, name) for schema, names in TABLES.items() for name in names}


def now_problems(address: str) -> tuple[str, ...]:

    engine, _ = connect_store(address)
    problems = check_store(engine, now=NOON.now(NOON.tzinfo)).problems
    engine.dispose()
    return problems


@pytest.mark.parametrize("way", ["VACUUM INTO", "backup"])
def test_a_backup_of_a_file_in_use_holds_the_same_and_opens(way: str, tmp_path: Path) -> None:
    engine = open_store(str(tmp_path / "private" / "svitlo.db"))
    plant(engine)
    copy = tmp_path / "private" / "backup.db"
    source = sqlite3.connect(tmp_path / "private" / "svitlo.db")
    if way == "VACUUM INTO":
        source.execute("VACUUM INTO ?", [str(copy)])
    else:
        with sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
    source.close()
    copy.chmod(0o600)
    restored = open_store(str(copy))

    assert content(restored) == content(engine)
    assert check_store(restored, now=NOON).problems == ()
    engine.dispose()
    restored.dispose()


@pytest.fixture
def name(pg_server: str) -> Iterator[str]:
    name = f"restored_{uuid.uuid4().hex}"
    yield name
    administer(pg_server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.mark.server
def test_a_dump_of_a_hub_is_restored_with_its_content_its_months_and_its_rights(
    pg_server: str, name: str, tmp_path: Path
) -> None:
    programs = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    dump = tmp_path / "hub.dump"
    with provisioned(pg_server) as hub:
        engine = open_store(as_role(hub, APP))
        plant(engine)
        before = content(engine)
        engine.dispose()
        with dump.open("wb") as file:
            subprocess.run([programs / "pg_dump", "-Fc", "-d", hub], stdout=file, check=True)
    restored = f"postgresql:///{name}{pg_server}"
    administer(pg_server, f"CREATE DATABASE {name} OWNER {APP}")
    with dump.open("rb") as file:
        subprocess.run([programs / "pg_restore", "--exit-on-error", "-d", restored], stdin=file, check=True)
    before_init = now_problems(restored)
    provision(restored)
    engine = open_store(as_role(restored, APP))
    after = content(engine)
    engine.dispose()
    with psycopg.connect(as_role(restored, "svitlo_public")) as connection:
        seen = connection.execute("SELECT DISTINCT policy_version FROM published.outages").fetchall()

    assert after == before
    assert now_problems(restored) == ()
    assert seen == [(OPEN,)]
    # The dump brings owners, policies and rights of the tables; rights of the database are no part of it.
    assert before_init != ()
    assert all("the database" in line or "may call" in line for line in before_init), before_init
