"""A job that is killed in its middle, as a program: `python -m tests.jobs.dying JOB DATABASE OUT STEP`.

A step is a commit to the store, or a file put in its place. The process dies by SIGKILL right before the step of that
number; with 0 it lives. What it would hand to a mail server goes, a line a letter, to the file `letters` in OUT.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, event

from jobs.context import refresh_context
from jobs.digest import deliver, make_edition
from jobs.ingest import ingest
from jobs.publish import publish
from jobs.registers import DEMO, DEMO_SOURCES, Registers, load_registers
from tracker.mail import Delivery, Letter, Outcome, message_id
from tracker.settings import Recipient, Settings
from tracker.sources.fetch import Fetcher
from tracker.sources.recorded import RecordedTransport
from tracker.store.engine import open_store

NOW = datetime(2026, 1, 20, 16, tzinfo=UTC)
WEATHER = "https://weather.example/v1/forecast"
READERS = tuple(Recipient(address=f"reader{number}@aid.example", lang="en") for number in range(4))
JOBS = ("ingest", "context", "publish", "digest")


def die_before(engine: Engine, step: int) -> None:
    """Count the steps, and die before one of them."""
    steps = count(1)

    def pass_one() -> None:
        if next(steps) == step:
            os.kill(os.getpid(), signal.SIGKILL)

    def on_audit(name: str, _: tuple[object, ...]) -> None:
        if name == "os.rename":
            pass_one()

    event.listen(engine, "commit", lambda _: pass_one())
    sys.addaudithook(on_audit)


def work(job: str, engine: Engine, out: Path, registers: Registers) -> None:
    """Do one job over the demo's recorded world."""

    def hand_over(letter: Letter) -> Outcome:
        with (out / "letters").open("a", encoding="utf-8") as file:
            file.write(message_id(letter) + "\n")
        return Outcome(delivery=Delivery.SENT)

    with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, NOW)) as fetcher:
        if job == "ingest":
            ingest(engine, registers, fetcher, now=NOW)
        elif job == "context":
            refresh_context(engine, registers, fetcher, now=NOW, url=WEATHER)
        elif job == "publish":
            publish(engine, registers, out, as_of=NOW, snapshot=out / "edition.json")
        else:
            edition = make_edition(engine, registers, now=NOW)
            deliver(engine, registers, Settings(recipients=READERS), edition, hand_over, now=NOW)


def main() -> None:
    """Read the arguments, set the trap, work."""
    job, database, out, step = sys.argv[1:]
    engine = open_store(database)
    die_before(engine, int(step))
    work(job, engine, Path(out), load_registers(DEMO_SOURCES))


if __name__ == "__main__":
    main()
