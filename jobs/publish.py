"""Make the edition of one tier and put its artifacts where people take them from."""

import os
from collections.abc import Iterable, Mapping
from datetime import datetime
from glob import escape
from pathlib import Path

from sqlalchemy import Engine

from jobs.known import read_known
from jobs.lease import StillMine, always
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.errors import StoreUnavailable
from tracker.exposure import needed_since
from tracker.merge.coverage import LONGEST_WAIT
from tracker.merge.rhythm import MEMORY
from tracker.model import Artifact, Edition, Picture, Tier
from tracker.pipeline import edition, picture
from tracker.policy import may_see, redact
from tracker.store.heard import read_standing_polls
from tracker.store.published import write_edition
from tracker.store.tombstones import count_forgotten
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

    Nothing is written any more once another worker has taken the run over, or something was forgotten meanwhile:
    whoever forgets publishes anew.
    """
    forgotten = count_forgotten(engine)

    def still_holds() -> bool:
        return still_mine() and count_forgotten(engine) == forgotten

    made, artifacts = edition(
        know(engine, registers, as_of=as_of, tier=tier),
        tier,
        registers.policy,
        registers.sources,
        registers.gazetteer,
        registers.boundaries,
    )
    crash_at("edition.rendered")
    if still_holds():
        write_edition(engine, made, registers.gazetteer, registers.boundaries)
    if still_holds():
        write_artifacts(out, artifacts)
    if snapshot is not None and tier == Tier.PUBLIC and still_holds():
        write_whole(snapshot, dump_edition(made))
    return made


def publish_tables(
    engine: Engine, registers: Registers, *, as_of: datetime, tier: Tier, still_mine: StillMine = always
) -> None:
    """Write the published tables of a tier that has no files: roles of the database read them."""
    forgotten = count_forgotten(engine)
    picture = know(engine, registers, as_of=as_of, tier=tier)
    made = redact(picture, tier, registers.policy, registers.sources, registers.gazetteer)
    if still_mine() and count_forgotten(engine) == forgotten:
        write_edition(engine, made, registers.gazetteer, registers.boundaries)


def write_artifacts(out: Path, artifacts: Iterable[Artifact]) -> None:
    """Write files whole: all of them under temporary names, flushed to disk, before the first is renamed.

    Raises:
        StoreUnavailable: the disk is full, or the folder cannot be written to; the files that were there stay.
    """
    _write_all({out / artifact.name: artifact.body for artifact in artifacts})


def write_whole(path: Path, body: bytes) -> None:
    """Write one file so that nobody ever sees a part of it.

    Raises:
        StoreUnavailable: the disk is full, or the folder cannot be written to; the file that was there stays.
    """
    _write_all({path: body})


def _write_all(bodies: Mapping[Path, bytes]) -> None:
    parts: dict[Path, Path] = {}
    path = Path()
    try:
        for path, body in bodies.items():
            parts[path] = _name_part(path)
            _write_part(parts[path], body)
        for path, part in parts.items():
            part.replace(path)
            crash_at("file.renamed")
    except OSError as error:
        raise StoreUnavailable(str(path), f"cannot be written: {error.strerror}") from error
    finally:
        for part in parts.values():
            part.unlink(missing_ok=True)


def _name_part(path: Path) -> Path:
    """A temporary name beside a file; parts that a killed writer left are cleared away."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{escape(path.name)}.*{PART}"):
        if not _is_alive(left):
            left.unlink(missing_ok=True)
    return path.parent / f".{path.name}.{os.getpid()}{PART}"


def _write_part(part: Path, body: bytes) -> None:
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    crash_at("file.flushed")


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
