"""Figures for monitoring, in the text format of Prometheus. They come from the store: each process tells the same."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from tracker.model import Edition
from tracker.store.figures import Figures

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"
ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """One figure with a value for each set of labels; without values it is not written."""

    name: str
    help: str
    values: tuple[tuple[Labels, float], ...]


def write_metrics(figures: Figures | None, edition: Edition | None, now: datetime) -> str:
    """Write what is known; a store that does not answer leaves only what the page still shows."""
    gauges = [_one("svitlo_ready", "1 when the store answers", float(figures is not None))]
    if edition is not None:
        gauges += _of_edition(edition, now)
    if figures is not None:
        gauges += _of_store(figures, now)
    return "".join(_write(gauge) for gauge in gauges if gauge.values)


def _of_edition(edition: Edition, now: datetime) -> Iterator[Gauge]:
    silent = sum(source.is_silent for source in edition.sources)
    yield _one("svitlo_shown_edition_age_seconds", "age of the edition shown", _age(edition.as_of, now))
    yield _one("svitlo_outages_count", "published outages", len(edition.outages))
    yield _one("svitlo_sources_count", "sources listened to", len(edition.sources))
    yield _one("svitlo_sources_silent_count", "sources unheard for two intervals", silent)


def _of_store(figures: Figures, now: datetime) -> Iterator[Gauge]:
    yield _one("svitlo_schema_current", "1 when the schema is the code's", float(figures.is_schema_current))
    yield _one("svitlo_store_size_bytes", "size of the store", figures.size_bytes)
    yield _ages("svitlo_edition_age_seconds", "age of the edition last published", [({}, figures.edition_as_of)], now)
    yield _labelled(
        "svitlo_letters_count", "letters by state", (({"state": state}, n) for state, n in figures.letters.items())
    )
    oldest = figures.oldest_unsent_at
    yield _ages("svitlo_outbox_oldest_unsent_seconds", "how long a letter has waited", [({}, oldest)], now)
    yield _labelled(
        "svitlo_job_runs_count",
        "runs in the ledger by state",
        (({"job": name, "state": state}, n) for name, job in figures.jobs.items() for state, n in job.runs.items()),
    )
    jobs = [({"job": name}, job) for name, job in figures.jobs.items()]
    yield _times(
        "svitlo_job_last_success_timestamp_seconds",
        "when a job was last done",
        ((labels, job.last_done_at) for labels, job in jobs),
    )
    yield _labelled(
        "svitlo_job_last_duration_seconds",
        "how long a job took when it was last done",
        ((labels, job.last_duration_s) for labels, job in jobs if job.last_duration_s is not None),
    )
    sources = [({"source": source_id}, source) for source_id, source in figures.sources.items()]
    yield _times(
        "svitlo_source_last_ok_timestamp_seconds",
        "when a source was last heard",
        ((labels, source.last_ok_at) for labels, source in sources),
    )
    yield _times(
        "svitlo_source_last_new_timestamp_seconds",
        "when a source last had something new",
        ((labels, source.last_new_at) for labels, source in sources),
    )
    yield _labelled(
        "svitlo_source_outcome",
        "what came of the newest poll of a source",
        (({**labels, "outcome": source.outcome.value}, 1) for labels, source in sources),
    )


def _one(name: str, text: str, value: float) -> Gauge:
    return Gauge(name=name, help=text, values=(({}, value),))


def _labelled(name: str, text: str, values: Iterable[tuple[Labels, float]]) -> Gauge:
    return Gauge(name=name, help=text, values=tuple(values))


def _times(name: str, text: str, values: Iterable[tuple[Labels, datetime | None]]) -> Gauge:
    return _labelled(name, text, ((labels, at.timestamp()) for labels, at in values if at is not None))


def _ages(name: str, text: str, values: Iterable[tuple[Labels, datetime | None]], now: datetime) -> Gauge:
    return _labelled(name, text, ((labels, _age(at, now)) for labels, at in values if at is not None))


def _age(at: datetime, now: datetime) -> float:
    return (now - at).total_seconds()


def _write(gauge: Gauge) -> str:
    lines = [f"# HELP {gauge.name} {gauge.help}", f"# TYPE {gauge.name} gauge"]
    for labels, value in gauge.values:
        told = ",".join(f'{name}="{text.translate(ESCAPES)}"' for name, text in labels.items())
        lines.append(f"{gauge.name}{{{told}}} {_number(value)}" if told else f"{gauge.name} {_number(value)}")
    return "\n".join(lines) + "\n"


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else repr(float(value))
