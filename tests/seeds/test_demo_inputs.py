"""The demo's recorded inputs: in step with their stories, readable, and honest about being invented."""

import re
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

import seeds.demo
from seeds.demo.build import build_demo
from tracker.model import Payload, PollOutcome, Report
from tracker.sources.connectors import parse
from tracker.sources.fetch import Failure, Fetcher
from tracker.sources.recorded import RecordedTransport, moments, read_manifest
from tracker.sources.registry import load_sources
from tracker.sources.revisions import next_revision

DEMO = Path(seeds.demo.__file__).parent
NOW = datetime(2026, 1, 20, 16, tzinfo=UTC)


def hear_all() -> tuple[list[Report], list[Failure], list[str]]:
    """Poll every source at every moment, as the demo job does."""
    known: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
    reports: list[Report] = []
    failures: list[Failure] = []
    warnings: list[str] = []
    for moment in moments(DEMO):
        with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, moment)) as fetcher:
            for source in load_sources(DEMO / "sources"):
                answer = fetcher.fetch(source.url, source_id=source.source_id, now=moment)
                if isinstance(answer, Failure):
                    failures.append(answer)
                    continue
                parsed = parse(answer, source)
                warnings += parsed.warnings
                for report in parsed.reports:
                    if (revised := next_revision(known, report)) is not None:
                        known[revised.report_id].append((revised.revision, revised.content_sha256))
                        reports.append(revised)
    return reports, failures, warnings


@pytest.fixture(scope="module")
def heard() -> tuple[list[Report], list[Failure], list[str]]:
    return hear_all()


def test_payloads_and_manifest_are_what_the_stories_build() -> None:
    stale = [name for name, body in build_demo().items() if (DEMO / name).read_bytes() != body]

    assert stale == []


def test_no_payload_lies_about_without_a_line_in_the_manifest() -> None:
    named = {answer.file for answer in read_manifest(DEMO) if answer.file}

    assert set((DEMO / "payloads").rglob("*.*")) == named


def test_every_source_has_a_story_and_is_marked_as_invented() -> None:
    sources = load_sources(DEMO / "sources")

    assert {source.source_id for source in sources} == {path.stem for path in (DEMO / "story").glob("*.toml")}
    assert all(source.is_synthetic for source in sources)
    assert all(re.search(r"\.example/", source.url) for source in sources)


def test_the_demo_tells_at_least_sixty_reports_in_three_languages(
    heard: tuple[list[Report], list[Failure], list[str]],
) -> None:
    reports, _, _ = heard
    languages = Counter(report.lang for report in reports if report.text)

    assert len(reports) >= 60
    assert languages.keys() == {"uk", "ru", "en"}
    assert all(report.is_synthetic for report in reports)


def test_every_report_has_its_exact_time_and_none_is_ahead_of_its_poll(
    heard: tuple[list[Report], list[Failure], list[str]],
) -> None:
    reports, _, _ = heard

    assert all(report.published_at and report.published_at <= report.learned_at <= NOW for report in reports)
    assert {report.published_precision for report in reports} == {"minute"}


def test_what_a_source_edits_is_a_second_revision(
    heard: tuple[list[Report], list[Failure], list[str]],
) -> None:
    reports, _, _ = heard

    revised = {report.source_id for report in reports if report.revision > 1}

    assert revised == {"demo-grid-operator", "demo-ministry", "demo-news-uk", "demo-yasno-kyiv"}


def test_a_picture_without_text_is_kept_and_told(heard: tuple[list[Report], list[Failure], list[str]]) -> None:
    reports, _, warnings = heard

    assert [report.native_id for report in reports if not report.text] == ["demo_grid/507"]
    assert set(warnings) == {"demo_grid/507: image, unread"}


def test_only_the_source_that_falls_over_fails(heard: tuple[list[Report], list[Failure], list[str]]) -> None:
    _, failures, _ = heard

    assert {failure.detail for failure in failures} == {"visnyk.demo.example: answered 503 Service Unavailable"}
    assert {failure.outcome for failure in failures} == {PollOutcome.UNREACHABLE}


def test_hostile_markup_in_a_title_reaches_the_report_as_text(
    heard: tuple[list[Report], list[Failure], list[str]],
) -> None:
    reports, _, _ = heard
    (hostile,) = (report for report in reports if "{{7*7}}" in report.text)

    assert hostile.title == "{{7*7}} ${7*7} `Полтава` <img src=x onerror=alert(1)> без світла"


def test_telephone_numbers_and_places_of_forces_are_gone_before_a_report_exists(
    heard: tuple[list[Report], list[Failure], list[str]],
) -> None:
    reports, _, _ = heard
    told = "\n".join(report.text for report in reports)

    assert "000-12-34" not in told
    assert "Зенітний" not in told
    assert "дронами енергетичну інфраструктуру" in told


def test_an_agency_text_comes_from_two_publishers(heard: tuple[list[Report], list[Failure], list[str]]) -> None:
    reports, _, _ = heard
    copies = Counter(text for _, text in {(report.publisher, report.text) for report in reports if report.text})

    assert [count for count in copies.values() if count > 1] == [2, 2]


def test_a_public_address_stands_on_every_payload() -> None:
    with Fetcher(contact="demo@svitlo.example", transport=RecordedTransport(DEMO, NOW)) as fetcher:
        answer = fetcher.fetch("https://ministry.demo.example/rss", source_id="demo-ministry", now=NOW)

    assert isinstance(answer, Payload)
    assert answer.url == "https://ministry.demo.example/rss"
