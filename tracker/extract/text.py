"""A text in clauses, with their places in the original. Nothing is rewritten, so spans stay true."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from tracker.extract.lexicon import Lexicon, fold

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
_FOLLOWS_SMALL = re.compile(r"\.\s+[a-zа-яіїєґ0-9]")
# A line that ends in a blank without a stop goes on, and so does one before a small letter or a comma.
_SOFT_BREAK = re.compile(
    r"(?<=[\w,»”])[ \u00a0]+\n[ \u00a0]*(?=[\w(«“])|(?<=[\w,])\n[ \u00a0]+(?=[a-zа-яіїєґ])|(?<=\w)\n+(?=[,.;!?])"
)
_NUMBER = r"(?:(?:близько|майже|понад|до|около|почти|более|about|over|nearly|almost)\s+)?\d"
_CLAUSE = re.compile(
    r";|(?<!\d)\s[—–-]\s(?!"
    + _NUMBER
    + r"|(?:в|у|на|in|at)\s)|:\s(?!"
    + _NUMBER
    + r")|,\s+(?=(?:але|а|однак|проте|тоді|водночас|потім|згодом|но|однако|тогда|потом|затем|"
    r"but|while|whereas|though)\s)"
    r"|\s(?=(?:але|проте|однак|но|однако|but|whereas)\s)"
)
# Where a second loss or return begins, another clause does.
_JOINT = re.compile(r",\s+|(?<!\s)\s+(?=(?:and|та|і|й|и)\s)")
# "... to all who were cut off": who they are, not another loss.
_WHICH = re.compile(
    r"\s*(?:\w+(?:им|ими|их|ным|ными|ных)\b(?!\s(?:\w+\s)?(?:залиш|лиша|оста|є\b|були\b|были\b|будут))|(?:які|яких|яким|що|котор\w+|who|which|that)\s)"
)
# What a band, a film or a club is called tells nothing: «гурт "Блекаут"».
_TITLE = re.compile(
    r"\b(?:гурт|сингл|трек|кліп|клип|шоу|газет|журнал|канал|фільм|пісн|роман|книг|вистав|серіал|альбом|клуб|команд|групп|фильм|песн|спектакл|сериал|band|film|song|"
    r"novel|album|series|club|team|exhibition)\w*\s+([«“„\"][^»”\"\n]{1,60}[»”\"])",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"[«“„\"]")
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

_STRUCK = ("strike.attack", "supply.lifted", "supply.in_force")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clause:
    """A stretch of a sentence that says one thing. Offsets are code points in the report's text."""

    start: int
    end: int
    text: str
    folded: str
    sentence: "Sentence"

    def has(self, lexicon: Lexicon, *senses: str) -> bool:
        """Tell whether the clause has any of the senses."""
        found = lexicon.senses_of(self.folded)
        return not found.keys().isdisjoint(senses)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence or a headline, and the paragraph it stands in."""

    start: int
    end: int
    text: str
    folded: str
    paragraph: int


def unwrap(text: str) -> str:
    """Put a space for each line break that stands inside a sentence, as marked-up words of a channel leave it.

    Every character stays at its place.
    """
    if "\n" not in text:
        return text
    return _SOFT_BREAK.sub(lambda match: match[0].replace("\n", " "), text)


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Cut a text into sentences; a line break always ends one, an abbreviation never does."""
    sentences, start, paragraph = [], 0, 0
    for match in _END.finditer(text):
        if match[0].startswith(".") and (_is_abbreviation(text, match.start()) or _LEADER.match(text, match.start())):
            continue
        sentences += _sentence(text, start, match.end(), paragraph)
        start = match.end()
        paragraph += "\n" in match[0]
    return (*sentences, *_sentence(text, start, len(text), paragraph))


def split_clauses(sentence: Sentence, lexicon: Lexicon, places: Sequence[int] = ()) -> Iterator[Clause]:
    """Cut a sentence where it turns to something else, or tells of a second loss or return.

    `places` are where places are named, in the text: a list of them goes with the telling it stands behind, where the
    next telling has places of its own.
    """
    told = _starts(sentence, lexicon, _TELLING)
    supposed = _starts(sentence, lexicon, ("modality.hypothetical",)) if told else []
    named = [place - sentence.start for place in places]
    start = 0
    for match in [*_CLAUSE.finditer(sentence.text), None]:
        end = match.start() if match else len(sentence.text)
        if match and _goes_on(match, start, told, sentence, lexicon):
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
            if is_joint and not _WHICH.match(sentence.folded, after):
                yield from _clause(sentence, cut, begin)
                cut = after
        yield from _clause(sentence, cut, end)
        start = match.end() if match else end


def _goes_on(match: re.Match[str], start: int, told: Sequence[int], sentence: Sentence, lexicon: Lexicon) -> bool:
    """Whether what stands behind a colon or a dash only says where: "Under attack: substations in two regions"."""
    if match[0].strip() not in {":", "—", "–", "-"}:
        return False
    following = _CLAUSE.search(sentence.text, match.end())
    end = following.start() if following else len(sentence.text)

    def tells(begin: int, stop: int) -> bool:
        struck = (lexicon.find_beside(sense, sentence.folded, begin, stop) for sense in _STRUCK)
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


def _starts(sentence: Sentence, lexicon: Lexicon, senses: Iterable[str]) -> list[int]:
    found = lexicon.senses_of(sentence.folded)
    return sorted(hit.start for sense in senses if sense in found for hit in found[sense])


def _has_between(ordered: Sequence[int], begin: int, end: int) -> bool:
    at = bisect_left(ordered, begin)
    return at < len(ordered) and ordered[at] < end


def _sentence(text: str, start: int, end: int, paragraph: int) -> list[Sentence]:
    raw = text[start:end]
    body = raw.strip()
    if not body:
        return []
    begin = start + raw.index(body)
    return [Sentence(start=begin, end=begin + len(body), text=body, folded=_fold(body), paragraph=paragraph)]


def _fold(text: str) -> str:
    """Fold a text, with the titles of works and clubs blanked out in place."""
    if _QUOTED.search(text) is None:
        return fold(text)
    return fold(_TITLE.sub(lambda match: match[0][: match.start(1) - match.start()] + " " * len(match[1]), text))


def _clause(sentence: Sentence, start: int, end: int) -> Iterator[Clause]:
    body = sentence.text[start:end].strip(" ,;:—–")
    if body:
        begin = sentence.start + sentence.text.index(body, start)
        folded = sentence.folded[begin - sentence.start : begin - sentence.start + len(body)]
        yield Clause(start=begin, end=begin + len(body), text=body, folded=folded, sentence=sentence)


def _is_abbreviation(text: str, at: int) -> bool:
    word = re.search(r"[\w.]*$", text[max(at - LONGEST_SHORT, 0) : at])
    before = word[0].casefold() if word else ""
    follows_small = _FOLLOWS_SMALL.match(text, at) is not None
    return before in _SHORT or (len(before) == 1 and before.isalpha()) or (follows_small and before.isdigit())
