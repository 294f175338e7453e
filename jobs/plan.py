"""The jobs of an installation and their times."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from jobs.context import refresh_context
from jobs.coverage import watch_sources
from jobs.digest import send_digests
from jobs.ingest import ingest
from jobs.publish import publish
from jobs.registers import Registers
from jobs.runner import Job
from jobs.sync import open_fetcher, sync_places
from tracker.model import Poll, PollOutcome
from tracker.settings import Settings
from tracker.sources.fetch import Fetcher

FAILED = frozenset({PollOutcome.UNREACHABLE, PollOutcome.UNREADABLE})


def plan_jobs(engine: Engine, registers: Registers, settings: Settings) -> Sequence[Job]:
    """What runs, and when: Kyiv time, and nothing between 03:00 and 04:00, which some days have twice or never."""

    def run_ingest(now: datetime) -> str:
        with Fetcher(contact=settings.contact) as fetcher:
            return summarise(ingest(engine, registers, fetcher, now=now))

    def run_context(now: datetime) -> str:
        with Fetcher(contact=settings.contact) as fetcher:
            polls = refresh_context(
                engine, registers, fetcher, now=now, url=settings.weather_url, key=settings.weather_key
            )
        return summarise(polls)

    def run_publish(now: datetime) -> str:
        edition = publish(engine, registers, settings.out, as_of=now, snapshot=settings.snapshot)
        return f"{len(edition.outages)} outages, {len(edition.incidents)} strikes"

    def run_coverage(now: datetime) -> str:
        return watch_sources(engine, registers, now=now)

    def run_digest(now: datetime) -> str:
        return send_digests(engine, registers, settings, now=now)

    def run_sync(now: datetime) -> str:
        with open_fetcher(settings.contact) as fetcher:
            return sync_places(fetcher, settings, now=now)

    weekly = (Job(name="geodata", cron="20 5 * * 1", work=run_sync),) if settings.geodata_weekly else ()
    return (
        Job(name="ingest", cron="*/5 * * * *", work=run_ingest),
        Job(name="context", cron="7 0-2,4-23 * * *", work=run_context),
        Job(name="publish", cron="*/10 * * * *", work=run_publish),
        Job(name="coverage", cron="40 0-2,4-23 * * *", work=run_coverage),
        Job(name="digest", cron="0 7 * * *", work=run_digest),
        *weekly,
    )


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
