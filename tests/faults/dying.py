"""One run of one job, as a program that a test may kill: `python -m tests.faults.dying JOB DATABASE OUT CLOCK`.

`SVITLO_CRASH_AT` names the point where it dies. What it would hand to a mail server goes, a line a letter, to the file
`letters` in OUT.
"""

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select

from jobs.context import refresh_context
from jobs.digest import deliver, make_edition
from jobs.forget import find, forget
from jobs.ingest import ingest
from jobs.lease import Shift, StillMine
from jobs.publish import publish
from jobs.purge import purge
from jobs.registers import DEMO, DEMO_SOURCES, Registers, load_registers
from jobs.reread import reread
from jobs.runner import Job, run_slot
from tracker.extract.lexicon import Lexicon, load_senses
from tracker.mail import Delivery, Letter, Outcome, message_id
from tracker.settings import Recipient, Settings
from tracker.sources.fetch import Fetcher
from tracker.sources.recorded import RecordedTransport
from tracker.store.engine import open_store
from tracker.store.forgetting import Order
from tracker.store.rows import ledger_table

NOW = datetime(2026, 1, 20, 16, tzinfo=UTC)
LATER = NOW + timedelta(days=40)  # when the bytes of sources are no longer kept
WEATHER = "https://weather.example/v1/forecast"
READERS = tuple(Recipient(address=f"reader{number}@aid.example", lang="en") for number in range(4))
JOBS = ("ingest", "context", "publish", "digest", "reread", "forget", "purge")
FORGOTTEN = "demo-ministry"  # a source whose reports are all relevant: its first one is forgotten


def with_another_reading(registers: Registers) -> Registers:
    """Registers with which some reports say something else: heat has no name any more."""
    senses = {sense: words for sense, words in load_senses().items() if sense != "services.heat"}
    return replace(registers, lexicon=Lexicon(senses))


def work(job: str, engine: Engine, out: Path, registers: Registers, still_mine: StillMine) -> str:
    """Do one job over the demo's recorded world, which stands still at one moment."""

    def hand_over(letter: Letter) -> Outcome:
        with (out / "letters").open("a", encoding="utf-8") as file:
            file.write(message_id(letter) + "\n")
        return Outcome(delivery=Delivery.SENT)

    with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, NOW)) as fetcher:
        if job == "ingest":
            ingest(engine, registers, fetcher, now=NOW, still_mine=still_mine)
        elif job == "context":
            refresh_context(engine, registers, fetcher, now=NOW, url=WEATHER, still_mine=still_mine)
        elif job == "publish":
            publish(engine, registers, out, as_of=NOW, snapshot=out / "edition.json", still_mine=still_mine)
        elif job == "forget":
            forget_one(engine, out, registers)
        elif job == "reread":
            changed = with_another_reading(registers)
            reread(engine, changed, since=NOW - timedelta(days=30), until=LATER, now=NOW + timedelta(minutes=1))
        elif job == "purge":
            purge(engine, Settings(), now=LATER, actor="one")
        else:
            edition = make_edition(engine, registers, now=NOW)
            settings = Settings(recipients=READERS)
            deliver(engine, registers, settings, edition, hand_over, now=NOW, still_mine=still_mine)
    return "done"


def forget_one(engine: Engine, out: Path, registers: Registers) -> None:
    """Forget one report, the same one each time."""
    table = ledger_table(engine, "report")
    with engine.connect() as connection:
        name = connection.execute(
            select(func.min(table.c.report_id)).where(table.c.source_id == FORGOTTEN)
        ).scalar_one()
    order = Order(subject=find(engine, name), actor="one", now=NOW, reason="for a test")
    forget(engine, registers, order, out=out, snapshot=out / "edition.json", as_of=NOW)


def run(
    job: str, engine: Engine, out: Path, registers: Registers, *, slot: datetime = NOW, clock: datetime = NOW
) -> bool:
    """Do one slot of one job as the scheduler does."""
    out.mkdir(exist_ok=True)
    shift = Shift(engine, "one", clock=lambda: clock)
    doing = Job(
        name=job,
        cron="* * * * *",
        work=lambda _now, still_mine: work(job, engine, out, registers, still_mine),
    )
    return run_slot(shift, doing, slot)


def main() -> None:
    """Read the arguments and run."""
    job, database, out, clock = sys.argv[1:]
    at = datetime.fromisoformat(clock)
    run(job, open_store(database), Path(out), load_registers(DEMO_SOURCES), clock=at)


if __name__ == "__main__":
    main()
