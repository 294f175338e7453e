"""Our side of a case in a process of its own: memory never falls again inside one that did other work before."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from jobs.bench.case import Case, find_cases
from jobs.bench.figures import Alone

LOADS = 3  # the best of them counts
KIB = 1024


def measure_alone(bench: str, case: Case, scale: float) -> Alone:
    """Prepare and run our side once in a fresh process, three where loading is timed.

    Raises:
        subprocess.CalledProcessError: the case fails there.
    """
    lent = case.lend()
    answers = [_ask(bench, case.name, scale, lent) for _ in range(1 if case.load is None else LOADS)]
    loads = [answer.load_s for answer in answers if answer.load_s is not None]
    return Alone(peak_mb=min(answer.peak_mb for answer in answers), load_s=min(loads, default=None))


def _ask(bench: str, case: str, scale: float, lent: Mapping[str, str]) -> Alone:
    command = [sys.executable, "-m", __name__, bench, case, str(scale)]
    ran = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=os.environ | lent)  # noqa: S603 - our own module
    answer = json.loads(ran.stdout)
    return Alone(peak_mb=answer["peak_mb"], load_s=answer["load_s"])


def run_alone(case: Case) -> Alone:
    """Load, prepare and run our side in this process, which has done nothing else."""
    load_s = None
    if case.load is not None:
        begun = time.perf_counter()
        case.load()
        load_s = time.perf_counter() - begun
    side = case.prepare()
    side.reset()
    side.run()
    return Alone(peak_mb=_peak_mb(), load_s=load_s)


def _peak_mb() -> float:
    """The highest RSS of this program; `getrusage` would tell that of the process it was started from, if higher."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / KIB for line in status if line.startswith("VmHWM:"))


def _main() -> None:
    bench, name, scale = sys.argv[1:]
    alone = run_alone(find_cases(bench, float(scale), name, has_large=True)[0])
    sys.stdout.write(json.dumps({"peak_mb": alone.peak_mb, "load_s": alone.load_s}))


if __name__ == "__main__":
    _main()
