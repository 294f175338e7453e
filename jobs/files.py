"""Read what a person hands over: files and pasted texts."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from jobs.demo import WrongTime
from jobs.ingest import keep_reports
from jobs.registers import Registers
from tracker.errors import Unreachable
from tracker.model import Payload, Reading
from tracker.pipeline import read_reports
from tracker.sources.fetch import Fetcher
from tracker.sources.files import read_input

KYIV = ZoneInfo("Europe/Kyiv")


def parse_published(text: str | None) -> datetime | None:
    """Read a day or a time as UTC; Kyiv time unless it names an offset. A day alone is its midnight.

    Raises:
        WrongTime: the text is neither.
    """
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise WrongTime(text, "no date; write it as 2026-02-05 or 2026-02-05T14:30") from error
    return (at if at.tzinfo else at.replace(tzinfo=KYIV)).astimezone(UTC)


def fetch_document(address: str, contact: str, *, now: datetime) -> bytes:
    """Fetch a page that someone names by its address.

    Raises:
        Unreachable: it did not answer as it should.
    """
    with Fetcher(contact=contact) as fetcher:
        answer = fetcher.fetch(address, source_id="by-hand", now=now)
    if isinstance(answer, Payload):
        return answer.body
    raise Unreachable(address, answer.detail or "did not answer")


def read_files(
    engine: Engine,
    registers: Registers,
    documents: Sequence[tuple[str, bytes]],
    *,
    published: str | None,
    now: datetime,
) -> tuple[Reading, ...]:
    """Read all documents, then keep what is new of them: one that cannot be read leaves nothing of the others behind.

    Raises:
        Unreadable: a document is empty, broken or of a format nobody knows.
    """
    at = parse_published(published)
    parsed = [read_input(name, body, now=now, published=at) for name, body in documents]
    reports = [report for result in parsed for report in result.reports]
    keep_reports(engine, reports, registers)
    return read_reports(reports, registers.gazetteer, registers.lexicon)
