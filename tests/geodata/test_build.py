"""The place data is what its pinned inputs give, and the same bytes each time. `make tools` fetches the inputs."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from geodata.build.inputs import CHECKSUMS
from geodata.build.joined import Joined, join_inputs
from geodata.build.near import Neighbours
from geodata.folder import DATA, read_manifest

ROOT = Path(__file__).parent.parent.parent
INPUTS = ROOT / ".tools" / "geodata"
NEAREST = 6
RAION = 6  # characters of a code
BUILD = (
    "import sys; from pathlib import Path; from geodata.build.__main__ import build; "
    "build(Path(sys.argv[1]), Path(sys.argv[2]))"
)

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def inputs() -> Joined:
    return join_inputs(INPUTS)


@pytest.fixture(scope="module")
def around(inputs: Joined) -> dict[str, int]:
    """How many of the nearest joined points lie in the raion of each."""
    codes = {point.geonameid: code for code, point in inputs.joined.items()}
    near = Neighbours(list(inputs.joined.values()))
    return {
        code: sum(codes[geonameid][:RAION] == code[:RAION] for geonameid, _ in near.nearest(point, NEAREST))
        for code, point in inputs.joined.items()
    }


def test_two_builds_and_the_packaged_data_are_the_same_bytes(tmp_path: Path) -> None:
    builds = [
        subprocess.Popen(
            [sys.executable, "-c", BUILD, str(INPUTS), str(tmp_path / seed)],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            stderr=subprocess.PIPE,
            text=True,
        )
        for seed in ("1", "2")
    ]
    complaints = [run.communicate()[1] for run in builds]

    assert [run.returncode for run in builds] == [0, 0], complaints
    names = {path.name for path in DATA.iterdir()}
    for folder in (tmp_path / "1", tmp_path / "2"):
        assert {path.name for path in folder.iterdir()} == names
        assert [name for name in sorted(names) if (folder / name).read_bytes() != (DATA / name).read_bytes()] == []


def test_the_manifest_lists_every_file_and_every_input() -> None:
    manifest = read_manifest(DATA)

    assert set(manifest.files) == {path.name for path in DATA.iterdir()} - {"SOURCES.json"}
    assert {row["file"]: row["sha256"] for row in manifest.inputs} == CHECKSUMS


def test_at_least_5101_points_are_joined_each_to_a_unit_of_its_own(inputs: Joined) -> None:
    points = Counter(point.geonameid for point in inputs.joined.values())

    assert len(inputs.joined) >= 5_101
    assert set(inputs.joined) <= {unit.code for unit in inputs.units}
    assert max(points.values()) == 1


def test_all_cities_but_one_have_their_point(inputs: Joined) -> None:
    cities = {unit.code: unit.name for unit in inputs.units if unit.category in {"M", "K"}}
    missing = [name.replace("’", "'") for code, name in cities.items() if code not in inputs.joined]

    assert len(cities) == 463
    assert missing == ["Прип'ять"]


def test_a_joined_point_has_neighbours_of_its_raion(around: dict[str, int]) -> None:
    alone = [code for code, count in around.items() if count == 0]
    most = sum(count >= NEAREST / 2 for count in around.values())

    assert len(alone) < 0.005 * len(around)
    assert most > 0.9 * len(around)


def test_a_name_in_an_older_edition_is_not_that_of_today(inputs: Joined) -> None:
    today = {unit.code: unit.name for unit in inputs.units}
    old = [(code, name.name) for code, names in inputs.register.items() for name in names]

    assert len({code for code, _ in old}) >= 589
    assert [pair for pair in old if pair[1] == today[pair[0]]] == []
