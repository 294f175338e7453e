"""What a report said, cut into pieces that are found wherever they were left, and the search for them."""

import json
import re
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import ahocorasick_rs

LEAST_LETTERS = 12  # shorter ones others say too, by chance
MOST_CHARACTERS = 48  # longer sentences are cut: a part of one is found as well
MOST_PIECES = 20_000  # looked for at once: they and the search for them fit in half a gigabyte
CHUNK = 8_000_000  # bytes of a file read at once
# Ends of sentences and lines, and what some way of writing a text down would put otherwise.
_ENDS = re.compile(r"(?<=[.!?…;])\s+|[\x00-\x1f\x7f\"'\\<>&]+")
# After an address: it is another, longer one.
_GOES_ON = frozenset(
    bytes([byte]) for byte in range(256) if chr(byte).isascii() and (chr(byte).isalnum() or byte in b"-_")
)
_EDGES = " .,:;!?…—–-«»()[]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What is to be looked for: texts are cut into pieces, addresses and names of a report are found whole."""

    texts: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Wording:
    """Pieces, ready to be looked for in bytes: as UTF-8, and with letters escaped as JSON may have them."""

    pieces: frozenset[str]
    whole: frozenset[str] = frozenset()  # those of them that are not found as the beginning of something longer
    _forms: list[tuple[bytes, str]] = field(init=False, repr=False, compare=False)
    _automaton: ahocorasick_rs.BytesAhoCorasick = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Prepare the search."""
        forms = [(form, piece) for piece in sorted(self.pieces) for form in sorted(_forms_of(piece))]
        object.__setattr__(self, "_forms", forms)
        object.__setattr__(self, "_automaton", ahocorasick_rs.BytesAhoCorasick([form for form, _ in forms]))

    def find(self, haystack: bytes) -> frozenset[str]:
        """The pieces that are in some bytes."""
        found = self._automaton.find_matches_as_indexes(haystack, overlapping=True)
        pieces = ((self._forms[number][1], end) for number, _, end in found)
        return frozenset(
            piece for piece, end in pieces if piece not in self.whole or haystack[end : end + 1] not in _GOES_ON
        )

    def find_in_file(self, path: Path) -> frozenset[str]:
        """The pieces that are in a file, and in the members of an archive inflated; none where there is no file."""
        if not path.is_file():
            return frozenset()
        found: set[str] = set()
        overlap = max((len(form) for form, _ in self._forms), default=1) - 1
        with path.open("rb") as file:
            tail = b""
            while chunk := file.read(CHUNK):
                found |= self.find(tail + chunk)
                tail = (tail + chunk)[-overlap:] if overlap else b""
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                found |= {piece for name in archive.namelist() for piece in self.find(archive.read(name))}
        return frozenset(found)

    def without(self, pieces: Collection[str]) -> "Wording":
        """The same without some pieces."""
        return Wording(self.pieces - frozenset(pieces), self.whole)


def cut(words: Words, ordinary: Iterable[str] = ()) -> Wording:
    """Cut texts into pieces of sentences; of more than twenty thousand those are taken that are spread over all.

    What is `ordinary`, such as names of places, says nothing by itself.
    """
    said_anyway = {_fold(name) for name in ordinary}
    names = {name.strip() for name in words.names}
    pieces = names | {piece for text in words.texts for piece in _cut_text(text)}
    telling = frozenset(
        piece for piece in pieces if sum(map(str.isalpha, piece)) >= LEAST_LETTERS and _fold(piece) not in said_anyway
    )
    every = max(1, -(-len(telling) // MOST_PIECES))
    spread = frozenset(sorted(telling)[::every])
    return Wording(spread, spread & names)


def _cut_text(text: str) -> Iterator[str]:
    for sentence in _ENDS.split(text):
        left = sentence.strip(_EDGES)
        count = -(-len(left) // MOST_CHARACTERS)
        for number in range(count):
            yield left[number * len(left) // count : (number + 1) * len(left) // count]


def _forms_of(piece: str) -> set[bytes]:
    return {piece.encode(), json.dumps(piece)[1:-1].encode()}


def _fold(name: str) -> str:
    return name.strip(_EDGES).casefold()
