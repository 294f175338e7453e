"""What tests share: both stores, with a private PostgreSQL server of our own."""

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Engine

from tests.postgres import running_postgres
from tracker.store.engine import open_store

SHARED = Path(__file__).parent.parent.parent / "shared"


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave tests that read the shared practice set out where it is missing."""
    return True if "practice" in collection_path.name and not SHARED.exists() else None


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A skipped test is a part not shown to work: it fails the run."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def pg_server() -> Iterator[str]:
    """Options of an address: the server listens on a private socket only, and starts as root too."""
    with running_postgres() as cluster:
        yield cluster.options


def administer(options: str, statement: str) -> None:
    with psycopg.connect(f"postgresql:///postgres{options}", autocommit=True) as connection:
        connection.execute(statement)


@pytest.fixture(params=["sqlite", pytest.param("postgis", marks=pytest.mark.server)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty store, of either engine."""
    if request.param == "sqlite":
        yield str(tmp_path / "private" / "svitlo.db")
        return
    options: str = request.getfixturevalue("pg_server")
    name = f"test_{uuid.uuid4().hex}"
    administer(options, f"CREATE DATABASE {name}")
    try:
        yield f"postgresql:///{name}{options}"
    finally:
        administer(options, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[str], str]]:
    """Addresses of as many empty stores as a test asks for, each of the engine it names."""
    made: list[str] = []

    def make(kind: str) -> str:
        name = f"test_{uuid.uuid4().hex}"
        if kind == "sqlite":
            return str(tmp_path / "private" / f"{name}.db")
        options: str = request.getfixturevalue("pg_server")
        administer(options, f"CREATE DATABASE {name}")
        made.append(name)
        return f"postgresql:///{name}{options}"

    yield make
    for name in made:
        administer(request.getfixturevalue("pg_server"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def store(database: str) -> Iterator[Engine]:
    """A store brought up to date, of either engine."""
    engine = open_store(database)
    yield engine
    engine.dispose()
