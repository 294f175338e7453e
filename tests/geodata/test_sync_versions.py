"""A version is whole, honest about its points and areas, swapped in one step, and the one before it comes back."""

import json
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import copytree

import pytest

from geodata.boundaries import load_boundaries, load_level
from geodata.folder import DATA, DataError, read_manifest
from geodata.gazetteer import load_gazetteer
from geodata.places import CoordQuality, Level
from geodata.summary import summarise
from geodata.sync.errors import NotUsable, NotWritten
from geodata.sync.swap import roll_back, staging
from geodata.sync.tables import read_rows
from geodata.sync.update import NothingNew, Synced, update
from geodata.versions import POINTER, find_in_use
from tests.geodata.sync_world import World, addresses, codab_with, fetch_from, layer, rows, uageo, uageo_line
from tests.packaged import packaged_gazetteer

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 25, 6, tzinfo=UTC)
LATER = NOW + timedelta(days=7)
VILLAGE = next(row for row in rows() if row["level"] == "village" and row["coord_quality"] == "hromada_centroid")
RENAMED = next(row for row in rows() if row["level"] == "city" and row["name_uk"] == "Конотоп")
NEW_CODE = VILLAGE["place_id"][:9] + "0990099999"


def sync(home: Path, world: World, now: datetime = NOW, *, has_uageo: bool = False, again: bool = False) -> object:
    places = addresses(has_uageo=has_uageo)
    return update(home, fetch_from(world), places, packaged=DATA, now=now, again=again)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after its first sync."""
    home = tmp_path_factory.mktemp("first") / "ua"
    assert isinstance(sync(home, World()), Synced)
    return home


@pytest.fixture
def home(first: Path, tmp_path: Path) -> Path:
    return Path(copytree(first, tmp_path / "ua"))


@pytest.fixture(scope="module")
def second(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home after a second sync, with a newer register."""
    home = Path(copytree(first, tmp_path_factory.mktemp("second") / "ua"))
    (home / "20261101T000000Z-left-by-a-kill").mkdir()
    renamed = f"{RENAMED['place_id']},,{RENAMED['name_uk']},"
    table = uageo().decode().replace(renamed, renamed.replace("Конотоп", "Новоград"))
    table = table.replace("’", "'")  # another apostrophe is no other name
    table += uageo_line(NEW_CODE, "Вигадане", "C", "", "")
    table = table.replace(
        uageo_line(VILLAGE["place_id"], VILLAGE["name_uk"], "C", VILLAGE["lat"], VILLAGE["lon"]),
        uageo_line(VILLAGE["place_id"], VILLAGE["name_uk"], "C", "10.0", "10.0"),
    )
    synced = sync(home, World(uageo=table.encode()), LATER, has_uageo=True)
    assert isinstance(synced, Synced)
    assert synced.built.named == {RENAMED["place_id"]: "Новоград", NEW_CODE: "Вигадане"}
    return home


def in_use(home: Path) -> Path:
    found = find_in_use(home, DATA)
    assert found.warning is None
    return found.folder


def test_the_areas_of_a_version_are_official_and_say_so(first: Path) -> None:
    folder = in_use(first)
    areas = [*load_boundaries(folder).values(), *load_level(Level.RAION, folder).values()]
    hromadas = load_level(Level.HROMADA, folder)

    assert len(areas) == 28 + 136
    assert len(hromadas) == 1772
    assert {area.boundary_quality for area in (*areas, *hromadas.values())} == {"official"}
    assert {area.boundary_source for area in areas} == {
        "OCHA / Kartographia COD-AB 2026-01-26 (CC BY-IGO), simplified to 30 m"
    }
    assert {area.place_id for area in areas} | set(hromadas) <= set(load_gazetteer(folder).places)


def test_official_areas_keep_their_shape(first: Path) -> None:
    ours, official = load_level(Level.OBLAST), load_level(Level.OBLAST, in_use(first))

    assert all(
        area.geometry.is_valid
        and area.geometry.symmetric_difference(ours[place_id].geometry).area < 0.01 * area.geometry.area
        for place_id, area in official.items()
    )


