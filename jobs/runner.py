"""Claim a run, do it, settle it. The one place that catches everything: a job that breaks is a failed run."""

import logging
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from tracker.errors import SvitloError
from tracker.store import runs

log = logging.getLogger("svitlo.jobs")

LEASE = timedelta(minutes=15)
PAUSE_AFTER_FAILURE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something done once for each slot of the clock."""

    name: str
    cron: str  # five fields, Europe/Kyiv
    work: Callable[[datetime], str]  # takes now, gives one line about what was done


def worker_name() -> str:
    """Name this process so that its runs can be told from those of another machine or an earlier start."""
    return f"{socket.gethostname()}:{os.getpid()}"


def run_slot(engine: Engine, job: Job, slot: datetime, *, now: datetime, worker: str) -> bool:
    """Do a job's slot unless another worker has it; True when it was done here and well."""
    attempt = runs.claim(engine, job.name, slot, worker, now=now, lease=LEASE)
    if attempt is None:
        return False
    try:
        detail = job.work(now)
    except SvitloError as error:
        return _fail(engine, job, slot, worker, str(error), now=now)
    except Exception as error:  # the boundary: whatever breaks inside a job is a failed run that people can see
        log.exception("job %s broke", job.name)
        return _fail(engine, job, slot, worker, f"{type(error).__name__}: {error}", now=now)
    return runs.settle(engine, job.name, slot, worker, state="done", detail=detail, now=now)


def _fail(engine: Engine, job: Job, slot: datetime, worker: str, detail: str, *, now: datetime) -> bool:
    log.error("job %s failed: %s", job.name, detail)
    runs.settle(
        engine, job.name, slot, worker, state="failed", detail=detail, now=now, lease_until=now + PAUSE_AFTER_FAILURE
    )
    return False
