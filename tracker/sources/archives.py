"""Zip files from outside: sized up before anything of them is inflated."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MOST_ENTRIES = 2000
HARMLESS_BYTES = 1_000_000  # whatever they were packed to
MOST_RATIO = 200  # of inflated to packed: a table packs ten to twenty times
# What the standard library raises at broken archives.
_BROKEN = (
    KeyError,
    ValueError,
    EOFError,
    OSError,
    RuntimeError,  # NotImplementedError among them
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


class BadArchive(ValueError):
    """A zip file that is broken, or that would inflate to more than it should."""


def open_archive(body: bytes, *, most_bytes: int) -> zipfile.ZipFile:
    """Open a zip file whose entries together inflate to `most_bytes` at most; reading gives no more than they declare.

    Raises:
        BadArchive: it is none, is encrypted, or has too many entries, too many bytes or too steep a ratio.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except _BROKEN as error:
        message = f"not a zip file, or cut ({error})"
        raise BadArchive(message) from error
    entries = archive.infolist()
    inflated, packed = (sum(getattr(entry, size) for entry in entries) for size in ("file_size", "compress_size"))
    if len(entries) > MOST_ENTRIES:
        message = f"holds {len(entries):,} files, more than {MOST_ENTRIES:,}"
        raise BadArchive(message)
    if inflated > most_bytes:
        message = f"inflates to {inflated / 1e6:.0f} MB, more than {most_bytes / 1e6:.0f} MB"
        raise BadArchive(message)
    if inflated > HARMLESS_BYTES and inflated > MOST_RATIO * max(packed, len(body)):
        message = f"inflates {inflated / max(packed, 1):.0f}-fold"
        raise BadArchive(message)
    if any(entry.flag_bits & 1 for entry in entries):
        message = "is encrypted"
        raise BadArchive(message)
    return archive


def read_entry(archive: zipfile.ZipFile, name: str) -> bytes:
    """The bytes of one entry.

    Raises:
        BadArchive: it is missing, broken, or packed in a way that is not known.
    """
    with open_entry(archive, name) as entry:
        return entry.read()


def open_entry(archive: zipfile.ZipFile, name: str) -> io.BufferedReader:
    """One entry as a stream, for what is too long to be held.

    Raises:
        BadArchive: here or at any reading, it is missing, broken, or packed in a way that is not known.
    """
    with _one_error(name):
        return io.BufferedReader(_Entry(archive.open(name), name))


class _Entry(io.RawIOBase):
    """The bytes of an entry; whatever can be wrong with them is one error."""

    def __init__(self, packed: IO[bytes], name: str) -> None:
        self._packed = packed
        self._name = name

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer).cast("B")
        with _one_error(self._name):
            piece = self._packed.read(len(view))
        view[: len(piece)] = piece
        return len(piece)


@contextmanager
def _one_error(name: str) -> Iterator[None]:
    """What a broken archive makes the standard library raise, as one error."""
    try:
        yield
    except _BROKEN as error:
        message = f"{name} cannot be read ({error})"
        raise BadArchive(message) from error
