"""`svitlo geodata sync`, `info` and `rollback`, against a server on loopback. What it serves is invented."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from ipaddress import ip_network
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from sqlalchemy import create_engine

from geodata.folder import DATA
from jobs.places import describe_places, places_folder
from jobs.plan import plan_jobs
from jobs.registers import load_registers
from jobs.sync import MOST_ARCHIVE_BYTES, roll_places_back, sync_places
from tests.geodata.sync_world import COD, GEONAMES, LISTING, World, codab_with, layer, zipped
from tests.packaged import packaged_registers
from tests.sources.loopback import Scripted, serve
from tracker.errors import StoreUnavailable, SvitloError, Unreachable, Unreadable
from tracker.settings import Settings
from tracker.sources.fetch import Fetcher, GuardedTransport

pytestmark = pytest.mark.slow  # each test starts the command

SVITLO = (sys.executable, "-c", "from jobs.cli import app; app()")
NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
LOOPBACK = (ip_network("127.0.0.1/32"),)
FIXED_HOST = "http://host.invalid"  # until the server has its port
ZIP = {"Content-Type": "application/zip"}


def run_sync(
    home: Path,
    *,
    world: World | None = None,
    answers: Mapping[str, Scripted] | None = None,
    most_bytes: int = MOST_ARCHIVE_BYTES,
) -> str:
    """Sync from a server that answers as the world does, but for some addresses."""
    files: dict[str, bytes] = {}

    def answer(path: str) -> Scripted:
        known = answers or {}
        return known[path] if path in known else Scripted(headers=ZIP, body=files[path])

    transport = GuardedTransport(allowed=LOOPBACK)
    with serve(answer) as server, Fetcher(contact="x", transport=transport, most_bytes=most_bytes) as fetcher:
        files |= (world or World()).files(FIXED_HOST)
        files[LISTING] = files[LISTING].replace(FIXED_HOST.encode(), server.address.encode())
        settings = Settings(
            geodata=home, codab_url=server.address + LISTING, geonames_url=server.address + GEONAMES, uageo_url=None
        )
        return sync_places(fetcher, settings, now=NOW)


def svitlo(folder: Path, home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*SVITLO, *arguments],
        cwd=folder,
        env={**os.environ, "SVITLO_GEODATA": str(home), **environment},
        capture_output=True,
        check=False,
        text=True,
    )


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("synced") / "ua"
    said = run_sync(home)
    assert "is in use from the next start on" in said
    assert "27 of level oblast, 136 of level raion, 1772 of level hromada" in said
    assert "\n" not in said
    return home


def test_every_register_is_read_from_the_synced_version(synced: Path) -> None:
    registers = load_registers(places=places_folder(Settings(geodata=synced)))

    assert {area.boundary_quality for area in registers.boundaries.values()} == {"official"}
    assert registers.gazetteer.version.startswith("2026.11")
    assert "+" in registers.gazetteer.version


REFUSED: Mapping[str, tuple[str, Scripted, type[SvitloError]]] = {
    "a listing that is away": (LISTING, Scripted(status=503), Unreachable),
    "a listing that is a page": (LISTING, Scripted(body=b"<html>Sign in</html>"), Unreadable),
    "boundaries that are gone": (COD, Scripted(status=404), Unreachable),
    "boundaries cut on the way": (
        COD,
        Scripted(headers=ZIP | {"Content-Length": "175000"}, body=World().codab[:90_000]),
        Unreachable,
    ),
    "boundaries cut on the server": (COD, Scripted(headers=ZIP, body=World().codab[:90_000]), Unreadable),
    "a page instead of a dump": (
        GEONAMES,
        Scripted(headers={"Content-Type": "text/html"}, body=b"<html>Moved</html>"),
        Unreadable,
    ),
    "a dump that has shrunk": (GEONAMES, Scripted(headers=ZIP, body=zipped({"UA.txt": b""})), Unreadable),
    "a dump that is a bomb": (
        GEONAMES,
        Scripted(headers=ZIP, body=zipped({f"{number}.txt": b"" for number in range(600)})),
        Unreadable,
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_whole_is_one_line_and_the_data_in_use_stays(case: str, tmp_path: Path) -> None:
    path, answer, error = REFUSED[case]
    with pytest.raises(error) as caught:
        run_sync(tmp_path / "ua", answers={path: answer})

    assert str(caught.value).endswith("the place data in use stays")
    assert "\n" not in str(caught.value)
    assert places_folder(Settings(geodata=tmp_path / "ua")) == DATA


@pytest.mark.parametrize(
    ("world", "reason"),
    [
        (World(codab=codab_with({2: layer(2)[:-20]})), "level 2 has 119 areas, expected 136 to 139"),
        (World(resource={"hash": "0" * 32}), "cod.zip: its md5 checksum"),
    ],
)
def test_a_wrong_file_is_named_with_the_reason(world: World, reason: str, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=reason):
        run_sync(tmp_path / "ua", world=world)


def test_an_archive_larger_than_the_limit_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="given up"):
        run_sync(tmp_path / "ua", most_bytes=100_000)


def test_a_disk_that_refuses_is_a_store_that_is_away(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(StoreUnavailable, match="the place data in use stays"):
        run_sync(tmp_path / "file" / "ua")


def test_later_only_what_changed_is_asked_for_and_ua_geo_never_unless_it_is_wanted(tmp_path: Path) -> None:
    home, files = tmp_path / "ua", World().files(FIXED_HOST)
    answers: dict[str, Scripted] = {}
    with (
        serve(lambda path: answers[path]) as server,
        Fetcher(contact="x", transport=GuardedTransport(allowed=LOOPBACK)) as fetcher,
    ):
        answers |= {path: Scripted(headers=ZIP, body=body) for path, body in files.items()}
        body = files[LISTING].replace(FIXED_HOST.encode(), server.address.encode())
        answers[LISTING] = Scripted(body=body)
        urls = {"codab_url": server.address + LISTING, "geonames_url": server.address + GEONAMES}
        settings = Settings(geodata=home, uageo_url=None, **urls)  # type: ignore[arg-type]
        sync_places(fetcher, settings, now=NOW)
        before = places_folder(settings)
        server.asks.clear()
        answers |= {COD: Scripted(status=304), GEONAMES: Scripted(status=304)}
        said = sync_places(fetcher, settings, now=NOW + timedelta(days=7))

        asked = [(path, headers.get("If-Modified-Since")) for path, headers in server.asked]
    assert said == "nothing new; the place data in use stays"
    assert asked == [
        (LISTING, None),
        (COD, "Tue, 24 Nov 2026 06:00:00 GMT"),
        (GEONAMES, "Tue, 24 Nov 2026 06:00:00 GMT"),
    ]
    assert places_folder(settings) == before


def test_a_rollback_says_what_is_in_use(synced: Path, tmp_path: Path) -> None:
    settings = Settings(geodata=Path(copytree(synced, tmp_path / "ua")))

    assert roll_places_back(settings) == "the packaged place data is in use from the next start on"
    assert places_folder(settings) == DATA


def test_what_is_in_use_is_described_with_age_licences_and_figures(synced: Path) -> None:
    known = describe_places(places_folder(Settings(geodata=synced)), now=NOW + timedelta(days=9))

    assert known["age_days"] == 9
    assert known["places"]["hromada"] == 1772
    assert known["boundaries"]["raion"]["quality"] == "official"
    assert known["exact_share"]["village"] > 0.5
    assert known["forms"] > known["former_forms"] > 0
    assert {item["licence"] for item in known["inputs"]} >= {"CC BY-IGO", "CC BY 4.0"}


def test_info_prints_one_document_for_programs_and_a_table_for_people(tmp_path: Path) -> None:
    document: Any = json.loads(svitlo(tmp_path, tmp_path / "ua", "geodata", "info", "--format", "json").stdout)
    table = svitlo(tmp_path, tmp_path / "ua", "geodata", "info").stdout

    assert document["is_packaged"] is True
    assert document["boundaries"]["oblast"] == {
        "count": 27,
        "quality": "generalised",
        "source": "Natural Earth 1:10m v4.1.0, simplified",
    }
    assert "© GeoNames" in table


def test_a_broken_pointer_is_one_warning_and_the_command_works(synced: Path, tmp_path: Path) -> None:
    home = Path(copytree(synced, tmp_path / "ua"))
    (home / "current").write_text("{", encoding="utf-8")
    run = svitlo(tmp_path, home, "locate", "Шостка", "--format", "json")

    assert run.returncode == 0
    assert [row["name_en"] for row in json.loads(run.stdout)] == ["Shostka"]
    (line,) = run.stderr.splitlines()
    assert "the packaged place data is used" in line


def test_a_sync_that_reaches_nothing_ends_with_its_code_and_one_line(tmp_path: Path) -> None:
    run = svitlo(tmp_path, tmp_path / "ua", "geodata", "sync", SVITLO_CODAB_URL="http://127.0.0.1:9/listing")

    assert run.returncode == 6
    assert run.stderr.startswith("svitlo: http://127.0.0.1:9/listing: ")
    assert run.stderr.count("\n") == 1


def test_a_rollback_without_a_synced_version_is_not_configured(tmp_path: Path) -> None:
    run = svitlo(tmp_path, tmp_path / "ua", "geodata", "rollback")

    assert run.returncode == 5
    assert "nothing to roll back" in run.stderr


@pytest.mark.parametrize("is_weekly", [False, True])
def test_the_clock_syncs_only_where_the_operator_wants_it(is_weekly: bool) -> None:  # noqa: FBT001 - a parameter
    jobs = plan_jobs(create_engine("sqlite://"), packaged_registers(), Settings(geodata_weekly=is_weekly))

    assert ("geodata" in {job.name for job in jobs}) is is_weekly
