"""The sources that ship with Svitlo, and the voices that nobody can read."""

import csv

import pytest

from geodata.folder import DATA
from jobs.registers import REAL_SOURCES, Registers
from tests.packaged import packaged_registers
from tracker.model import OFFICIAL_ROLES, Source
from tracker.sources.connectors.acled import NEVER_PUBLISHED
from tracker.sources.registry import load_sources
from tracker.sources.voices import load_voices

OBLASTS = [row["katottg"] for row in csv.DictReader((DATA / "oblasts.csv").read_text(encoding="utf-8").splitlines())]


@pytest.fixture(scope="module")
def registers() -> Registers:
    return packaged_registers()


@pytest.fixture(scope="module")
def sources() -> tuple[Source, ...]:
    return load_sources(REAL_SOURCES)


def test_there_are_sources_of_every_sort_official_voices_first(sources: tuple[Source, ...]) -> None:
    enabled = [source for source in sources if source.is_enabled]
    official = [source for source in enabled if source.role in OFFICIAL_ROLES]

    assert len(sources) >= 35
    assert len({source.kind for source in sources}) >= 10
    assert len(official) > len(enabled) / 2


def test_every_source_is_real_and_says_its_licence_and_how_sure_its_address_is(sources: tuple[Source, ...]) -> None:
    for source in sources:
        assert not source.is_synthetic, source.source_id
        assert source.licence, source.source_id
        assert source.note, source.source_id
        assert source.publisher_uk, source.source_id


def test_what_must_not_be_passed_on_is_not_published(sources: tuple[Source, ...]) -> None:
    kept_back = {source.source_id for source in sources if not source.publish}

    assert {"acled", "viina", "ioda"} <= kept_back
    assert {source.source_id for source in sources if source.kind in NEVER_PUBLISHED} <= kept_back


def test_feeds_and_channels_have_a_floor_and_a_ceiling(sources: tuple[Source, ...]) -> None:
    told = [source for source in sources if source.kind in {"rss", "telegram_preview"}]

    assert all(source.least_reports_per_week and source.most_reports_per_day for source in told)
    assert all((source.least_reports_per_week or 0) < 7 * (source.most_reports_per_day or 0) for source in told)


def test_examples_of_forms_are_off_until_their_address_is_written(sources: tuple[Source, ...]) -> None:
    examples = [source for source in sources if "An example" in (source.note or "")]

    assert {source.kind for source in examples} == {"kobo", "odk"}
    assert not any(source.is_enabled for source in examples)


def test_for_every_oblast_it_is_known_who_speaks_and_cannot_be_read(registers: Registers) -> None:
    voices = load_voices(REAL_SOURCES)
    gazetteer = registers.gazetteer
    above = {area_id for voice in voices for area_id in (voice.place_id, *gazetteer.areas_above(voice.place_id))}

    assert set(OBLASTS) <= above
    assert all(voice.reason for voice in voices)


def test_every_oblast_under_government_control_has_an_official_voice_that_is_read_or_known_to_be_unread(
    sources: tuple[Source, ...],
) -> None:
    read = {source.home_place_id for source in sources if source.role in OFFICIAL_ROLES}
    unread = {voice.place_id for voice in load_voices(REAL_SOURCES)}

    assert set(OBLASTS) <= read | unread
