"""Run a bench: every side once in each round, one after the other, so that other load hits all alike."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from jobs.bench.alone import measure_alone
from jobs.bench.case import Case, Clock, Side
from jobs.bench.figures import (
    Alone,
    Line,
    add_up,
    by_medians,
    compare,
    describe_machine,
    lack,
    make_line,
    spread_out,
)

ROUNDS, SLOW_ROUNDS = 5, 3
SLOW_S = 20.0  # a round that takes longer
CLOCKS = {Clock.CPU: time.process_time, Clock.WALL: time.perf_counter}

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class _Lap:
    """What a side gave, and the seconds of each item clocked apart, in each round."""

    output: Any
    rounds: list[list[float]]

    @property
    def seconds(self) -> list[float]:
        """The seconds of each round."""
        return [sum(seconds) for seconds in self.rounds]


def run_bench(bench: str, cases: Sequence[Case], scale: float, tell: Tell) -> Iterator[Line]:
    """Run cases and give their lines as they are ready, the line of the machine first."""
    settings = import_module(f"jobs.bench.{bench}").SETTINGS
    packages = dict.fromkeys(need for case in cases for rival in case.rivals for need in rival.needs)
    yield describe_machine(bench, packages, {"scale": scale, **settings})
    for case in cases:
        tell(f"{bench}: {case.name}")
        yield from run_case(bench, case, measure_alone(bench, case, scale))


def run_case(bench: str, case: Case, alone: Alone) -> Iterator[Line]:
    """Run one case against all its rivals that are installed: a line for each rival, or one of our own."""
    ours = case.prepare()
    missing = {rival.name: [need for need in rival.needs if find_spec(need) is None] for rival in case.rivals}
    theirs = {rival.name: rival.prepare() for rival in case.rivals if not missing[rival.name]}
    race = _race((ours, *theirs.values()), CLOCKS[case.clock], case.rounds)
    ran = dict(zip(theirs, race[1:], strict=True))
    spread = spread_out(race[0].rounds) if ours.steps else {}
    line = partial(make_line, bench, case, n=ours.n, rounds=len(race[0].rounds), alone=alone, spread=spread)
    if not case.rivals:
        yield line(add_up(race[0].seconds, None, n=ours.n, comparator_n=ours.n), against={})
    for rival in case.rivals:
        lap = ran.get(rival.name)
        rival_n = theirs[rival.name].n if lap is not None else ours.n
        figures = add_up(race[0].seconds, lap.seconds if lap is not None else None, n=ours.n, comparator_n=rival_n)
        if lap is None:
            against = lack(rival, missing[rival.name])
        else:
            if ours.steps:
                figures = by_medians(figures, race[0].rounds, lap.rounds)
            same = rival.agrees(race[0].output, lap.output) if rival.agrees is not None else None
            against = compare(rival, figures, comparator_n=rival_n, same=same)
        yield line(figures, against=against)


def _race(sides: Sequence[Side], clock: Callable[[], float], rounds: int | None) -> list[_Lap]:
    """Let all sides run in turn. Outputs are those of the warm-up, which is not counted."""
    begun = time.perf_counter()
    laps = [_Lap(output=side.warm_up(), rounds=[]) for side in sides]
    is_slow = time.perf_counter() - begun > SLOW_S
    for _ in range(rounds or (SLOW_ROUNDS if is_slow else ROUNDS)):
        gc.collect()
        for side, lap in zip(sides, laps, strict=True):
            side.reset()
            lap.rounds.append([_clock(step, clock) for step in side.steps or (side.run,)])
    return laps


def _clock(step: Callable[[], Any], clock: Callable[[], float]) -> float:
    begun = clock()
    step()
    return clock() - begun
