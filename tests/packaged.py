"""What ships with Svitlo, read once a process: tests need it in many places, and it is large."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from geodata.boundaries import Boundary, load_boundaries
from geodata.gazetteer import Gazetteer, load_gazetteer
from jobs.registers import REAL_SOURCES, Registers, load_registers


@cache
def packaged_gazetteer() -> Gazetteer:
    """All places."""
    return load_gazetteer()


@cache
def packaged_boundaries() -> Mapping[str, Boundary]:
    """The borders of oblasts and raions."""
    return load_boundaries()


@cache
def packaged_registers(sources: Path = REAL_SOURCES) -> Registers:
    """The registers of an installation that hears the sources of a folder."""
    return load_registers(sources)
