"""A private PostgreSQL server, which tests may also stop and start."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A server that listens on a socket in its own folder only."""

    home: Path
    programs: Path

    @property
    def options(self) -> str:
        """The options of an address of this server."""
        return f"?host={self.home}&user=postgres"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"{SETTINGS} -c unix_socket_directories={self.home}"
        self.run("pg_ctl", "-D", self.home / "data", "-w", "-l", self.home / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server as if its machine had died."""
        self.run("pg_ctl", "-D", self.home / "data", "-m", "immediate", "stop")

    def run(self, program: str, *words: str | Path) -> None:
        """Run one of the server's programs; it refuses to run as root."""
        owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        subprocess.run(
            [self.programs / program, *words],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            user=owner.pw_uid if owner else None,
            group=owner.pw_gid if owner else None,
            extra_groups=[] if owner else None,
        )


@contextmanager
def running_postgres() -> Iterator[Cluster]:
    """Make a server of the newest version that is installed, give it, take it away."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        pytest.fail("no PostgreSQL server is installed: run `make tools`")
    home = Path(tempfile.mkdtemp(prefix="svitlo-"))
    if os.geteuid() == 0:
        owner = pwd.getpwnam("postgres")
        os.chown(home, owner.pw_uid, owner.pw_gid)
    cluster = Cluster(home=home, programs=found[-1].parent)
    cluster.run(
        "initdb", "-D", home / "data", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"
    )
    cluster.start()
    try:
        yield cluster
    finally:
        cluster.stop()
        shutil.rmtree(home)
