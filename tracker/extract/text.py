"""A text in clauses, with their places in the original. Nothing is rewritten, so spans stay true."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

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
_NUMBER = r"(?:(?:близько|майже|понад|до|около|почти|более|about|over|nearly|almost)\s+)?\d"
# All begin with one of a few characters, which is looked for first.
_CLAUSE = re.compile(
    r"[;:,\s](?:(?<=;)|(?<=:)\s(?!"
    + _NUMBER
    + r")|(?<=\s)(?:(?<!\d.)[—–-]\s(?!"
    + _NUMBER
    + r"|(?:в|у|на|in|at)\s)|(?=(?:але|проте|однак|но|однако|but|whereas)\s))"
    r"|(?<=,)\s+(?=(?:але|а|однак|проте|тоді|водночас|потім|згодом|но|однако|тогда|потом|затем|"
    r"but|while|whereas|though)\s))",
    re.DOTALL,
)
# Where a second loss or return begins, another clause does.
_JOINT = re.compile(r",\s+|(?<!\s)\s+(?=(?:and|та|і|й|и)\s)")
# "... to all who were cut off": who they are, not another loss.
_WHICH = re.compile(
    r"\s*(?:\w+(?:им|ими|их|ным|ными|ных)\b(?!\s(?:\w+\s)?(?:залиш|лиша|оста|є\b|були\b|были\b|будут))|(?:які|яких|яким|що|котор\w+|who|which|that)\s)"
)
# What a band, a film or a club is called tells nothing: «гурт "Блекаут"».
_OPENING = re.compile(r"(?<=\s)[«“„\"]")
_TITLE = re.compile(r"[«“„\"][^»”\"\n]{1,60}[»”\"]")
_WORK = re.compile(
    r"\b(?:гурт|сингл|трек|кліп|клип|шоу|газет|журнал|канал|фільм|пісн|роман|книг|вистав|серіал|альбом|клуб|команд|групп|фильм|песн|спектакл|сериал|band|film|song|"
    r"novel|album|series|club|team|exhibition)\w*\s+\Z"
)
_LONGEST_WORK = 40  # characters before a title in which its noun stands
_TELLING = (
    "supply.absent",
    "supply.lost",
    "supply.restored",
    "supply.outage",
    "supply.blackout",
    "supply.cold",
    "supply.warm",
    "supply.emergency",
    "supply.scheduled",
)

_MARKS = " ,;:—–"
_STRUCK = ("strike.attack", "supply.lifted", "supply.in_force")


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


def split_clauses(sentence: Sentence, lexicon: Lexicon, places: Sequence[int] = ()) -> Iterator[Clause]:
    """Cut a sentence where it turns to something else, or tells of a second loss or return.

    `places` are where places are named, in the text: a list of them goes with the telling it stands behind, where the
    next telling has places of its own.
    """
    parts = [part for span in _cut(sentence, places) if (part := _strip(sentence.text, *span)) is not None]
    for (begin, end), marked in zip(parts, lexicon.mark_parts(sentence.marked, parts), strict=True):
        text = sentence.text[begin:end]
        yield Clause(
            start=sentence.start + begin, end=sentence.start + end, text=text, marked=marked, sentence=sentence
        )


def _cut(sentence: Sentence, places: Sequence[int]) -> Iterator[tuple[int, int]]:
    told = _starts(sentence, _TELLING)
    supposed = _starts(sentence, ("modality.hypothetical",)) if told else []
    named = [place - sentence.start for place in places]
    start = 0
    for match in [*_CLAUSE.finditer(sentence.text), None]:
        end = match.start() if match else len(sentence.text)
        if match and _goes_on(match, start, told, sentence):
            continue
        cut = start
        may_turn = len(told) > 1 or (told and supposed)
        joints = [joint.span() for joint in _JOINT.finditer(sentence.text, start, end)] if may_turn else []
        for at, (begin, after) in enumerate(joints):
            if not _has_between(told, cut, begin):
                continue
            turns = _has_between(supposed, after, end) and not _has_between(supposed, cut, begin)
            ends_later = _ends_later(told, named, joints, at, end)
            is_joint = turns or (_has_between(told, after, end) and not ends_later)
            if is_joint and not _WHICH.match(sentence.marked.text, after):
                yield cut, begin
                cut = after
        yield cut, end
        start = match.end() if match else end


def _goes_on(match: re.Match[str], start: int, told: Sequence[int], sentence: Sentence) -> bool:
    """Whether what stands behind a colon or a dash only says where: "Under attack: substations in two regions"."""
    if match[0].strip() not in {":", "—", "–", "-"}:
        return False
    following = _CLAUSE.search(sentence.text, match.end())
    end = following.start() if following else len(sentence.text)

    def tells(begin: int, stop: int) -> bool:
        struck = (sentence.marked.find_beside(sense, begin, stop) for sense in _STRUCK)
        return _has_between(told, begin, stop) or any(hit.start >= begin for hits in struck for hit in hits)

    return tells(start, match.start()) and not tells(match.end(), end)


def _ends_later(
    told: Sequence[int], named: Sequence[int], joints: Sequence[tuple[int, int]], at: int, end: int
) -> bool:
    """Whether a list of places goes on behind a joint, up to one nearer to a telling that has its own places."""
    _, after = joints[at]
    following = bisect_left(told, after)
    if following == len(told) or told[following] >= end or at + 1 == len(joints):
        return False
    telling = told[following]
    next_begin, next_after = joints[at + 1]
    own = bisect_right(joints, telling, at + 1, key=itemgetter(0))
    own_end = joints[own][0] if own < len(joints) else end
    is_nearer = next_after <= telling
    return is_nearer and _has_between(named, after, next_begin + 1) and _has_between(named, telling, own_end)


def _starts(sentence: Sentence, senses: Iterable[str]) -> list[int]:
    found = sentence.marked.hits
    return sorted(hit.start for sense in senses if sense in found for hit in found[sense])


def _has_between(ordered: Sequence[int], begin: int, end: int) -> bool:
    at = bisect_left(ordered, begin)
    return at < len(ordered) and ordered[at] < end


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


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch of a text without the marks around it; None where nothing is left."""
    body = text[start:end].strip(_MARKS)
    if not body:
        return None
    begin = text.index(body, start)
    return begin, begin + len(body)


def _is_abbreviation(text: str, at: int) -> bool:
    word = _LAST_WORD.search(text, max(at - LONGEST_SHORT, 0), at)
    before = word[0].casefold() if word else ""
    if before.isdigit():
        return _FOLLOWS_SMALL.match(text, at) is not None
    return before in _SHORT or (len(before) == 1 and before.isalpha())
