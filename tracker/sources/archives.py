"""Zip archives with one table in them, looked over before anything is inflated."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

from tracker.errors import Unreadable

MAGIC = b"PK\x03\x04"
MOST_RATIO = 60  # deflated text comes to 15 at most
_NO_ARCHIVE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError)


@contextmanager
def open_table(subject: str, body: bytes, *, suffix: str, most_bytes: int) -> Iterator[Iterator[bytes]]:
    """The lines of the one file of an archive, inflated as they are read.

    Raises:
        Unreadable: it is no archive, holds more than one file, a file of another kind or more bytes than allowed; or,
            while its lines are read, it is cut or its checksum is wrong.
    """
    if not body.startswith(MAGIC):
        raise Unreadable(subject, "no zip archive")
    with _open(subject, body, suffix, most_bytes) as file:
        try:
            yield iter(file)
        except _BROKEN as error:
            raise Unreadable(subject, "the archive is cut or broken") from error


def _open(subject: str, body: bytes, suffix: str, most_bytes: int) -> IO[bytes]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
        return archive.open(_only_entry(subject, archive, suffix, most_bytes))
    except _NO_ARCHIVE as error:
        raise Unreadable(subject, "the archive is cut or broken") from error


def _only_entry(subject: str, archive: zipfile.ZipFile, suffix: str, most_bytes: int) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) != 1 or not entries[0].filename.casefold().endswith(suffix):
        raise Unreadable(subject, f"{len(entries)} files in the archive where one {suffix} was expected")
    (entry,) = entries
    # What is read ends at the stated size, so that an archive cannot lie about it.
    if entry.file_size > min(most_bytes, MOST_RATIO * max(entry.compress_size, 1)):
        raise Unreadable(subject, f"would inflate to {entry.file_size // 1_000_000} MB, refused")
    return entry
