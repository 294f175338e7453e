"""Jobs by the clock. Every process runs the same clock; the store decides who does a slot."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.schedulers.base import BaseScheduler
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger
from sqlalchemy import Engine

from jobs.runner import Job, run_slot, worker_name
from tracker.store.runs import find_orphans

KYIV = ZoneInfo("Europe/Kyiv")
# A late start still counts, many missed slots count once, and one worker does one slot of a job at a time.
DEFAULTS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}


def build_scheduler(
    engine: Engine,
    jobs: Sequence[Job],
    *,
    is_background: bool,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> BaseScheduler:
    """Wire jobs to their cron times in Kyiv, in memory: the store, not the scheduler, remembers what was done."""
    scheduler = (BackgroundScheduler if is_background else BlockingScheduler)(timezone=KYIV, job_defaults=DEFAULTS)
    worker = worker_name()
    for job in jobs:
        trigger = make_trigger(job.cron)
        scheduler.add_job(tick, trigger, args=(engine, job, worker, clock), id=job.name, name=job.name)
    return scheduler


def make_trigger(cron: str) -> CronTrigger:
    """Read five cron fields in Kyiv time, or six with seconds first."""
    fields = cron.split()
    if len(fields) == len(("second", "minute", "hour", "day", "month", "weekday")):
        second, minute, hour, day, month, weekday = fields
        return CronTrigger(
            second=second, minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=KYIV
        )
    return CronTrigger.from_crontab(cron, timezone=KYIV)


def tick(engine: Engine, job: Job, worker: str, clock: Callable[[], datetime]) -> None:
    """Do what the clock asks: slots that others left, then the present one."""
    now = clock()
    for slot in (*find_orphans(engine, job.name, now=now), slot_of(job, now)):
        run_slot(engine, job, slot, now=now, worker=worker)


def slot_of(job: Job, now: datetime) -> datetime:
    """The point of the clock a moment belongs to: cut to the second or the minute that the job's times have."""
    has_seconds = len(job.cron.split()) > len(("minute", "hour", "day", "month", "weekday"))
    cut = now.replace(microsecond=0) if has_seconds else now.replace(second=0, microsecond=0)
    return cut.astimezone(UTC)
