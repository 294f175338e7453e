"""Synced versions of the place data: which one is in use, and whether it is whole.

A home such as `var/geodata/ua/` holds one folder a version and the file `current`, which names the one in use.
"""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from geodata.folder import MANIFEST, DataError, read_manifest

POINTER = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pointer:
    """What `current` says."""

    version: str | None  # the folder in use; None: the packaged data
    previous: str | None = None  # the one before it, kept; None: the packaged data
    withdrawn: str | None = None  # a version that was rolled back from


@dataclass(frozen=True, slots=True, kw_only=True)
class InUse:
    """The folder to read, and one line where it is not the one that it should be."""

    folder: Path
    warning: str | None = None


def read_pointer(home: Path) -> Pointer | None:
    """What is in use; None where nothing was ever synced.

    Raises:
        DataError: the pointer is broken.
    """
    path = home / POINTER
    try:
        pointer = Pointer(**json.loads(path.read_text(encoding="utf-8")))
        names = [name for name in (pointer.version, pointer.previous, pointer.withdrawn) if name is not None]
        if not all(isinstance(name, str) and name and Path(name).name == name for name in names):
            message = f"{path}: names no folder of its own"
            raise DataError(message)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError) as error:
        if isinstance(error, DataError):
            raise
        message = f"{path}: cannot be read ({type(error).__name__})"
        raise DataError(message) from error
    return pointer


def withdrawn_version(home: Path) -> str | None:
    """The version that was last rolled back from; None where there is none, or the pointer is broken."""
    try:
        pointer = read_pointer(home)
    except DataError:
        return None
    return pointer.withdrawn if pointer else None


def pointer_text(pointer: Pointer) -> bytes:
    """A pointer as it is written."""
    return (json.dumps(asdict(pointer)) + "\n").encode()


def find_in_use(home: Path, packaged: Path) -> InUse:
    """The synced version where there is a whole one, made from the data this Svitlo carries; else the packaged data."""
    try:
        pointer = read_pointer(home)
        if pointer is None or pointer.version is None:
            return InUse(folder=packaged)
        check_whole(home / pointer.version, packaged)
    except DataError as error:
        return InUse(folder=packaged, warning=f"{error}; the packaged place data is used; run `svitlo geodata sync`")
    return InUse(folder=home / pointer.version)


def check_whole(folder: Path, packaged: Path) -> None:
    """Check that every file of a version is there, byte for byte, and that it was made from the packaged data.

    Raises:
        DataError: it is not so.
    """
    manifest, ours = read_manifest(folder), read_manifest(packaged)
    if manifest.packaged_version != ours.version:
        message = f"{folder}: made from place data {manifest.packaged_version}, this Svitlo carries {ours.version}"
        raise DataError(message)
    for name, checksum in manifest.files.items():
        try:
            found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
        except OSError as error:
            message = f"{folder / name}: {error.strerror or 'cannot be read'}"
            raise DataError(message) from error
        if found != checksum:
            message = f"{folder / name}: is not what {MANIFEST} says"
            raise DataError(message)
