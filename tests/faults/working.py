"""A scheduler in a world whose clock a test sets: `python -m tests.faults.working DATABASE CLOCK LOG [HOUR SIGNAL]`.

CLOCK is a file with the present moment. For each line on standard input the scheduler looks after its jobs once and
answers with a line. LOG gets a line for each piece of work that was done. In the slow job's slot of HOUR it sends
itself SIGNAL, in the middle of its work.
"""

import os
import sys
from datetime import datetime
from functools import partial
from pathlib import Path

from jobs.clockwork import look
from jobs.lease import Shift, StillMine
from jobs.runner import Job
from tracker.store.engine import open_store


def do(name: str, log: Path, doom: tuple[datetime, int] | None, now: datetime, still_mine: StillMine) -> str:
    """Do one piece of work, which is to write a line, if the run is still ours."""
    if name == "slow" and doom is not None and doom[0] == now:
        os.kill(os.getpid(), doom[1])
    if not still_mine():
        return "stale"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{name} {now.isoformat()} {os.getpid()}\n")
    return f"by {os.getpid()}"


def main() -> None:
    """Work whenever a line comes in, until there are no more."""
    database, clock_file, log, *fate = sys.argv[1:]
    doom = (datetime.fromisoformat(fate[0]), int(fate[1])) if fate else None

    def tell_time() -> datetime:
        return datetime.fromisoformat(Path(clock_file).read_text(encoding="utf-8"))

    def count_seconds() -> float:
        return tell_time().timestamp()

    shift = Shift(open_store(database), f"worker-{os.getpid()}", clock=tell_time, timer=count_seconds)
    jobs = [
        Job(name=name, cron=cron, work=partial(do, name, Path(log), doom))
        for name, cron in (("slow", "*/5 * * * *"), ("fast", "* * * * * *"))
    ]
    for _ in sys.stdin:
        for job in jobs:
            look(shift, job)
        sys.stdout.write("looked\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
