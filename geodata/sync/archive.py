"""Archives of strangers: looked over before anything is unpacked."""

import io
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path, PurePosixPath

from geodata.sync.errors import NotUsable

MOST_ENTRIES = 500
MOST_BYTES = 1_000_000_000  # unpacked
MAGIC = b"PK\x03\x04"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def open_archive(subject: str, body: bytes, media_type: str) -> zipfile.ZipFile:
    """Open a zip archive in memory, without unpacking anything.

    Raises:
        NotUsable: it is none, is cut, names paths outside its folder, or would unpack to too much.
    """
    if not body.startswith(MAGIC):
        raise NotUsable(subject, f"is {media_type or 'something else'}, not a zip archive")
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except _BROKEN as error:
        raise NotUsable(subject, "the archive is cut or broken") from error
    entries = archive.infolist()
    size = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES or size > MOST_BYTES:
        raise NotUsable(subject, f"would unpack to {len(entries)} files of {size // 1_000_000} MB, refused")
    for entry in entries:
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if path.is_absolute() or ".." in path.parts or ":" in entry.filename:
            raise NotUsable(subject, f"names a path outside its folder ({entry.filename[:60]!r}), refused")
    return archive


def read_entry(subject: str, archive: zipfile.ZipFile, name: str) -> bytes:
    """One file of an archive; its length and checksum are those that the archive states.

    Raises:
        NotUsable: it is missing, cut or broken.
    """
    try:
        return archive.read(name)
    except KeyError as error:
        raise NotUsable(subject, f"has no {name}") from error
    except _BROKEN as error:
        raise NotUsable(subject, f"{name} in it is cut or broken") from error


def unpack(subject: str, archive: zipfile.ZipFile, into: Path, suffixes: Collection[str]) -> list[Path]:
    """Unpack the files of these suffixes, numbered by folder, so that nothing of the archive chooses a path.

    Raises:
        NotUsable: a file is cut or broken.
    """
    folders: dict[str, Path] = {}
    found = []
    for entry in archive.infolist():
        path = PurePosixPath(entry.filename.replace("\\", "/"))
        if entry.is_dir() or path.suffix.casefold() not in suffixes:
            continue
        folder = folders.setdefault(str(path.parent), into / str(len(folders)))
        folder.mkdir(parents=True, exist_ok=True)
        found.append(folder / path.name)
        found[-1].write_bytes(read_entry(subject, archive, entry.filename))
    return found
