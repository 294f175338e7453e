"""The words a report uses, by language and sense, read from the TOML files beside this one.

A pattern is words apart by spaces: `stem*` stands for every ending, `a|b` for either word, `~` for up to two words
between, `~~` for up to six. Patterns are matched on folded text, word by word: small letters, no apostrophes, hyphens
as spaces. All senses are found in one pass over the words of a text.
"""

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from tracker.extract.lexicon.marked import Hit, Marked

__all__ = ["Hit", "Lexicon", "Marked", "fold", "load_lexicon", "load_numerals", "load_senses", "small"]

MOST_WORDS = 1 << 16  # whose meaning is remembered: those of a language come again and again
LONGEST_WORD = 60  # letters of a word that are looked at: what a hostile text runs on with is not remembered
GAPS = {"~": 2, "~~": 6}  # words that may stand between
NUMERALS = "numerals"  # the section of a file that is read word by word, not as patterns
BLANKS = " \t\n\u00a0."  # between the words of a pattern; the stop of an abbreviation among them
_JOINS = frozenset(BLANKS)
_WORD = re.compile(r"\w+(?:['’ʼ`](?=[а-яіїєґ])\w+)*")
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")
_FOLDED = (("-", " "), ("–", " "), ("—", " "), ("‑", " "), ("‐", " "), ("ё", "е"))


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What follows a word that a pattern begins with: kinds of words, each with how many others may stand before it."""

    sense: str
    order: int
    rest: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a word can be: its kinds, what it means by itself, and the patterns it begins, by the kind that is next."""

    kinds: frozenset[int]
    alone: Mapping[str, int]  # sense → order of the pattern
    goes_on: Sequence[tuple[int, Mapping[int, Sequence[_Pattern]]]]  # by how many words may stand before that one


_Word = tuple[int, int, _Meaning]


class Lexicon:
    """All senses over all languages: names of senses are those of the files."""

    def __init__(self, senses: Mapping[str, Sequence[str]]) -> None:
        """Number the kinds of words, and sort the patterns by the kind they begin with."""
        kinds: dict[str, int] = {}
        self._exact: dict[str, list[int]] = defaultdict(list)
        self._stems: dict[str, list[int]] = defaultdict(list)
        self._patterns: dict[int, list[_Pattern]] = defaultdict(list)
        for sense, patterns in senses.items():
            for order, pattern in enumerate(patterns):
                first, *rest = _split(pattern)
                numbers = [(gap, self._number(word, kinds)) for gap, word in (first, *rest)]
                self._patterns[numbers[0][1]].append(_Pattern(sense, order, tuple(numbers[1:])))
        self._lengths = sorted({len(stem) for stem in self._stems})
        self._mean = lru_cache(MOST_WORDS)(self._look_up)

    def mark(self, folded: str) -> Marked:
        """Find all senses of a folded text."""
        return Marked(folded, self._find_all(folded))

    def mark_parts(self, whole: Marked, parts: Sequence[tuple[int, int]]) -> list[Marked]:
        """Parts of a marked text, each by itself. One is searched again only where its edge goes through a hit."""
        return [
            part or self.mark(whole.text[begin:end])
            for part, (begin, end) in zip(whole.split(parts), parts, strict=True)
        ]

    def senses_of(self, folded: str) -> Marked:
        """The senses of a folded text."""
        return self.mark(folded)

    def _number(self, word: str, kinds: dict[str, int]) -> int:
        """The number of a kind of word: `a|b*` is one kind, whatever pattern it stands in."""
        if word not in kinds:
            kinds[word] = len(kinds)
            for choice in word.split("|"):
                plain = fold(choice.rstrip("*")).partition("'")[0] if choice[:1].isascii() else fold(choice.rstrip("*"))
                table = self._stems if choice.endswith("*") else self._exact
                table[plain.translate(_APOSTROPHES)].append(kinds[word])
        return kinds[word]

    def _look_up(self, written: str) -> _Meaning:
        word = written.translate(_APOSTROPHES)
        kinds = set(self._exact.get(word, ()))
        for length in self._lengths:
            if length > len(word):
                break
            kinds.update(self._stems.get(word[:length], ()))
        begun = [pattern for kind in kinds for pattern in self._patterns.get(kind, ())]
        alone: dict[str, int] = {}
        for pattern in begun:
            if not pattern.rest:
                alone[pattern.sense] = min(pattern.order, alone.get(pattern.sense, pattern.order))
        goes_on: dict[int, dict[int, list[_Pattern]]] = {}
        for pattern in begun:
            if pattern.rest and pattern.order < alone.get(pattern.sense, pattern.order + 1):
                gap, kind = pattern.rest[0]
                goes_on.setdefault(gap, {}).setdefault(kind, []).append(pattern)
        return _Meaning(frozenset(kinds), alone, sorted(goes_on.items())) if kinds else _NOTHING

    def _find_all(self, folded: str) -> Mapping[str, Sequence[Hit]]:
        """All senses of a text: at each word the first pattern of a sense counts, as listed."""
        mean = self._mean
        words = [(*match.span(), mean(match[0][:LONGEST_WORD])) for match in _WORD.finditer(folded)]
        found: dict[str, list[Hit]] = {}
        for at, (start, own_end, meaning) in enumerate(words):
            if meaning is _NOTHING:
                continue
            goes_on = meaning.goes_on and folded[own_end : own_end + 1] in _JOINS
            ends = _follow_all(folded, words, at, meaning) if goes_on else None
            for sense in meaning.alone if not ends else {**meaning.alone, **ends}:
                end = ends.get(sense, own_end) if ends else own_end
                hits = found.get(sense)
                if hits is None:
                    found[sense] = [Hit(start, end, folded[start:end])]
                elif hits[-1].end <= start:
                    hits.append(Hit(start, end, folded[start:end]))
        return found


