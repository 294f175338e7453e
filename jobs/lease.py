"""The runs a process holds: prolonged while their work goes on, lost when others take them, given back at the end."""

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from tracker.errors import StoreUnavailable
from tracker.store import runs
from tracker.store.runs import Hold

log = logging.getLogger("svitlo.jobs")

LEASE = timedelta(minutes=2)
BEAT_S = 30.0
TRUST_S = 60.0  # a lease older than this is asked for again before it is believed: who was stopped does not know it
STOPPED = "the process was told to stop"

StillMine = Callable[[], bool]


def always() -> bool:
    """Stand for a lease where work is done by hand and nobody else is at it."""
    return True


def real_time() -> datetime:
    """The clock of the machine."""
    return datetime.now(UTC)


class Shift:
    """What one process is at: the runs it holds, and whether it is to stop."""

    def __init__(
        self,
        engine: Engine,
        worker: str,
        *,
        clock: Callable[[], datetime] = real_time,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the store, the name of this process, the clock of the world and one that only counts seconds."""
        self.engine, self.worker, self.clock, self.timer = engine, worker, clock, timer
        self.stopping = threading.Event()
        self._held: set[Lease] = set()
        self._changed = threading.Condition()

    @contextmanager
    def holding(self, name: str, slot: datetime) -> Iterator["Lease | None"]:
        """Claim a slot and prolong its lease until the block ends; None when it is not to be had."""
        hold = runs.claim(self.engine, name, slot, self.worker, now=self.clock(), lease=LEASE)
        if hold is None:
            yield None
            return
        lease = Lease(self, hold)
        with self._changed:
            self._held.add(lease)
        done = threading.Event()
        beating = threading.Thread(target=_beat, args=(lease, done), name=f"lease of {name}", daemon=True)
        beating.start()
        try:
            yield lease
        finally:
            done.set()
            beating.join(timeout=1.0)  # a store that hangs must not hold up the run
            with self._changed:
                self._held.discard(lease)
                self._changed.notify_all()

    def stop(self, *, patience_s: float) -> bool:
        """Tell all work to end, wait for it, give back what goes on all the same; True when all has ended."""
        self.stopping.set()
        with self._changed:
            self._changed.wait_for(lambda: not self._held, timeout=patience_s)
            unended = tuple(self._held)
        for lease in unended:
            lease.give_back()
        return not unended


class Lease:
    """One run that a process holds."""

    def __init__(self, shift: Shift, hold: Hold) -> None:
        """Take a slot that was claimed just now."""
        self.hold = hold
        self.is_lost = False  # another worker has it
        self.is_cut_short = False  # the work was told to end
        self._shift = shift
        self._renewed_at = shift.timer()
        self._lock = threading.Lock()

    def still_mine(self) -> bool:
        """Tell the work whether it may go on; to be asked before it writes. Cheap while the lease is young."""
        if self._shift.stopping.is_set():
            self.is_cut_short = True
            return False
        if self._age_s() > TRUST_S:
            self.renew()
        is_mine = not self.is_lost and self._age_s() < LEASE.total_seconds()
        self.is_cut_short = self.is_cut_short or not is_mine
        return is_mine

    def renew(self) -> None:
        """Prolong the lease, or learn that it is lost. A store that does not answer leaves it to grow old."""
        with self._lock:
            asked_at = self._shift.timer()
            try:
                is_mine = runs.prolong(self._shift.engine, self.hold, now=self._shift.clock(), lease=LEASE)
            except StoreUnavailable as error:
                log.warning("the lease could not be prolonged: %s", error)
                return
            if is_mine:
                self._renewed_at = asked_at
            else:
                self.is_lost = True

    def give_back(self) -> None:
        """Let another worker take the run at once. A store that does not answer lets the lease run out instead."""
        try:
            runs.settle(self._shift.engine, self.hold, state=runs.RETURNED, now=self._shift.clock(), detail=STOPPED)
        except StoreUnavailable as error:
            log.warning("the run could not be given back: %s", error)

    def _age_s(self) -> float:
        return self._shift.timer() - self._renewed_at


def _beat(lease: Lease, done: threading.Event) -> None:
    while not lease.is_lost and not done.wait(BEAT_S):
        lease.renew()
