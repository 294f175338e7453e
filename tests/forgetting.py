"""A store with a history to forget, and a search for what is left that shares nothing with the proof in the code."""

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine, insert, text

from jobs.registers import Registers
from tests.builders import CAPITAL, CITY, NOON, make_claim, make_gazetteer, make_source
from tracker.extract.lexicon import load_lexicon
from tracker.model import (
    Evidence,
    Payload,
    Poll,
    PollOutcome,
    Reading,
    Report,
    Review,
    Role,
    ScheduleDay,
    ScheduleLayer,
    ScheduleState,
    Scope,
    Signal,
    SourceState,
    TimePrecision,
)
from tracker.policy import read_policy
from tracker.store import ledger
from tracker.store.rows import ledger_table
from tracker.store.timetables import insert_schedules

HOUR = timedelta(hours=1)
HERALD, WIRE = "invented-herald", "invented-wire"
LEAVING, STAYING, ELSEWHERE = "leaving", "staying", "elsewhere"
LINK = "https://invented-herald.example/2026/leaving-story"
TITLE = "Вигадане містечко лишилося темним після бурі"
BODIES = (
    "Стара липа впала на дроти біля млина. Мешканці чекають ремонтників із самого ранку.",
    'Виправлено: липа впала на дроти біля "Синього млина", а не біля школи; без світла 417 осель.',
    "Remembered by the miller: sparks flew over the pond, and the lamps of the lane went out one by one.",
)
NOTE = "Перевірено телефоном у мірошника, він бачив іскри над ставком"
QUOTE_OF_OTHERS = "Диспетчери повідомляють про планові роботи на заході країни"
REGISTERS = Registers(
    gazetteer=make_gazetteer(),
    boundaries={},
    lexicon=load_lexicon(),
    policy=read_policy(Path("seeds/policy.toml").read_text(encoding="utf-8")),
    sources={name: make_source(name, url=f"https://{name}.example/feed") for name in (HERALD, WIRE)},
)
TELLING = (TITLE, *BODIES, NOTE)


def make_report(report_id: str, body: str, *, source_id: str = HERALD, revision: int = 1, title: str = TITLE) -> Report:
    return Report(
        report_id=report_id,
        revision=revision,
        source_id=source_id,
        publisher="Invented Herald" if source_id == HERALD else "Invented Wire",
        role=Role.UTILITY,
        native_id=LINK if report_id == LEAVING else f"native-{report_id}",
        url=LINK if report_id == LEAVING else f"https://{source_id}.example/{report_id}",
        title=title,
        text=f"{title}\n{body}",
        lang="uk",
        published_at=NOON - HOUR,
        published_precision=TimePrecision.MINUTE,
        learned_at=NOON + revision * HOUR,
        content_sha256=f"hash of {report_id} {revision}",
        fields={"damage": body} if revision == 2 else {},
    )


def read(report: Report, *, place_id: str = CITY) -> Reading:
    revision = report.revision
    claim = make_claim(
        f"claim of {report.report_id} {revision}",
        place_id=place_id,
        at=report.learned_at,
        onset=NOON - 2 * HOUR,
        publisher=report.publisher,
        report_id=report.report_id,
        revision=revision,
        source_id=report.source_id,
        scope=Scope.WHOLE,
        evidence=Evidence(quote=report.text.split("\n")[1].split(".")[0], start=0, end=9),
    )
    return Reading(report=report, claims=(claim,))


