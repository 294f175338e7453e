"""A text in sentences, with their places in the original. Nothing is rewritten, so spans stay true."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tracker.extract.lexicon import Lexicon, Marked, fold, small
from tracker.extract.numerals import Number, find_numbers

LONGEST_SHORT = 12  # characters looked back from a full stop
# A full stop behind these ends no sentence.
_SHORT = frozenset(
    {
        *(
            "м",
            "обл",
            "р",
            "рр",
            "с",
            "смт",
            "тис",
            "млн",
            "млрд",
            "вул",
            "бул",
            "просп",
            "ім",
            "нас",
            "аб",
            "т",
            "д",
            "п",
            "н",
            "о",
        ),
        *("г", "ул", "пр", "им", "тыс", "gov", "mr", "mrs", "dr", "st", "no", "vs", "u.s", "a.m", "p.m", "jan", "feb"),
        *("mar", "apr", "jun", "jul", "aug", "sept", "sep", "oct", "nov", "dec", "грн", "кв", "см", "ст", "год", "хв"),
    }
)
# Stops before a blank, line breaks, or a stop between a small letter and a capital. All begin with one of a few
# characters, which is looked for first.
_END = re.compile(
    r"[.!?…\n](?:(?<=\n)\n*|(?<!\n)(?<![.!?…].)[.!?…]*[»”\"')\]]*(?=\s|$)|(?<=[a-zа-яіїєґ][.!?])(?=[A-ZА-ЯІЇЄҐ]))"
)
# Dots that lead from a name to its number end no sentence.
_LEADER = re.compile(r"(?<=\s)\.{2,}\s*\d")
_LAST_WORD = re.compile(r"[\w.]*\Z")
_FOLLOWS_SMALL = re.compile(r"\.\s+[a-zа-яіїєґ0-9]")
# A line that ends in a blank without a stop goes on, and so does one before a small letter or a comma.
_SOFT_BREAK = re.compile(
    r"(?<=[\w,»”])[ \u00a0]+\n[ \u00a0]*(?=[\w(«“])|(?<=[\w,])\n[ \u00a0]+(?=[a-zа-яіїєґ])|(?<=\w)\n+(?=[,.;!?])"
)
# What a band, a film or a club is called tells nothing: «гурт "Блекаут"».
_OPENING = re.compile(r"(?<=\s)[«“„\"]")
_TITLE = re.compile(r"[«“„\"][^»”\"\n]{1,60}[»”\"]")
_WORK = re.compile(
    r"\b(?:гурт|сингл|трек|кліп|клип|шоу|газет|журнал|канал|фільм|пісн|роман|книг|вистав|серіал|альбом|клуб|команд|групп|фильм|песн|спектакл|сериал|band|film|song|"
    r"novel|album|series|club|team|exhibition)\w*\s+\Z"
)
_LONGEST_WORK = 40  # characters before a title in which its noun stands


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clause:
    """A stretch of a sentence that says one thing. Offsets are code points in the report's text."""

    start: int
    end: int
    text: str
    marked: Marked  # its text folded, with the senses found in it
    sentence: "Sentence"

    def has(self, *senses: str) -> bool:
        """Tell whether the clause has any of the senses."""
        return not self.marked.hits.keys().isdisjoint(senses)

    def has_any(self, senses: frozenset[str]) -> bool:
        """Tell whether the clause has any of many senses."""
        return not self.marked.hits.keys().isdisjoint(senses)


@dataclass(frozen=True, kw_only=True, eq=False)  # without slots, to keep what was worked out once
class Sentence:
    """A sentence or a headline, and the paragraph it stands in."""

    start: int
    end: int
    text: str
    marked: Marked  # its text folded, with the senses found in it
    paragraph: int

    @cached_property
    def small(self) -> str:
        """Its text in small letters."""
        return small(self.text)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers in it."""
        return find_numbers(self.small)

    def has(self, *senses: str) -> bool:
        """Tell whether the sentence has any of the senses."""
        return not self.marked.hits.keys().isdisjoint(senses)

    def has_any(self, senses: frozenset[str]) -> bool:
        """Tell whether the sentence has any of many senses."""
        return not self.marked.hits.keys().isdisjoint(senses)

    def as_clause(self) -> Clause:
        """The whole of it as one clause."""
        return Clause(start=self.start, end=self.end, text=self.text, marked=self.marked, sentence=self)


def unwrap(text: str) -> str:
    """Put a space for each line break that stands inside a sentence, as marked-up words of a channel leave it.

    Every character stays at its place.
    """
    if "\n" not in text:
        return text
    return _SOFT_BREAK.sub(lambda match: match[0].replace("\n", " "), text)


def split_sentences(text: str, lexicon: Lexicon) -> tuple[Sentence, ...]:
    """Cut a text into sentences; a line break always ends one, an abbreviation never does."""
    sentences: list[Sentence] = []
    start = paragraph = 0
    folded = _fold(text)
    for match in _END.finditer(text):
        if match[0].startswith(".") and (_is_abbreviation(text, match.start()) or _LEADER.match(text, match.start())):
            continue
        sentences += _sentence(text, folded, (start, match.end()), paragraph, lexicon)
        start = match.end()
        paragraph += "\n" in match[0]
    return (*sentences, *_sentence(text, folded, (start, len(text)), paragraph, lexicon))


def _sentence(text: str, folded: str, span: tuple[int, int], paragraph: int, lexicon: Lexicon) -> Iterator[Sentence]:
    start, end = span
    raw = text[start:end]
    body = raw.strip()
    if body:
        begin = start + raw.index(body)
        end = begin + len(body)
        yield Sentence(start=begin, end=end, text=body, marked=lexicon.mark(folded[begin:end]), paragraph=paragraph)


def _fold(text: str) -> str:
    """Fold a text, with the titles of works and clubs blanked out in place."""
    titles = [title.span() for opening in _OPENING.finditer(text) if (title := _TITLE.match(text, opening.start()))]
    folded = fold(text)
    kept, at = [], 0
    for begin, end in titles:
        if begin >= at and _WORK.search(folded, max(0, begin - _LONGEST_WORK), begin):
            kept += [folded[at:begin], " " * (end - begin)]
            at = end
    return "".join((*kept, folded[at:])) if kept else folded


def _is_abbreviation(text: str, at: int) -> bool:
    word = _LAST_WORD.search(text, max(at - LONGEST_SHORT, 0), at)
    before = word[0].casefold() if word else ""
    if before.isdigit():
        return _FOLLOWS_SMALL.match(text, at) is not None
    return before in _SHORT or (len(before) == 1 and before.isalpha())
