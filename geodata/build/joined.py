"""The inputs, read and joined: what every later step is made from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from geodata.build.inputs import (
    OldName,
    Point,
    Unit,
    read_former_names,
    read_hand_names,
    read_oblasts,
    read_points,
    read_units,
)
from geodata.build.join import join_points


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Units of the register with their points, and what was collected by hand."""

    units: Sequence[Unit]
    register: Mapping[str, Sequence[OldName]]  # code → names in older editions
    former: Mapping[str, Sequence[str]]  # code → all known former names
    points: Sequence[Point]
    oblasts: Sequence[dict[str, str]]
    hand: Mapping[str, Any]
    joined: Mapping[str, Point]  # code → its point


def join_inputs(folder: Path) -> Joined:
    """Read all inputs and give units of the register their points."""
    units = list(read_units(folder))
    register = read_former_names(folder, units)
    points, oblasts, hand = read_points(), read_oblasts(), read_hand_names()
    former = {code: tuple(old.name for old in names) for code, names in register.items()}
    former |= {code: (*former.get(code, ()), *names) for code, names in hand["former"].items()}
    return Joined(
        units=units,
        register=register,
        former=former,
        points=points,
        oblasts=oblasts,
        hand=hand,
        joined=join_points(units, former, points, {row["geonames_admin1"]: row["pcode"] for row in oblasts}),
    )