def fill(store: Engine) -> None:
    """One report in three revisions that is to leave, with all that rests on it; one beside it, and one elsewhere."""
    for revision, body in enumerate(BODIES, start=1):
        ledger.append_readings(store, [read(make_report(LEAVING, body, revision=revision))])
    others = [
        read(make_report(STAYING, "Планове вимкнення триватиме до вечора.", title="Роботи на лініях області")),
        read(make_report(ELSEWHERE, f"{QUOTE_OF_OTHERS}.", source_id=WIRE, title="Звіт"), place_id=CAPITAL),
    ]
    ledger.append_readings(store, others)
    told = NOON + 5 * HOUR
    with store.begin() as connection:
        again = {"report_id": LEAVING, "revision": 3, "extractor_version": "newer", "read_at": told}
        connection.execute(insert(ledger_table(store, "rereading")), [again, again | {"report_id": STAYING}])
        insert_schedules(connection, [_day("3.1", LEAVING, BODIES[0]), _day("3.2", STAYING, "Графік на завтра")])
    ledger.append_reviews(
        store,
        [
            Review(claim_id=f"claim of {name} 1", reviewer="olha", decision="confirmed", reviewed_at=told, note=note)
            for name, note in ((LEAVING, NOTE), (STAYING, "Так і є"))
        ],
    )
    for source_id, body in ((HERALD, "\n".join(TELLING)), (WIRE, QUOTE_OF_OTHERS)):
        keep_bytes(store, source_id, body)
    state = SourceState(
        source_id=HERALD,
        file_url="https://invented-herald.example/feed",
        checked_at=NOON,
        next_due_at=NOON,
        waiting=(LINK, "https://invented-herald.example/other"),
        cursor=json.dumps({"newest": LINK}),
    )
    poll = Poll(source_id=HERALD, polled_at=NOON, outcome=PollOutcome.NEW, detail=f"given twice: {TITLE}")
    signal = Signal(source_id=HERALD, kind="alarm", place_id=CITY, value=1.0, observed_at=NOON)
    ledger.append_poll(store, poll, state=state, signals=[signal])
    ledger.append_poll(store, replace(poll, source_id=WIRE, detail="one line left out"))
    run = {"name": "ingest", "slot": NOON, "state": "failed", "worker": "w", "lease_until": NOON, "attempts": 1}
    with store.begin() as connection:
        broke = {"started_at": NOON, "detail": f"ValueError: {BODIES[2]!r} is odd"}
        connection.execute(insert(ledger_table(store, "job_run")), run | broke)


def keep_bytes(store: Engine, source_id: str, body: str, sha256: str = "of the feed") -> int:
    payload = Payload(
        source_id=source_id,
        url=f"https://{source_id}.example/feed",
        media_type="text/xml",
        body=body.encode(),
        sha256=sha256,
        fetched_at=NOON,
    )
    return ledger.append_payload(store, payload)


def _day(group: str, report_id: str, words: str) -> ScheduleDay:
    return ScheduleDay(
        source_id=HERALD,
        place_id=CITY,
        operator="Invented Grid",
        group=group,
        day=date(2026, 1, 16),
        layer=ScheduleLayer.ORDER,
        state=ScheduleState.EMERGENCY,
        slots=(),
        words=words,
        updated_at=None,
        learned_at=NOON,
        report_id=report_id,
    )


def shards(told: str) -> set[bytes]:
    """Every stretch of eighteen letters of a text, as UTF-8 and as JSON may escape it."""
    stretches = {told[start : start + 18] for start in range(max(1, len(told) - 17))}
    return {form for one in stretches for form in (one.encode(), json.dumps(one)[1:-1].encode())}


def all_bytes(store: Engine) -> bytes:
    """All there is of a store: the bytes of its files, or every row that the server gives, with what is deflated."""
    if store.dialect.name == "sqlite":
        path = Path(str(store.url.database))
        return b"\n".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*"))) + b"\n".join(
            _inflated(store, "ledger_payload_body")
        )
    with store.connect() as connection:
        names = connection.execute(
            text(
                "SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n "
                "ON n.oid = c.relnamespace WHERE c.relkind IN ('r', 'm') AND n.nspname !~ '^(pg_|information_schema)'"
            )
        ).scalars()
        rows = [
            str(row).encode()
            for name in names
            for row in connection.execute(text(f"SELECT t::text FROM {name} t")).scalars()  # noqa: S608
        ]
    return b"\n".join([*rows, *_inflated(store, "ledger.payload_body")])


def _inflated(store: Engine, name: str) -> Iterator[bytes]:
    with store.connect() as connection:
        for body in connection.execute(text(f"SELECT body FROM {name}")).scalars():  # noqa: S608 - a constant name
            yield zlib.decompress(body)


def remains(store: Engine, *told: str) -> set[bytes]:
    """What is left of texts in a store, in stretches."""
    haystack = all_bytes(store)
    return {shard for one in told for line in one.splitlines() for shard in shards(line) if shard in haystack}


def rows_of(store: Engine) -> Mapping[str, list[str]]:
    """Every row of the ledger, by table, as it stands."""
    names = ("report", "claim", "review", "rereading", "schedule_day", "signal", "payload", "payload_body", "poll")
    with store.connect() as connection:
        return {
            name: sorted(repr(tuple(row)) for row in connection.execute(ledger_table(store, name).select()))
            for name in names
        }
