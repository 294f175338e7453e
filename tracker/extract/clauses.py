"""A sentence in clauses, each saying one thing."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from tracker.extract.lexicon import Lexicon
from tracker.extract.text import Clause, Sentence

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


def _strip(text: str, start: int, end: int) -> tuple[int, int] | None:
    """A stretch of a text without the marks around it; None where nothing is left."""
    body = text[start:end].strip(_MARKS)
    if not body:
        return None
    begin = text.index(body, start)
    return begin, begin + len(body)
