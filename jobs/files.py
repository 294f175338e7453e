"""Read what a person hands over: files and pasted texts."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from jobs.clock import read_time
from jobs.ingest import keep_reports
from jobs.registers import Registers
from tracker.errors import Unreachable
from tracker.model import Payload, Reading
from tracker.pipeline import read_reports
from tracker.sources.fetch import Fetcher
from tracker.sources.files import read_input
from tracker.store.tombstones import read_forgotten


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
) -> tuple[tuple[Reading, ...], tuple[str, ...]]:
    """Read all documents, then keep what is new of them: one that cannot be read leaves nothing of the others behind.

    Gives what was read, and a line for every record that was rejected, is doubtful or was forgotten.

    Raises:
        Unreadable: a document is empty, broken or of a format nobody knows.
    """
    at = read_time(published) if published else None
    parsed = [read_input(name, body, now=now, published=at) for name, body in documents]
    reports = [report for result in parsed for report in result.reports]
    keep_reports(engine, reports, registers)
    told = [
        f"{name}: {warning}" for (name, _), result in zip(documents, parsed, strict=True) for warning in result.warnings
    ]
    forgotten = read_forgotten(engine, [report.report_id for report in reports])
    told += [f"report {report_id} was forgotten: nothing of it is kept" for report_id in sorted(forgotten)]
    return read_reports(reports, registers.gazetteer, registers.lexicon), tuple(told)
