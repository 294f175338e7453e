"""Generated reports: three languages, one in ten about strikes and outages, the same on every machine."""

import hashlib
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from random import Random

from jobs.bench.case import scaled
from tracker.model import Report, Role, TimePrecision

SEED = 1
LANGUAGES = ("en", "uk", "ru")
MIXED, RELEVANT = 3_000, 1_500  # reports
SHARE_RELEVANT = 0.1
SHARE_TELLING = 0.6  # of the sentences of a relevant report
SHARE_NEAR_MISSES, NEAR_MISSES = 0.1, 2  # of the irrelevant reports, and sentences in each
SHORTEST, LONGEST = 2_000, 3_000  # characters
TITLE = 110  # characters
JANUARY = datetime(2026, 1, 1, tzinfo=UTC)
SECONDS = 31 * 24 * 3600
SETTINGS = {
    "seed": SEED,
    "reports_mixed": MIXED,
    "reports_relevant": RELEVANT,
    "share_relevant": SHARE_RELEVANT,
    "share_near_misses": SHARE_NEAR_MISSES,
}

Words = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A generated report, and what it was made to be."""

    report: Report
    is_relevant: bool
    is_near_miss: bool


@cache
def mixed_reports(scale: float) -> tuple[Made, ...]:
    """Reports as news brings them: one in ten relevant, and some that only look so."""
    return make_reports(scaled(MIXED, scale, least=3 * len(LANGUAGES) * 10), SHARE_RELEVANT)


@cache
def relevant_reports(scale: float) -> tuple[Report, ...]:
    """Reports that all tell of strikes or outages."""
    return tuple(made.report for made in make_reports(scaled(RELEVANT, scale, least=len(LANGUAGES)), 1.0))


def generated_cities() -> list[str]:
    """The cities that generated reports tell of, as they stand there."""
    return [city.split(" ", 1)[1] for lang in LANGUAGES for city in _sentences()[lang]["cities"]]


@cache
def _sentences() -> Mapping[str, Words]:
    return tomllib.loads(files("jobs.bench").joinpath("sentences.toml").read_text(encoding="utf-8"))


def make_reports(n: int, share_relevant: float, seed: int = SEED) -> tuple[Made, ...]:
    """Reports in all languages in turn, so many of them relevant."""
    random = Random(seed)  # noqa: S311 - the same reports on every machine
    return tuple(_make_one(at, share_relevant, random) for at in range(n))


def _make_one(at: int, share_relevant: float, random: Random) -> Made:
    lang = LANGUAGES[at % len(LANGUAGES)]
    words = _sentences()[lang]
    is_relevant = random.random() < share_relevant
    is_near_miss = not is_relevant and random.random() < SHARE_NEAR_MISSES
    length = random.randint(SHORTEST, LONGEST)
    told = [_fill(random.choice(words["near_misses"]), words, random) for _ in range(NEAR_MISSES * is_near_miss)]
    while sum(map(len, told)) + len(told) < length:
        kind = "relevant" if is_relevant and random.random() < SHARE_TELLING else "irrelevant"
        told.append(_fill(random.choice(words[kind]), words, random))
    random.shuffle(told)
    report = _report(at, lang, " ".join(told), JANUARY + timedelta(seconds=random.randrange(SECONDS)))
    return Made(report=report, is_relevant=is_relevant, is_near_miss=is_near_miss)


def _fill(form: str, words: Words, random: Random) -> str:
    count = random.randint(1, 99) * random.choice((100, 1_000))
    filled = form.format(
        city=random.choice(words["cities"]),
        target=random.choice(words["targets"]),
        time=random.choice(words["times"]),
        count=f"{count:,}".replace(",", "," if words is _sentences()["en"] else " "),
        degrees=random.randint(1, 25),
    )
    return filled[:1].upper() + filled[1:]


def _report(at: int, lang: str, body: str, published_at: datetime) -> Report:
    return Report(
        report_id=f"generated-{at}",
        revision=1,
        source_id="generated",
        publisher="Generated",
        role=Role.MEDIUM,
        native_id=str(at),
        url=None,
        title=body[:TITLE],
        text=body,
        lang=lang,
        published_at=published_at,
        published_precision=TimePrecision.MINUTE,
        learned_at=published_at,
        content_sha256=hashlib.sha256(body.encode()).hexdigest(),
    )
