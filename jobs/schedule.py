"""The times of jobs, in Kyiv through both changes of the clock, and what wakes them. Here APScheduler ends."""

import logging
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.cron import CronTrigger

from tracker.errors import NotConfigured

KYIV = ZoneInfo("Europe/Kyiv")
DOUBTFUL_HOUR = 3  # from 03:00 to 04:00 on one day of the year twice, on another never
HOURS = range(24)
INSTANT = timedelta(microseconds=1)
# How far to look back for the newest slot: as far as needed and no further, for looking costs by the slot.
REACHES = (timedelta(minutes=2), timedelta(hours=2), timedelta(days=2), timedelta(days=32))
# A late start still counts, many missed ones count once, and one thread looks after a job at a time.
DEFAULTS = {"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
EVERY_MINUTE = CronTrigger(second=0, timezone=UTC)  # in UTC no hour comes twice
FARTHEST = timedelta(minutes=2)


@cache
def make_trigger(cron: str) -> CronTrigger:
    """Read five cron fields in Kyiv time, or six with seconds first.

    Raises:
        NotConfigured: the fields cannot be read, or name the hour between 03:00 and 04:00, which a day in autumn
            has twice and a day in spring not at all.
    """
    fields = cron.split()
    if len(fields) not in {5, 6}:
        raise NotConfigured(cron, "times have five fields: minute, hour, day, month, weekday")
    second, minute, hour, day, month, weekday = fields if len(fields) == 6 else ("0", *fields)  # noqa: PLR2004
    try:
        trigger = CronTrigger(
            second=second, minute=minute, hour=hour, day=day, month=month, day_of_week=weekday, timezone=KYIV
        )
    except ValueError as error:
        raise NotConfigured(cron, f"no times: {error}") from error
    hours = _hours(trigger)
    if DOUBTFUL_HOUR in hours and len(hours) < len(HOURS):
        reason = "03:00 to 04:00 in Kyiv comes twice on a day in autumn and never on one in spring; take another hour"
        raise NotConfigured(cron, reason)
    return trigger


def next_slot(cron: str, after: datetime) -> datetime | None:
    """The first slot later than an instant, as UTC; None when there is none any more."""
    # Asked by instants in UTC and never with the fire time before: APScheduler adds to that by the wall clock, which
    # in the doubled hour of autumn leads an hour back, again and again.
    found: datetime | None = make_trigger(cron).get_next_fire_time(None, after.astimezone(UTC) + INSTANT)
    return found.astimezone(UTC) if found is not None else None


def newest_slot(cron: str, now: datetime, *, late: timedelta) -> datetime | None:
    """The last slot at or before an instant, as UTC; None when it is longer ago than `late`."""
    for reach in REACHES:
        newest, found = None, next_slot(cron, now - min(reach, late) - INSTANT)
        while found is not None and found <= now:
            newest, found = found, next_slot(cron, found)
        if newest is not None or reach >= late:
            return newest
    return None


def build_scheduler(looks: Mapping[str, Callable[[], None]]) -> BackgroundScheduler:
    """Call each job's look at once and then every minute, in memory: the store remembers what was done."""
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # it warns whenever work takes longer than a minute
    scheduler = BackgroundScheduler(timezone=UTC, job_defaults=DEFAULTS)
    for name, look in looks.items():
        scheduler.add_job(look, EVERY_MINUTE, id=name, name=name, next_run_time=datetime.now(UTC))
    return scheduler


def follow_clock(scheduler: BackgroundScheduler, now: datetime) -> int:
    """Bring near again what a clock that was set back has left far in the future; gives how many jobs it was."""
    far = [job for job in scheduler.get_jobs() if job.next_run_time and job.next_run_time - now > FARTHEST]
    for job in far:
        job.reschedule(EVERY_MINUTE)
    return len(far)


def _hours(trigger: CronTrigger) -> frozenset[int]:
    field = next(field for field in trigger.fields if field.name == "hour")
    day = datetime(2026, 1, 15, tzinfo=UTC)
    return frozenset(hour for hour in HOURS if field.get_next_value(day.replace(hour=hour)) == hour)
