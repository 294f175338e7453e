"""Jobs by the clock, beside whatever else a process does. The store decides which process does a slot."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial

from jobs.lease import Shift
from jobs.runner import Job, run_slot
from jobs.schedule import build_scheduler, follow_clock, make_trigger, newest_slot
from tracker.errors import StoreUnavailable
from tracker.store.runs import tidy

log = logging.getLogger("svitlo.jobs")

WATCH_S = 15.0


@contextmanager
def running_jobs(shift: Shift, jobs: Sequence[Job]) -> Iterator[None]:
    """Run jobs in the background until the block ends; what is at work then goes on until `shift.stop`.

    Raises:
        NotConfigured: the times of a job are not to be trusted on days when the clocks change.
    """
    for job in jobs:
        make_trigger(job.cron)
    scheduler = build_scheduler({job.name: partial(look, shift, job) for job in jobs})
    scheduler.start()
    threading.Thread(target=_watch, args=(partial(follow_clock, scheduler), shift), name="watch", daemon=True).start()
    try:
        yield
    finally:
        scheduler.shutdown(wait=False)


def look(shift: Shift, job: Job) -> None:
    """Do the newest slot of a job unless it is done, and close older ones that workers left behind.

    Looking more often than slots come is how one that failed, or whose worker died, is tried again.
    """
    now = shift.clock()
    slot = newest_slot(job.cron, now, late=job.late)
    if slot is None or shift.stopping.is_set():
        return
    try:
        tidy(shift.engine, job.name, slot, now=now)
        run_slot(shift, job, slot)
    except StoreUnavailable as error:
        log.warning("%s: the store does not answer: %s", job.name, error)


def _watch(follow: Callable[[datetime], int], shift: Shift) -> None:
    while not shift.stopping.wait(WATCH_S):
        if follow(shift.clock()):
            log.warning("the clock of this machine was set back")
