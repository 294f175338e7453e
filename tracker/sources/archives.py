"""Zip files from outside: sized up before anything of them is inflated."""

import io
import zipfile
import zlib

MOST_ENTRIES = 2000
MOST_RATIO = 200  # of inflated to packed: a table packs ten to twenty times


class BadArchive(ValueError):
    """A zip file that is broken, or that would inflate to more than it should."""


def open_archive(body: bytes, *, most_bytes: int) -> zipfile.ZipFile:
    """Open a zip file whose entries together inflate to `most_bytes` at most; reading gives no more than they declare.

    Raises:
        BadArchive: it is none, is encrypted, or has too many entries, too many bytes or too steep a ratio.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(body))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
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
    if inflated > 1_000_000 and inflated > MOST_RATIO * max(packed, len(body)):  # noqa: PLR2004  # small ones are harmless
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
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, EOFError, OSError, zlib.error) as error:
        message = f"{name} cannot be read ({error})"
        raise BadArchive(message) from error
