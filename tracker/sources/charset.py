"""Bytes to text. What a header or a declaration says about the encoding is a hint and is often wrong."""

import codecs
import re

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
CYRILLIC_ENCODINGS = ("windows-1251", "koi8-u", "iso8859-5", "cp866")
DECLARATION_BYTES = 2048
LEAST_ZEROS, LEAST_SHARE_ZEROS = 4, 0.05
_DECLARED = re.compile(rb"""(?:encoding|charset)\s*=\s*["']?\s*([A-Za-z0-9._:-]+)""")
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:-]+)", re.IGNORECASE)
# In running Cyrillic text these are rare next to small letters; a wrong encoding is full of them.
_SMALL_LETTERS = re.compile("[а-яёіїєґ]")
_WRONG = re.compile("[а-яёіїєґ][А-ЯЁІЇЄҐ]|[\u2500-\u25ff]|[\u0402\u0403\u0409-\u040f\u0452\u0453\u0459-\u045f¤]")


def decode(body: bytes, media_type: str = "") -> str:
    """Decode text of unknown origin: by byte-order mark, as UTF-8 if it is valid, else as what reads best.

    Valid UTF-8 wins over a declaration: text in a one-byte Cyrillic encoding is practically never valid UTF-8.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body.decode(encoding, errors="replace")
    if wide := _find_wide(body):
        return body.decode(wide, errors="replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        readings = [text for name in _candidates(body, media_type) if (text := _try(body, name)) is not None]
    # A cut in the middle of a character must not turn a UTF-8 page into another alphabet.
    readings.insert(0, body.decode("utf-8", errors="replace"))
    return max(readings, key=_plausibility)


def is_binary(body: bytes) -> bool:
    """Tell whether bytes are no text at all."""
    has_mark = body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return b"\x00" in body[:4096] and not has_mark and _find_wide(body) is None


def _find_wide(body: bytes) -> str | None:
    """UTF-16 without a mark: blanks, digits and tags have a zero in every second byte, on the same side."""
    sample = body[:DECLARATION_BYTES]
    zeros = sample[::2].count(0), sample[1::2].count(0)
    if min(zeros) > 0 or max(zeros) < max(LEAST_ZEROS, len(sample) * LEAST_SHARE_ZEROS):
        return None
    return "utf-16-be" if zeros[0] else "utf-16-le"


def _candidates(body: bytes, media_type: str) -> list[str]:
    declared = [match.decode("ascii") for match in _DECLARED.findall(body[:DECLARATION_BYTES])]
    return [*declared, *_HEADER_CHARSET.findall(media_type), *CYRILLIC_ENCODINGS]


def _try(body: bytes, encoding: str) -> str | None:
    try:
        return body.decode(encoding, errors="replace")
    except LookupError:
        return None


def _plausibility(text: str) -> float:
    """How much a text looks like Cyrillic writing: small letters, less what only a wrong encoding gives."""
    sample = text[:20_000]
    return len(_SMALL_LETTERS.findall(sample)) - 3 * len(_WRONG.findall(sample)) - 3 * sample.count("\ufffd")
