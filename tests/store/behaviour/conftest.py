"""One store of each engine for all of these cases, emptied before each: hundreds of databases take long to make."""

import uuid
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from tests.conftest import administer
from tests.store.behaviour.emptying import empty
from tracker.store.engine import open_store


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgis", marks=pytest.mark.server)])
def shared_database(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a store that many cases use one after another."""
    if request.param == "sqlite":
        yield str(tmp_path_factory.mktemp("shared") / "svitlo.db")
        return
    options: str = request.getfixturevalue("pg_server")
    name = f"test_{uuid.uuid4().hex}"
    administer(options, f"CREATE DATABASE {name}")
    yield f"postgresql:///{name}{options}"
    administer(options, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def opened(shared_database: str) -> Iterator[Engine]:
    engine = open_store(shared_database)
    yield engine
    engine.dispose()


@pytest.fixture
def store(opened: Engine) -> Engine:
    """A store with nothing in it."""
    empty(opened)
    return opened
