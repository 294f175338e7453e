"""Fixtures of the fault tests: the server, the registers, and a world on either store."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from jobs.registers import Registers
from tests.faults.server import serve_faults
from tests.faults.world import World
from tests.packaged import packaged_registers
from tests.sources.loopback import Loopback


@pytest.fixture(scope="session")
def registers() -> Registers:
    return packaged_registers()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with serve_faults() as running:
        yield running


@pytest.fixture
def make_world(store: Engine, registers: Registers, server: Loopback) -> Callable[..., World]:
    def make(**fields: Any) -> World:
        return World(store=store, registers=registers, server=server, **fields)

    return make


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    return make_world()
