"""A sync that is killed in its middle, as a program: `python -m tests.geodata.dying_sync HOME EVENT NUMBER`.

It dies by SIGKILL right before the event of that number: a file opened for writing below HOME, or one put in its place.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from geodata.folder import DATA
from geodata.sync.update import update
from tests.geodata.sync_world import World, addresses, codab_with, fetch_from

NOW = datetime(2026, 12, 9, 6, tzinfo=UTC)


def main() -> None:
    """Read the arguments, set the trap, sync something new."""
    home, event, number = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    world = World(codab=codab_with({}))
    steps = count(1)

    def on_audit(name: str, arguments: tuple[object, ...]) -> None:
        is_ours = name == event and (name != "open" or ("/built/" in str(arguments[0]) and "w" in str(arguments[1])))
        if is_ours and next(steps) == number:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(on_audit)
    update(home, fetch_from(world), addresses(), packaged=DATA, now=NOW)


if __name__ == "__main__":
    main()
