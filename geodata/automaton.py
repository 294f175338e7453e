"""Where names stand in a text: one pass of an automaton over every form, in every capitalisation.

The automaton reads a text as it is written: to lower its case first would take as long as the search itself.
"""

import gzip
import hashlib
import itertools
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from daachorse import MATCH_KIND_LEFTMOST_LONGEST, CharwiseDoubleArrayAhoCorasick

from geodata.forms import FORMS, IS_LOWERCASE, read_forms
from geodata.writing import APOSTROPHES, PutRight, signs_of_odd_writing, with_plain_spaces, without_half_letters

GZIP = zlib.MAX_WBITS | 16  # the format; `gzip` itself would hold the bytes twice
LEVEL = 4  # of compression: more takes ten times as long and saves a twentieth
MOST_WORDS = 4  # of a name, whose capitals are tried both ways
YO_AS_YE = str.maketrans("\u0451\u0401", "\u0435\u0415")
_PARTS, _WORD = re.compile("([ -])"), re.compile(r"\w+")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Finder:
    """An automaton, and how many of its patterns are no names but signs of odd writing."""

    automaton: CharwiseDoubleArrayAhoCorasick
    signs_count: int

    def find(self, text: str) -> list[Span]:
        """Find the longest names that are whole words, by their places in the text, in code points."""
        plain = with_plain_spaces(text)
        signs_count, last = self.signs_count, len(plain)
        spans: list[Span] = []
        try:
            found = self.automaton.find(plain)
        except UnicodeEncodeError:  # half a letter, as a broken emoji leaves it
            return self.find(without_half_letters(text))
        for start, end, pattern in found:
            if pattern < signs_count:
                right = PutRight(text)
                return [right.span(*span) for span in self._find_within(right.text, 0, len(right.text))]
            if (start and plain[start - 1].isalnum()) or (end < last and plain[end].isalnum()):
                spans += self._find_hidden(plain, start, end)
            else:
                spans.append((start, end))
        return spans

    def _find_within(self, text: str, begin: int, stop: int) -> Iterator[Span]:
        for start, end, pattern in self.automaton.find(text[begin:stop]):
            if pattern >= self.signs_count:
                if is_whole(text, begin + start, begin + end):
                    yield begin + start, begin + end
                else:
                    yield from self._find_hidden(text, begin + start, begin + end)

    def _find_hidden(self, text: str, start: int, end: int) -> Iterator[Span]:
        """Names inside a longer one that is none here: "New" in "New Yorkers"."""
        words = list(_WORD.finditer(text, start, end))
        is_end_cut = end < len(text) and text[end].isalnum()
        whole = words[:-1] if is_end_cut else words[1:]
        if whole:
            yield from self._find_within(text, whole[0].start(), whole[-1].end())


class NameFinder:
    """Finds where the names of one country's data stand; its automaton is loaded when it is first asked."""

    def __init__(self, folder: Path | None = None) -> None:
        """Take the folder of the data; nothing is read yet. Without one there are no names."""
        self._folder = folder

    @cached_property
    def finder(self) -> Finder:
        """The automaton, ready-made or built."""
        return _make_finder([]) if self._folder is None else load_finder(self._folder)

    def find(self, text: str) -> list[Span]:
        """Find the longest names that are whole words, by their places in the text, in code points.

        Half a pair of surrogates, which some JSON holds, counts as any other sign.
        """
        try:
            return self.finder.find(text)
        except UnicodeEncodeError:
            return self.finder.find(text.encode(errors="replace").decode())


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether what stands there is no part of a longer word."""
    return not (start and text[start - 1].isalnum()) and not (end < len(text) and text[end].isalnum())


def written_forms(spelling: str, *, is_lowercase: bool) -> Iterator[str]:
    """All ways that a form is written: capitals at the beginning of words or not, all in capitals, any apostrophe."""
    words = _PARTS.split(spelling)  # words at even places
    choices: list[tuple[str, ...]] = [(_capital(words[0]), _capital(words[0].lower()))]
    choices += [
        (word, _capital(word), _capital(word.lower())) if at % 2 == 0 and at <= 2 * MOST_WORDS else (word,)
        for at, word in enumerate(words[1:], start=1)
    ]
    cased = {"".join(choice) for choice in itertools.product(*choices)} | {spelling.upper()}
    if is_lowercase:
        cased.add(spelling)
    for form in cased | {form.translate(YO_AS_YE) for form in cased}:
        for mark in (*APOSTROPHES, "") if "'" in form else ("'",):
            yield form.replace("'", mark)


def _capital(word: str) -> str:
    return word[:1].upper() + word[1:]


def list_patterns(folder: Path) -> list[str]:
    """All ways that the forms of a country's data are written, by the alphabet."""
    written: set[str] = set()
    for meaning, spellings in read_forms(folder):
        is_lowercase = IS_LOWERCASE in meaning.partition(" ")[0]
        for spelling in spellings:
            written.update(written_forms(spelling, is_lowercase=is_lowercase))
    return sorted(written)


def build_finder(folder: Path) -> Finder:
    """Build the automaton of a country's forms."""
    return _make_finder(list_patterns(folder))


def _make_finder(patterns: list[str]) -> Finder:
    signs = signs_of_odd_writing()
    return Finder(CharwiseDoubleArrayAhoCorasick([*signs, *patterns], MATCH_KIND_LEFTMOST_LONGEST), len(signs))


def file_name(forms: bytes) -> str:
    """What the ready-made automaton of a table of forms is called: neither another table nor another version fits."""
    return f"names-{version('daachorse')}-{hashlib.sha256(forms).hexdigest()[:12]}.gz"


def load_finder(folder: Path) -> Finder:
    """Load the ready-made automaton of a country's data, or build it where there is none for its forms."""
    ready = folder / file_name((folder / FORMS).read_bytes())
    if not ready.exists():
        return build_finder(folder)
    automaton = CharwiseDoubleArrayAhoCorasick.deserialize(zlib.decompress(ready.read_bytes(), GZIP))
    return Finder(automaton, len(signs_of_odd_writing()))


def write_finder(folder: Path) -> Path:
    """Keep the automaton of a folder's forms beside them; older ones go."""
    finder = build_finder(folder)
    ready = folder / file_name((folder / FORMS).read_bytes())
    ready.write_bytes(gzip.compress(finder.automaton.serialize(), LEVEL, mtime=0))
    for old in folder.glob("names-*.gz"):
        if old != ready:
            old.unlink()
    return ready
