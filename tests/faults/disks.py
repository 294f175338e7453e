"""A disk of a few megabytes, to be filled. It takes root, as the long gate has it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Disk:
    """A file system in memory."""

    folder: Path

    def resize(self, megabytes: int) -> None:
        """Make it larger, as if somebody had cleared space."""
        self._remount(f"size={megabytes}m")

    def lock(self) -> None:
        """Let nobody write to it any more."""
        self._remount("ro")

    def _remount(self, option: str) -> None:
        subprocess.run(["mount", "-o", f"remount,{option}", self.folder], check=True)


@contextmanager
def small_disk(folder: Path, *, megabytes: int) -> Iterator[Disk]:
    """Mount a small disk that belongs to whom its parent folder belongs to, give it, take it away."""
    folder.mkdir()
    options = f"size={megabytes}m,mode=0777"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "svitlo-test", folder], check=True)
    owner = folder.parent.stat()
    os.chown(folder, owner.st_uid, owner.st_gid)
    try:
        yield Disk(folder=folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
