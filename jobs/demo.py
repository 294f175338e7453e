"""The main job on invented inputs: the live code, with only the HTTP transport replaced, and a clock of its own."""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from jobs.clock import KYIV
from jobs.context import refresh_context
from jobs.digest import save_digests
from jobs.ingest import ingest
from jobs.publish import publish
from jobs.registers import DEMO, Registers
from tracker.model import Edition
from tracker.settings import Recipient, Settings
from tracker.sources.fetch import Fetcher
from tracker.sources.recorded import RecordedTransport, moments

DEFAULT_NOW = datetime(2026, 1, 20, 18, tzinfo=KYIV).astimezone(UTC)
RECIPIENTS = (
    Recipient(address="olena.vyhadana@aid.example", lang="uk"),
    Recipient(address="invented.reader@aid.example", lang="en"),
)
CONTACT = "demo@svitlo.example"


def run_demo(
    engine: Engine,
    registers: Registers,
    out: Path,
    *,
    at: datetime,
    weather_url: str,
    progress: Callable[[Sequence[datetime]], Iterable[datetime]] = tuple,
) -> Edition:
    """Live through the demo winter up to `at`: hear the sources whenever something new appears, then publish."""
    for moment in progress([moment for moment in moments(DEMO) if moment <= at]):
        with Fetcher(contact=CONTACT, transport=RecordedTransport(DEMO, moment)) as fetcher:
            ingest(engine, registers, fetcher, now=moment)
    with Fetcher(contact=CONTACT, transport=RecordedTransport(DEMO, at)) as fetcher:
        ingest(engine, registers, fetcher, now=at)
        refresh_context(engine, registers, fetcher, now=at, url=weather_url)
    edition = publish(engine, registers, out, as_of=at)
    save_digests(engine, registers, Settings(recipients=RECIPIENTS), edition, out / "mail", now=at)
    return edition
