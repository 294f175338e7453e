"""Fetch, check, build, swap. Whatever fails before the swap leaves the data in use as it was."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from geodata.folder import Manifest, read_manifest
from geodata.summary import Summary, summarise
from geodata.sync.codab import Area, read_areas
from geodata.sync.errors import NotFetched
from geodata.sync.gates import check_against, check_areas, check_codes
from geodata.sync.geonames import Point, read_points
from geodata.sync.hdx import choose_files
from geodata.sync.inputs import (
    CODAB,
    GEONAMES,
    Addresses,
    Download,
    Fetch,
    Input,
    check_sum,
    geonames_input,
    uageo_input,
)
from geodata.sync.swap import install, staging
from geodata.sync.tables import Row, read_rows
from geodata.sync.uageo import CODE, Unit, read_units
from geodata.sync.version import Built, Materials, build_version, known_codes, write_manifest
from geodata.versions import find_in_use, withdrawn_version

OVERLAP = timedelta(days=1)  # clocks differ: what changed shortly before the last fetch is fetched again
FINGERPRINT_DIGITS = 12
UNASKED = "answered that nothing changed, which was not asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Synced:
    """A new version in use."""

    version: str
    built: Built
    summary: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingNew:
    """The inputs are those of the version in use, or of one that was rolled back from."""

    is_withdrawn: bool = False


def update(
    home: Path, fetch: Fetch, addresses: Addresses, *, packaged: Path, now: datetime, again: bool = False
) -> Synced | NothingNew:
    """Bring the place data up to date.

    Args:
        home: the folder of all versions.
        fetch: gets the bytes of an address.
        addresses: where the inputs are.
        packaged: the data that the version is built on.
        now: the moment, UTC.
        again: take what was rolled back from, too.

    Raises:
        NotFetched: an input could not be had.
        NotUsable: an input cannot be read, or a gate fails.
        NotWritten: the disk is full or refuses, or another sync is at work.
    """
    with staging(home) as work:
        last = find_in_use(home, packaged).folder
        before = read_manifest(last)
        inputs = _inputs(fetch, addresses)
        answers = _fetch_all(fetch, inputs, before)
        if answers is None:
            return NothingNew()
        checksums = {url: hashlib.sha256(answer.body).hexdigest() for url, answer in answers.items()}
        if checksums == _checksums(before) and last != packaged:
            return NothingNew()
        fingerprint = _fingerprint(checksums, read_manifest(packaged).version)
        if not again and (withdrawn_version(home) or "").endswith(fingerprint):
            return NothingNew(is_withdrawn=True)
        version = f"{now:%Y%m%dT%H%M%SZ}-{fingerprint}"
        rows = read_rows(packaged)
        materials = _read(inputs, answers, rows, work / "unpacked")
        built = work / "built"
        built.mkdir()
        result = build_version(built, packaged, rows, materials)
        write_manifest(built, packaged, version, [(item, checksums[item.url]) for item in inputs], now)
        summary = summarise(built)
        has_all = {item["name"] for item in before.inputs if "url" in item} <= {item.name for item in inputs}
        check_against(summary, summarise(last), has_all_inputs=has_all)
        install(home, built, version, last.name if last != packaged else None)
    return Synced(version=version, built=result, summary=summary)


def _inputs(fetch: Fetch, addresses: Addresses) -> tuple[Input, ...]:
    listing = fetch(addresses.codab, None)
    if listing is None:
        raise NotFetched(addresses.codab, UNASKED)
    others = [geonames_input(addresses.geonames)]
    if addresses.uageo is not None:
        others.append(uageo_input(addresses.uageo))
    return (*choose_files(listing.body), *others)


def _checksums(manifest: Manifest) -> dict[str, str]:
    """Address → checksum of what a version was made of."""
    return {item["url"]: item["sha256"] for item in manifest.inputs if "url" in item}


def _fetch_all(fetch: Fetch, inputs: Sequence[Input], before: Manifest) -> dict[str, Download] | None:
    """All inputs by address; None where every one is still what it was. One that is new needs the others too."""
    known = {item["url"]: datetime.fromisoformat(item["retrieved_at"]) for item in before.inputs if "url" in item}
    answers = {item.url: fetch(item.url, known[item.url] - OVERLAP if item.url in known else None) for item in inputs}
    if known.keys() == answers.keys() and all(answer is None for answer in answers.values()):
        return None
    whole: dict[str, Download] = {}
    for item in inputs:
        answer = answers[item.url] or fetch(item.url, None)
        if answer is None:
            raise NotFetched(item.url, UNASKED)
        check_sum(item, answer.body)
        whole[item.url] = answer
    return whole


def _read(inputs: Sequence[Input], answers: Mapping[str, Download], rows: Sequence[Row], unpacked: Path) -> Materials:
    """Read and check every input."""
    areas: dict[int, tuple[Area, ...]] = {}
    units: dict[str, Unit] = {}
    points: list[Point] = []
    edition = ""
    for number, item in enumerate(inputs):
        answer = answers[item.url]
        if item.name == CODAB:
            read = read_areas(item.file, answer.body, answer.media_type, unpacked / str(number))
            areas, edition = {**read, **areas}, item.edition
        elif item.name == GEONAMES:
            points = read_points(item.file, answer.body, answer.media_type)
        else:
            units = read_units(item.file, answer.body, answer.media_type)
            codes = [row["place_id"] for row in rows if CODE.match(row["place_id"])]
            check_codes(item.file, set(units), codes)
    check_areas(areas, known_codes(rows))
    return Materials(areas=areas, points=points, units=units, edition=edition)


def _fingerprint(checksums: Mapping[str, str], packaged_version: str) -> str:
    lines = [packaged_version, *(f"{url} {checksum}" for url, checksum in sorted(checksums.items()))]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:FINGERPRINT_DIGITS]
