"""Claim a run, do it, settle it. The one place that catches everything: a job that breaks is a failed run."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.lease import STOPPED, Lease, Shift, StillMine
from jobs.logs import about
from tracker.crashpoints import crash_at
from tracker.errors import SvitloError
from tracker.store import runs

log = logging.getLogger("svitlo.jobs")

PAUSE_AFTER_FAILURE = timedelta(minutes=5)
MOST_DETAIL = 2000  # characters
Work = Callable[[datetime, StillMine], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something done once for each slot of the clock."""

    name: str
    cron: str  # five fields, Europe/Kyiv
    work: Work  # takes now, and whether the run is still its own; gives one line about what was done
    late: timedelta = timedelta(hours=1)  # how long after its slot it is still worth doing


def worker_name() -> str:
    """Name this process so that its runs can be told from those of another machine or an earlier start."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_slot(shift: Shift, job: Job, slot: datetime) -> bool:
    """Do a job's slot unless another worker has it; True when it was done here and well."""
    with shift.holding(job.name, slot) as lease:
        if lease is None:
            return False
        with about(job=job.name, slot=slot, attempt=lease.hold.attempt):
            crash_at("run.claimed")
            return _do(shift, job, lease)


def _do(shift: Shift, job: Job, lease: Lease) -> bool:
    began = shift.timer()
    pause = timedelta(0)
    try:
        detail = job.work(shift.clock(), lease.still_mine)
    except SvitloError as error:
        state, detail, pause = runs.FAILED, str(error), PAUSE_AFTER_FAILURE
        log.error("failed: %s", detail)  # noqa: TRY400 - a known failure needs no traceback
    except Exception as error:  # the boundary: whatever breaks inside a job is a failed run that people can see
        state, detail, pause = runs.FAILED, f"{type(error).__name__}: {error}", PAUSE_AFTER_FAILURE
        log.exception("broke")
    else:
        state, detail = (runs.RETURNED, STOPPED) if lease.is_cut_short else (runs.DONE, detail)
    crash_at("run.worked")
    is_settled = runs.settle(
        shift.engine,
        lease.hold,
        state=state,
        detail=_storable(detail),
        now=shift.clock(),
        duration_s=shift.timer() - began,
        pause=pause,
    )
    if not is_settled:
        log.warning("taken over by another worker, whose word counts")
    elif state == runs.DONE:
        log.info("%s", detail)
    return is_settled and state == runs.DONE


def _storable(detail: str) -> str:
    """Words of any error as every store takes them."""
    return detail[:MOST_DETAIL].replace("\0", "\\0").encode(errors="backslashreplace").decode()
