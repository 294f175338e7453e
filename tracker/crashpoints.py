"""Named places where a test may kill the process. Without `SVITLO_CRASH_AT` they do nothing."""

import os
import signal

SETTING = "SVITLO_CRASH_AT"


def crash_at(name: str) -> None:
    """Die here by SIGKILL, with nothing cleaned up, when the setting names this place."""
    if os.environ.get(SETTING) == name:
        os.kill(os.getpid(), signal.SIGKILL)
