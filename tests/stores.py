"""Pairs of stores to copy between."""

from collections.abc import Callable
from typing import TypeAlias

import pytest

Address: TypeAlias = Callable[[str], str]  # of an empty store of an engine
PAIRS = [
    pytest.param("sqlite", "sqlite"),
    pytest.param("sqlite", "postgis", marks=pytest.mark.server),
    pytest.param("postgis", "sqlite", marks=pytest.mark.server),
    pytest.param("postgis", "postgis", marks=pytest.mark.server),
]