def test_a_settlement_with_a_point_of_its_own_says_exact_and_the_others_stay_as_they_were(first: Path) -> None:
    before, after = rows(), read_rows(in_use(first))
    moved = [(old, new) for old, new in zip(before, after, strict=True) if old != new]

    assert len(moved) > 20_000
    assert all(new["coord_quality"] == "exact" != old["coord_quality"] for old, new in moved)
    assert {key for old, new in moved for key in old if old[key] != new[key]} == {
        *("lat", "lon", "coord_quality", "radius_km")
    }


def test_names_are_found_as_before_and_the_version_is_its_own(first: Path) -> None:
    ours, synced = packaged_gazetteer(), load_gazetteer(in_use(first))

    assert synced.version != ours.version
    assert synced.version.startswith(ours.version)
    assert synced.toponyms["шостці"] == ours.toponyms["шостці"]


def test_a_version_names_its_inputs_with_licence_checksum_and_date(first: Path) -> None:
    fetched = [item for item in read_manifest(in_use(first)).inputs if "url" in item]

    assert [item["licence"] for item in fetched] == ["CC BY-IGO", "CC BY 4.0"]
    assert all(len(item["sha256"]) == 64 and item["attribution"] for item in fetched)
    assert {item["retrieved_at"] for item in fetched} == {NOW.isoformat()}
    assert "Natural Earth" not in json.dumps([dict(item) for item in read_manifest(in_use(first)).inputs])


def test_what_else_is_packaged_is_copied_and_a_broken_pointer_is_mended(tmp_path: Path) -> None:
    packaged = Path(copytree(DATA, tmp_path / "packaged"))
    (packaged / "names.bin").write_bytes(b"an automaton of names")
    (packaged / "former_names.csv").write_text("place_id,name_uk\nUA1,Вигадане\n", encoding="utf-8")
    home = tmp_path / "ua"
    home.mkdir()
    (home / POINTER).write_bytes(b"{")
    update(home, fetch_from(World()), addresses(), packaged=packaged, now=NOW)
    folder = find_in_use(home, packaged).folder

    assert (folder / "names.bin").read_bytes() == b"an automaton of names"
    assert "names.bin" in read_manifest(folder).files
    assert summarise(folder).former_names_count == 1
    assert folder != packaged


def test_a_renamed_city_and_a_new_village_are_found_by_their_base_forms(second: Path) -> None:
    gazetteer = load_gazetteer(in_use(second))
    city, village = gazetteer.places[RENAMED["place_id"]], gazetteer.places[NEW_CODE]

    assert (city.name_uk, city.name_en) == ("Новоград", "Novohrad")
    assert city.place_id in gazetteer.toponyms["новоград"].place_ids
    assert city.place_id in gazetteer.toponyms["конотопі"].place_ids
    assert village.coord_quality == CoordQuality.HROMADA_CENTROID
    assert gazetteer.toponyms["вигадане"].place_ids == (NEW_CODE,)
    assert gazetteer.toponyms["вигадане"].needs_marker
    assert [place.level for place in gazetteer.ancestors(NEW_CODE)][1:] == ["hromada", "raion", "oblast", "country"]


def test_a_point_far_from_its_raion_is_left_out(second: Path) -> None:
    place = load_gazetteer(in_use(second)).places[VILLAGE["place_id"]]

    assert (place.lat, place.lon) != (10.0, 10.0)


def test_points_of_openstreetmap_bring_their_licence(second: Path) -> None:
    licences = [item["licence"] for item in read_manifest(in_use(second)).inputs]

    assert any("ODbL" in licence for licence in licences)


def test_the_version_before_is_kept_and_comes_back(second: Path, first: Path, tmp_path: Path) -> None:
    home = Path(copytree(second, tmp_path / "ua"))

    assert roll_back(home) == in_use(first).name
    assert in_use(home).name == in_use(first).name
    assert roll_back(home) is None
    assert in_use(home) == DATA
    with pytest.raises(DataError, match="nothing to roll back"):
        roll_back(home)


