"""Make the edition of one tier and put its artifacts where people take them from."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from jobs.known import read_known
from jobs.lease import StillMine, always
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.exposure import needed_since
from tracker.merge.coverage import LONGEST_WAIT
from tracker.merge.rhythm import MEMORY
from tracker.model import Artifact, Edition, Picture, Tier
from tracker.pipeline import edition, picture
from tracker.policy import may_see
from tracker.store.heard import read_standing_polls
from tracker.store.published import write_edition
from tracker.store.weather import read_weather
from tracker.web.snapshot import dump_edition

PART = ".part"


def know(engine: Engine, registers: Registers, *, as_of: datetime, tier: Tier = Tier.PUBLIC) -> Picture:
    """The picture of what the store had learned by an instant of its last 30 days, as far as a tier may know it.

    What is for a higher tier is left out before it is joined with the rest: it neither shows nor holds anything back.
    """
    gazetteer, sources = registers.gazetteer, registers.sources
    claims, reviews = read_known(
        engine, gazetteer, as_of=as_of, counts=lambda claim: may_see(tier, claim.source_id, sources)
    )
    return picture(
        claims,
        reviews,
        read_standing_polls(engine, sources, recent=LONGEST_WAIT, memory=MEMORY, as_of=as_of),
        read_weather(engine, needed_since(claims, gazetteer, as_of), as_of=as_of),
        sources,
        gazetteer,
        as_of,
    )


def publish(
    engine: Engine,
    registers: Registers,
    out: Path,
    *,
    as_of: datetime,
    tier: Tier = Tier.PUBLIC,
    snapshot: Path | None = None,
    still_mine: StillMine = always,
) -> Edition:
    """Write the published tables and the artifacts of one tier, and the snapshot that the page falls back to.

    Nothing is written any more once another worker has taken the run over.
    """
    made, artifacts = edition(
        know(engine, registers, as_of=as_of, tier=tier),
        tier,
        registers.policy,
        registers.sources,
        registers.gazetteer,
        registers.boundaries,
    )
    crash_at("edition.rendered")
    if still_mine():
        write_edition(engine, made, registers.gazetteer, registers.boundaries)
    if still_mine():
        write_artifacts(out, artifacts)
    if snapshot is not None and tier == Tier.PUBLIC and still_mine():
        write_whole(snapshot, dump_edition(made))
    return made


def write_artifacts(out: Path, artifacts: Iterable[Artifact]) -> None:
    """Write files whole or not at all: under a temporary name, flushed to disk, then renamed."""
    out.mkdir(parents=True, exist_ok=True)
    for artifact in artifacts:
        write_whole(out / artifact.name, artifact.body)


def write_whole(path: Path, body: bytes) -> None:
    """Write one file so that nobody ever sees a part of it; parts that a killed writer left are cleared away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{path.name}.*{PART}"):
        if not _is_alive(left):
            left.unlink(missing_ok=True)
    part = path.parent / f".{path.name}.{os.getpid()}{PART}"
    try:
        with part.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        crash_at("file.flushed")
        part.replace(path)
        crash_at("file.renamed")
    finally:
        part.unlink(missing_ok=True)


def _is_alive(part: Path) -> bool:
    """Whether another process is still writing a part: its number stands in the name."""
    number = part.name.removesuffix(PART).rpartition(".")[2]
    if not number.isdecimal() or int(number) == os.getpid():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
