"""The jobs of an installation and their times."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Engine

from jobs.context import refresh_context
from jobs.coverage import watch_sources
from jobs.digest import send_digests
from jobs.ingest import WORKERS, ingest
from jobs.lease import StillMine
from jobs.partitions import make_partitions
from jobs.publish import publish, publish_tables
from jobs.purge import purge
from jobs.registers import Registers
from jobs.runner import Job, worker_name
from jobs.schedule import next_slot
from jobs.sync import open_fetcher, sync_places
from tracker.model import Poll, PollOutcome, Tier
from tracker.settings import Settings
from tracker.sources.fetch import Fetcher, Hosts
from tracker.sources.waits import is_due

FAILED = frozenset({PollOutcome.UNREACHABLE, PollOutcome.UNREADABLE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When a job's slots are, and how long after its slot one is still worth doing."""

    cron: str
    late: timedelta


# Kyiv time, and nothing at a set hour between 03:00 and 04:00. The ingest asks every minute which sources are due.
TIMES: Mapping[str, Times] = {
    "ingest": Times(cron="* * * * *", late=timedelta(minutes=10)),
    "context": Times(cron="7 0-2,4-23 * * *", late=timedelta(hours=3)),
    "publish": Times(cron="*/10 * * * *", late=timedelta(hours=1)),
    "coverage": Times(cron="40 0-2,4-23 * * *", late=timedelta(hours=1)),
    "digest": Times(cron="0 7 * * *", late=timedelta(hours=12)),
    "partitions": Times(cron="20 4 * * *", late=timedelta(hours=20)),
    "purge": Times(cron="40 4 * * *", late=timedelta(hours=20)),
    "geodata": Times(cron="20 5 * * mon", late=timedelta(days=2)),
}


def plan_jobs(engine: Engine, registers: Registers, settings: Settings) -> Sequence[Job]:
    """What this installation does by the clock."""
    hosts = Hosts()  # for as long as the process lives: waits and rules outlast one round

    def run_ingest(now: datetime, still_mine: StillMine) -> str:
        with Fetcher(contact=settings.contact, hosts=hosts) as fetcher, ThreadPoolExecutor(WORKERS) as pool:
            polls = ingest(
                engine,
                registers,
                fetcher,
                now=now,
                keys=settings.keys,
                choose=is_due,
                spread=pool.map,
                still_mine=still_mine,
            )
        return summarise(polls)

    def run_context(now: datetime, still_mine: StillMine) -> str:
        with Fetcher(contact=settings.contact) as fetcher:
            polls = refresh_context(
                engine,
                registers,
                fetcher,
                now=now,
                url=settings.weather_url,
                key=settings.weather_key,
                still_mine=still_mine,
            )
        return summarise(polls)

    def run_publish(now: datetime, still_mine: StillMine) -> str:
        edition = publish(engine, registers, settings.out, as_of=now, snapshot=settings.snapshot, still_mine=still_mine)
        if settings.partner_tables:
            publish_tables(engine, registers, as_of=now, tier=Tier.PARTNER, still_mine=still_mine)
        return f"{len(edition.outages)} outages, {len(edition.incidents)} strikes"

    def run_coverage(now: datetime, _still_mine: StillMine) -> str:
        return watch_sources(engine, registers, now=now)

    def run_digest(now: datetime, still_mine: StillMine) -> str:
        return send_digests(engine, registers, settings, now=now, still_mine=still_mine)

    def run_partitions(now: datetime, _still_mine: StillMine) -> str:
        return make_partitions(engine, now=now)

    def run_purge(now: datetime, _still_mine: StillMine) -> str:
        return purge(engine, settings, now=now, actor=worker_name())

    def run_sync(now: datetime, _still_mine: StillMine) -> str:
        with open_fetcher(settings.contact) as fetcher:
            return sync_places(fetcher, settings, now=now)

    works = {
        "ingest": run_ingest,
        "context": run_context,
        "publish": run_publish,
        "coverage": run_coverage,
        "digest": run_digest,
        "partitions": run_partitions,
        "purge": run_purge,
        "geodata": run_sync,
    }
    return [
        Job(name=name, cron=times.cron, late=times.late, work=works[name]) for name, times in planned(settings).items()
    ]


def planned(settings: Settings) -> Mapping[str, Times]:
    """The times of what this installation does: the place data only where a setting asks for it."""
    return {name: times for name, times in TIMES.items() if name != "geodata" or settings.geodata_weekly}


def next_times(plan: Mapping[str, Times], now: datetime) -> Mapping[str, datetime]:
    """When each job runs next, the soonest first, as UTC."""
    found = {name: next_slot(times.cron, now) for name, times in plan.items()}
    known = [(at, name) for name, at in found.items() if at is not None]
    return {name: at for at, name in sorted(known)}


def none_heard(polls: Sequence[Poll]) -> bool:
    """Tell whether all failed that were to be heard; what is not configured was not."""
    tried = [poll for poll in polls if poll.outcome != PollOutcome.NOT_CONFIGURED]
    return bool(tried) and all(poll.outcome in FAILED for poll in tried)


def summarise(polls: Sequence[Poll]) -> str:
    """One line about a round of polls: how many were heard, and which were not."""
    failed = sorted(poll.source_id for poll in polls if poll.outcome in FAILED)
    new = sum(poll.new_reports_count for poll in polls)
    tried = [poll for poll in polls if poll.outcome != PollOutcome.NOT_CONFIGURED]
    unheard = f"; not heard: {', '.join(failed)}" if failed else ""
    return f"{len(tried) - len(failed)} of {len(tried)} heard, {new} new reports{unheard}"