def test_only_the_version_in_use_and_the_one_before_are_kept(first: Path, second: Path) -> None:
    assert {path.name for path in second.iterdir() if path.is_dir()} == {in_use(first).name, in_use(second).name}


def test_a_sync_with_nothing_new_changes_nothing(home: Path) -> None:
    pointer = (home / POINTER).read_bytes()

    assert sync(home, World(), LATER) == NothingNew()
    assert (home / POINTER).read_bytes() == pointer


def test_what_was_rolled_back_from_is_not_taken_again_unasked(home: Path) -> None:
    roll_back(home)

    assert sync(home, World(), LATER) == NothingNew(is_withdrawn=True)
    assert in_use(home) == DATA
    assert isinstance(sync(home, World(), LATER, again=True), Synced)
    assert in_use(home) != DATA


@pytest.mark.parametrize(
    "pointer", [b"", b"{", b"[1]", b'{"version": "../elsewhere"}', b'{"version": "gone"}', b"\xff"]
)
def test_a_broken_pointer_falls_back_to_the_packaged_data_with_one_line(home: Path, pointer: bytes) -> None:
    (home / POINTER).write_bytes(pointer)
    found = find_in_use(home, DATA)

    assert found.folder == DATA
    assert found.warning is not None
    assert "\n" not in found.warning
    assert "svitlo geodata sync" in found.warning


@pytest.mark.parametrize("name", ["places.tsv.gz", "adm2.geojson", "SOURCES.json"])
@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-10])])
def test_a_version_that_is_not_whole_is_not_used(home: Path, name: str, harm: Callable[[Path], object]) -> None:
    harm(in_use(home) / name)

    assert find_in_use(home, DATA).folder == DATA


def test_a_version_made_from_other_packaged_data_is_not_used(home: Path, tmp_path: Path) -> None:
    packaged = Path(copytree(DATA, tmp_path / "packaged"))
    text = (packaged / "SOURCES.json").read_text(encoding="utf-8")
    (packaged / "SOURCES.json").write_text(text.replace('"version": "', '"version": "9', 1), encoding="utf-8")
    found = find_in_use(home, packaged)

    assert found.folder == packaged
    assert "this Svitlo carries" in str(found.warning)


def test_a_refused_input_leaves_everything_as_it_was(home: Path) -> None:
    files = {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}
    shrunk = World(codab=codab_with({2: layer(2)[:-20]}))

    with pytest.raises(NotUsable, match="level 2 has 119 areas"):
        sync(home, shrunk, LATER)
    assert {path: path.read_bytes() for path in home.rglob("*") if path.is_file()} == files


def test_two_syncs_do_not_work_at_once(home: Path) -> None:
    with staging(home), pytest.raises(NotWritten, match="another sync"):
        sync(home, World(), LATER)


def test_a_folder_that_refuses_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")

    with pytest.raises(NotWritten, match="Not a directory"):
        sync(tmp_path / "file" / "ua", World())


# Files written before the swap; the finished folder's name; the pointer.
@pytest.mark.server  # each kill is a process of its own
@pytest.mark.parametrize("step", ["open 6", "os.rename 1", "os.rename 2"])
def test_a_sync_killed_in_its_middle_leaves_the_old_data_in_use_and_the_next_one_ends_well(
    home: Path, step: str
) -> None:
    before = in_use(home)
    words = [sys.executable, "-m", "tests.geodata.dying_sync", str(home), *step.split(" ")]
    killed = subprocess.run(words, capture_output=True, check=False)

    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    assert in_use(home) == before
    roll_back(home)
    assert isinstance(sync(home, World(), LATER, again=True), Synced)
    assert {path.name for path in home.iterdir() if path.is_dir()} == {in_use(home).name}


def test_a_full_disk_is_one_line_and_the_old_data_stays(home: Path) -> None:
    before = in_use(home)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, limits[1]))
    try:
        with pytest.raises(NotWritten) as caught:
            sync(home, World(codab=codab_with({})), LATER)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)

    assert "\n" not in str(caught.value)
    assert in_use(home) == before
    assert not (home / ".new").exists()
