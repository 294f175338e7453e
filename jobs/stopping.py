"""How a process that holds runs ends: told by a signal, gone within ten seconds, nothing left half done."""

import logging
import os
import signal
import threading
from types import FrameType

from jobs.lease import Shift

log = logging.getLogger("svitlo.jobs")

PATIENCE_S = 4.0
MOST_S = 7.0


def hear_signals(shift: Shift) -> None:
    """Let SIGTERM and SIGINT say that the process is to stop; to be called in the main thread."""

    def stop(number: int, _frame: FrameType | None) -> None:
        log.info("stopping: %s", signal.Signals(number).name)
        shift.stopping.set()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def leave(shift: Shift) -> None:
    """Wait a little for what is at work, give back what does not end, and end the process.

    A thread in the middle of a slow answer cannot be ended by itself: it goes with the process, and its transaction is
    rolled back. Where it even holds the store, nothing can be given back, and the lease runs out.
    """
    last_word = threading.Timer(MOST_S, os._exit, (0,))
    last_word.daemon = True
    last_word.start()
    if not shift.stop(patience_s=PATIENCE_S):
        log.warning("what was still at work is given back")
        logging.shutdown()
        os._exit(0)
    last_word.cancel()
