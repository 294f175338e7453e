"""Put a finished version in place, or go back: one file is replaced in one step, and nothing is half at any moment."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geodata.folder import DataError
from geodata.sync.errors import NotWritten
from geodata.versions import POINTER, Pointer, pointer_text, read_pointer

LOCK, STAGING, PART = ".lock", ".new", ".current.part"


@contextmanager
def staging(home: Path) -> Iterator[Path]:
    """An empty folder to build a version in, while nobody else does. What a killed sync left is cleared away.

    Raises:
        NotWritten: another sync is at work, or the disk is full or refuses.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        with (home / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise NotWritten(str(home), "another sync is at work") from error
            folder = home / STAGING
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            try:
                yield folder
            finally:
                shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise NotWritten(str(home), error.strerror or type(error).__name__) from error


def install(home: Path, built: Path, version: str, before: str | None) -> None:
    """Give a finished folder its name, let the pointer name it, and drop what is neither it nor the one before it.

    Args:
        home: the folder of all versions.
        built: the finished folder.
        version: its name to be.
        before: the version in use until now; None: the packaged data.
    """
    _flush(built)
    target = home / version
    if target.exists():  # finished once, and killed before the pointer was replaced
        shutil.rmtree(target)
    built.rename(target)
    _flush_folder(home)
    point_to(home, Pointer(version=version, previous=before))
    for path in home.iterdir():
        if path.is_dir() and path.name not in {version, before}:
            shutil.rmtree(path, ignore_errors=True)


def roll_back(home: Path) -> str | None:
    """Go back to the version before the one in use, and remember which was left.

    Returns:
        Its name; None: the packaged data is in use again.

    Raises:
        DataError: no synced version is in use, or the pointer is broken.
        NotWritten: the disk is full or refuses.
    """
    pointer = read_pointer(home)
    if pointer is None or pointer.version is None:
        message = "no synced version is in use, there is nothing to roll back"
        raise DataError(message)
    with staging(home):
        point_to(home, Pointer(version=pointer.previous, withdrawn=pointer.version))
    return pointer.previous


def point_to(home: Path, pointer: Pointer) -> None:
    """Replace the pointer in one step."""
    part = home / PART
    with part.open("wb") as file:
        file.write(pointer_text(pointer))
        file.flush()
        os.fsync(file.fileno())
    part.replace(home / POINTER)
    _flush_folder(home)


def _flush(folder: Path) -> None:
    """Have every file on the disk before anything names it."""
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())
    _flush_folder(folder)


def _flush_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
