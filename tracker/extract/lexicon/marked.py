"""A folded text with the senses found in it: looked up, and cut to a part, without a second search."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

_WORD_SIGN = re.compile(r"\w")


class Hit(NamedTuple):
    """Where a folded text has a sense."""

    start: int
    end: int
    text: str


Hits = Mapping[str, Sequence[Hit]]


class Marked:
    """A folded text and all its senses, each with its places in their order, none inside another."""

    __slots__ = ("hits", "text")

    def __init__(self, text: str, hits: Hits) -> None:
        """Take a folded text and what a lexicon found in it."""
        self.text = text
        self.hits = hits

    def __iter__(self) -> Iterator[str]:
        """The senses that the text has."""
        return iter(self.hits)

    def has(self, *senses: str) -> bool:
        """Tell whether the text has any of the senses."""
        return not self.hits.keys().isdisjoint(senses)

    def find(self, sense: str) -> Hit | None:
        """The first place where the text has a sense."""
        hits = self.hits.get(sense)
        return hits[0] if hits else None

    def find_all(self, sense: str) -> Sequence[Hit]:
        """Every place where the text has a sense."""
        return self.hits.get(sense, ())

    def find_between(self, sense: str, begin: int, end: int) -> Sequence[Hit]:
        """Every place where the text has a sense, between two places of it."""
        hits = self.hits.get(sense)
        if hits is None:
            return ()
        first = _first_from(hits, begin)
        return [hit for hit in hits[first : _first_from(hits, end, first)] if hit.end <= end]

    def find_first(self, sense: str, begin: int, end: int) -> Hit | None:
        """The first place where the text has a sense, between two places of it."""
        hits = self.hits.get(sense)
        if hits is None:
            return None
        at = _first_from(hits, begin)
        return hits[at] if at < len(hits) and hits[at].end <= end else None

    def has_between(self, sense: str, begin: int, end: int) -> bool:
        """Tell whether the text has a sense between two places of it."""
        hits = self.hits.get(sense)
        if hits is None:
            return False
        at = _first_from(hits, begin)
        return at < len(hits) and hits[at].end <= end

    def find_beside(self, sense: str, begin: int, end: int) -> Sequence[Hit]:
        """Every place where the text has a sense, wholly or partly between two places of it."""
        hits = self.hits.get(sense)
        if hits is None:
            return ()
        first = _first_from(hits, begin)
        if first and hits[first - 1].end > begin:
            first -= 1
        return hits[first : _first_from(hits, end, first)]

    def find_at(self, sense: str, at: int) -> Hit | None:
        """The words with a sense that a place in the text lies in."""
        hits = self.find_beside(sense, at, at + 1)
        return hits[0] if hits else None

    def split(self, parts: Sequence[tuple[int, int]]) -> "list[Marked | None]":
        """Parts of the text, each by itself; None where an edge goes through a hit, so that it may say something else.

        Args:
            parts: where each begins and ends, in their order.
        """
        if len(parts) == 1 and parts[0][0] == 0 and not _WORD_SIGN.search(self.text, parts[0][1]):
            return [Marked(self.text[: parts[0][1]], self.hits)]
        begins = [begin for begin, _ in parts]
        found: list[dict[str, list[Hit]]] = [{} for _ in parts]
        torn: set[int] = set()
        for sense, hits in self.hits.items():
            for start, end, text in hits:
                at = bisect_right(begins, start) - 1
                if at >= 0 and end <= parts[at][1]:
                    shift = begins[at]
                    found[at].setdefault(sense, []).append(Hit(start - shift, end - shift, text))
                else:
                    touched = range(at if at >= 0 and start < parts[at][1] else at + 1, bisect_left(begins, end))
                    torn.update(touched)
        return [
            None if at in torn else Marked(self.text[begin:end], found[at]) for at, (begin, end) in enumerate(parts)
        ]

    def without(self, parts: Sequence[tuple[int, int]]) -> "Marked":
        """The text with some parts blanked out, and what they say."""
        text = self.text
        for begin, end in parts:
            text = text[:begin] + " " * (end - begin) + text[end:]
        outside = {
            sense: [hit for hit in hits if not any(hit.start < end and hit.end > begin for begin, end in parts)]
            for sense, hits in self.hits.items()
        }
        return Marked(text, {sense: hits for sense, hits in outside.items() if hits})


def _first_from(hits: Sequence[Hit], begin: int, low: int = 0) -> int:
    """The number of the first hit that begins at a place or behind it."""
    return bisect_left(hits, (begin,), low)