_NOTHING = _Meaning(frozenset(), {}, ())


def _follow_all(folded: str, words: Sequence[_Word], at: int, meaning: _Meaning) -> Mapping[str, int] | None:
    """Where the patterns end that begin at a word and go on: of each sense the first, as listed."""
    begun: list[_Pattern] = []
    for gap, by_kind in meaning.goes_on:
        for _, _, following in words[at + 1 : at + 2 + gap]:
            if following is not _NOTHING and not by_kind.keys().isdisjoint(following.kinds):
                for kind in following.kinds:
                    begun += by_kind.get(kind, ())
    if not begun:
        return None
    best: dict[str, tuple[int, int]] = {}
    for pattern in begun:
        known = best.get(pattern.sense)
        if known is None or pattern.order < known[0]:
            end = _follow(folded, words, at, pattern.rest)
            if end is not None:
                best[pattern.sense] = pattern.order, end
    return {sense: end for sense, (_, end) in best.items()}


def _follow(folded: str, words: Sequence[_Word], at: int, rest: Sequence[tuple[int, int]]) -> int | None:
    """Where a pattern ends that begins at word `at`, with blanks or a stop between; None where it does not go on."""
    if not rest:
        return words[at][1]
    gap, kind = rest[0]
    for index in range(at + 1, min(at + 2 + gap, len(words))):
        if folded[words[index - 1][1] : words[index][0]].strip(BLANKS):
            return None
        if kind in words[index][2].kinds:
            end = _follow(folded, words, index, rest[1:])
            if end is not None:
                return end
    return None


def _split(pattern: str) -> Iterable[tuple[int, str]]:
    """The words of a pattern, each with how many others may stand before it."""
    gap = 0
    for word in pattern.split():
        if word in GAPS:
            gap = GAPS[word]
        else:
            yield gap, word
            gap = 0


@cache
def load_lexicon() -> Lexicon:
    """Read all languages. They are not told apart while reading: reports mix them, and stems seldom clash."""
    return Lexicon(load_senses())


def load_senses() -> Mapping[str, Sequence[str]]:
    """The patterns of every sense, over all languages."""
    patterns: dict[str, list[str]] = {}
    for language in _load_languages():
        for section, senses in language.items():
            if isinstance(senses, Mapping) and section != NUMERALS:
                for sense, words in senses.items():
                    patterns.setdefault(f"{section}.{sense}", []).extend(words)
    return patterns


def load_numerals() -> Sequence[Mapping[str, Mapping[str, Sequence[str]]]]:
    """The words of numbers of every language: by role, then by value, or by where they stand between such words."""
    return [language[NUMERALS] for language in _load_languages() if NUMERALS in language]


@cache
def _load_languages() -> Sequence[Mapping[str, Any]]:
    paths = sorted(files("tracker.extract.lexicon").iterdir(), key=lambda entry: entry.name)
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in paths if path.name.endswith(".toml")]


def fold(text: str) -> str:
    """Fold a text to what patterns are matched on; every character stays one character."""
    folded = small(text)
    for letter, plain in _FOLDED:
        folded = folded.replace(letter, plain)
    return folded


def small(text: str) -> str:
    """A text in small letters; every character stays one character."""
    return text.replace("İ", "i").lower()  # the one letter that would become two
