"""All senses of a text, found in one pass over its words.

A pattern is words apart by spaces: `stem*` stands for every ending, `a|b` for either word, `~` for up to two words
between, `~~` for up to six. Patterns are matched on folded text, word by word: small letters, no apostrophes, hyphens
as spaces.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from tracker.extract.lexicon.folding import fold
from tracker.extract.lexicon.marked import Hit, Hits, Marked

MOST_WORDS = 1 << 16  # whose meaning is remembered: those of a language come again and again
LONGEST_WORD = 60  # letters of a word that are looked at: what a hostile text runs on with is not remembered
GAPS = {"~": 2, "~~": 6}  # words that may stand between
BLANKS = " \t\n\u00a0."  # between the words of a pattern; the stop of an abbreviation among them
_WORD = re.compile(r"(\w+(?:['’ʼ`](?=[а-яіїєґ])\w+)*)")
_make = tuple.__new__  # of a Hit: the quickest way, as there are hundreds in a text
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """What follows a word of a pattern: kinds of words, each with how many others may stand before it."""

    sense: str
    order: int
    rest: tuple[tuple[int, int], ...]


_ByKind = Mapping[int, Sequence[_Pattern]]


@dataclass(frozen=True, slots=True, eq=False)
class _Meaning:
    """What a word can be: its kinds, what it means by itself, and the patterns it begins, by the kind that is next."""

    kinds: frozenset[int]
    alone: Mapping[str, int]  # sense → order of the pattern
    near: _ByKind  # patterns of which the next word is the second
    far: Sequence[tuple[int, _ByKind]]  # by how many words may stand before that one


_NOTHING = _Meaning(frozenset(), {}, {}, ())


class _Meanings(dict[str, _Meaning]):
    """What words mean, worked out when they are first seen; forgotten when there are too many."""

    def __init__(self, look_up: Callable[[str], _Meaning]) -> None:
        super().__init__()
        self._look_up = look_up

    def __missing__(self, word: str) -> _Meaning:
        if len(word) > LONGEST_WORD:
            return self[word[:LONGEST_WORD]]
        if len(self) >= MOST_WORDS:
            self.clear()
        meaning = self[word] = self._look_up(word)
        return meaning


class _Words(NamedTuple):
    """The words of a text: what each means, where it ends, and what stands before it."""

    meanings: Sequence[_Meaning]
    ends: Sequence[int]
    gaps: Sequence[str]


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
        self._meanings = _Meanings(self._look_up)

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
                behind = _Pattern(pattern.sense, pattern.order, pattern.rest[1:])
                goes_on.setdefault(gap, {}).setdefault(kind, []).append(behind)
        near = goes_on.pop(0, {})
        return _Meaning(frozenset(kinds), alone, near, tuple(sorted(goes_on.items()))) if kinds else _NOTHING

    def _find_all(self, folded: str) -> Hits:
        """All senses of a text: at each word the first pattern of a sense counts, as listed."""
        pieces = _WORD.split(folded)  # what stands between words, and a word, in turn
        edges = list(accumulate(map(len, pieces)))
        written, starts, own_ends = pieces[1::2], edges[::2], edges[1::2]
        meanings = list(map(self._meanings.__getitem__, written))
        words = _Words(meanings, own_ends, pieces[::2])
        found: dict[str, list[Hit]] = {}
        meanings.append(_NOTHING)
        for at, meaning in enumerate(meanings):
            if meaning is _NOTHING:
                continue
            alone, near = meaning.alone, meaning.near
            if (near and not near.keys().isdisjoint(meanings[at + 1].kinds)) or (
                meaning.far and _is_far(meanings, at, meaning.far)
            ):
                ends = _follow_all(words, at, meaning)
                for sense in {**alone, **ends}:
                    _add(found, sense, folded, starts[at], ends.get(sense, own_ends[at]))
            elif alone:
                start = starts[at]
                hit = _make(Hit, (start, own_ends[at], written[at]))
                for sense in alone:
                    hits = found.get(sense)
                    if hits is None:
                        found[sense] = [hit]
                    elif hits[-1][1] <= start:
                        hits.append(hit)
        return found


def _add(found: dict[str, list[Hit]], sense: str, folded: str, start: int, end: int) -> None:
    """Keep a hit, unless it stands inside the one before."""
    hits = found.setdefault(sense, [])
    if not hits or hits[-1].end <= start:
        hits.append(_make(Hit, (start, end, folded[start:end])))


def _is_far(meanings: Sequence[_Meaning], at: int, far: Sequence[tuple[int, _ByKind]]) -> bool:
    """Whether the second word of a pattern stands behind others."""
    for gap, by_kind in far:
        for following in meanings[at + 1 : at + 2 + gap]:
            if following is not _NOTHING and not by_kind.keys().isdisjoint(following.kinds):
                return True
    return False


def _follow_all(words: _Words, at: int, meaning: _Meaning) -> Mapping[str, int]:
    """Where the patterns end that begin at a word and go on: of each sense the first, as listed."""
    best: dict[str, tuple[int, int]] = {}
    for gap, by_kind in ((0, meaning.near), *meaning.far):
        for index in range(at + 1, min(at + 2 + gap, len(words.meanings))):
            if words.gaps[index].strip(BLANKS):
                break
            for kind in by_kind.keys() & words.meanings[index].kinds:
                for pattern in by_kind[kind]:
                    known = best.get(pattern.sense)
                    if known is None or pattern.order < known[0]:
                        end = _follow(words, index, pattern.rest)
                        if end is not None:
                            best[pattern.sense] = pattern.order, end
    return {sense: end for sense, (_, end) in best.items()}


def _follow(words: _Words, at: int, rest: Sequence[tuple[int, int]]) -> int | None:
    """Where a pattern ends that begins at word `at`, with blanks or a stop between; None where it does not go on."""
    if not rest:
        return words.ends[at]
    gap, kind = rest[0]
    for index in range(at + 1, min(at + 2 + gap, len(words.meanings))):
        if words.gaps[index].strip(BLANKS):
            return None
        if kind in words.meanings[index].kinds:
            end = _follow(words, index, rest[1:])
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
