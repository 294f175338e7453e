"""Whether a text can say anything at all: one pass of an automaton over it as it is, before anything else is read."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from tracker.extract.lexicon import GAPS, fold, load_lexicon, load_senses, small
from tracker.extract.numerals import find_numbers
from tracker.extract.temperatures import DEGREES_AND_SIGNS, GATES, read_temperatures
from tracker.extract.text import split_sentences, unwrap

# Without a word of these senses no frame can be read: a service, an energy object, an outage, an order, a return.
NEEDED = (
    "services",
    "target",
    "supply.outage",
    "supply.blackout",
    "supply.cold",
    "supply.warm",
    "supply.cut_off",
    "supply.emergency",
    "supply.scheduled",
    "supply.limit",
    "supply.restriction",
    "count.customers",
)
NOT_NEEDED = frozenset({"services.other_service", "services.other_power", "target.infrastructure"})
RECONNECTED = (
    "заживл",
    "заживи",
    "запитан",
    "запитал",
    "підключ",
    "подключ",
    "reconnect",
    "re-connect",
    "reenergi",
    "re-energi",
)
# Without one of these, or a word of degrees and frost, no temperature is told.
DEGREE_MARKS = ("°", "º", "℃")
SCALES = tuple(f"{digit}{blank}{scale}" for digit in range(10) for blank in ("", *" \u00a0\u202f") for scale in "CcСс")
BEFORE = " \n\t\u00a0(«\"“'„[-–—/>*_#:…"
BESIDE = 60  # characters to either side of a word of degrees in which its number stands
SIGNS = "-−–—+"
# Each begins with a sign or a letter, which is looked for first.
_SIGNED = re.compile(r"[-−–—+](?<![\w°º%].)(?:\d|(?<=[+−])\s\d|(?<!\w\s.)\s\d)")
_FAHRENHEIT = re.compile(r"[Ff](?:(?<=\d.)|(?<=\d\s.))(?!\w)")
_APOSTROPHE = re.compile(r"(?<=[бпвмфркг])(?=[єїюя])")
LONGEST_WORDS = 30  # characters of a word and the blank beside it, in the mean of a pattern's words
MOST_AROUND = 250  # characters that a pattern reaches to either side of one of its words
LITTLE = 40  # characters to either side that are looked at first
READ_ON = 300  # characters read at once behind a stem, so that those in them are not read again
SHORTEST = 4  # letters: a shorter stem is looked for at the beginning of a word only


# The other words of a pattern: of each the beginnings that it may have, the longest first, for they are the rarest.
_Others = tuple[tuple[str, ...], ...]


class _Stem(NamedTuple):
    """What is looked for, and what it takes that it tells something."""

    written: str
    is_sure: bool  # it tells by itself
    is_word: bool  # it may tell as a word of its own
    is_degree: bool  # a number beside it is a temperature
    is_scale: bool  # … if no letter follows: "5 C"
    is_weather: bool  # a number with a sign is one, wherever it stands
    needs: Sequence[_Others]  # what stands near it where it tells as one word of several
    reach: int  # characters to either side in which it does


def may_tell(text: str) -> bool:
    """Whether a text has any word without which no claim is made. It never refuses a text that makes one.

    A stem alone is not enough: a station is a power station only behind its other words. Where they are near, what
    stands around is read. Where nothing else but a temperature may be told, they are read.
    """
    padded = f" {text}"
    folded = ""
    stems = _stems()
    read_to = 0
    may_be_cold = is_weather = False
    for number, start, end in _find(padded):
        stem = stems[number]
        if stem.is_sure:
            return True
        is_weather |= stem.is_weather
        if stem.is_degree and not may_be_cold:
            may_be_cold = _is_beside_number(padded, stem, start, end)
        if end <= read_to or not (stem.is_word or stem.needs) or _is_inside_word(padded, start):
            continue
        folded = folded or fold(padded)
        if not stem.is_word and not _has_any(folded[max(0, start - stem.reach) : end + stem.reach], stem.needs):
            continue
        if _is_told(folded[max(0, start - LITTLE) : end + LITTLE]):
            return True  # as most do that tell: a word and what stands right beside it
        if _is_told(folded[max(0, start - MOST_AROUND) : end + READ_ON + MOST_AROUND]):
            return True
        read_to = end + READ_ON
    may_be_cold = may_be_cold or (is_weather and _has_signed_number(padded))
    return may_be_cold and _tells_temperature(text)


def _is_told(around: str) -> bool:
    return not _needed_senses().isdisjoint(load_lexicon().senses_of(around))


def _has_any(around: str, needs: Sequence[_Others]) -> bool:
    """Whether the other words of any pattern may stand in a stretch of a text."""
    for others in needs:
        for beginnings in others:
            for beginning in beginnings:
                if beginning in around:
                    break
            else:
                break
        else:
            return True
    return False


def _is_inside_word(text: str, start: int) -> bool:
    return start > 0 and text[start].isalnum() and text[start - 1].isalnum()


def _is_beside_number(text: str, stem: _Stem, start: int, end: int) -> bool:
    if stem.is_scale and text[end : end + 1].isalnum():
        return False
    return bool(find_numbers(small(text[max(0, start - BESIDE) : end + BESIDE])))


def _has_signed_number(text: str) -> bool:
    # Most texts have no sign at all, which a plain look tells fastest.
    is_signed = any(sign in text for sign in SIGNS) and _SIGNED.search(text) is not None
    return is_signed or _FAHRENHEIT.search(text) is not None


def _tells_temperature(text: str) -> bool:
    return any(True for _ in read_temperatures(split_sentences(unwrap(text), load_lexicon())))


def _find(text: str) -> Sequence[tuple[int, int, int]]:
    """The stems in a text, also one inside another: each needs something else.

    Half a pair of surrogates, which some JSON holds, counts as any other sign.
    """
    try:
        return _automaton().find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:
        return _automaton().find_matches_as_indexes(text.encode(errors="replace").decode(), overlapping=True)


def written_stems() -> list[str]:
    """All that is looked for, as it is written in texts."""
    return [stem.written for stem in _stems()]


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(written_stems(), implementation=ahocorasick_rs.Implementation.DFA)


@cache
def _stems() -> Sequence[_Stem]:
    needs: dict[str, set[_Others]] = defaultdict(set)
    reaches: dict[str, int] = defaultdict(int)
    words = set[str]()
    for choices, others, words_between in _split_off(_needed_senses()):
        needed = tuple(sorted(map(_beginnings, others), key=lambda found: -min(map(len, found))))
        reach = min(LONGEST_WORDS * (len(others) + words_between), MOST_AROUND)
        for form in _written(choices):
            if others:
                needs[form].add(needed)
                reaches[form] = max(reach, reaches[form])
            else:
                words.add(form)
    sure = _written(RECONNECTED)
    degrees = {*DEGREE_MARKS, *SCALES}
    weather = set[str]()
    for choices, *_ in _split_off(DEGREES_AND_SIGNS):
        degrees |= {form for form in _written(choices) if len(form.strip(BEFORE)) > 1}  # "5 F" is looked for apart
    for choices, *_ in _split_off(GATES):
        weather |= _written(choices)
    return [
        _Stem(
            written=form,
            is_sure=form in sure,
            is_word=form in words,
            is_degree=form in degrees,
            is_scale=form in SCALES,
            is_weather=form in weather,
            needs=sorted(needs.get(form, ())),
            reach=reaches.get(form, 0),
        )
        for form in sorted({*needs, *words, *sure, *degrees, *weather})
    ]


@cache
def _needed_senses() -> frozenset[str]:
    return frozenset(sense for sense in load_senses() if sense.startswith(NEEDED) and sense not in NOT_NEEDED)


def _split_off(senses: Iterable[str]) -> Iterator[tuple[Sequence[str], Sequence[Sequence[str]], int]]:
    """One word of every pattern, that with the longest shortest choice, for it is the rarest; the others; and the gaps.

    The last is how many other words may stand between them.
    """
    patterns = load_senses()
    for sense in senses:
        for pattern in patterns.get(sense, ()):
            words = [word.split("|") for word in pattern.split() if word not in GAPS]
            rare, *others = sorted(words, key=lambda choices: -min(len(choice) for choice in choices))
            yield rare, others, sum(GAPS.get(word, 0) for word in pattern.split())


def _beginnings(choices: Sequence[str]) -> tuple[str, ...]:
    """How a word of a pattern may begin in a folded text."""
    return tuple(sorted({fold(spelt) for choice in choices for spelt in _spellings(choice.rstrip("*").lower())}))


def _written(stems: Iterable[str]) -> set[str]:
    """The forms a stem has in a text: small, with a capital, in capitals; short ones behind what begins a word."""
    found: set[str] = set()
    for stem in stems:
        plain = stem.rstrip("*").lower()
        forms = {form for spelt in _spellings(plain) for form in (spelt, spelt.capitalize(), spelt.upper())}
        found |= forms if len(plain) >= SHORTEST else {before + form for form in forms for before in BEFORE}
    return found


def _spellings(stem: str) -> set[str]:
    """With the apostrophes that may stand before some vowels, and with ё for е."""
    spelt = {_APOSTROPHE.sub(mark, stem) for mark in ("", "'", "’", "ʼ", "`")}
    return spelt | {form.replace("е", "ё", count) for form in spelt for count in (1, 2)}
