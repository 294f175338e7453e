"""A private PostgreSQL server: in a folder of its own, on a socket there, gone with who started it."""

import atexit
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tracker.errors import NotConfigured

SUBJECT = "PostgreSQL"
# What a server of this size would have. What is written is on the disk before a commit answers.
MEASURED: Mapping[str, str] = {
    "fsync": "on",
    "synchronous_commit": "on",
    "shared_buffers": "2GB",
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "8GB",  # no round pays for the checkpoint of another
    "checkpoint_timeout": "1h",
    "random_page_cost": "1.1",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Cluster:
    """A server that listens on a socket in its own folder only."""

    home: Path
    programs: Path
    settings: Mapping[str, str]

    @property
    def options(self) -> str:
        """The options of an address of this server."""
        return f"?host={self.home}&user=postgres"

    def address(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql:///{database}{self.options}"

    def create(self, database: str) -> str:
        """Make an empty database; gives its address."""
        self.run("createdb", "-h", self.home, "-U", "postgres", database)
        return self.address(database)

    def start(self) -> None:
        """Start the server and wait until it answers."""
        named = {"listen_addresses": "''", "unix_socket_directories": str(self.home), **self.settings}
        options = " ".join(f"-c {name}={value}" for name, value in named.items())
        self.run("pg_ctl", "-D", self.home / "data", "-w", "-l", self.home / "log", "-o", options, "start")

    def stop(self) -> None:
        """Stop the server as if its machine had died."""
        self.run("pg_ctl", "-D", self.home / "data", "-m", "immediate", "stop")

    def run(self, program: str, *words: str | Path) -> None:
        """Run one of the server's programs; it refuses to run as root.

        Raises:
            NotConfigured: the program fails; the reason is the last that the server said, or the program.
        """
        owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        said, log = self.home / f"{program}.log", self.home / "log"
        with said.open("wb") as told:  # a file: the server would hold a pipe open
            ran = subprocess.run(  # noqa: S603 - a program of the server's own folder
                [self.programs / program, *words],
                check=False,
                stdout=subprocess.DEVNULL,
                stderr=told,
                cwd="/",
                user=owner.pw_uid if owner else None,
                group=owner.pw_gid if owner else None,
                extra_groups=[] if owner else None,
            )
        if ran.returncode:
            told_in = [path for path in (log, said) if path.exists() and path.stat().st_size]
            lines = told_in[0].read_text(encoding="utf-8", errors="replace").splitlines() if told_in else ["no word"]
            raise NotConfigured(SUBJECT, f"{program} failed: {lines[-1]}")


@contextmanager
def running_cluster(settings: Mapping[str, str] = MEASURED) -> Iterator[Cluster]:
    """Make a server of the newest version that is installed, give it, take it away.

    Raises:
        NotConfigured: no server is installed, or it does not start.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise NotConfigured(SUBJECT, "no server is installed; run `make tools`")
    home = Path(tempfile.mkdtemp(prefix="svitlo-"))
    try:
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            os.chown(home, owner.pw_uid, owner.pw_gid)
        cluster = Cluster(home=home, programs=found[-1].parent, settings=settings)
        make = ("-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        cluster.run("initdb", "-D", home / "data", *make)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
    finally:
        shutil.rmtree(home)


@cache
def bench_cluster() -> Cluster:
    """The server of this process, started when first asked for and stopped when the process ends.

    Raises:
        NotConfigured: no server is installed, or it does not start.
    """
    opened = ExitStack()
    atexit.register(opened.close)
    return opened.enter_context(running_cluster())
