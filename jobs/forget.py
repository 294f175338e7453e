"""Forget a report or a source: erase it, publish anew without it, and prove that it is gone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from jobs.publish import publish, publish_tables
from jobs.registers import Registers
from tracker.crashpoints import crash_at
from tracker.errors import NotConfigured, StoreUnavailable
from tracker.model import Tier
from tracker.store.compacting import PATIENCE_S, compact
from tracker.store.forgetting import Order, Subject, SubjectKind, erase, find_subject, read_wording
from tracker.store.proof import Telling, search_store
from tracker.store.published import read_tiers
from tracker.store.transactions import name_store
from tracker.store.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """What was forgotten, and how it is known to be gone."""

    subject: Subject
    erased: Mapping[str, int]
    tiers: tuple[Tier, ...]  # published anew
    pieces_count: int  # of its wording that were looked for; 0: it was erased before, or said too little
    rows_count: int
    bytes_count: int
    files_count: int
    also_told: tuple[Telling, ...]
    warnings: tuple[str, ...]


def find(engine: Engine, name: str) -> Subject:
    """The report or source of a name.

    Raises:
        NotConfigured: nothing of it is kept.
    """
    subject = find_subject(engine, name)
    if subject is None:
        raise NotConfigured(name, "is no report that is kept, and no source that was heard")
    return subject


def wording_of(engine: Engine, registers: Registers, subject: Subject) -> Wording:
    """What a subject said, in pieces. Names of places and publishers, and addresses of sources, are everybody's."""
    return read_wording(engine, subject, _ordinary(registers))


def forget(
    engine: Engine,
    registers: Registers,
    order: Order,
    *,
    out: Path,
    snapshot: Path,
    as_of: datetime,
    patience_s: float = PATIENCE_S,
) -> Forgetting:
    """Erase a subject, publish anew what rested on it, rewrite the store and look through all of it.

    Killed anywhere and run again it ends the same; but what it said is then known no longer, so the proof of a later
    run is that no row of it is left and that the store was rewritten. `as_of` is the moment to publish at.

    Raises:
        StoreUnavailable: another process holds the store, or something of it is still there.
    """
    subject = order.subject
    erased = erase(engine, order, _ordinary(registers))
    tiers = publish_anew(engine, registers, out, snapshot, as_of=as_of)
    crash_at("forget.published")
    warnings = compact(engine, patience_s=patience_s)
    crash_at("forget.compacted")
    search = search_store(engine, subject, erased.wording)
    files = _files_of(out, snapshot)
    rest = erased.wording.without(search.told_pieces)
    left = [*search.left, *(str(path) for path in files if rest.find_in_file(path))]
    if left:
        raise StoreUnavailable(name_store(engine), f"something of it is still in {', '.join(left)}; take that away")
    return Forgetting(
        subject=subject,
        erased=erased.figures,
        tiers=tiers,
        pieces_count=len(erased.wording.pieces),
        rows_count=search.rows_count,
        bytes_count=search.bytes_count,
        files_count=len(files),
        also_told=search.also_told,
        warnings=tuple(warnings),
    )


def publish_anew(
    engine: Engine, registers: Registers, out: Path, snapshot: Path, *, as_of: datetime
) -> tuple[Tier, ...]:
    """Publish every tier that was published; the files, and the snapshot if there is one, are the public one's."""
    tiers = {Tier(tier) for tier in read_tiers(engine)}
    if out.exists() or snapshot.exists():
        tiers.add(Tier.PUBLIC)
    for tier in sorted(tiers):
        if tier == Tier.PUBLIC:
            publish(engine, registers, out, as_of=as_of, snapshot=snapshot if snapshot.exists() else None)
            continue
        publish_tables(engine, registers, as_of=as_of, tier=tier)
    return tuple(sorted(tiers))


def describe(done: Forgetting) -> Mapping[str, object]:
    """What a command prints of it."""
    return {
        "kind": done.subject.kind,
        "id": done.subject.subject_id,
        "source_id": done.subject.source_id,
        "erased": dict(done.erased),
        "published_anew": list(done.tiers),
        "proof": {
            "pieces_looked_for": done.pieces_count,
            "rows_searched": done.rows_count,
            "store_bytes_searched": done.bytes_count,
            "files_searched": done.files_count,
            "found": 0,
        },
        "also_told_by": [{"report_id": one.report_id or None, "source_id": one.source_id} for one in done.also_told],
    }


def explain(done: Forgetting) -> Sequence[str]:
    """What a person should know of it, a line each."""
    lines = [f"the server: {warning}" for warning in done.warnings]
    if not done.pieces_count:
        lines.append("what it said is not known here: no row of it is left, and the store was rewritten")
    if done.also_told:
        lines.append("others tell it in the same words; that is theirs, and it stays until it is forgotten too")
    if done.subject.kind == SubjectKind.SOURCE:
        lines.append(f"new reports of {done.subject.source_id} are heard unless its file says is_enabled = false")
    lines.append("from now on no bytes that this source gives are kept")
    lines.append("letters that were sent or written, and files you exported, cannot be taken back")
    return lines


def _files_of(out: Path, snapshot: Path) -> Sequence[Path]:
    return [*sorted(path for path in out.rglob("*") if path.is_file()), *([snapshot] if snapshot.is_file() else [])]


def _ordinary(registers: Registers) -> Iterable[str]:
    for place in registers.gazetteer.places.values():
        yield from filter(None, (place.name_en, place.name_uk, place.name_ru))
    for source in registers.sources.values():
        yield from filter(None, (source.publisher, source.publisher_uk, source.url, source.homepage))
