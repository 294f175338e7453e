"""What a bench is made of: cases, our side of each, and the rivals it is measured against."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from typing import Any


class Clock(StrEnum):
    """What is counted: the processor time of our process, or the wall clock where a server works too."""

    CPU = "cpu"
    WALL = "wall"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side of a case, built and ready: `run` does one round of `n` items and returns its output.

    What comes before and after a round is outside the clock: `reset` makes ready for it, and `look` reads an output
    that is not returned but left somewhere. Where each item is clocked apart, `steps` are the items: the ratio is then
    that of the medians.
    """

    n: int
    run: Callable[[], Any]
    steps: Sequence[Callable[[], Any]] = ()
    reset: Callable[[], object] = lambda: None
    look: Callable[[], Any] | None = None

    def warm_up(self) -> Any:
        """One round whose time does not count; gives its output."""
        self.reset()
        returned = self.run()
        return self.look() if self.look is not None else returned


def one_by_one(steps: Sequence[Callable[[], Any]], reset: Callable[[], object] = lambda: None) -> Side:
    """A side whose items are clocked apart; its output is theirs."""
    return Side(n=len(steps), run=lambda: [step() for step in steps], steps=steps, reset=reset)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rival:
    """A library that does the same, or the nearest to it.

    `agrees` is given our output and the rival's: true, false, or None where it cannot be told here.
    """

    name: str
    prepare: Callable[[], Side]
    needs: tuple[str, ...] = ()  # modules of the extra `bench`
    goal: float | None = None  # the highest ratio allowed
    agrees: Callable[[Any, Any], bool | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One thing that is measured: a line for each rival, or one line where there is none.

    What is dear to make, and no part of our memory, is made once: `lend` gives the environment variables by which our
    side finds it in its own process.
    """

    name: str
    unit: str
    prepare: Callable[[], Side]
    rivals: tuple[Rival, ...] = ()
    load: Callable[[], object] | None = None  # what run time needs: registers, automata
    clock: Clock = Clock.CPU
    rounds: int | None = None  # by how long a round takes where not given
    most_seconds: float | None = None  # limits of our own side that must hold too
    most_mb: float | None = None
    most_p95_ms: float | None = None
    lend: Callable[[], Mapping[str, str]] = dict
    is_large: bool = False  # only where it is asked for


def scaled(n: int, scale: float, least: int = 1) -> int:
    """A number of items at a scale, never below the least."""
    return max(least, round(n * scale))


class UnknownCase(LookupError):
    """A bench has no case of this name."""


def find_cases(bench: str, scale: float, name: str | None = None, *, has_large: bool = False) -> Sequence[Case]:
    """The cases of a bench, or those of one name; large ones where they are asked for.

    Raises:
        UnknownCase: there is none of this name; the message lists those there are.
    """
    cases: Sequence[Case] = import_module(f"jobs.bench.{bench}").cases(scale)
    found = [case for case in cases if name in {None, case.name} and (has_large or not case.is_large)]
    if not found:
        message = f"no case {name!r}; there are {', '.join(case.name for case in cases)}"
        raise UnknownCase(message)
    return found
