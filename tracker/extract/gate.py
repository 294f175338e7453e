"""Whether a text can say anything at all: one pass of an automaton over it as it is, before anything else is read."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

import ahocorasick_rs

from tracker.extract.lexicon import GAPS, fold, load_lexicon, load_senses
from tracker.extract.temperatures import GATES, read_temperatures
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
# Without one of these no temperature is told.
DEGREE_MARKS = ("°", "º", "℃")
SCALES = tuple(f"{digit}{blank}{scale}" for digit in range(10) for blank in ("", *" \u00a0\u202f") for scale in "CcСс")
BEFORE = " \n\t\u00a0(«\"“'„[-–—/>*_#:…"
_APOSTROPHE = re.compile(r"(?<=[бпвмфркг])(?=[єїюя])")
MOST_AROUND = 250  # characters that a pattern reaches to either side of one of its words
READ_ON = 300  # characters read at once behind a stem, so that those in them are not read again
SHORTEST = 4  # letters: a shorter stem is looked for at the beginning of a word only
_APOSTROPHES = str.maketrans("", "", "'’ʼ`")


class _Stem(NamedTuple):
    """What is looked for, and what it takes that it tells something."""

    written: str
    is_sure: bool  # it tells by itself
    is_word: bool  # it may tell as a word of its own
    is_degree: bool  # a temperature may be told where it stands
    is_scale: bool  # … if no letter follows: "5 C"
    needs: frozenset[str]  # beginnings of words of which one stands near where it tells as one of several


def may_tell(text: str) -> bool:
    """Whether a text has any word without which no claim is made. It never refuses a text that makes one.

    A stem alone is not enough: a station is a power station only behind its other word. Where that is near, what stands
    around is read. Where a temperature may be told, all are read, once.
    """
    padded = f" {text}"
    stems = _stems()
    read_to = 0
    is_cold_read = False
    for number, start, end in _find(padded):
        stem = stems[number]
        if stem.is_sure:
            return True
        if stem.is_degree and not is_cold_read and not (stem.is_scale and padded[end : end + 1].isalnum()):
            is_cold_read = True
            if _tells_temperature(text):
                return True
        if end <= read_to or not (stem.is_word or stem.needs):
            continue
        around = padded[max(0, start - MOST_AROUND) : end + READ_ON + MOST_AROUND]
        folded = fold(around)
        is_likely = stem.is_word or _has_any(stem.needs, folded)
        if is_likely and any(map(_is_needed, load_lexicon().senses_of(folded))):
            return True
        read_to = end + READ_ON if is_likely else read_to
    return False


def _tells_temperature(text: str) -> bool:
    return any(True for _ in read_temperatures(split_sentences(unwrap(text)), load_lexicon()))


def _find(text: str) -> Sequence[tuple[int, int, int]]:
    """The stems in a text, also one inside another: each needs something else.

    Half a pair of surrogates, which some JSON holds, counts as any other sign.
    """
    try:
        return _automaton().find_matches_as_indexes(text, overlapping=True)
    except UnicodeEncodeError:
        return _automaton().find_matches_as_indexes(text.encode(errors="replace").decode(), overlapping=True)


def _has_any(beginnings: Iterable[str], folded: str) -> bool:
    plain = folded.translate(_APOSTROPHES)
    return any(beginning in plain for beginning in beginnings)


def written_stems() -> list[str]:
    """All that is looked for, as it is written in texts."""
    return [stem.written for stem in _stems()]


@cache
def _automaton() -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(written_stems(), implementation=ahocorasick_rs.Implementation.DFA)


@cache
def _stems() -> Sequence[_Stem]:
    needs: dict[str, set[str]] = defaultdict(set)
    words = set[str]()
    for choices, others in _pairs(load_senses(), _is_needed):
        for form in _written(choices):
            needs[form].update(others)
            words |= set() if others else {form}
    sure = _written(RECONNECTED)
    degrees = {*DEGREE_MARKS, *SCALES}
    for choices, _ in _pairs(load_senses(), _tells_of_degrees):
        degrees |= _written(choices)
    return [
        _Stem(form, form in sure, form in words, form in degrees, form in SCALES, frozenset(needs.get(form, ())))
        for form in sorted({*needs, *sure, *degrees})
    ]


def _is_needed(sense: str) -> bool:
    return sense.startswith(NEEDED) and sense not in NOT_NEEDED


def _tells_of_degrees(sense: str) -> bool:
    return sense in GATES


def _pairs(
    senses: Mapping[str, Sequence[str]], is_looked_for: Callable[[str], bool]
) -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    """One word of every pattern, that with the longest shortest choice, for it is the rarest; and the next such."""
    for sense, patterns in senses.items():
        if not is_looked_for(sense):
            continue
        for pattern in patterns:
            words = [word.split("|") for word in pattern.split() if word not in GAPS]
            rare, *others = sorted(words, key=lambda choices: -min(len(choice) for choice in choices))
            yield rare, [fold(choice.rstrip("*")).translate(_APOSTROPHES) for choice in others[0]] if others else ()


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
