"""The rules of the house that no linter knows."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("jobs", "tracker", "geodata", "seeds")
HEAVY = {
    "alembic",
    "dateparser",
    "fastapi",
    "folium",
    "geopandas",
    "httpx2",
    "matplotlib",
    "pandas",
    "pydantic_settings",
    "pyogrio",
    "shapely",
    "sqlalchemy",
    "trafilatura",
}
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
TEXTS = [ROOT / name for name in TRACKED if name.endswith((".py", ".toml", ".md", ".lock", ".txt", ".yml", "Makefile"))]


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, jobs.cli; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)

    assert set(run.stdout.split()) & HEAVY == set()


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = {"utils", "helpers", "common", "base", "manager", "misc"}
    found = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.stem in vague]

    assert found == []


def test_tests_use_no_mock_library() -> None:
    pattern = re.compile(r"^\s*(from|import)\s+(unittest|mock|pytest_mock|respx|responses)\b", re.MULTILINE)
    found = [path for path in (ROOT / "tests").rglob("*.py") if pattern.search(path.read_text(encoding="utf-8"))]

    assert found == []


def test_there_is_one_broad_except_at_most_and_it_is_in_the_runner() -> None:
    pattern = re.compile(r"^\s*except\s*(Exception|BaseException)?\s*(as \w+)?:", re.MULTILINE)
    found = [
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    ]

    assert set(found) <= {"jobs/runner.py"}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-postgres.lock", "requirements-dev.lock"])
def test_locks_pin_hashes_and_name_no_registry(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")

    assert "--hash=sha256:" in text
    assert re.findall(r"https?://|--(extra-)?index-url|file:/", text) == []


def test_no_file_names_a_folder_of_a_machine_or_a_registry_host() -> None:
    hosts = ("files.python" + "hosted.org", "pypi" + ".org/simple", "registry." + "npmjs.org", "deb." + "debian.org")
    pattern = re.compile(r"(^|[^\w./~-])/(tmp|work|root|home)[/]")
    found = [
        path.relative_to(ROOT).as_posix()
        for path in TEXTS
        if path.exists()
        and (pattern.search(text := path.read_text(encoding="utf-8")) or any(host in text for host in hosts))
    ]

    assert found == []


def test_every_command_stands_in_the_readme() -> None:
    code = "import typer.main, jobs.cli; print(*typer.main.get_command(jobs.cli.cli).commands)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")

    assert [name for name in run.stdout.split() if f"svitlo {name}" not in readme] == []
