"""How hosts are treated: asked for one thing at a time, so far apart, and not at all while they want a wait."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tracker.sources.robots import Rules

RULES_LAST = timedelta(days=1)
MISSED_RULES_LAST = timedelta(hours=1)
MOST_TIMEOUTS = 2  # in a row, after which a host is left alone for a while
REST_SECONDS = 60.0


@dataclass(slots=True)
class _Host:
    """What is remembered of one host."""

    turn: threading.Lock = field(default_factory=threading.Lock)
    asked_at: float | None = None  # of the monotonic clock
    rests_until: float = 0.0
    timeouts_count: int = 0
    rules: Rules | None = None
    rules_until: datetime | None = None


class Hosts:
    """The hosts that one process asks. Threads share it; a host's own threads wait for one another."""

    def __init__(
        self, *, clock: Callable[[], float] = time.monotonic, wait: Callable[[float], object] = time.sleep
    ) -> None:
        """Take the clock, and how to wait: both in seconds."""
        self._clock = clock
        self._wait = wait
        self._hosts: dict[str, _Host] = {}

    @contextmanager
    def turn(self, host: str, pace_seconds: float) -> Iterator[None]:
        """Wait until a host is free and its last request is so many seconds ago; nobody else asks it meanwhile."""
        known = self._of(host)
        with known.turn:
            if known.asked_at is not None and (missing := known.asked_at + pace_seconds - self._clock()) > 0:
                self._wait(missing)
            try:
                yield
            finally:
                known.asked_at = self._clock()

    def rest_seconds(self, host: str) -> float | None:
        """How long a host is still to be left alone; None: it may be asked."""
        remaining = self._of(host).rests_until - self._clock()
        return remaining if remaining > 0 else None

    def rest(self, host: str, seconds: float) -> None:
        """Leave a host alone for so long, whichever source is asked of it."""
        known = self._of(host)
        known.rests_until = max(known.rests_until, self._clock() + seconds)

    def note(self, host: str, *, is_answered: bool) -> None:
        """Take note whether a host answered at all: one that does not, twice in a row, holds up nobody else."""
        known = self._of(host)
        known.timeouts_count = 0 if is_answered else known.timeouts_count + 1
        if known.timeouts_count >= MOST_TIMEOUTS:
            self.rest(host, REST_SECONDS)

    def rules_of(self, host: str, read: Callable[[], Rules], now: datetime) -> Rules:
        """What a host asks of robots: read once a day, or again in an hour where it could not be read."""
        known = self._of(host)
        if known.rules is None or known.rules_until is None or not now < known.rules_until <= now + RULES_LAST:
            known.rules = read()
            known.rules_until = now + (RULES_LAST if known.rules.is_known else MISSED_RULES_LAST)
        return known.rules

    def _of(self, host: str) -> _Host:
        """What is remembered of a host: the same for all threads, whichever asks first."""
        return self._hosts.setdefault(host, _Host())
