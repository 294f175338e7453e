"""One copy of a store, as a program that a test may kill: `python -m tests.faults.dying_copy SOURCE TARGET PORTIONS`.

It dies by itself after so many portions of claims; `SVITLO_CRASH_AT` names another point.
"""

import os
import signal
import sys
from collections import Counter

from jobs.copying import copy_database

POINTS = ("copy.committed", "copy.committing", "copy.replacing")


def main() -> None:
    """Read the arguments and copy."""
    source, target, portions = sys.argv[1:]
    kept: Counter[str] = Counter()

    def die(table: str, _rows: int) -> None:
        kept[table] += 1
        if kept["ledger.claim"] == int(portions):
            os.kill(os.getpid(), signal.SIGKILL)

    copy_database(source, target, tell=die)


if __name__ == "__main__":
    main()
