"""The lines a bench prints, and the arithmetic behind them."""

import math
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median
from typing import TypeAlias

from jobs.bench.case import Case, Rival

Line: TypeAlias = Mapping[str, object]
DIGITS = 4  # of a figure: more would only show noise


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """What the rounds of a case amount to. Seconds are medians; a ratio is taken inside each round."""

    seconds: float
    comparator_seconds: float | None
    ratio: float | None
    ratio_low: float | None
    ratio_high: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Alone:
    """What our side takes in a process of its own."""

    peak_mb: float
    load_s: float | None


def add_up(ours: Sequence[float], theirs: Sequence[float] | None, *, n: int, comparator_n: int) -> Figures:
    """Turn the seconds of each round into figures; the rival's are scaled from its number of items to ours."""
    if theirs is None:
        return Figures(seconds=median(ours), comparator_seconds=None, ratio=None, ratio_low=None, ratio_high=None)
    whole = [seconds * n / comparator_n for seconds in theirs]
    ratios = [our / their for our, their in zip(ours, whole, strict=True)]
    return Figures(
        seconds=median(ours),
        comparator_seconds=median(whole),
        ratio=median(ratios),
        ratio_low=min(ratios),
        ratio_high=max(ratios),
    )


def by_medians(figures: Figures, ours: Sequence[Sequence[float]], theirs: Sequence[Sequence[float]]) -> Figures:
    """Figures whose ratios are those of the median items: where items are clocked apart, in each round."""
    middle = add_up([median(one) for one in ours], [median(one) for one in theirs], n=1, comparator_n=1)
    return replace(figures, ratio=middle.ratio, ratio_low=middle.ratio_low, ratio_high=middle.ratio_high)


def spread_out(rounds: Sequence[Sequence[float]]) -> dict[str, float]:
    """The milliseconds that half of the items, and that all but one of twenty, do not exceed."""
    ordered = sorted(seconds for one in rounds for seconds in one)
    return {f"p{share}_ms": 1000 * ordered[math.ceil(len(ordered) * share / 100) - 1] for share in (50, 95)}


def make_line(
    bench: str,
    case: Case,
    figures: Figures,
    *,
    n: int,
    rounds: int,
    alone: Alone,
    against: Line,
    spread: Mapping[str, float],
) -> dict[str, object]:
    """A line of a case; `against` is what the rival adds to it."""
    return {
        "bench": bench,
        "case": case.name,
        "n": n,
        "seconds": _short(figures.seconds),
        "comparator": None,
        "comparator_seconds": _short(figures.comparator_seconds),
        "ratio": _short(figures.ratio),
        "peak_mb": round(alone.peak_mb, 1),
        "unit": case.unit,
        "rounds": rounds,
        "clock": case.clock,
        **({} if alone.load_s is None else {"load_s": _short(alone.load_s)}),
        **{name: _short(figure) for name, figure in spread.items()},
        **against,
        **_judge(case, figures, alone, against, spread),
    }


def _judge(case: Case, figures: Figures, alone: Alone, against: Line, spread: Mapping[str, float]) -> dict[str, object]:
    """Whether all that is asked of a case holds, where something is asked of our own side: limits beside the ratio."""
    limits = (
        (figures.seconds, case.most_seconds),
        (alone.peak_mb, case.most_mb),
        (spread.get("p95_ms", 0.0), case.most_p95_ms),
    )
    holds = [spent <= most for spent, most in limits if most is not None]
    is_unknown = against.get("same") is False or (against.get("goal") is not None and against.get("met") is None)
    if not holds or is_unknown:
        return {}
    return {"met": all(holds) and against.get("met") is not False}


def compare(rival: Rival, figures: Figures, *, comparator_n: int, same: bool | None) -> dict[str, object]:
    """What a rival that ran adds to a line. Where the outputs differ there is no ratio."""
    if same is False:
        return {
            "comparator": rival.name,
            "ratio": None,
            "comparator_n": comparator_n,
            "same": False,
            "reason": "the outputs differ",
            "goal": rival.goal,
            "met": None,
        }
    return {
        "comparator": rival.name,
        "comparator_n": comparator_n,
        "ratio_low": _short(figures.ratio_low),
        "ratio_high": _short(figures.ratio_high),
        "same": same,
        "goal": rival.goal,
        "met": None if rival.goal is None or figures.ratio is None else figures.ratio <= rival.goal,
    }


def lack(rival: Rival, missing: Sequence[str]) -> dict[str, object]:
    """What a rival that is not installed adds to a line."""
    reason = f"not installed: {', '.join(missing)}; they are in the extra [bench]"
    return {"comparator": rival.name, "same": None, "reason": reason, "goal": rival.goal, "met": None}


def describe_machine(bench: str, packages: Iterable[str], settings: Line) -> dict[str, object]:
    """The first line of a run: on what, with what, and whether others were working too."""
    cores, load_1m = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return {
        "bench": bench,
        "case": "machine",
        **dict.fromkeys(("n", "seconds", "comparator", "comparator_seconds", "ratio", "peak_mb")),
        "cpu": _cpu(),
        "cores": cores,
        "load_1m": round(load_1m, 2),
        **({"noisy": True} if load_1m > cores else {}),
        "python": platform.python_version(),
        "versions": {name: _version(name) for name in packages},
        "settings": settings,
    }


def _cpu() -> str | None:
    """What the processor calls itself, where the system tells."""
    information = Path("/proc/cpuinfo")
    lines = information.read_text(encoding="utf-8").splitlines() if information.exists() else []
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.processor() or None)


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _short(figure: float | None) -> float | None:
    return None if figure is None else float(f"{figure:.{DIGITS}g}")
